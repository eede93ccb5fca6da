"""A proof in a file: what it shows, or why it shows nothing."""

import pytest

from pledgetree.base.errors import UserError
from pledgetree.evidence.log_proving import prove_index, write_proof
from pledgetree.evidence.proof_checking import check_proof, proof_record
from tests.unit.evidence.logs import LOG_SIGNER, OTHER_SIGNER, WITNESS_SIGNER, make_log


@pytest.fixture
def proof(tmp_path):
    path = tmp_path / "p.tlog-proof"
    write_proof(path, prove_index(make_log(tmp_path / "log", 5), 3, with_entry=True))
    return path


def codes(found):
    return [one.code for one in found.faults]


def test_a_proof_shows_the_entry_given_in_any_form(proof, tmp_path):
    (tmp_path / "e.json").write_text(' { "act" : 3 }\n')
    for entry in (tmp_path / "e.json", None):
        found = check_proof(proof, entry, LOG_SIGNER.verifier)
        assert (found.index, found.faults) == (3, ())
        assert proof_record(proof, found, [])["signed"] == 5


def test_it_shows_no_other_entry(proof, tmp_path):
    (tmp_path / "e.json").write_text('{"act":4}')
    found = check_proof(proof, tmp_path / "e.json", LOG_SIGNER.verifier)
    assert (found.index, codes(found)) == (None, ["PROOF_WRONG"])
    assert proof_record(proof, found, [])["root"] is None


def test_it_shows_nothing_of_another_log(proof):
    assert codes(check_proof(proof, None, OTHER_SIGNER.verifier)) == ["LOG_SIGNATURE"]
    assert codes(check_proof(proof, None, LOG_SIGNER.verifier, [WITNESS_SIGNER.verifier])) == ["LOG_NOT_WITNESSED"]


def test_a_proof_without_an_entry_needs_one(tmp_path):
    write_proof(tmp_path / "p", prove_index(make_log(tmp_path / "log", 5), 3))
    assert codes(check_proof(tmp_path / "p", None, LOG_SIGNER.verifier)) == ["PROOF_WRONG"]
    (tmp_path / "p").write_bytes(b"\xff")
    assert codes(check_proof(tmp_path / "p", None, LOG_SIGNER.verifier)) == ["PROOF_WRONG"]
    with pytest.raises(UserError):
        check_proof(tmp_path / "none", None, LOG_SIGNER.verifier)
