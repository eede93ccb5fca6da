"""Proofs from a log's folder verify, for every entry and every pair of sizes."""

import pytest

from pledgetree.base.errors import UserError
from pledgetree.evidence.log_folder import append_entries, open_log
from pledgetree.evidence.log_proving import (
    consistency_path,
    find_entry,
    prove_entry,
    prove_index,
    signed_checkpoint,
    write_proof,
)
from pledgetree.evidence.merkle import root_hash, verify_consistency
from pledgetree.evidence.proofs import read_proof, verify_proof
from tests.unit.evidence.logs import LOG_SIGNER, make_log, numbered


def code(error):
    return error.value.faults[0].code


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    """520 signed entries and five that are not."""
    made = make_log(tmp_path_factory.mktemp("logs") / "log", 260, 520)
    append_entries(made.folder, numbered(520, 525))
    return open_log(made.folder)


def test_every_signed_entry_is_proven(log):
    entries = numbered(0, 520)
    for index, entry in enumerate(entries):
        signed = verify_proof(read_proof(prove_index(log, index).data()), entry, LOG_SIGNER.verifier)
        assert signed.checkpoint.size == 520


def test_an_entry_is_found_by_its_bytes(log):
    for index in (0, 255, 256, 519):
        assert prove_entry(log, numbered(index, index + 1)[0]).index == index
    assert prove_entry(log, b'{"act":7}', with_entry=True).extra == b'{"act":7}'
    assert find_entry(log, b'{"act":522}', 525) == 522


def test_what_is_not_signed_is_not_proven(log):
    for index in (520, 524, 10**9):
        with pytest.raises(UserError) as error:
            prove_index(log, index)
        assert code(error) == "ENTRY_NOT_SIGNED"
    for entry in (b'{"act":522}', b'{"act":999}', b'{"act": 7}'):
        with pytest.raises(UserError) as error:
            prove_entry(log, entry)
        assert code(error) == "ENTRY_NOT_SIGNED"


def test_every_old_size_is_a_beginning(log):
    tree = log.tree
    for old in (1, 2, 255, 256, 257, 300, 512, 519, 520):
        path = consistency_path(log, old, 520)
        assert verify_consistency(old, 520, path, root_hash(tree, old), root_hash(tree, 520))
    assert consistency_path(log, 0, 520) == []
    with pytest.raises(UserError) as error:
        consistency_path(log, 521, 520)
    assert code(error) == "WITNESS_REQUEST"


def test_nothing_is_proven_under_a_false_checkpoint(tmp_path):
    log = make_log(tmp_path / "log", 2)
    longer = make_log(tmp_path / "longer", 2, 3)
    path = log.folder / "checkpoint"
    path.write_bytes(longer.checkpoint())
    with pytest.raises(UserError) as error:
        signed_checkpoint(log)
    assert code(error) == "LOG_TRUNCATED"
    path.write_bytes(b"x")
    with pytest.raises(UserError) as error:
        signed_checkpoint(log)
    assert code(error) == "LOG_SIGNATURE"


def test_a_proof_is_written(log, tmp_path):
    write_proof(tmp_path / "p.tlog-proof", prove_index(log, 1))
    assert read_proof((tmp_path / "p.tlog-proof").read_bytes()) == prove_index(log, 1)
