"""From a result folder to the report: pages, workbook and CSV files in every language, all or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from pledgetree.assessment.results import open_result
from pledgetree.base.folders import new_folder
from pledgetree.publish.csv_files import csv_text
from pledgetree.publish.disclosure import release
from pledgetree.publish.languages import LANGUAGES
from pledgetree.publish.matrix import matrix
from pledgetree.publish.messages import translations
from pledgetree.publish.pages import DIGESTS, Report, landing_page, pages, showing
from pledgetree.publish.pledge_tree import tree_tables
from pledgetree.publish.reading import Result, read_facts
from pledgetree.publish.record_tables import record_tables
from pledgetree.publish.tables import figure_tables
from pledgetree.publish.words import TAGS
from pledgetree.publish.workbook import write_workbook

Progress = Callable[[int, int, str], None]


def publish(result_path: Path, *, out: Path, progress: Progress) -> Path:
    """Write the report of a result into the new folder ``out`` and give that folder back.

    ``progress`` is called with (done, total, what) after every file.

    Raises:
        UserError: the result is damaged or missing; FOLDER_EXISTS, DISK_FULL, WRITE_REFUSED.
    """
    report = compose(open_result(result_path))
    with new_folder(out) as folder:
        write_report(report, folder, progress)
    return out


def compose(result: Result) -> Report:
    """Everything the report shows, released once for all outputs."""
    facts = read_facts(result)
    figures = release(matrix(facts), facts.minimum)
    made = (*figure_tables(facts, figures), *record_tables(facts, figures), *tree_tables(facts, figures))
    tables = {one.name: one for one in made}
    return Report(facts, figures, tables)


def write_report(report: Report, folder: Path, progress: Progress) -> None:
    """Write every file of the report into an empty folder."""
    total = 1 + len(LANGUAGES) * (2 + len(report.facts.provinces) + len(report.tables))
    for done, place in enumerate(_files(report, folder), start=1):
        progress(done, total, place)


def _files(report: Report, folder: Path) -> Iterator[str]:
    """Write file after file, naming each below the folder."""
    _write(folder / "index.html", landing_page(report))
    yield "index.html"
    for lang in LANGUAGES:
        for place, text in pages(report, lang):
            _write(folder / lang / place, text)
            yield f"{lang}/{place}"
        for table in report.tables.values():
            _write(folder / lang / "csv" / f"{table.name}.csv", csv_text(table, showing(report, lang)))
            yield f"{lang}/csv/{table.name}.csv"
        _write_workbook(report, folder / lang / "report.xlsx", lang)
        yield f"{lang}/report.xlsx"


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def _write_workbook(report: Report, path: Path, lang: str) -> None:
    tables = list(report.tables.values())
    created = datetime.fromisoformat(report.facts.frozen_at)
    write_workbook(path, tables, showing(report, lang), notes=list(_notes(report, lang)), created=created)


def _notes(report: Report, lang: str) -> Iterator[tuple[str, str]]:
    """The first sheet: what this is, what the signs mean, and the digests."""
    facts, shown, gettext = report.facts, showing(report, lang), translations(lang).gettext
    yield gettext("Rulebook"), f"{shown.title(facts.rulebook.title)} ({facts.rulebook.name})"
    yield gettext("Year"), str(facts.year)
    if facts.made_up:
        for tag in ("made_up", "illustrative"):
            yield shown.title(TAGS[tag][0]), shown.title(TAGS[tag][1])
    yield f"<{facts.minimum}", gettext("A count of people too small to be shown")
    yield "[c]", gettext("Withheld to protect another cell")
    for name, title in DIGESTS:
        if facts.extra.get(name) is not None:
            yield gettext(title), str(facts.extra[name])
    yield gettext("Digest of this result"), facts.digest
