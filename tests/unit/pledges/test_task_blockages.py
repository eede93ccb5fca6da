from hypothesis import given
from hypothesis import strategies as st

from pledgetree.pledges.task_blockages import Hierarchy, blockage, sides, waiting_behind
from pledgetree.pledges.task_graph import network_of
from pledgetree.pledges.task_schedule import Times
from tests.unit.pledges.networks import projects

PARENT = {"centre": None, "p": "centre", "q": "centre", "p1": "p", "p9": "p", "a": "p1", "b": "p1", "c": "p9", "d": "q"}
TREE = Hierarchy(PARENT, frozenset(PARENT) - {"p9"})


def test_the_lowest_unit_above_both_sides():
    assert TREE.lowest_above(["a", "b"]) == "p1"
    assert TREE.lowest_above(["a", "c"]) == "p"
    assert TREE.lowest_above(["a", "d"]) == "centre"
    assert TREE.lowest_above(["a", "b", "d"]) == "centre"


def test_a_unit_hears_its_own_offices():
    assert TREE.lowest_above(["a"]) == "a"
    assert TREE.lowest_above(["a", "p1"]) == "p1"


def test_a_place_without_leaders_resolves_nothing():
    assert TREE.lowest_above(["c"]) == "c"
    assert TREE.lowest_above(["c", "p9"]) == "p"


def test_no_common_top():
    assert TREE.lowest_above(["a", "elsewhere"]) is None
    assert TREE.lowest_above([]) is None


def test_a_circle_of_units_ends():
    assert Hierarchy({"a": "b", "b": "a"}, frozenset()).way_up("a") == ["a", "b"]


@given(
    st.integers(1, 12).flatmap(lambda n: st.tuples(*[st.integers(-1, max(-1, one - 1)) for one in range(n)])), st.data()
)
def test_it_is_the_deepest_common_ancestor(above, data):
    parent = {str(one): (str(up) if up >= 0 else None) for one, up in enumerate(above)}
    leads = frozenset(data.draw(st.lists(st.sampled_from(sorted(parent)), unique=True)))
    units = data.draw(st.lists(st.sampled_from(sorted(parent)), min_size=1, max_size=3))

    def ancestors(unit):
        return {unit} | (ancestors(parent[unit]) if parent[unit] is not None else set())

    common = set.intersection(*[ancestors(one) for one in units]) & leads
    expected = max(common, key=lambda one: len(ancestors(one)), default=None)
    assert Hierarchy(parent, leads).lowest_above(units) == expected


def test_the_sides_of_a_blockage():
    assert sides("lead", "finance", ["land"]) == ("lead", "finance")
    assert sides("lead", None, ["water", "land"]) == ("lead", "land", "water")
    assert sides("lead", None, []) == ("lead",)


def test_what_waits_behind_a_blocked_task():
    network = network_of(["A", "B", "C", "D", "E"], [(0, 1), (1, 2), (0, 3), (3, 4)])
    times = Times(["blocked", "planned", "planned", "done", "planned"], [1] * 5, [None] * 5, [None] * 5)
    # What is done waits for nothing, and what comes after it waits for it alone.
    assert waiting_behind(network, times, [0]) == {0: [1, 2]}
    found = blockage(TREE, 0, ("x", "y"), {"x": "a", "y": "c"}, [1, 2])
    assert (found.units, found.escalate_to, found.waiting) == (("a", "c"), "p", (1, 2))


@given(projects())
def test_waiting_is_reached_through_planned_tasks_alone(drawn):
    network, times = drawn

    def reached(place):
        further = {one for one in network.after[place] if times.state[one] == "planned"}
        return further.union(*[reached(one) for one in further])

    every = range(len(network.ids))
    assert waiting_behind(network, times, every) == {place: sorted(reached(place)) for place in every}


def test_more_blockages_than_fit_into_one_pass():
    # A chain of planned tasks: each waits for all before it.
    count = 1_100
    chain = network_of([f"T{one:04}" for one in range(count)], [(one, one + 1) for one in range(count - 1)])
    none = [None] * count
    found = waiting_behind(chain, Times(["planned"] * count, [1] * count, none, none), range(count))
    assert found == {place: list(range(place + 1, count)) for place in range(count)}
