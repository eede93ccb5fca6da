"""The order of tasks, and circles: found exactly when there is one, and really circles."""

import re
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from pledgetree.base.errors import UserError
from pledgetree.pledges.task_graph import cycles, network_of
from tests.unit.pledges.networks import links, names


@given(links())
def test_predecessors_come_first(drawn):
    ids, pairs = drawn
    network = network_of(ids, pairs)
    place = {one: number for number, one in enumerate(network.order)}
    assert sorted(network.order) == list(range(len(ids)))
    assert all(place[first] < place[second] for first, second in pairs)
    assert [sorted(one) for one in network.before] == [
        sorted(first for first, second in pairs if second == place) for place in range(len(ids))
    ]


@given(links())
def test_parts_are_the_connected_ones(drawn):
    ids, pairs = drawn
    network = network_of(ids, pairs)
    together = {(first, second) for first, second in pairs} | {(one, one) for one in range(len(ids))}
    for first in range(len(ids)):
        reached, waiting = {first}, [first]
        while waiting:
            here = waiting.pop()
            further = {b for a, b in together if a == here} | {a for a, b in together if b == here}
            waiting += further - reached
            reached |= further
        assert {one for one in range(len(ids)) if network.part[one] == network.part[first]} == reached


def knots(count, pairs):
    """The strongly connected parts that hold a circle, by an independent way."""
    rows, columns = [a for a, _ in pairs], [b for _, b in pairs]
    matrix = csr_array((np.ones(len(pairs)), (rows, columns)), shape=(count, count))
    _, label = connected_components(matrix, connection="strong")
    alone = {one for one in range(count) if (one, one) not in pairs and list(label).count(label[one]) == 1}
    return {label[one] for one in range(count) if one not in alone}


@given(st.data())
def test_every_circle_is_found_and_is_one(data):
    count = data.draw(st.integers(1, 7))
    every = [(first, second) for first in range(count) for second in range(count)]
    pairs = data.draw(st.lists(st.sampled_from(every), unique=True, max_size=12))
    expected = knots(count, pairs)
    if not expected:
        network_of(names(count), pairs)
        return
    with pytest.raises(UserError) as caught:
        network_of(names(count), pairs)
    assert {one.code for one in caught.value.faults} == {"TASK_CYCLE"}
    assert len(caught.value.faults) == len(expected)
    for one in caught.value.faults:
        circle = [int(name.removeprefix("T")) for name in dict(one.params)["cycle"].split(" > ")]
        assert circle[0] == circle[-1]
        assert all(pair in pairs for pair in pairwise(circle))
        assert len(set(circle[:-1])) == len(circle) - 1


@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        ([(0, 0)], ["T0 > T0"]),
        ([(0, 1), (1, 0)], ["T0 > T1 > T0"]),
        ([(0, 1), (1, 2), (2, 0), (1, 0)], ["T0 > T1 > T0"]),
        ([(0, 1), (1, 0), (1, 2), (2, 3), (3, 2)], ["T0 > T1 > T0", "T2 > T3 > T2"]),
    ],
)
def test_circles_are_named(pairs, said):
    with pytest.raises(UserError) as caught:
        network_of(names(4), pairs)
    assert sorted(dict(one.params)["cycle"] for one in caught.value.faults) == said


def test_a_long_circle_is_shortened_in_the_middle():
    count = 100
    after = [[(place + 1) % count] for place in range(count)]
    (one,) = cycles(names(count), after, set(range(count)))
    assert re.fullmatch(r"T0 > T1 > .* > T18 > \.\.\. > T0", dict(one.params)["cycle"])


def test_no_tasks():
    network = network_of([], [])
    assert (list(network.order), len(network.part)) == ([], 0)
