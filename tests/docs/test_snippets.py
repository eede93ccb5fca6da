"""What the documentation tells people to type can be typed; the tutorial's commands really run."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from pledgetree.cli import main
from pledgetree.cli.drawing import ActingGroup

ROOT = Path(__file__).parents[2]
TUTORIAL = ROOT / "docs" / "tutorials" / "first-assessment.md"
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
FENCE = re.compile(r"^```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


def snippets(page: Path) -> Iterator[str]:
    """The command lines of a page: in blocks of the shell, and indented ones of our own programs."""
    text = page.read_text(encoding="utf-8")
    yield from re.findall(r"^    ((?:pledgetree|make) .*)$", text, re.MULTILINE)
    for block in FENCE.finditer(text):
        if block["kind"] in {"sh", "shell", "bash", "console"}:
            yield from filter(None, (line.strip() for line in block["text"].replace("\\\n", " ").splitlines()))


def commands(program: str) -> list[tuple[str, str]]:
    return [
        (str(page.relative_to(ROOT)), line)
        for page in sorted(PAGES)
        for line in snippets(page)
        if line.split()[0] == program
    ]


def parse(words: list[str]) -> click.Command:
    """The command that the words after ``pledgetree`` call, with its parameters read but nothing done."""
    command: click.Command = main
    context = None
    while isinstance(command, click.Group):
        if isinstance(command, ActingGroup) and words and words[0] not in command.commands:
            break
        context = click.Context(command, parent=context, info_name=command.name)
        name, found, words = command.resolve_command(context, words)
        assert found, name
        command = found
    command.make_context(command.name, list(words), parent=context)
    return command


def targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


@pytest.mark.parametrize(("page", "line"), commands("pledgetree"))
def test_every_pledgetree_command_parses(page, line):
    assert parse(shlex.split(line)[1:])


def test_a_wrong_command_does_not_parse():
    with pytest.raises(click.UsageError):
        parse(["assess", "nation/2016", "--no-such-option"])


@pytest.mark.parametrize(("page", "line"), commands("make"))
def test_every_make_command_has_its_target(page, line):
    words = [word for word in shlex.split(line)[1:] if "=" not in word]
    assert words
    assert set(words) <= targets()


def test_the_readme_gives_the_two_commands():
    assert {"make run", "make test"} <= set(snippets(ROOT / "README.md"))


@pytest.fixture(scope="module")
def tutorial(tmp_path_factory) -> tuple[Path, dict[str, str]]:
    """The tutorial carried out line by line: its folder, and what each command printed."""
    folder = tmp_path_factory.mktemp("tutorial")
    text = TUTORIAL.read_text(encoding="utf-8")
    (table,) = (block["text"] for block in FENCE.finditer(text) if block["kind"] == "csv")
    (folder / "counties.csv").write_text(table, encoding="utf-8")
    programs = str(Path(sys.executable).parent)
    environment = {**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
    printed = {}
    for _, line in (pair for pair in commands("pledgetree") if pair[0] == str(TUTORIAL.relative_to(ROOT))):
        done = subprocess.run(
            shlex.split(line), cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
        printed[line] = done.stdout
    return folder, printed


def printed_by(tutorial: tuple[Path, dict[str, str]], *words: str) -> str:
    (text,) = (text for line, text in tutorial[1].items() if set(words) <= set(shlex.split(line)))
    return text


def test_the_tutorial_makes_snapshots_a_result_and_a_report(tutorial):
    folder, _ = tutorial
    assert sorted(path.name for path in (folder / "nation").iterdir()) == ["2014", "2015", "2016", "truth"]
    assert (folder / "result" / "result.json").exists()
    assert "<script" not in (folder / "report" / "index.html").read_text(encoding="utf-8")


def test_the_tutorials_report_says_what_is_illustrative(tutorial):
    pages = [path.read_text(encoding="utf-8") for path in (tutorial[0] / "report").glob("*/**/*.html")]
    assert pages
    assert not [page for page in pages if not re.search("illustrati|示意", page, re.IGNORECASE)]


def test_the_tutorials_county_may_exit_with_the_figures_it_tells(tutorial):
    (county,) = json.loads(printed_by(tutorial, "decide", "cn-county-exit-2017"))
    composite = county["composite_incidence"]
    assert (composite["numerator"], composite["denominator"]) == (9, 2000)  # 1,800 of 400,000 in lowest terms
    assert county["may_exit"] is True
    assert county["warnings"] == ["PARTS_DIFFER"]


def test_the_tutorials_explanation_is_json(tutorial):
    assert json.loads(printed_by(tutorial, "explain", "--json"))
