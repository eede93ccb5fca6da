"""``pledgetree log`` as a keeper, an outsider and a witness use it."""

import json
import shutil
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner

from pledgetree.cli import main
from pledgetree.evidence.keys import read_private_key
from pledgetree.evidence.log_folder import append_entries, create_log, sign_head
from tests.functional.program import Outcome, pledgetree

ORIGIN = "oversight.example/520502"


def log(*words):
    """The command in this process: the same program without the time to start."""
    done = CliRunner().invoke(main, ["log", *map(str, words)])
    return Outcome(done.exit_code, done.stdout, done.stderr)


def good(*words):
    done = log(*words)
    assert (done.code, done.err) == (0, ""), done
    return done.out


def said(command, done):
    schema = files("pledgetree.evidence").joinpath("schema", f"{command}.schema.json").read_text(encoding="utf-8")
    record = json.loads(done.out)
    jsonschema.validate(record, json.loads(schema))
    return record


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A log of three signed entries, made once."""
    folder = tmp_path_factory.mktemp("kept")
    good("init", folder / "log", "--origin", ORIGIN)
    write(folder / "e.jsonl", *range(3))
    good("append", folder / "log", "--entries", folder / "e.jsonl")
    good("checkpoint", folder / "log")
    return folder


@pytest.fixture
def place(kept, tmp_path):
    """A copy of it that a test may change."""
    return Path(shutil.copytree(kept, tmp_path / "place"))


def write(path, *numbers):
    path.write_text("".join(f'{{"number": {number}, "kind": "pledges:pledge:sign"}}\n' for number in numbers))


def test_a_log_is_kept_and_verified(place):
    assert (place / "log.key").stat().st_mode & 0o777 == 0o600
    assert (place / "log" / "checkpoint").read_text().startswith(f"{ORIGIN}\n3\n")
    assert (place / "log/tile/entries/000.p/3").read_bytes()[:2] == len(
        b'{"kind":"pledges:pledge:sign","number":0}'
    ).to_bytes(2)
    done = pledgetree("log", "verify", place / "log", "--json")
    assert (done.code, done.err) == (0, "")
    record = said("log-verify", done)
    assert (record["entries"], record["signed"], record["faults"]) == (3, 3, [])


def test_entries_given_twice_stand_once(place):
    out = good("append", place / "log", "--entries", place / "e.jsonl")
    assert "nothing was appended" in out
    assert said("log-verify", log("verify", place / "log", "--json"))["entries"] == 3


def test_unsigned_entries_are_a_warning(place):
    write(place / "f.jsonl", 3, 4)
    good("append", place / "log", "--entries", place / "f.jsonl")
    done = log("verify", place / "log", "--json")
    assert done.code == 0
    assert [one["code"] for one in said("log-verify", done)["faults"]] == ["LOG_NOT_SIGNED_YET"]


def test_a_changed_byte_ends_with_1(place):
    path = place / "log/tile/0/000.p/3"
    data = bytearray(path.read_bytes())
    data[7] ^= 1
    path.write_bytes(bytes(data))
    done = log("verify", place / "log", "--json")
    assert (done.code, [one["code"] for one in said("log-verify", done)["faults"]]) == (1, ["LOG_ALTERED"])
    for words in (("append", place / "log", "--entries", place / "e.jsonl"), ("checkpoint", place / "log")):
        done = log(*words)
        assert (done.code, "LOG_ALTERED" in done.err) == (2, True)


def test_a_fork_and_an_old_copy_are_found_by_a_kept_checkpoint(place):
    shutil.copytree(place / "log", place / "old")
    write(place / "f.jsonl", 3, 4)
    good("append", place / "log", "--entries", place / "f.jsonl")
    good("checkpoint", place / "log")
    assert log("verify", place / "log", "--against", place / "old/checkpoint").code == 0
    done = log("verify", place / "old", "--against", place / "log/checkpoint")
    assert (done.code, "LOG_TRUNCATED" in done.err) == (1, True)
    write(place / "g.jsonl", 8, 9, 10)
    good("append", place / "old", "--entries", place / "g.jsonl")
    good("checkpoint", place / "old", "--key", place / "log.key")
    done = log("verify", place / "old", "--against", place / "log/checkpoint")
    assert (done.code, "LOG_FORKED" in done.err) == (1, True)


def test_a_proof_is_made_and_verified_elsewhere(place):
    proof = place / "p.tlog-proof"
    (place / "e.json").write_text('{"kind":"pledges:pledge:sign",\n "number": 1}')
    good("prove", place / "log", "--entry", place / "e.json", "--out", proof)
    key = (place / "log/log.vkey").read_text().strip()
    shutil.rmtree(place / "log")
    done = log("verify-proof", proof, "--entry", place / "e.json", "--vkey", key, "--json")
    assert (done.code, said("log-verify-proof", done)["index"]) == (0, 1)
    (place / "e.json").write_text('{"number": 2}')
    done = log("verify-proof", proof, "--entry", place / "e.json", "--vkey", key, "--json")
    assert (done.code, said("log-verify-proof", done)["index"]) == (1, None)


def test_the_superior_unit_cosigns(place):
    good("witness", "init", place / "w", "--name", "oversight.example/520500")
    good("witness", "trust", place / "w", "--vkey", place / "log/log.vkey")
    good("witness", "request", place / "log", "--out", place / "request")
    good("witness", "cosign", place / "w", "--request", place / "request", "--out", place / "answer")
    good("witness", "attach", place / "log", "--answer", place / "answer", "--witness", place / "w/witness.vkey")
    vkey = place / "w/witness.vkey"
    done = log("verify", place / "log", "--witness", vkey, "--json")
    assert (done.code, said("log-verify", done)["witnesses"]) == (0, ["oversight.example/520500"])
    good("prove", place / "log", "--index", "2", "--with-entry", "--out", place / "p")
    good("verify-proof", place / "p", "--vkey", place / "log/log.vkey", "--witness", vkey)
    again = log("witness", "cosign", place / "w", "--request", place / "request", "--out", place / "again")
    assert (again.code, "--old 3" in again.err) == (2, True)


def test_a_witness_refuses_rewritten_history(place):
    good("witness", "init", place / "w", "--name", "oversight.example/520500")
    good("witness", "trust", place / "w", "--vkey", place / "log/log.vkey")
    good("witness", "request", place / "log", "--out", place / "request")
    good("witness", "cosign", place / "w", "--request", place / "request", "--out", place / "answer")
    # The keeper rewrites history and signs it with the true key.
    signer = read_private_key((place / "log.key").read_text().strip())
    create_log(place / "lie", ORIGIN, signer.seed)
    append_entries(place / "lie", [b'{"number":7}', b'{"number":8}', b'{"number":9}', b'{"number":10}'])
    sign_head(place / "lie", signer)
    good("witness", "request", place / "lie", "--old", "3", "--out", place / "request")
    done = log("witness", "cosign", place / "w", "--request", place / "request", "--out", place / "answer2")
    assert (done.code, "WITNESS_INCONSISTENT" in done.err, (place / "answer2").exists()) == (1, True, False)


@pytest.mark.parametrize("lang", ["zh-hans", "fr"])
def test_people_read_their_language(place, lang):
    done = log("verify", place / "log", "--lang", lang)
    assert done.code == 0
    assert "entries" not in done.out
    assert ORIGIN in done.out


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("init", "log", "--origin", "a b"), "LOG_NAME"),
        (("init", "log", "--origin", "a"), "KEY_EXISTS|FOLDER_EXISTS"),
        (("init", "new", "--origin", "a", "--key", "new/key"), "KEY_IN_LOG"),
        (("append", "log", "--entries", "none"), "FILE_MISSING"),
        (("append", "log", "--entries", "bad.jsonl"), "ENTRY_WRONG"),
        (("append", "log", "--entries", "personal.jsonl"), "ENTRY_PERSONAL"),
        (("append", "none", "--entries", "e.jsonl"), "FOLDER_MISSING"),
        (("append", ".", "--entries", "e.jsonl"), "LOG_MISSING"),
        (("checkpoint", "log", "--key", "none"), "FILE_MISSING"),
        (("checkpoint", "log", "--key", "e.jsonl"), "KEY_WRONG"),
        (("prove", "log", "--index", "3", "--out", "p"), "ENTRY_NOT_SIGNED"),
        (("verify", "none"), "LOG_MISSING"),
        (("verify", "log", "--against", "none"), "FILE_MISSING"),
        (("verify", "log", "--vkey", "nonsense"), "LOG_FORM"),
        (("witness", "request", "log", "--old", "4", "--out", "r"), "WITNESS_REQUEST"),
        (("witness", "cosign", "log", "--request", "e.jsonl", "--out", "a"), "WITNESS_MISSING"),
        (("verify-proof", "e.jsonl", "--vkey", "x"), "LOG_FORM"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_changes(place, words, code, monkeypatch):
    monkeypatch.chdir(place)
    (place / "bad.jsonl").write_text('{"number": 1}\nnot json\n')
    (place / "personal.jsonl").write_text('{"who": "11010519491231002X"}\n')
    before = {path: path.read_bytes() for path in place.rglob("*") if path.is_file()}
    done = log(*words)
    assert (done.code, "Traceback" in done.err) == (2, False), done
    assert any(one in done.err for one in code.split("|"))
    assert {path: path.read_bytes() for path in place.rglob("*") if path.is_file()} == before


def test_a_proof_needs_one_entry(place):
    done = log("prove", place / "log", "--out", place / "p")
    assert (done.code, "--index" in done.err) == (2, True)
