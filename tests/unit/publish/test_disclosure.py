from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pledgetree.publish.disclosure import (
    NOTHING,
    Column,
    Difference,
    Identity,
    Public,
    Ref,
    ReleasedTable,
    Table,
    accept,
    release,
)
from pledgetree.publish.matrix import matrix
from pledgetree.publish.reading import read_facts
from tests.unit.publish.programme import made_up_programme

NAME, PERSONS = Column("name", "Name"), Column("persons", "Persons", "persons")


def table(rows, columns=(NAME, PERSONS), parents=None, identities=()):
    return Table(
        "t", "Title", columns, tuple(rows), tuple(tuple(row) for row in rows.values()), parents or {}, identities
    )


def states(released, column="persons"):
    return {key: released.at(key, column).state for key in released.keys}


def test_small_counts_do_not_leave():
    released = release(table({"a": ("A", 3), "b": ("B", 10), "c": ("C", 0), "d": ("D", None)}), 10)
    assert states(released) == {"a": "low", "b": "shown", "c": "shown", "d": "empty"}
    assert released.at("a", "persons").value is None
    assert released.at("b", "persons").value == 10


def test_a_single_small_part_of_a_shown_total_takes_another_along():
    rows = {"all": ("All", 100), "a": ("A", 3), "b": ("B", 37), "c": ("C", 60)}
    released = release(table(rows, parents={"a": "all", "b": "all", "c": "all"}), 10)
    assert states(released) == {"all": "shown", "a": "low", "b": "withheld", "c": "shown"}


@pytest.mark.parametrize("kind", ["persons", "households", "rows"])
def test_every_kind_of_people_is_protected(kind):
    assert not release(table({"a": ("A", 3)}, (NAME, Column("persons", "x", kind))), 10).at("a", "persons").shown


@pytest.mark.parametrize("kind", ["number", "target", "points", "money"])
def test_counts_of_other_things_are_shown(kind):
    assert release(table({"a": ("A", 3)}, (NAME, Column("persons", "x", kind))), 10).at("a", "persons").shown


def test_a_rate_goes_with_its_counts():
    columns = (PERSONS, Column("rate", "Rate", "rate", needs=("persons",)))
    rows = {"a": (3, Fraction(3, 500)), "b": (30, Fraction(30, 500))}
    released = release(table(rows, columns), 10)
    assert states(released, "rate") == {"a": "withheld", "b": "shown"}


def test_the_complement_of_a_small_count_is_hidden_too():
    columns = tuple(Column(name, name, "persons", worth=name == "all") for name in ("wrong", "right", "all"))
    released = release(table({"a": (5, 495, 500)}, columns, identities=(Identity(("wrong", "right"), ("all",)),)), 10)
    assert [cell.state for cell in released.rows[0]] == ["low", "withheld", "shown"]


def test_a_column_that_repeats_another_is_hidden_with_it():
    columns = (PERSONS, Column("again", "Again", "persons"))
    rows = {"all": (100, 100), "a": (3, 3), "b": (37, 37), "c": (60, 60)}
    released = release(table(rows, columns, parents=dict.fromkeys("abc", "all")), 10)
    assert states(released) == states(released, "again")


def test_an_identity_that_does_not_hold_states_nothing():
    columns = tuple(Column(name, name, "persons") for name in ("x", "y", "z"))
    released = release(table({"a": (3, 40, 90)}, columns, identities=(Identity(("x", "y"), ("z",)),)), 10)
    assert [cell.state for cell in released.rows[0]] == ["low", "shown", "shown"]


def test_nobody_else_makes_a_released_table():
    with pytest.raises(TypeError):
        ReleasedTable("t", "t", (NAME,), (), (), 10)
    with pytest.raises(TypeError):
        accept(table({"a": ("A", 3)}))
    assert accept(release(table({}), 10)).rows == ()


def test_a_selection_shows_no_more_than_the_whole():
    rows = {"all": ("All", 100), "a": ("A", 3), "b": ("B", 37), "c": ("C", 60)}
    released = release(table(rows, parents=dict.fromkeys("abc", "all")), 10)
    part = released.select(name="p", title="New", keys=["c", "a", "nowhere"], columns={"persons": "Heads", "no": "x"})
    assert (part.name, part.title, part.keys, part.columns[0].title) == ("p", "New", ("c", "a"), "Heads")
    assert [cell.state for row in part.rows for cell in row] == ["shown", "low"]
    assert part.at("b", "persons") == part.at("a", "name") == NOTHING


def test_empty_columns_can_be_left_out():
    released = release(table({"a": ("A", None), "b": ("B", None)}), 10)
    assert [one.key for one in released.without_empty_columns().columns] == ["name"]


def test_a_new_table_takes_counts_only_by_reference():
    released = release(table({"a": ("A", 3), "b": ("B", 40)}), 10)
    columns = [Column(str(place), "x") for place in range(6)]
    entries = {
        "one": [
            Ref("a", "persons"),
            Ref("b", "persons"),
            Public(7, "target"),
            Difference(Ref("b", "persons"), 80),
            "words",
            None,
        ],
        "two": [
            Ref("no", "persons"),
            Difference(Ref("a", "persons"), 80),
            Public(None),
            {"en": "text"},
            Difference(Ref("no", "persons"), 0),
            None,
        ],
    }
    new = released.rearranged("n", "New", columns, entries)
    assert [cell.value for cell in new.rows[0]] == [None, 40, 7, -40, "words", None]
    assert [cell.state for cell in new.rows[0]] == ["low", "shown", "shown", "shown", "shown", "empty"]
    assert [cell.state for cell in new.rows[1]] == ["empty", "low", "empty", "shown", "empty", "empty"]


def counting_cells(released):
    return [cell for row in released.rows for cell in row if cell.kind in ("persons", "households", "rows")]


@given(st.integers(0, 10_000), st.sampled_from([1, 2, 10, 100]), st.sampled_from([5, 10, 30]))
@settings(max_examples=15, deadline=None)
def test_no_small_count_of_a_programme_leaves(seed, scale, minimum):
    facts = read_facts(made_up_programme(seed=seed, scale=scale))
    released = release(matrix(facts), minimum)
    assert all(cell.value is None or cell.value == 0 or cell.value >= minimum for cell in counting_cells(released))


@given(st.integers(0, 10_000))
@settings(max_examples=10, deadline=None)
def test_no_column_of_a_programme_gives_a_cell_back_by_subtraction(seed):
    facts = read_facts(made_up_programme(seed=seed, scale=1))
    released = release(matrix(facts), 10)
    for parent in facts.units:
        children = [unit.unit_id for unit in facts.units.values() if unit.parent_id == parent]
        for column in released.columns:
            if column.kind == "persons" and released.at(parent, column.key).shown:
                hidden = [key for key in children if released.at(key, column.key).state in ("low", "withheld")]
                assert len(hidden) != 1, (parent, column.key)
