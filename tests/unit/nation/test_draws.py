import numpy as np

from pledgetree.nation.draws import below, below_low, chance, draw, order_of, sixteen

THINGS = np.arange(100_000)


def test_a_draw_depends_on_seed_purpose_year_and_thing_alone():
    whole = draw(1, "a", 2016, THINGS)
    assert np.array_equal(draw(1, "a", 2016, THINGS[500:600]), whole[500:600])
    for other in (draw(2, "a", 2016, THINGS), draw(1, "b", 2016, THINGS), draw(1, "a", 2017, THINGS)):
        assert (other != whole).all()
    assert len(np.unique(whole)) == len(THINGS)


def test_draws_are_spread_evenly():
    words = draw(5, "even", 0, THINGS)
    for place in range(4):
        assert abs(sixteen(words, place).mean() - 32_767.5) < 300
    for numbers in (below(words, 10), below_low(words, 10)):
        assert np.bincount(numbers, minlength=10).min() > 9_600
        assert numbers.max() == 9
    assert abs(chance(words, 40).mean() - 0.04) < 0.003
    assert abs(np.corrcoef(below(words, 1000), below_low(words, 1000))[0, 1]) < 0.02


def test_certain_and_impossible_events():
    words = draw(5, "sure", 0, THINGS)
    assert chance(words, 1000).all()
    assert not chance(words, 0).any()


def test_an_order_is_a_permutation():
    assert sorted(order_of(1, "x", THINGS[:50]).tolist()) == list(range(50))
