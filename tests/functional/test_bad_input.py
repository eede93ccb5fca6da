"""Every kind of bad input named in the rules: a code, a place, a remedy; exit 2 (or 1); nothing changed."""

import json
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from pledgetree.law.loading import bundled_folder
from tests.functional.folders import FUNDS, UNITS, write_folder
from tests.functional.program import PROGRAM, pledgetree

FULL = Path("/dev/full")
WRONG_FOLDERS = {
    "missing column": ({"funds": FUNDS.replace(",amount_fen", "").replace(",100000000", "")}, "COLUMN_MISSING"),
    "wrong type": ({"funds": FUNDS.replace("100000000", "a lot")}, "WRONG_TYPE"),
    "wrong date": ({"funds": FUNDS.replace("2016-03-20", "20/03/2016")}, "WRONG_TYPE"),
    "duplicate key": ({"funds": FUNDS + FUNDS.splitlines()[1] + "\n"}, "DUPLICATE_KEY"),
    "unknown unit": ({"funds": FUNDS.replace("520502000000", "999999000000")}, "UNKNOWN_UNIT"),
    "village without county": (
        {"units": "\n".join(line for line in UNITS.splitlines() if ",county," not in line) + "\n", "funds": None},
        "PARENT_MISSING",
    ),
    "negative money": ({"funds": FUNDS.replace("100000000", "-1")}, "NEGATIVE_MONEY"),
    "value not allowed": ({"funds": FUNDS.replace(",centre,1", ",federal,1")}, "NOT_ALLOWED"),
}


@pytest.mark.parametrize("wrong", WRONG_FOLDERS)
def test_freeze_refuses_a_wrong_folder_and_writes_nothing(tmp_path, wrong):
    tables, code = WRONG_FOLDERS[wrong]
    folder = write_folder(tmp_path / "in", **tables)
    done = pledgetree("freeze", folder, "--year", 2016, "--out", tmp_path / "s")
    assert done.code == 2
    assert code in done.err
    assert "Traceback" not in done.err
    assert not (tmp_path / "s").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in"]


@pytest.mark.skipif(not FULL.exists(), reason="needs the device /dev/full")
def test_a_full_disk_behind_the_output(tmp_path):
    with FULL.open("w") as full:
        run = subprocess.run(
            [PROGRAM, "rulebook", "check", "cn-funds-2017", "--json"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert (run.returncode, "DISK_FULL standard output" in run.stderr, "Traceback" in run.stderr) == (2, True, False)


@pytest.mark.parametrize("encoding", ["ascii", "gbk", "latin-1", "utf-8"])
@pytest.mark.parametrize("options", [(), ("--json",)])
def test_an_output_that_knows_no_such_letter_gets_escapes(tmp_path, encoding, options):
    table = tmp_path / "counties.csv"
    header = "county,region,rural_population,registered_poor,registered_population_exited,nonregistered_population,"
    header += "exited_persons_sampled,wrong_exit_persons,nonregistered_persons_sampled,missed_persons,"
    header += "households_interviewed,households_recognising,on_date\n"
    row = "𠮷县 é,west,400000,1000,20000,300000,500,5,1000,2,600,570,2018-06-30\n"
    table.write_text(header + row, encoding="utf-8")
    run = subprocess.run(
        [PROGRAM, "decide", "--rulebook", "cn-county-exit-2017", "--input", table, *options],
        env={**os.environ, "PYTHONIOENCODING": encoding},
        capture_output=True,
        check=False,
    )
    assert (run.returncode, run.stderr) == (0, b"")
    if options:
        assert json.loads(run.stdout.decode(encoding))[0]["county"] == "𠮷县 é"


def test_a_reader_who_stops_early_is_no_error_of_ours():
    command = f"'{PROGRAM}' rulebook check cn-funds-2017 --json | true"
    run = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)
    assert run.stderr == ""


def test_all_faults_of_a_folder_are_said_at_once(tmp_path):
    funds = FUNDS.replace("100000000", "-1").replace("520502000000", "999999000000").replace(",centre,", ",moon,")
    done = pledgetree("freeze", write_folder(tmp_path / "in", funds=funds), "--year", 2016, "--out", tmp_path / "s")
    assert all(code in done.err for code in ("NEGATIVE_MONEY", "UNKNOWN_UNIT", "NOT_ALLOWED"))


def test_messages_come_in_the_readers_language(tmp_path):
    folder = write_folder(tmp_path / "in", funds=FUNDS.replace("100000000", "-1"))
    texts = {
        lang: pledgetree("freeze", folder, "--year", 2016, "--out", tmp_path / "s", "--lang", lang).err
        for lang in ("en", "zh-hans", "fr")
    }
    assert len(set(texts.values())) == 3
    assert all("NEGATIVE_MONEY" in text for text in texts.values())


def test_a_missing_folder_is_named(tmp_path):
    done = pledgetree("freeze", tmp_path / "nowhere", "--year", 2016, "--out", tmp_path / "s")
    assert (done.code, "FOLDER_MISSING" in done.err, "nowhere" in done.err) == (2, True, True)


def test_a_missing_table_stops_an_assessment(tmp_path):
    """Units and funds alone say nothing about the register, which the central rulebook assesses."""
    folder = write_folder(tmp_path / "in")
    assert pledgetree("freeze", folder, "--year", 2016, "--out", tmp_path / "s").code == 0
    done = pledgetree(
        "assess", tmp_path / "s", "--rulebook", "cn-central-2016", "--year", 2016, "--out", tmp_path / "r"
    )
    assert (done.code, "TABLE_MISSING" in done.err) == (2, True)
    assert not (tmp_path / "r").exists()


def alter(snapshot):
    """Change one byte in the middle of the first file of the households table."""
    path = sorted(snapshot.rglob("households*.parquet"))[0]
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.chmod(0o644)
    path.write_bytes(data)


def test_an_altered_snapshot_is_a_finding_of_check_and_stops_assess(altered, tmp_path):
    alter(altered)
    examined = pledgetree("check", altered, "--json")
    assert examined.code == 1
    assert "SNAPSHOT_ALTERED" in {one["code"] for one in json.loads(examined.out)["faults"]}
    done = pledgetree("assess", altered, "--rulebook", "cn-central-2016", "--year", 2016, "--out", tmp_path / "r")
    assert (done.code, "SNAPSHOT_ALTERED" in done.err) == (2, True)
    assert not (tmp_path / "r").exists()


def test_a_sound_snapshot_passes(nation):
    done = pledgetree("check", nation / "2016", "--json")
    assert done.code == 0
    assert [one for one in json.loads(done.out)["faults"] if one["severity"] == "fault"] == []


def test_an_altered_result_does_not_verify(nation, result, tmp_path):
    copy = tmp_path / "r"
    shutil.copytree(result, copy)
    path = copy / "grades.parquet"
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-1] + b"X")
    done = pledgetree("verify", copy, "--snapshot", nation / "2016")
    assert done.code == 1
    assert done.err


def test_a_result_verifies_against_its_snapshot_and_no_other(nation, result):
    assert pledgetree("verify", result, "--snapshot", nation / "2016").code == 0
    other = pledgetree("verify", result, "--snapshot", nation / "2017")
    assert (other.code, other.err != "") == (1, True)


def test_a_year_without_an_edition_is_refused(nation, tmp_path):
    done = pledgetree(
        "assess", nation / "2015", "--rulebook", "cn-central-2016", "--year", 2015, "--out", tmp_path / "r"
    )
    assert (done.code, "NO_EDITION" in done.err) == (2, True)


def test_an_unknown_rulebook_is_refused(nation, tmp_path):
    done = pledgetree("assess", nation / "2016", "--rulebook", "atlantis", "--year", 2016, "--out", tmp_path / "r")
    assert (done.code, "atlantis" in done.err) == (2, True)


def test_an_existing_output_folder_is_kept(nation, result):
    before = {path.name: path.read_bytes() for path in result.iterdir() if path.is_file()}
    done = pledgetree("assess", nation / "2016", "--rulebook", "cn-central-2016", "--year", 2016, "--out", result)
    assert (done.code, "FOLDER_EXISTS" in done.err) == (2, True)
    assert before == {path.name: path.read_bytes() for path in result.iterdir() if path.is_file()}


def test_an_unknown_indicator_or_unit_is_refused(result):
    wrong = pledgetree("explain", result, "--unit", "52", "--indicator", "happiness")
    assert (wrong.code, "UNKNOWN_INDICATOR" in wrong.err, "poor_lifted" in wrong.err) == (2, True, True)
    wrong = pledgetree("explain", result, "--unit", "99")
    assert (wrong.code, "UNKNOWN_UNIT" in wrong.err) == (2, True)


def test_a_rulebook_with_a_value_without_source_is_a_finding(tmp_path):
    copy = tmp_path / "book"
    shutil.copytree(bundled_folder() / "cn-county-exit-2017", copy)
    path = copy / "parameters" / "limits" / "missed.yaml"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    start = next(number for number, line in enumerate(lines) if "source:" in line)
    depth = len(lines[start]) - len(lines[start].lstrip())
    end = next(
        (
            n
            for n in range(start + 1, len(lines))
            if lines[n].strip() and len(lines[n]) - len(lines[n].lstrip()) <= depth
        ),
        len(lines),
    )
    path.write_text("".join(lines[:start] + lines[end:]), encoding="utf-8")
    done = run_rulebook_check(copy)
    assert done.code == 1
    assert "parameters/limits/missed.yaml" in done.err
    assert "source" in done.err


def run_rulebook_check(folder):
    return pledgetree("rulebook", "check", folder)


def test_ctrl_c_leaves_nothing(nation, tmp_path):
    started = subprocess.Popen(
        [PROGRAM, "nation", "--households", "300000", "--seed", "1", "--years", "2014-2020", "--out", tmp_path / "n"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    time.sleep(4)
    started.send_signal(signal.SIGINT)
    _out, err = started.communicate(timeout=60)
    assert started.returncode == 2
    assert "INTERRUPTED" in err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("years", ["2020-2014", "14-20", "soon"])
def test_years_must_be_a_range(tmp_path, years):
    done = pledgetree("nation", "--households", 10, "--seed", 1, "--years", years, "--out", tmp_path / "n")
    assert (done.code, years in done.err) == (2, True)
