"""States and moves as tables: a state has an owner who must act, a move has an actor, its evidence and a deadline.

A table is sound when it begins somewhere, every state can be reached and has an owner, an end is reached from
everywhere, and an end has neither owner nor moves. ``check_lifecycle`` says what is not.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from pledgetree.base.errors import user_error

ACTORS = ("owner", "accountable", "superior", "supporting", "examiner")
"""Owning office, accountable posts, who it is owed to, supporting offices, a body that neither charged nor checked."""

DUTY = "duty"
"""The deadline of a move that must be made by the day the duty itself is due."""


@dataclass(frozen=True)
class State:
    """A state and the actor who must do something about it; an end has none."""

    name: str
    owner: str = ""


@dataclass(frozen=True)
class Move:
    """Who may take a thing from one state to another, what proves it, by when.

    ``deadline`` is ``duty``, a parameter of the rulebook that holds a number of days in the state, or empty.
    """

    start: str
    end: str
    actor: str
    evidence: str
    deadline: str = ""


@dataclass(frozen=True)
class Lifecycle:
    """A table: its first state is where everything begins."""

    name: str
    states: tuple[State, ...]
    moves: tuple[Move, ...]

    @property
    def ends(self) -> tuple[str, ...]:
        """The states nothing leads out of."""
        starts = {move.start for move in self.moves}
        return tuple(state.name for state in self.states if state.name not in starts)


def check_lifecycle(table: Lifecycle) -> list[str]:
    """What is wrong with a table, in words, sorted; empty when it is sound."""
    names = [state.name for state in table.states]
    found = [f"state {name} stands twice" for name in names if names.count(name) > 1]
    found += [f"a move names the unknown state {name}" for name in _named(table) if name not in names]
    found += [f"a move names the unknown actor {move.actor}" for move in table.moves if move.actor not in ACTORS]
    found += [f"the move {move.start} to {move.end} has no evidence" for move in table.moves if not move.evidence]
    pairs = [(move.start, move.end, move.actor) for move in table.moves]
    found += [f"the move {one[0]} to {one[1]} stands twice" for one in pairs if pairs.count(one) > 1]
    found += _owner_faults(table)
    found += _reach_faults(table, names)
    return sorted(set(found))


def _named(table: Lifecycle) -> Iterator[str]:
    for move in table.moves:
        yield move.start
        yield move.end


def _owner_faults(table: Lifecycle) -> Iterator[str]:
    for state in table.states:
        if state.name in table.ends and state.owner:
            yield f"the end {state.name} has an owner"
        if state.name not in table.ends and state.owner not in ACTORS:
            yield f"state {state.name} has no owner"


def _reach_faults(table: Lifecycle, names: Collection[str]) -> Iterator[str]:
    if not table.states:
        yield "there is no state"
        return
    forward = reachable(table, [table.states[0].name])
    backward = _reachable({(move.end, move.start) for move in table.moves}, table.ends)
    yield from (f"state {name} is never reached" for name in names if name not in forward)
    yield from (f"no end is reached from state {name}" for name in names if name not in backward)


def reachable(table: Lifecycle, starts: Collection[str]) -> set[str]:
    """The states that moves lead to from some states, these included."""
    return _reachable({(move.start, move.end) for move in table.moves}, starts)


def _reachable(pairs: Collection[tuple[str, str]], starts: Collection[str]) -> set[str]:
    found, waiting = set(starts), list(starts)
    while waiting:
        here = waiting.pop()
        further = {end for start, end in pairs if start == here} - found
        found |= further
        waiting += further
    return found


def allowed_moves(table: Lifecycle, state: str, actor: str | None = None) -> tuple[Move, ...]:
    """The moves out of a state, of every actor or of one, in the order of the table.

    Raises:
        UserError: STATE_UNKNOWN.
    """
    names = [one.name for one in table.states]
    if state not in names:
        raise user_error("STATE_UNKNOWN", table.name, value=state, allowed=", ".join(names))
    return tuple(move for move in table.moves if move.start == state and actor in (None, move.actor))


def check_move(table: Lifecycle, state: str, to: str, actor: str) -> Move:
    """The move an actor makes from a state to another.

    Raises:
        UserError: STATE_UNKNOWN; MOVE_REFUSED, the table has no such move for this actor.
    """
    for move in allowed_moves(table, state, actor):
        if move.end == to:
            return move
    allowed = ", ".join(f"{move.end} ({move.actor})" for move in allowed_moves(table, state)) or "(none)"
    raise user_error("MOVE_REFUSED", table.name, actor=actor, start=state, end=to, allowed=allowed)
