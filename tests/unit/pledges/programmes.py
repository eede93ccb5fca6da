"""A small pledge tree in which nothing is wrong, as rows that a test may change, and what the check says about it."""

from copy import deepcopy
from datetime import date
from fractions import Fraction
from functools import cache

import pyarrow as pa

from pledgetree.law.loading import load_rulebook
from pledgetree.pledges.checking import check_programme
from pledgetree.pledges.reading import programme_of
from pledgetree.pledges.terms import terms_of
from pledgetree.snapshot.declaration import arrow_schema, declared_tables

CENTRE = "000000000000"
TIERS = {0: "centre", 2: "province", 4: "prefecture", 6: "county", 9: "township", 12: "village"}
SIGNED = date(2015, 11, 28)
DEADLINE = date(2020, 12, 31)
# Two counties of one prefecture, each with a township; the first township has two villages, the second one.
CODES = ("", "52", "5205", "520502", "520521", "520502100", "520521100", "520502100201", "520502100202", "520521100201")
VILLAGES = ("520502100201", "520502100202", "520521100201")


def unit_id(code):
    return code.ljust(12, "0")


def pledge_id(code):
    return f"P{code or '-goal'}"


@cache
def terms():
    """The terms of the bundled central rulebook at the end of 2016."""
    return terms_of(load_rulebook("cn-central-2016"), date(2016, 12, 31))


def unit(code, parent, **changes):
    row = {"unit_id": unit_id(code), "parent_id": None if parent is None else unit_id(parent), "name": code or "Centre"}
    row |= {"tier": TIERS[len(code)], "region": None, "signs": True, "in_programme": True}
    return row | {"valid_from": None, "valid_to": None} | changes


def above(code, codes):
    """The code one level up in a list of codes."""
    return max((one for one in codes if code.startswith(one) and one != code), key=len, default=None)


def pledge(code, parent, **changes):
    goal = parent is None
    row = {"pledge_id": pledge_id(code), "type": "vertical", "superior_unit": None if goal else unit_id(parent)}
    row |= {"subordinate_unit": unit_id(code), "derives_from": None if goal else pledge_id(parent)}
    row |= {"superior_office": None, "subordinate_office": None, "superseded_by": None, "reason": None}
    return row | {"signed_on": None if goal else SIGNED, "deadline": DEADLINE} | changes


def signature(name, side, role, officer, **changes):
    row = {"pledge_id": name, "side": side, "role": role, "officer_id": officer, "capacity": "full"}
    return row | {"signed_on": SIGNED} | changes


def post(code, role, officer, **changes):
    row = {"officer_id": officer, "unit_id": unit_id(code), "office_id": None, "role": role, "title": None}
    return row | {"held_from": date(2013, 1, 1), "held_until": None} | changes


def commitment(name, indicator, year, target, **changes):
    kind = "rate" if isinstance(target, tuple) else "additive"
    numerator, denominator = target if isinstance(target, tuple) else (target, 1)
    row = {"pledge_id": name, "indicator": indicator, "year": year, "kind": kind, "basis": "annual"}
    row |= {"target_numerator": numerator, "target_denominator": denominator, "due_on": date(year, 12, 31)}
    return row | {"baseline_numerator": None, "baseline_denominator": None} | changes


def head_roles(code):
    return ("party_head", "village_committee") if len(code) == 12 else ("party_head", "government_head")


def tree(codes=CODES):
    """The rows of a tree in which every unit has signed with the one above, without figures."""
    rows = {name: [] for name in ("units", "pledges", "signatures", "commitments", "posts")}
    rows |= {name: [] for name in ("statistics", "pledge_households", "code_changes")}
    for code in codes:
        parent = above(code, codes)
        rows["units"].append(unit(code, parent))
        rows["pledges"].append(pledge(code, parent))
        if code:
            rows["posts"] += [post(code, role, f"{role}-{code}") for role in head_roles(code)]
            rows["signatures"] += signatures(code, parent)
    return rows


def signatures(code, parent):
    found = [signature(pledge_id(code), "subordinate", role, f"{role}-{code}") for role in head_roles(code)]
    if parent == "":
        return [*found, signature(pledge_id(code), "superior", "body", None)]
    return found + [signature(pledge_id(code), "superior", role, f"{role}-{parent}") for role in head_roles(parent)]


def promise(rows, indicator, year, leaf, **changes):
    """Let every pledge promise the sum of what its villages promise (``leaf`` each; a pair is a rate)."""
    for one in rows["pledges"]:
        code = one["subordinate_unit"].rstrip("0") if one["subordinate_unit"] != CENTRE else ""
        code = next(whole for whole in CODES if unit_id(whole) == unit_id(code))
        count = sum(village.startswith(code) for village in VILLAGES)
        target = tuple(count * part for part in leaf) if isinstance(leaf, tuple) else count * leaf
        rows["commitments"].append(commitment(one["pledge_id"], indicator, year, target, **changes))
    return rows


def row_of(rows, table, **wanted):
    """The one row of a table with these values."""
    (found,) = [row for row in rows[table] if all(row[key] == value for key, value in wanted.items())]
    return found


def without(rows, table, **wanted):
    """Rows without those of a table that have these values; there must be some."""
    kept = [row for row in rows[table] if any(row[key] != value for key, value in wanted.items())]
    assert len(kept) < len(rows[table])
    return rows | {table: kept}


def tables(rows):
    """Arrow tables of the declared types."""
    return {
        name: pa.Table.from_pylist(deepcopy(content), schema=arrow_schema(declared_tables()[name]))
        for name, content in rows.items()
    }


def arrays(rows, year=2016):
    return programme_of(tables(rows), year, "rural_population")


def checked(rows, year=2016, **changes):
    """The whole outcome of the check; ``changes`` are other terms."""
    from dataclasses import replace

    own = replace(terms(), **changes)
    return check_programme(arrays(rows, year), own, year)


def found(rows, year=2016, **changes):
    """The faults as tuples: code, pledge, unit, indicator, year, expected, found."""
    return [
        (one.code, one.pledge_id, one.unit, one.indicator, one.year, one.expected, one.found)
        for one in checked(rows, year, **changes).findings
    ]


def codes_found(rows, year=2016, **changes):
    return [one[0] for one in found(rows, year, **changes)]


TENTH = Fraction(1, 10)
