"""Tables of states and moves: what makes one sound, what is allowed, what is refused."""

from dataclasses import replace

import pytest

from pledgetree.base.errors import UserError
from pledgetree.lifecycle.moves import Lifecycle, Move, State, allowed_moves, check_lifecycle, check_move, reachable

SOUND = Lifecycle(
    "paper",
    (State("owed", "owner"), State("sent", "superior"), State("accepted")),
    (
        Move("owed", "sent", "owner", "report", "duty"),
        Move("sent", "owed", "superior", "reason"),
        Move("sent", "accepted", "superior", "receipt"),
    ),
)


def test_a_sound_table():
    assert check_lifecycle(SOUND) == []
    assert SOUND.ends == ("accepted",)
    assert reachable(SOUND, ["sent"]) == {"owed", "sent", "accepted"}


@pytest.mark.parametrize(
    ("states", "moves", "said"),
    [
        ((), (), ["there is no state"]),
        ((*SOUND.states, State("lost")), SOUND.moves, ["state lost is never reached"]),
        ((*SOUND.states, State("owed", "owner")), SOUND.moves, ["state owed stands twice"]),
        ((replace(SOUND.states[0], owner=""), *SOUND.states[1:]), SOUND.moves, ["state owed has no owner"]),
        ((replace(SOUND.states[0], owner="king"), *SOUND.states[1:]), SOUND.moves, ["state owed has no owner"]),
        ((*SOUND.states[:2], State("accepted", "owner")), SOUND.moves, ["the end accepted has an owner"]),
        (
            SOUND.states,
            (*SOUND.moves, Move("sent", "burnt", "superior", "ash")),
            ["a move names the unknown state burnt"],
        ),
        (SOUND.states[:2], SOUND.moves[:2], ["no end is reached from state owed", "no end is reached from state sent"]),
        (SOUND.states, (*SOUND.moves, SOUND.moves[0]), ["the move owed to sent stands twice"]),
        (
            SOUND.states,
            (replace(SOUND.moves[0], actor="king"), *SOUND.moves[1:]),
            ["a move names the unknown actor king"],
        ),
        (
            SOUND.states,
            (replace(SOUND.moves[0], evidence=""), *SOUND.moves[1:]),
            ["the move owed to sent has no evidence"],
        ),
    ],
)
def test_what_is_not_sound(states, moves, said):
    assert check_lifecycle(Lifecycle("paper", states, moves)) == said


def test_what_is_allowed():
    assert [move.end for move in allowed_moves(SOUND, "sent")] == ["owed", "accepted"]
    assert allowed_moves(SOUND, "sent", "owner") == ()
    assert allowed_moves(SOUND, "accepted") == ()
    assert check_move(SOUND, "owed", "sent", "owner") is SOUND.moves[0]


def codes(caught):
    return [one.code for one in caught.value.faults]


@pytest.mark.parametrize(
    ("state", "to", "actor"),
    [("owed", "accepted", "owner"), ("owed", "sent", "superior"), ("accepted", "owed", "superior")],
)
def test_what_is_refused(state, to, actor):
    with pytest.raises(UserError) as caught:
        check_move(SOUND, state, to, actor)
    assert codes(caught) == ["MOVE_REFUSED"]


def test_a_refusal_says_what_is_possible():
    with pytest.raises(UserError) as caught:
        check_move(SOUND, "sent", "sent", "owner")
    assert str(caught.value) == (
        "MOVE_REFUSED paper: the owner cannot take this from sent to sent; "
        "possible from here: owed (superior), accepted (superior)"
    )


def test_an_unknown_state():
    with pytest.raises(UserError) as caught:
        check_move(SOUND, "lost", "sent", "owner")
    assert codes(caught) == ["STATE_UNKNOWN"]
