from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from pledgetree.publish.suppression import LOW, WITHHELD, Sum, _Tables, determined, suppress

MINIMUM = 10


def group(parts, whole):
    return Sum(tuple(parts), (whole,))


def test_small_counts_are_hidden_zero_and_ten_are_not():
    assert suppress({"a": 0, "b": 1, "c": 9, "d": 10}, [], MINIMUM) == {"b": LOW, "c": LOW}


def test_a_single_hidden_part_takes_the_second_smallest_with_it():
    counts = {"a": 4, "b": 30, "c": 50, "all": 84}
    assert suppress(counts, [group("abc", "all")], MINIMUM) == {"a": LOW, "b": WITHHELD}


def test_a_companion_below_twice_the_minimum_is_avoided():
    # 4 + 11 = 15: a reader who knows the method (a withheld count is 10 or more) would know that a is 5 at most.
    counts = {"a": 4, "b": 11, "c": 50, "all": 65}
    assert suppress(counts, [group("abc", "all")], MINIMUM) == {"a": LOW, "c": WITHHELD}


def test_two_small_parts_protect_each_other():
    counts = {"a": 5, "b": 6, "c": 80, "all": 91}
    assert suppress(counts, [group("abc", "all")], MINIMUM) == {"a": LOW, "b": LOW}


def test_small_parts_that_their_sum_would_betray_are_no_longer_called_small():
    # 9 + 9 + 9 = 27 is the most three small counts can be: each would be known.
    counts = {"a": 9, "b": 9, "c": 9, "all": 27}
    hidden = suppress(counts, [group("abc", "all")], MINIMUM)
    assert set(hidden) == {"a", "b", "c"}
    assert WITHHELD in hidden.values()


def test_what_is_worth_more_is_withheld_last():
    counts = {"small": 4, "rest": 296, "all": 300}
    sums = [group(("small", "rest"), "all")]
    assert suppress(counts, sums, MINIMUM, lambda cell: (cell == "rest",)) == {"small": LOW, "all": WITHHELD}


def test_hiding_goes_through_linked_tables():
    # The second table repeats b: hiding b in the first needs a companion for it in the second.
    counts = {"a": 4, "b": 30, "all": 34, "x": 70, "y": 20, "other": 120}
    sums = [group("ab", "all"), group(("b", "x", "y"), "other")]
    hidden = suppress(counts, sums, MINIMUM)
    assert not readable(counts, sums, hidden)
    assert {"a", "b"} <= set(hidden)


def test_what_can_be_protected_no_further_is_left():
    # a = b and a = b + z: the hidden zero is known, and nothing is left to hide beside it.
    hidden = dict.fromkeys("abz", WITHHELD)
    sums = [Sum(("a",), ("b",)), Sum(("a",), ("b", "z"))]
    standing = {"a": sums, "b": sums, "z": sums[1:]}
    tables = _Tables({"a": 30, "b": 30, "z": 0}, standing, hidden, MINIMUM, lambda _: ())
    assert tables.exposed(sums)[0] == ["z"]
    assert tables.protect(sums) == []


def test_determined_finds_what_only_a_combination_of_equations_gives():
    # p+q = r+s fixed in two ways leaves b fixed though no single equation has it alone.
    equations = [{"p": 1, "q": 1}, {"p": 1, "r": 1}, {"q": 1, "s": 1}, {"r": 1, "s": 1, "b": 1}]
    assert determined(equations) == {"b"}
    assert determined([{"a": 1, "b": -1}]) == set()
    assert determined([{"a": 1}, {"a": 1, "b": 1}]) == {"a", "b"}


@given(
    st.lists(
        st.dictionaries(st.integers(0, 7), st.sampled_from([1, -1]), min_size=1, max_size=4), min_size=1, max_size=8
    )
)
def test_determined_agrees_with_the_null_space(equations):
    matrix = np.zeros((len(equations), 8))
    for row, equation in enumerate(equations):
        for cell, sign in equation.items():
            matrix[row, cell] = sign
    _, values, right = np.linalg.svd(matrix)
    null = right[(values > 1e-9).sum() :]
    named = {cell for equation in equations for cell in equation}
    assert determined(equations) == {cell for cell in named if np.abs(null[:, cell]).max(initial=0) < 1e-9}


def readable(counts, sums, hidden):
    """Hidden cells a reader with a linear program can narrow to one value; knows what is said of small ones."""
    cells = sorted(hidden)
    rows, known = [], []
    for one in sums:
        rows.append([(cell in one.plus) - (cell in one.minus) for cell in cells])
        known.append(
            sum(counts[cell] for cell in one.minus if cell not in hidden)
            - sum(counts[cell] for cell in one.plus if cell not in hidden)
        )
    bounds = [(1, MINIMUM - 1) if hidden[cell] == LOW else (0, None) for cell in cells]
    found = []
    for place, cell in enumerate(cells):
        ends = []
        for sign in (1, -1):
            aim = [sign * (other == place) for other in range(len(cells))]
            solved = linprog(aim, A_eq=rows or None, b_eq=known or None, bounds=bounds)
            ends.append(sign * solved.fun if solved.status == 0 else sign * -np.inf)
        if ends[1] - ends[0] < 1 - 1e-6:
            found.append(cell)
    return found


@st.composite
def trees(draw):
    """A nation of provinces of counties with two additive columns and their sum, as linked sums."""
    counts, parents = {}, {}
    small = st.one_of(st.integers(0, 12), st.integers(0, 200))
    for province, counties in enumerate(draw(st.lists(st.integers(1, 4), min_size=1, max_size=4))):
        parents[f"{province}"] = "all"
        for county in range(counties):
            parents[f"{province}.{county}"] = f"{province}"
            x, y = draw(small), draw(small)
            for unit in (f"{province}.{county}", f"{province}", "all"):
                for column, value in (("x", x), ("y", y), ("z", x + y)):
                    counts[unit, column] = counts.get((unit, column), 0) + value
    return counts, [
        *tree_sums(parents),
        *(group([(unit, "x"), (unit, "y")], (unit, "z")) for unit in [*parents, "all"]),
    ]


def tree_sums(parents):
    wholes = dict.fromkeys(parents.values())
    children = {whole: [unit for unit, parent in parents.items() if parent == whole] for whole in wholes}
    return [
        group([(unit, column) for unit in below], (whole, column))
        for whole, below in children.items()
        for column in "xyz"
    ]


@given(trees())
@settings(max_examples=150, deadline=None)
def test_no_small_count_of_linked_tables_can_be_worked_out(tables):
    counts, sums = tables
    hidden = suppress(counts, sums, MINIMUM)
    assert all(cell in hidden for cell, count in counts.items() if 0 < count < MINIMUM)
    # What stays open is whether there is anything to protect with: a nation of under ten people hides as a whole.
    betrayed = [cell for cell in readable(counts, sums, hidden) if 0 < counts[cell] < MINIMUM]
    assert not betrayed


@given(trees())
@settings(max_examples=40, deadline=None)
def test_large_tables_stay_whole(tables):
    counts, sums = tables
    large = {cell: count * MINIMUM for cell, count in counts.items()}
    assert suppress(large, sums, MINIMUM) == {}


@pytest.mark.parametrize("minimum", [2, 3, 10, 50])
def test_the_minimum_is_the_rulebooks(minimum):
    counts = {number: number for number in range(60)}
    assert set(suppress(counts, [], minimum)) == set(range(1, minimum))
