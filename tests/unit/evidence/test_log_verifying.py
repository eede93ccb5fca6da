"""Verification from the entries up: a true log passes, and no byte of its folder can change unseen."""

import shutil

import pytest

from pledgetree.base.errors import UserError
from pledgetree.evidence.log_folder import append_entries, open_log, sign_head
from pledgetree.evidence.log_verifying import verification_record, verify_log
from pledgetree.evidence.tiles import write_bundle
from pledgetree.evidence.witnessing import add_checkpoint, attach, create_witness, make_request, trust_log
from tests.unit.evidence.logs import LOG_SIGNER, ORIGIN, OTHER_SIGNER, WITNESS_SIGNER, make_log, numbered

WITNESS = WITNESS_SIGNER.verifier


def found(folder, **options):
    return [(one.code, one.severity) for one in verify_log(folder, **options).faults]


def codes(folder, **options):
    return {code for code, severity in found(folder, **options) if severity == "fault"}


@pytest.fixture
def log(tmp_path):
    return make_log(tmp_path / "log", 3, 5)


def cosigned(log, tmp_path):
    create_witness(tmp_path / "witness", WITNESS.name, WITNESS_SIGNER.seed)
    trust_log(tmp_path / "witness", log.key)
    request = make_request(log.folder, 0).data()
    attach(log.folder, add_checkpoint(tmp_path / "witness", WITNESS_SIGNER, request, 5).line().encode(), WITNESS)


@pytest.mark.parametrize("sizes", [(), (1,), (255,), (256,), (3, 257), (256, 512, 700)])
def test_a_true_log_has_no_faults(tmp_path, sizes):
    log = make_log(tmp_path / "log", *sizes)
    seen = verify_log(log.folder, log.key)
    size = sizes[-1] if sizes else 0
    assert (seen.origin, seen.size, seen.signed, seen.faults) == (ORIGIN, size, size, ())
    assert verification_record(log.folder, seen, [])["entries"] == size


def test_a_log_of_two_levels_of_tiles_has_no_faults(tmp_path):
    log = make_log(tmp_path / "log", 65_000, 66_000)
    assert verify_log(log.folder).faults == ()
    assert (log.folder / "tile/2/000.p/1").exists()


def test_no_byte_of_a_log_can_change_unseen(log, tmp_path):
    cosigned(log, tmp_path)
    append_entries(log.folder, numbered(5, 7))  # appended and not signed yet: guarded by the head
    options = {"key": log.key, "witnesses": [WITNESS]}
    assert found(log.folder, **options) == [("LOG_NOT_SIGNED_YET", "warning")]
    files = [path for path in sorted(log.folder.rglob("*")) if path.is_file()]
    assert len(files) == 9  # key, head, checkpoint; bundles and tiles of 3, 5 and 7 entries
    for path in files:
        whole = path.read_bytes()
        for place in range(len(whole)):
            data = bytearray(whole)
            data[place] ^= 1 << place % 8
            path.write_bytes(bytes(data))
            assert codes(log.folder, **options), (path, place)
        for data in (whole[:-1], whole + b"\n", b""):
            path.write_bytes(data)
            assert codes(log.folder, **options), (path, len(data))
        path.write_bytes(whole)
    assert codes(log.folder, **options) == set()


def test_a_missing_file_is_a_fault(log):
    for name in ("log.vkey", "head", "checkpoint", "tile/0/000.p/5", "tile/entries/000.p/5"):
        whole = (log.folder / name).read_bytes()
        (log.folder / name).unlink()
        assert "FILE_MISSING" in codes(log.folder), name
        (log.folder / name).write_bytes(whole)
    assert codes(log.folder) == set()


def test_a_rewritten_log_is_found_by_a_kept_checkpoint(log, tmp_path):
    fork = make_log(tmp_path / "fork")
    append_entries(fork.folder, numbered(0, 9, "lie"))
    sign_head(fork.folder, LOG_SIGNER)
    assert codes(fork.folder) == set()
    assert codes(fork.folder, against=log.folder / "checkpoint") == {"LOG_FORKED"}


def test_an_old_copy_is_found_by_a_kept_checkpoint(log, tmp_path):
    old = make_log(tmp_path / "old", 3)
    assert codes(old.folder) == set()
    assert codes(old.folder, against=log.folder / "checkpoint") == {"LOG_TRUNCATED"}
    assert codes(log.folder, against=old.folder / "checkpoint") == set()


def test_another_hand_is_found(log, tmp_path):
    forged = make_log(tmp_path / "forged", 3, signer=OTHER_SIGNER)
    assert codes(forged.folder) == set()  # its own key vouches for it: bring the key you know
    assert codes(forged.folder, key=LOG_SIGNER.verifier) == {"LOG_SIGNATURE"}
    assert codes(log.folder, against=forged.folder / "checkpoint") == {"LOG_SIGNATURE"}
    shutil.copy(forged.folder / "checkpoint", log.folder / "checkpoint")
    assert codes(log.folder) == {"LOG_SIGNATURE"}


def test_a_witness_that_is_asked_for_must_have_cosigned(log, tmp_path):
    assert codes(log.folder, witnesses=[WITNESS]) == {"LOG_NOT_WITNESSED"}
    cosigned(log, tmp_path)
    assert verify_log(log.folder, witnesses=[WITNESS]).witnesses == (WITNESS.name,)
    assert verify_log(log.folder).faults == ()


def test_a_folder_with_another_name_inside_is_false(log, tmp_path):
    text = (log.folder / "head").read_text()
    (log.folder / "head").write_text(text.replace("520502", "520503", 1))
    assert codes(log.folder) == {"LOG_ALTERED"}


def test_an_entry_in_another_form_is_found(tmp_path):
    log = make_log(tmp_path / "log")
    append_entries(log.folder, [b'{"a": 1}'])
    sign_head(log.folder, LOG_SIGNER)
    assert codes(log.folder) == {"ENTRY_NOT_CANONICAL"}


def test_a_bundle_with_other_entries_or_too_many_is_found(log):
    path = log.folder / "tile/entries/000.p/5"
    for entries in (numbered(0, 4), numbered(0, 6), [*numbered(0, 4), b"{}"]):
        path.write_bytes(write_bundle(entries))
        assert codes(log.folder)


def test_strange_files_are_pointed_out_and_harm_nothing(log):
    strange = ["note.txt", "tile/0/000.p/9", "tile/0/000.new", "tile/x/000", "tile/0/0", "tile/0/000.p/x", "tile/7/000"]
    for name in strange:
        (log.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (log.folder / name).write_bytes(b"?")
    assert found(log.folder) == [("LOG_LEFTOVER", "note")] * len(strange)
    assert open_log(log.folder)


def test_what_is_no_log_is_refused(tmp_path, log):
    for place in (tmp_path, tmp_path / "none"):
        with pytest.raises(UserError) as error:
            verify_log(place)
        assert error.value.faults[0].code == "LOG_MISSING"
    with pytest.raises(UserError) as error:
        verify_log(log.folder, against=tmp_path / "none")
    assert error.value.faults[0].code == "FILE_MISSING"
