"""Tables of records rather than figures: problems, proposed consequences, faults of plans and of rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from pledgetree.publish.disclosure import Column, ReleasedTable, Table, Value, release
from pledgetree.publish.law_texts import condition_text, consequence_title, indicator_title, problem_title
from pledgetree.publish.messages import mark
from pledgetree.publish.reading import CENTRE, DETAILED_TIERS, Facts, Row
from pledgetree.publish.showing import WITHHELD_SIGN
from pledgetree.publish.suppression import WITHHELD
from pledgetree.publish.tables import UNIT, row_key


def _rows_of(facts: Facts, table: str, tiers: tuple[str, ...]) -> Iterable[tuple[str, str, Row]]:
    """Key, unit and row of every row of a table about units of these tiers."""
    for unit in facts.units.values():
        if unit.tier in tiers:
            for place, row in enumerate(facts.rows(table, unit.unit_id)):
                yield row_key(unit.unit_id, str(place)), unit.unit_id, row


def _table(
    name: str, title: str, columns: tuple[Column, ...], rows: Mapping[str, tuple[Value, ...]], minimum: int
) -> ReleasedTable:
    return release(Table(name, title, (UNIT, *columns), tuple(rows), tuple(rows.values())), minimum)


def problems(facts: Facts, figures: ReleasedTable) -> ReleasedTable:
    """Problems found at the Centre and the provinces, each with its article.

    Details of counts stay behind, and so does a failed gate whose verdict is withheld.
    """
    columns = (
        Column("problem", mark("Problem"), "text_in"),
        Column("condition", mark("Found because"), "text_in"),
        Column("findings", mark("Findings")),
        Column("persons", mark("Persons concerned"), "persons"),
        Column("article", mark("Article"), "article"),
    )
    rows = {
        key: (
            unit,
            problem_title(facts.rulebook, row["problem"]),
            _condition(facts, figures, unit, row["condition"]),
            row["detail"] if row["condition"].startswith("finding:") else None,
            row["persons"] or None,
            row["article"] or None,
        )
        for key, unit, row in _rows_of(facts, "problems", DETAILED_TIERS)
    }
    return _table("problems", mark("Problems found"), columns, rows, facts.minimum)


def _condition(facts: Facts, figures: ReleasedTable, unit_id: str, condition: str) -> Value:
    kind, _, name = condition.partition(":")
    hidden = kind == "gate_failed" and figures.at(unit_id, f"gate.{name}").state == WITHHELD
    return WITHHELD_SIGN if hidden else condition_text(facts.rulebook, condition)


def consequences(facts: Facts) -> ReleasedTable:
    """What the law proposes for each unit; officers named in the law decide."""
    columns = (
        Column("consequence", mark("Proposed"), "text_in"),
        Column("kind", mark("Kind"), "word:kind"),
        Column("article", mark("Article"), "article"),
    )
    articles = {one.name: one.source.article for one in facts.rulebook.consequences}
    rows = {
        key: (
            unit,
            consequence_title(facts.rulebook, row["consequence"]),
            row["kind"],
            articles.get(row["consequence"]) or None,
        )
        for key, unit, row in _rows_of(facts, "consequences", DETAILED_TIERS)
    }
    return _table("consequences", mark("Proposed consequences"), columns, rows, facts.minimum)


def plan_faults(facts: Facts) -> ReleasedTable:
    """Faults of annual plans: below the pledge, not approved, lowered late."""
    columns = (
        Column("code", mark("Code")),
        Column("what", mark("What is wrong"), "fault"),
        Column("indicator", mark("Indicator"), "text_in"),
        Column("plan", mark("Plan")),
    )
    rows = {
        key: (
            unit,
            row["code"],
            row["code"],
            indicator_title(facts.rulebook, row["indicator"]) if row["indicator"] else None,
            row["plan_id"] or None,
        )
        for key, unit, row in _rows_of(facts, "plan_faults", tuple({one.tier for one in facts.units.values()}))
    }
    return _table("plan_faults", mark("Faults of plans"), columns, rows, facts.minimum)


def row_faults(facts: Facts) -> ReleasedTable:
    """Rows of the data with faults, added up by kind for the nation and every province."""
    columns = (
        Column("code", mark("Code")),
        Column("what", mark("What is wrong"), "fault"),
        Column("rows", mark("Rows"), "rows"),
        Column("counties", mark("Counties concerned"), "number"),
    )
    rows_by, counties_by = _fault_counts(facts)
    rows: dict[str, tuple[Value, ...]] = {
        row_key(unit, code): (unit, code, code, count, counties_by[unit, code])
        for (unit, code), count in sorted(rows_by.items())
    }
    parents = {key: row_key(CENTRE, key.partition("|")[2]) for key in rows if not key.startswith(f"{CENTRE}|")}
    table = Table(
        "row_faults", mark("Faults in the rows of data"), (UNIT, *columns), tuple(rows), tuple(rows.values()), parents
    )
    return release(table, facts.minimum)


def _fault_counts(facts: Facts) -> tuple[Counter[tuple[str, str]], Counter[tuple[str, str]]]:
    """Rows and counties by (unit, code), for provinces and the Centre."""
    rows: Counter[tuple[str, str]] = Counter()
    counties: Counter[tuple[str, str]] = Counter()
    for _, unit_id, row in _rows_of(facts, "row_faults", ("county",)):
        for above in facts.ancestors(facts.units[unit_id]):
            if facts.units[above].tier in DETAILED_TIERS:
                rows[above, row["code"]] += int(row["rows"])
                counties[above, row["code"]] += 1
    return rows, counties


def record_tables(facts: Facts, figures: ReleasedTable) -> Iterable[ReleasedTable]:
    """Every table of records."""
    yield problems(facts, figures)
    yield consequences(facts)
    yield plan_faults(facts)
    yield row_faults(facts)
