"""The main job's own parts: new folders, the link to the latest, the summary beside the published figures."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tools import run

ROOT = Path(__file__).parents[2]

MOMENT = datetime(2021, 2, 25, 10, 30, tzinfo=UTC)


def test_two_runs_of_one_second_get_folders_of_their_own(tmp_path):
    assert run.new_place(tmp_path / "run", MOMENT).name == "20210225-103000-1"
    assert run.new_place(tmp_path / "run", MOMENT).name == "20210225-103000-2"


def test_the_link_moves_to_the_new_run(tmp_path):
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        run.move_link(tmp_path / "latest", tmp_path / name)
    assert (tmp_path / "latest").resolve() == tmp_path / "second"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["first", "latest", "second"]


def test_published_figures_of_every_assessed_year_are_known():
    told = run.published()
    assert told["rural_poor_survey", 2016] == 43_350_000
    assert [told["counties_exited", year] for year in run.ASSESSED_YEARS] == [28, 125, 283, 344, 52]
    assert sum(told["counties_exited", year] for year in run.ASSESSED_YEARS) == 832


def test_the_summary_sets_each_figure_beside_the_published_one():
    # 43,350,000 x 60,000 / 29,480,000 = 88,229.3 persons stand for the rural poor at the end of 2016.
    found = {("poor_remaining", 2016): 88_229, ("counties_exited", 2016): 27}
    poor, counties = run.headlines(found, run.published(), 60_000, [2016])
    assert " ".join(str(poor).split()) == "Rural poor at the end of 2016 88,229 43.35 million 43.35 million same"
    assert poor.is_same
    assert not counties.is_same
    assert " ".join(str(counties).split()) == "Poor counties that left in 2016 27 27 28 differs"


def test_a_small_run_is_the_same_when_it_is_right_to_the_person():
    # 30,460,000 x 2,000 / 29,480,000 = 2,066.5 persons: 2,066 and 2,067 are both its rounding, 2,065 is not.
    verdicts = [
        run.headlines({("poor_remaining", 2017): here, ("counties_exited", 2017): 125}, run.published(), 2000, [2017])[
            0
        ]
        for here in (2065, 2066, 2067)
    ]
    assert [one.is_same for one in verdicts] == [False, True, True]


def test_five_years_give_ten_lines_that_fit():
    found = {(name, year): 10**8 for name in ("poor_remaining", "counties_exited") for year in run.ASSESSED_YEARS}
    lines = [str(line) for line in run.headlines(found, run.published(), 29_480_000, run.ASSESSED_YEARS)]
    assert len(lines) == 10
    assert max(map(len, lines)) <= 110


def test_a_command_that_fails_ends_the_job_with_its_code(tmp_path, capfd):
    with pytest.raises(SystemExit) as stop:
        run.pledgetree(tmp_path, "check", "nowhere")
    assert stop.value.code in {1, 2}
    assert "$ pledgetree check nowhere" in capfd.readouterr().out


def test_the_main_job_of_one_year_is_done_whole(tmp_path):
    words = ["--households", "2000", "--seed", "1", "--first-year", "2020", "--runs", str(tmp_path / "run")]
    done = subprocess.run(
        [sys.executable, "-m", "tools.run", *words], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert max(map(len, lines)) <= 110 + len(str(tmp_path))
    assert [line.split()[-1] for line in lines if "2020 " in line and line.endswith(("same", "differs"))] == [
        "same"
    ] * 2
    assert (tmp_path / "run" / "latest" / "report-2020" / "index.html").exists()
    assert lines[-1].endswith("latest/report-2020/index.html")
