"""Codes over time: drawn cases, then the whole against a slow reading of the rule."""

from datetime import date, timedelta

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from pledgetree.snapshot.codes import CodeResolver, dates_of
from pledgetree.snapshot.declaration import declared_tables

EARLY, CHANGE, LATE = date(2015, 6, 30), date(2016, 3, 1), date(2017, 1, 1)


def units_of(*rows):
    ids, starts, ends = zip(*[(*row, None, None)[:3] for row in rows], strict=True) if rows else ([], [], [])
    return pa.table(
        {
            "unit_id": pa.array(ids, pa.string()),
            "valid_from": pa.array(starts, pa.date32()),
            "valid_to": pa.array(ends, pa.date32()),
        }
    )


def changes_of(*rows):
    olds, news, days = zip(*rows, strict=True) if rows else ([], [], [])
    return pa.table(
        {
            "old_code": pa.array(olds, pa.string()),
            "new_code": pa.array(news, pa.string()),
            "changed_on": pa.array(days, pa.date32()),
        }
    )


def meaning(units, changes, code, day):
    days = pa.array([day], pa.date32())
    return CodeResolver(units_of(*units), changes_of(*changes)).resolve(pa.array([code]), days)[0].as_py()


def test_a_known_code_is_itself():
    assert meaning([("A",)], [], "A", EARLY) == "A"
    assert meaning([("A",)], [("A", "B", CHANGE)], "A", LATE) == "A"


def test_an_unknown_code_is_unknown():
    assert meaning([("A",)], [("A", "B", CHANGE)], "C", EARLY) is None


def test_an_old_code_is_good_until_the_day_of_the_change():
    changes = [("A", "B", CHANGE)]
    assert meaning([("B",)], changes, "A", CHANGE - timedelta(days=1)) == "B"
    assert meaning([("B",)], changes, "A", CHANGE) is None


def test_a_new_code_is_good_from_the_day_of_the_change():
    changes = [("A", "B", CHANGE)]
    assert meaning([("A",)], changes, "B", CHANGE) == "A"
    assert meaning([("A",)], changes, "B", CHANGE - timedelta(days=1)) is None


def test_chains_are_followed_both_ways():
    changes = [("A", "B", CHANGE), ("B", "C", LATE)]
    assert meaning([("C",)], changes, "A", EARLY) == "C"
    assert meaning([("C",)], changes, "A", CHANGE) is None
    assert meaning([("C",)], changes, "B", CHANGE) == "C"
    assert meaning([("A",)], changes, "C", LATE) == "A"
    assert meaning([("A",)], changes, "B", LATE) is None
    assert meaning([("A",)], changes, "B", CHANGE) == "A"


def test_the_validity_of_a_unit_is_held():
    units = [("A", None, CHANGE), ("B", CHANGE, None)]
    changes = [("A", "B", CHANGE)]
    assert meaning(units, changes, "A", EARLY) == "A"
    assert meaning(units, changes, "A", LATE) is None
    assert meaning(units, changes, "B", LATE) == "B"
    assert meaning(units, changes, "B", EARLY) is None
    assert meaning([("A", CHANGE, LATE)], [], "A", CHANGE) == "A"
    assert meaning([("A", CHANGE, LATE)], [], "A", LATE) is None


def test_a_divided_or_merged_code_means_none_of_them():
    assert meaning([("B",), ("C",)], [("A", "B", CHANGE), ("A", "C", CHANGE)], "A", EARLY) is None
    assert meaning([("A",), ("B",)], [("A", "C", CHANGE), ("B", "C", CHANGE)], "C", LATE) is None
    assert meaning([("C",)], [("A", "C", CHANGE), ("B", "C", CHANGE)], "A", EARLY) == "C"


def test_a_code_used_again_means_what_it_meant_then():
    changes = [("A", "B", CHANGE), ("A", "C", LATE)]
    assert meaning([("B",), ("C",)], changes, "A", EARLY) == "B"
    assert meaning([("B",), ("C",)], changes, "A", CHANGE) == "C"


def test_without_a_day_any_change_may_be_followed():
    changes = [("A", "B", CHANGE), ("B", "C", LATE)]
    assert [meaning([(unit,)], changes, code, None) for unit in "AC" for code in "ABC"] == ["A"] * 3 + ["C"] * 3
    resolver = CodeResolver(units_of(("B",)), changes_of(*changes))
    assert resolver.resolve(pa.array(["A", "B", None, "Z"]), None).to_pylist() == ["B", "B", None, None]


def test_circles_end():
    circle = [("A", "B", CHANGE), ("B", "A", CHANGE), ("A", "A", CHANGE)]
    assert meaning([("C",)], circle, "A", EARLY) is None
    assert meaning([("C",)], circle, "A", None) is None


def test_places_are_rows_of_units():
    resolver = CodeResolver(units_of(("B",), ("A",)), None)
    codes = pa.chunked_array([pa.array(["A", None]), pa.array(["B", "A", "X"])])
    assert resolver.places(codes, None).tolist() == [1, -1, 0, 1, -1]
    assert resolver.places(pa.array([], pa.string()), None).tolist() == []


def test_no_units_know_no_codes():
    assert CodeResolver(units_of(), None).resolve(pa.array(["A"]), None).to_pylist() == [None]


def column(table, name="unit_id"):
    return declared_tables()[table].column(name)


def test_the_day_of_a_row():
    years = pa.table({"year": [2016, None, 0, 10_000]})
    assert dates_of(years, column("plans"), 2018).to_pylist() == [date(2016, 12, 31), None, None, None]
    assert dates_of(pa.table({"x": [1, 2]}), column("households"), 2018).to_pylist() == [date(2018, 12, 31)] * 2
    days = pa.table({"interviewed_on": pa.array([EARLY, None], pa.date32())})
    assert dates_of(days, column("interviews"), 2018).to_pylist() == [EARLY, None]
    assert dates_of(years, column("offices"), 2018) is None


def chains(changes, code, first, forward):
    """Every chain of changes from a code, by trying every one after the other."""
    here, there = (0, 1) if forward else (1, 0)
    ends = []
    waiting = [(change,) for change in changes if change[here] == code and change in first]
    while waiting:
        chain = waiting.pop()
        ends.append(chain)
        last = chain[-1]
        for change in changes:
            in_time = change[2] >= last[2] if forward else change[2] <= last[2]
            if change[here] == last[there] and in_time and change not in chain:
                waiting.append((*chain, change))
    return ends


def only(found):
    return next(iter(found)) if len(found) == 1 else None


def slow_ends(known, changes, code, first, forward):
    """The known units at which chains stop; those that come past another known unit, or the code, do not count."""
    there = 1 if forward else 0
    found = set()
    for chain in chains(changes, code, first, forward):
        *before, last = [change[there] for change in chain]
        if last in known and last != code and not any(one in known or one == code for one in before):
            found.add(last)
    return found


def slow_day(known, changes, code, day):
    """Steps 2 and 3 of the rule."""
    after = [change for change in changes if change[0] == code and change[2] > day]
    nearest = min((change[2] for change in after), default=None)
    found = slow_ends(known, changes, code, [change for change in after if change[2] == nearest], True)
    before = [change for change in changes if change[1] == code and change[2] <= day]
    made = max((change[2] for change in before), default=date.min)
    given_up = any(change[0] == code and made < change[2] <= day for change in changes)
    return only(found if found or given_up else slow_ends(known, changes, code, before, False))


def slow(units, changes, code, day):
    """The rule of the module, read sentence by sentence."""
    changes = [change for change in changes if change[0] != change[1]]
    known = {unit: (start or date.min, end or date.max) for unit, start, end in units}
    if code in known and (day is None or known[code][0] <= day < known[code][1]):
        return code
    if day is None:
        forward = slow_ends(known, changes, code, changes, True)
        return only(forward or slow_ends(known, changes, code, changes, False))
    return slow_day(known, changes, code, day)


CODE = st.sampled_from("ABCDE")
DAY = st.integers(0, 6).map(lambda number: date(2016, 1, 1) + timedelta(days=number))
UNITS = st.lists(st.tuples(CODE, st.none() | DAY, st.none() | DAY), max_size=4, unique_by=lambda unit: unit[0])
CHANGES = st.lists(st.tuples(CODE, CODE, DAY), max_size=6, unique=True)


@settings(max_examples=400)
@given(UNITS, CHANGES, st.lists(st.tuples(CODE, st.none() | DAY), max_size=8))
def test_the_fast_resolver_reads_the_rule_as_the_slow_one_does(units, changes, rows):
    resolver = CodeResolver(units_of(*units), changes_of(*changes))
    codes = pa.array([code for code, _ in rows], pa.string())
    days = pa.array([day for _, day in rows], pa.date32())
    assert resolver.resolve(codes, days).to_pylist() == [slow(units, changes, code, day) for code, day in rows]
