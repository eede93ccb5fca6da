"""The pledge tree in the report: the picture, its table, the faults in words, and the sentence over it.

Promises are public figures; what was delivered of them is shown as far as disclosure control lets the count be shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from pledgetree.publish.disclosure import Column, Entry, Public, Ref, ReleasedTable
from pledgetree.publish.messages import mark, translations
from pledgetree.publish.pictures.icicle import Icicle, Twig, icicle
from pledgetree.publish.reading import CENTRE, Facts, Unit
from pledgetree.publish.showing import Showing
from pledgetree.publish.tables import UNIT, delivery, row_key

LEVELS = {"centre": ("province", "prefecture"), "province": ("prefecture", "county")}
"""The tiers under the unit a page is about."""


def faults_at(facts: Facts, unit_id: str) -> tuple[int, int]:
    """Faults of pledges about a unit, and about units below it."""
    rows = facts.rows("pledge_faults", unit_id)
    return sum(int(row["own"]) for row in rows), sum(int(row["below"]) for row in rows)


def pledge_tree(facts: Facts, figures: ReleasedTable) -> ReleasedTable:
    """Every unit that promised something: promise, delivery, share, and the faults at it and below it."""
    main = delivery(facts)
    name = main.name if main else ""
    columns = (
        UNIT,
        Column("tier", mark("Tier"), "word:tier"),
        Column("promised", mark("Promised persons"), "target"),
        Column("delivered", mark("Delivered persons"), "persons"),
        Column("kept", mark("Delivered of promised"), "share"),
        Column("own", mark("Faults of its pledge"), "number"),
        Column("below", mark("Faults further down"), "number"),
    )
    rows: dict[str, list[Entry]] = {}
    for unit in facts.units.values():
        own, below = faults_at(facts, unit.unit_id)
        if own or below or figures.at(unit.unit_id, f"{name}.pledge").shown:
            key = unit.unit_id
            rows[key] = [
                Public(key, "unit"),
                Public(unit.tier, "word:tier"),
                Ref(key, f"{name}.pledge"),
                Ref(key, name),
                Ref(key, f"{name}.kept"),
                Public(own, "number"),
                Public(below, "number"),
            ]
    return figures.rearranged("pledge_tree", mark("The pledge tree"), columns, rows)


def pledge_faults(facts: Facts, figures: ReleasedTable) -> ReleasedTable:
    """What is wrong with pledges, by kind: at every unit shown and below it."""
    columns = (
        UNIT,
        Column("severity", mark("How serious"), "word:severity"),
        Column("code", mark("Code")),
        Column("what", mark("What is wrong"), "word:pledge_fault"),
        Column("own", mark("Here"), "number"),
        Column("below", mark("Further down"), "number"),
    )
    rows: dict[str, list[Entry]] = {
        row_key(unit_id, row["code"]): [
            Public(unit_id, "unit"),
            Public(row["severity"], "word:severity"),
            Public(row["code"], "text"),
            Public(row["code"], "word:pledge_fault"),
            Public(int(row["own"]), "number"),
            Public(int(row["below"]), "number"),
        ]
        for unit_id in facts.units
        for row in facts.rows("pledge_faults", unit_id)
    }
    return figures.rearranged("pledge_faults", mark("Faults of pledges"), columns, rows)


def tree_tables(facts: Facts, figures: ReleasedTable) -> Iterable[ReleasedTable]:
    """Both tables."""
    yield pledge_tree(facts, figures)
    yield pledge_faults(facts, figures)


def tree_picture(facts: Facts, table: ReleasedTable, root: str) -> Icicle | None:
    """The icicle under the Centre or a province; units without leaders are left out between."""
    levels = LEVELS[facts.units[root].tier]
    drawn = [_twig(facts, table, facts.units[root], None, 0)]
    for depth, tier in enumerate(levels, start=1):
        here = facts.below(root, tier) if root != CENTRE else [one for one in facts.units.values() if one.tier == tier]
        known = {twig.unit_id for twig in drawn}
        drawn += [
            _twig(facts, table, unit, next((one for one in facts.ancestors(unit) if one in known), None), depth)
            for unit in here
            if isinstance(table.at(unit.unit_id, "promised").value, int)
        ]
    return icicle(drawn)


def _twig(facts: Facts, table: ReleasedTable, unit: Unit, parent: str | None, depth: int) -> Twig:
    promised, share = table.at(unit.unit_id, "promised").value, table.at(unit.unit_id, "kept").value
    return Twig(
        unit.unit_id,
        parent,
        depth,
        promised if isinstance(promised, int) else 0,
        share if isinstance(share, Fraction) else None,
        sum(faults_at(facts, unit.unit_id)),
    )


def rows_below(facts: Facts, table: ReleasedTable, root: str) -> ReleasedTable:
    """The table behind a page's picture: the page's unit and those drawn under it."""
    tiers = LEVELS[facts.units[root].tier]
    keys = [key for key in table.keys if key == root or (facts.units[key].tier in tiers and _under(facts, key, root))]
    return table.select(keys=keys)


def _under(facts: Facts, unit_id: str, root: str) -> bool:
    return root in facts.ancestors(facts.units[unit_id]) or root == CENTRE


def tree_finding(facts: Facts, picture: Icicle, showing: Showing) -> str:
    """What the picture shows: how many below delivered what they promised, and how many faults the pledges carry."""
    first = [box.twig for box in picture.boxes if box.twig.depth == 1] or [
        box.twig for box in picture.boxes if box.twig.depth > 0
    ]
    shares = [twig.share for twig in first if twig.share is not None]
    gettext, ngettext = translations(showing.lang).gettext, translations(showing.lang).ngettext
    words = {"kept": sum(share >= 1 for share in shares), "all": len(shares)}
    tier = "provinces" if facts.units[picture.boxes[0].twig.unit_id].tier == "centre" else "units"
    kept = {
        "provinces": gettext("%(kept)s of %(all)s provinces delivered what they pledged"),
        "units": gettext("%(kept)s of the %(all)s units right below delivered what they pledged"),
    }[tier] % words
    faults = picture.boxes[0].twig.faults
    told = ngettext("one fault in the pledges", "%(faults)s faults in the pledges", faults) % {
        "faults": showing.numbers.integer(faults)
    }
    return gettext("%(kept)s; %(faults)s") % {
        "kept": kept,
        "faults": told if faults else gettext("no fault in the pledges"),
    }
