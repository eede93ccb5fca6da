"""Networks of tasks for tests: drawn at random, and the answers worked out by going along every path."""

from hypothesis import strategies as st

from pledgetree.pledges.task_graph import network_of
from pledgetree.pledges.task_schedule import Times

TODAY = 1000


def names(count):
    return [f"T{number}" for number in range(count)]


@st.composite
def links(draw, most=8):
    """Ids and links that always lead from a smaller to a larger place, shuffled places."""
    count = draw(st.integers(1, most))
    pairs = [(first, second) for first in range(count) for second in range(first + 1, count)]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    order = draw(st.permutations(range(count)))
    return names(count), sorted((order[first], order[second]) for first, second in chosen)


@st.composite
def projects(draw, states=("planned", "under_way", "blocked", "done", "cancelled"), most=8):
    """A network and the times of its tasks."""
    ids, pairs = draw(links(most))
    state = [draw(st.sampled_from(states)) for _ in ids]
    days = st.integers(TODAY - 60, TODAY)
    times = Times(
        state=state,
        duration=[draw(st.integers(0, 40)) for _ in ids],
        started=[draw(st.one_of(st.none(), days)) if one in ("under_way", "blocked") else None for one in state],
        finished=[draw(st.one_of(st.none(), days)) if one == "done" else None for one in state],
    )
    return network_of(ids, pairs), times


def paths_to(network, place):
    """Every path that ends at a place, predecessors first, each as a list of places."""
    found = [[place]]
    for before in network.before[place]:
        found += [[*path, place] for path in paths_to(network, before)]
    return found


def earliest_finish(network, times, place):
    """The end of a planned task by definition: the longest of all paths of planned tasks that lead to it."""
    ends = []
    for path in paths_to(network, place):
        planned = [one for one in path if times.state[one] == "planned"]
        if len(planned) == len(path):
            ends.append(TODAY + sum(times.duration[one] for one in path))
        # The path begins with a task whose end is known, and then there are planned tasks only.
        elif planned == path[1:]:
            end = known_end(times, path[0])
            if end is not None:
                ends.append(end + sum(times.duration[one] for one in path[1:]))
    return max(ends)


def known_end(times, place):
    """The end of a task that is not planned; None when it binds nobody."""
    if times.state[place] == "done":
        return times.finished[place]
    if times.state[place] == "cancelled":
        return None
    begun = times.started[place]
    return max((TODAY if begun is None else begun) + times.duration[place], TODAY)
