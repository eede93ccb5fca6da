from pledgetree.law.asking import edition_digest, edition_for
from pledgetree.law.editions import restricted
from pledgetree.law.loading import load_rulebook

EDITION = """\
  "2019":
    published: 2018-11-01
    first_year: 2019
    last_year: 2020
    supersedes: "2016"
    source: {title: The rules of 2019, status: documented}
"""
LATER_PARAMETER = """\
description: {en: Budget, zh-hans: 预算, fr: Budget}
unit: visits
values:
  2019-01-01: {value: 3, operator: "<=", source: {title: The rules of 2019, status: documented}}
"""
LATER_GATE = """\
gates:
  later:
    title: {en: Later, zh-hans: 以后, fr: Plus tard}
    indicator: wrong_exit_rate
    parameter: later
    source: {title: The rules of 2019, status: documented}
"""


def digest(book, year=2016):
    rulebook = load_rulebook(book.folder)
    return edition_digest(rulebook, edition_for(rulebook, year))


def add_edition(book):
    text = (book.folder / "rulebook.yaml").read_text(encoding="utf-8")
    return book.write("rulebook.yaml", text + EDITION).write("CHANGELOG.md", "## 2016\n## 2019\n")


def test_a_later_edition_leaves_the_digest_of_an_earlier_one(book):
    before = digest(book)
    add_edition(book)
    book.write("parameters/later.yaml", LATER_PARAMETER)
    book.change("grades.yaml", "gates:\n", LATER_GATE)
    book.change(
        "parameters/limits/wrong_exit.yaml",
        "  2018-01-01:\n",
        "  2019-01-01: {value: 1/200, operator: '<', source: {title: The rules of 2019, status: documented}}\n"
        "  2018-01-01:\n",
    )
    book.change("indicators/wrong_exit_rate.yaml", "2018-01-01:", "2019-01-01: interviews.missed_rate, 2018-01-01:")
    book.change(
        "grades.yaml",
        "caps:\n  fraud:\n    from:\n",
        "caps:\n  fraud:\n    from:\n      2019-01-01: {grade: good, source: {title: T, status: documented}}\n",
    )
    assert book.faults() == []
    assert digest(book) == before
    assert digest(book, 2019) != before


def test_a_change_of_what_is_in_effect_changes_the_digest(book):
    before = digest(book)
    book.change("parameters/limits/wrong_exit.yaml", "value: 1/100", "value: 1/200")
    assert digest(book) != before


def test_a_better_source_changes_the_digest(book):
    before = digest(book)
    book.change("parameters/limits/wrong_exit.yaml", "status: recalled", "status: documented")
    assert digest(book) != before


def test_cases_and_the_order_of_keys_do_not_change_the_digest(book):
    before = digest(book)
    book.write("cases/first.yaml", "[]\n")
    book.change("rulebook.yaml", "name: minimal\n", "")
    text = (book.folder / "rulebook.yaml").read_text(encoding="utf-8")
    assert digest(book.write("rulebook.yaml", text + "name: minimal\n")) == before


def test_a_digest_is_64_hexadecimal_digits(book):
    assert len(digest(book)) == 64
    assert int(digest(book), 16) > 0


def test_what_takes_effect_on_the_last_day_counts(book):
    book.change("parameters/limits/wrong_exit.yaml", "2018-01-01:", "2018-12-31:")
    rulebook = load_rulebook(book.folder)
    kept = restricted(rulebook.raw, rulebook.editions[0])
    assert sorted(kept["parameters"]["limits/wrong_exit"]["values"]) == ["2016-01-01", "2018-12-31"]
    assert "cases" not in kept
