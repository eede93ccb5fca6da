"""Selection by hash: certainties, order, ties, replacements, probabilities, and exactness against fractions."""

from fractions import Fraction
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgetree.base.errors import UserError
from pledgetree.survey.draw_text import DrawDesign
from pledgetree.survey.drawing import certainties, draw, order_of_selection, pareto_rank
from pledgetree.survey.frames import Frame, Unit


def units(*sizes):
    return [Unit(b"v%d" % number, b"s", size) for number, size in enumerate(sizes)]


def number_of(key, unit):
    return int.from_bytes(sha256(key + b"\n" + unit.unit_id).digest(), "big")


def test_srs_takes_the_smallest_hashes():
    some = units(1, 1, 1, 1, 1)
    expected = [unit.unit_id.decode() for unit in sorted(some, key=lambda unit: number_of(b"k", unit))]
    assert order_of_selection(some, 2, b"k", "srs") == expected


def test_certainties_are_taken_again_and_again():
    # n = 3, T = 116: 3 x 100 >= 116; then m = 2, T = 16: 2 x 10 >= 16; then m = 1, T = 6: nobody reaches 6.
    certain, others, left, total = certainties(units(10, 2, 100, 4), 3)
    assert [unit.size for unit in certain] == [10, 100]  # by id
    assert ([unit.size for unit in others], left, total) == ([2, 4], 1, 6)


def test_a_unit_exactly_at_the_bound_is_certain():
    certain, others, left, total = certainties(units(2, 1, 1), 2)  # 2 x 2 >= 4
    assert ([unit.size for unit in certain], len(others), left, total) == ([2], 2, 1, 2)


def test_everybody_is_certain_when_all_are_drawn():
    certain, others, left, total = certainties(units(1, 7, 3), 3)
    assert ([unit.size for unit in certain], others, left, total) == ([1, 7, 3], [], 0, 0)


@given(
    st.lists(st.tuples(st.integers(0, 2**256 - 1), st.integers(1, 2**66)), min_size=2, max_size=8),
    st.integers(1, 3),
)
def test_ranks_order_as_fractions_do(drawn, left):
    total = left * max(size for _, size in drawn) + 1
    some = [Unit(b"%d" % number, b"s", size) for number, (_, size) in enumerate(drawn)]
    rank = pareto_rank(some, left, total)

    def value(number, size):
        chance, share = Fraction(number + 1, 2**256 + 1), Fraction(left * size, total)
        return (chance / (1 - chance)) / (share / (1 - share))

    exact = sorted(range(len(drawn)), key=lambda place: value(*drawn[place]))
    assert sorted(range(len(drawn)), key=lambda place: rank(*drawn[place])) == exact


def test_neighbouring_hashes_are_told_apart():
    rank = pareto_rank(units(3, 3), 2, 7 * 10**9)
    numbers = [0, 1, 2**255, 2**255 + 1, 2**256 - 2, 2**256 - 1]
    found = [rank(number, 3) for number in numbers]
    assert sorted(set(found)) == found


def test_equal_ranks_go_by_the_bytes_of_the_id(monkeypatch):
    class Same:
        def copy(self):
            return self

        def update(self, data):
            pass

        def digest(self):
            return b"\x01" * 32

    monkeypatch.setattr("pledgetree.survey.drawing.hashlib.sha256", lambda _data: Same())
    some = [Unit(name, b"s", 2) for name in ("é".encode(), b"b", b"a", b"Z")]
    for method in ("srs", "pareto"):
        assert order_of_selection(some, 1, b"k", method) == ["Z", "a", "b", "é"]


def test_nothing_drawn_still_has_an_order_of_replacements():
    some = units(1, 1000, 1)
    keys = [b"%d" % number for number in range(300)]
    first = [order_of_selection(some, 0, key, "pareto")[0] for key in keys]
    assert first.count("v1") > 290


def test_units_come_with_about_their_share_of_the_size():
    sizes, count, rounds = (1, 2, 3, 4, 10), 2, 4000
    some = units(*sizes)
    drawn = [name for number in range(rounds) for name in order_of_selection(some, count, b"%d" % number, "pareto")[:2]]
    for unit in some:
        share = min(Fraction(count * unit.size, sum(sizes)), Fraction(1))
        found = drawn.count(unit.unit_id.decode()) / rounds
        # Pareto sampling is nearly, not exactly, proportional; four standard errors of 4,000 draws and that bias.
        assert found == pytest.approx(float(share), abs=0.045)


def frame(*sizes):
    return Frame("0" * 64, tuple(units(*sizes)))


def test_a_draw_names_the_chosen_and_the_next():
    design = DrawDesign("srs", "p", "s", {b"s": 2})
    done = draw(frame(1, 1, 1, 1), design, ["00"], replacements=1)
    order = order_of_selection(units(1, 1, 1, 1), 2, bytes.fromhex(done.key), "srs")
    assert (done.selected, done.replacements) == ({"s": order[:2]}, {"s": order[2:3]})


def test_everything_promised_moves_the_key():
    base = DrawDesign("srs", "p", "s", {b"s": 2})
    others = [
        DrawDesign("pareto", "p", "s", {b"s": 2}),
        DrawDesign("srs", "q", "s", {b"s": 2}),
        DrawDesign("srs", "p", "t", {b"s": 2}),
        DrawDesign("srs", "p", "s", {b"s": 1}),
    ]
    keys = {draw(frame(1, 1, 1), one, ["00"]).key for one in (base, *others)}
    keys |= {draw(frame(1, 1, 1), base, ["01"]).key}
    assert len(keys) == 6


def test_more_than_there_are_is_refused():
    with pytest.raises(UserError, match="COUNT_ABOVE_STRATUM"):
        draw(frame(1, 1), DrawDesign("srs", "p", "s", {b"s": 3}), ["00"])
