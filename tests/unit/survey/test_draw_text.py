"""The design text, its digest, the beacon and the key, against the format's own words."""

from hashlib import sha256

import pytest

from pledgetree.base.errors import UserError
from pledgetree.survey.draw_text import DrawDesign, check_design, design_hash, design_text, draw_key, joint_beacon
from pledgetree.survey.frames import Frame, Unit

FRAME = Frame(
    "f" * 64, (Unit(b"v1", b"b", 1), Unit(b"v2", "é".encode(), 1), Unit(b"v3", b"a", 2), Unit(b"v4", b"a", 2))
)
COUNTS = {"é".encode(): 1, b"b": 0, b"a": 2}

# drand quicknet, round 657413: randomness is the SHA-256 of the signature.
SIGNATURE = "b713718a38ae728dfd477991af2822e08d2f305e47718cef9f7848ce4050e7be41076862b98fad56e91a6b85b89cd97b"
RANDOMNESS = "fc1873a13f3545aeade8401532ef5519920652eee6b0d2b19ca12643b87b3587"


def design(purpose="inspect exits", source="drand:quicknet:657413", counts=COUNTS):
    return DrawDesign("pareto", purpose, source, counts)


def test_the_text_is_four_lines_and_the_strata_in_the_order_of_their_bytes():
    expected = f"pareto\ninspect exits\n{'f' * 64}\ndrand:quicknet:657413\na\t2\nb\t0\né\t1\n".encode()
    assert design_text(design(), FRAME) == expected
    assert design_hash(design(), FRAME) == sha256(expected).hexdigest()


def test_one_beacon_is_itself_and_several_are_hashed_in_their_order():
    assert joint_beacon([RANDOMNESS]) == RANDOMNESS
    assert joint_beacon([SIGNATURE[:40], SIGNATURE[40:]]) == RANDOMNESS
    assert joint_beacon([SIGNATURE[40:], SIGNATURE[:40]]) != RANDOMNESS


@pytest.mark.parametrize("wrong", ["", "AB", "0x00", "abc", "gg", "00 ff", "00\n", "٠٠"])
def test_anything_but_lower_case_hexadecimal_is_refused(wrong):
    for beacons in ([wrong], ["00ff", wrong]):
        with pytest.raises(UserError, match="BEACON_NOT_HEX"):
            joint_beacon(beacons)


def test_no_beacon_is_refused():
    with pytest.raises(UserError, match="BEACON_NOT_HEX"):
        joint_beacon([])


def test_the_key_is_the_digest_of_three_lines():
    text = b"pledgetree-draw-v1\n" + b"d" * 64 + b"\n00ff\n"
    assert draw_key("d" * 64, "00ff") == sha256(text).digest()


def test_a_sound_design_passes():
    check_design(design(), FRAME)


def test_texts_on_two_lines_and_counts_above_are_refused_together():
    wrong = design(purpose="a\nb", source="\ud800", counts={b"a": 3, b"b": 1, "é".encode(): 2})
    with pytest.raises(UserError) as caught:
        check_design(wrong, FRAME)
    assert [one.code for one in caught.value.faults] == ["DRAW_TEXT"] * 2 + ["COUNT_ABOVE_STRATUM"] * 2
