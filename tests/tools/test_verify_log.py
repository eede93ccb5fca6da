"""The outsider's script: it agrees with ``verify_log`` and ``check_proof``, and shares no code with them."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from pledgetree.evidence.log_folder import append_entries, sign_head
from pledgetree.evidence.log_proving import prove_index, write_proof
from pledgetree.evidence.log_verifying import verify_log
from pledgetree.evidence.proof_checking import check_proof
from pledgetree.evidence.witnessing import add_checkpoint, attach, create_witness, make_request, trust_log
from tests.unit.evidence.logs import LOG_SIGNER, OTHER_SIGNER, WITNESS_SIGNER, make_log, numbered
from tools import verify_log as script

VKEY = LOG_SIGNER.verifier.text()
WITNESS = WITNESS_SIGNER.verifier.text()


def accepts(*words):
    """Whether the script says that everything holds."""
    try:
        return script.main([str(word) for word in words]) == 0
    except SystemExit as stop:
        assert str(stop.code).startswith("FALSE: ")
        return False


def agree(folder, **against):
    """What both say of a log; they must say the same."""
    kept = against.get("against")
    faults = verify_log(folder, LOG_SIGNER.verifier, [], kept).faults
    ours = not [one for one in faults if one.severity == "fault"]
    words = ["--against", kept] if kept else []
    assert accepts("log", folder, "--vkey", VKEY, *words) == ours
    return ours


def cosign(log, place):
    create_witness(place, WITNESS_SIGNER.name, WITNESS_SIGNER.seed)
    trust_log(place, LOG_SIGNER.verifier)
    answer = add_checkpoint(place, WITNESS_SIGNER, make_request(log.folder, 0).data(), 5).line()
    attach(log.folder, answer.encode(), WITNESS_SIGNER.verifier)


def test_it_can_be_read_in_ten_minutes_and_stands_alone():
    text = Path(script.__file__).read_text(encoding="utf-8")
    assert len([line for line in text.splitlines() if line.strip()]) <= 150
    tree = ast.parse(text)
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    outside = {name for name in imported if name.split(".")[0] not in {"cryptography"}}
    assert outside == {"__future__", "argparse", "base64", "hashlib", "sys", "pathlib"}


@pytest.mark.parametrize("sizes", [(), (1,), (3, 5), (255, 256), (256, 300, 513), (1000, 65_537)])
def test_both_accept_true_logs(tmp_path, sizes):
    log = make_log(tmp_path / "log", *sizes)
    assert agree(log.folder)
    assert agree(log.folder, against=log.folder / "checkpoint")


def test_both_refuse_every_changed_byte_of_entries_leaves_and_checkpoint(tmp_path):
    log = make_log(tmp_path / "log", 4)
    for name in ("checkpoint", "tile/0/000.p/4", "tile/entries/000.p/4"):
        path = log.folder / name
        whole = path.read_bytes()
        for place in range(len(whole)):
            path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
            assert not agree(log.folder), (name, place)
        path.write_bytes(whole)
    assert agree(log.folder)


def test_both_find_forks_cut_ends_and_other_hands(tmp_path):
    log = make_log(tmp_path / "log", 5, 9)
    short = make_log(tmp_path / "short", 5)
    fork = make_log(tmp_path / "fork")
    append_entries(fork.folder, numbered(0, 12, "lie"))
    sign_head(fork.folder, LOG_SIGNER)
    forged = make_log(tmp_path / "forged", 9, signer=OTHER_SIGNER)
    assert agree(log.folder, against=short.folder / "checkpoint")
    assert not agree(short.folder, against=log.folder / "checkpoint")
    assert not agree(fork.folder, against=log.folder / "checkpoint")
    assert not agree(forged.folder)
    assert not accepts("log", tmp_path, "--vkey", VKEY)


def test_both_verify_proofs(tmp_path):
    log = make_log(tmp_path / "log", 300)
    for index in (0, 7, 255, 256, 299):
        write_proof(tmp_path / "p", prove_index(log, index, with_entry=True))
        assert accepts("proof", tmp_path / "p", "--vkey", VKEY)
        assert check_proof(tmp_path / "p", None, LOG_SIGNER.verifier).faults == ()
    write_proof(tmp_path / "p", prove_index(log, 7))
    for entry, good in (('{"act":7}', True), ('{"act":7}\n', True), ('{"act":8}', False)):
        (tmp_path / "e").write_text(entry)
        assert accepts("proof", tmp_path / "p", "--vkey", VKEY, "--entry", tmp_path / "e") is good
        assert (check_proof(tmp_path / "p", tmp_path / "e", LOG_SIGNER.verifier).faults == ()) is good
    assert not accepts("proof", tmp_path / "p", "--vkey", VKEY)


def test_both_refuse_every_changed_byte_of_a_proof(tmp_path):
    path = tmp_path / "p"
    write_proof(path, prove_index(make_log(tmp_path / "log", 7), 2, with_entry=True))
    whole = path.read_bytes()
    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert check_proof(path, None, LOG_SIGNER.verifier).faults
        assert not accepts("proof", path, "--vkey", VKEY), place


def test_both_want_the_witness_that_is_asked_for(tmp_path):
    log = make_log(tmp_path / "log", 5)
    assert not accepts("log", log.folder, "--vkey", VKEY, "--witness", WITNESS)
    cosign(log, tmp_path / "w")
    assert accepts("log", log.folder, "--vkey", VKEY, "--witness", WITNESS)
    assert accepts("log", log.folder, "--vkey", VKEY)
    write_proof(tmp_path / "p", prove_index(log, 2, with_entry=True))
    assert accepts("proof", tmp_path / "p", "--vkey", VKEY, "--witness", WITNESS)
    assert not accepts("proof", tmp_path / "p", "--vkey", WITNESS)
    assert not accepts("log", log.folder, "--vkey", VKEY[:-4])
