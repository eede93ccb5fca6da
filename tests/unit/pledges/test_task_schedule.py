"""The critical path against every path gone along one by one, and against a worked example."""

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from scipy.sparse import csr_array
from scipy.sparse.csgraph import bellman_ford

from pledgetree.pledges.task_graph import network_of
from pledgetree.pledges.task_schedule import Times, critical_path, schedule
from tests.unit.pledges.networks import TODAY, earliest_finish, known_end, projects


def plain(durations, pairs):
    ids = [f"T{one}" for one in range(len(durations))]
    none = [None] * len(ids)
    return network_of(ids, pairs), Times(["planned"] * len(ids), durations, none, none)


def test_a_worked_example():
    # A(3) before B(4) and C(2); B and C before D(1): A, B, D take 8 days, C may be 2 days late.
    network, times = plain([3, 4, 2, 1], [(0, 1), (0, 2), (1, 3), (2, 3)])
    plan = schedule(network, times, TODAY)
    assert [one - TODAY for one in plan.start] == [0, 3, 3, 7]
    assert [one - TODAY for one in plan.finish] == [3, 7, 5, 8]
    assert [plan.slack(one) for one in range(4)] == [0, 0, 2, 0]
    assert critical_path(network, times, plan, range(4)) == [0, 1, 3]


def test_parts_do_not_wait_for_each_other():
    network, times = plain([5, 9], [])
    plan = schedule(network, times, TODAY)
    assert [plan.slack(0), plan.slack(1)] == [0, 0]
    assert sorted(plan.ends.values()) == [TODAY + 5, TODAY + 9]


def test_what_is_late_moves_what_waits_and_what_is_done_does_not():
    network = network_of(["A", "B", "C", "D"], [(0, 1), (1, 2), (3, 2)])
    times = Times(
        state=["done", "under_way", "planned", "cancelled"],
        duration=[5, 10, 3, 500],
        started=[None, TODAY - 30, None, None],
        finished=[TODAY - 30, None, None, None],
    )
    plan = schedule(network, times, TODAY)
    # B should have ended 20 days ago: it cannot end before the day.
    assert (list(plan.start), list(plan.finish)) == (
        [None, TODAY - 30, TODAY, None],
        [TODAY - 30, TODAY, TODAY + 3, None],
    )
    assert [plan.slack(one) for one in range(4)] == [None, 0, 0, None]
    assert critical_path(network, times, plan, [1, 2]) == [1, 2]


@settings(max_examples=200)
@given(projects())
def test_the_ends_are_those_of_the_longest_paths(drawn):
    network, times = drawn
    plan = schedule(network, times, TODAY)
    for place in range(len(network.ids)):
        planned = times.state[place] == "planned"
        assert plan.finish[place] == (earliest_finish(network, times, place) if planned else known_end(times, place))


@settings(max_examples=200)
@given(projects())
def test_slack_is_how_much_later_a_task_may_end(drawn):
    network, times = drawn
    plan = schedule(network, times, TODAY)
    for place in range(len(network.ids)):
        slack = plan.slack(place)
        assert (slack is None) is not times.is_open(place)
        if times.state[place] == "planned":
            assert slack >= 0
            end = plan.ends[int(network.part[place])]
            assert end_with(network, times, place, slack) == end
            assert end_with(network, times, place, slack + 1) == end + 1


def end_with(network, times, place, longer):
    """The end of a task's part when the task takes some days longer."""
    duration = list(times.duration)
    duration[place] += longer
    plan = schedule(network, Times(times.state, duration, times.started, times.finished), TODAY)
    return plan.ends[int(network.part[place])]


@given(projects())
def test_the_critical_path_has_no_gap_and_ends_last(drawn):
    network, times = drawn
    plan = schedule(network, times, TODAY)
    for part, end in plan.ends.items():
        members = [one for one in range(len(network.ids)) if network.part[one] == part and times.is_open(one)]
        path = critical_path(network, times, plan, members)
        assert plan.finish[path[-1]] == end
        for earlier, later in pairwise(path):
            assert earlier in network.before[later]
            assert plan.finish[earlier] == plan.start[later]
        assert all(plan.slack(one) == 0 for one in path)


@settings(max_examples=60)
@given(projects(states=("planned",), most=12))
def test_it_agrees_with_the_shortest_paths_of_negative_lengths(drawn):
    network, times = drawn
    count = len(network.ids)
    # A source before everything; the length of a link is the duration of where it leads, negated and shifted below 0
    # so that a task without duration is still a link.
    rows = [0] * count + [first + 1 for second in range(count) for first in network.before[second]]
    columns = list(range(1, count + 1)) + [second + 1 for second in range(count) for _ in network.before[second]]
    scale = 1000
    lengths = [-(scale * times.duration[one - 1] + 1) for one in columns]
    graph = csr_array((np.array(lengths, float), (rows, columns)), shape=(count + 1, count + 1))
    longest = -bellman_ford(graph, indices=0)[1:]
    plan = schedule(network, times, TODAY)
    assert [one - TODAY for one in plan.finish] == [int(one // scale) for one in longest]
