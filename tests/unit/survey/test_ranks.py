"""Rank sets: the published example of PISA 2018, cases with known answers, a plain second version, coverage."""

import numpy as np
import pytest

from pledgetree.base.errors import UserError
from pledgetree.survey.randomness import Chance
from pledgetree.survey.ranks import could_be_among, rank_sets, read_figures

# Mean scores and standard errors in mathematics of OECD members and Costa Rica, as remembered from OECD, PISA 2018
# Results, volume I, and not checked against it; the sets they must give are the published ones (csranks).
PISA = """
JP 526.97 2.47|KR 525.93 3.12|EE 523.41 1.74|NL 519.23 2.63|PL 515.65 2.60|CH 515.31 2.91|CA 512.02 2.36|DK 509.40 1.74
SI 508.90 1.36|BE 508.07 2.26|FI 507.30 1.97|SE 502.39 2.67|GB 501.77 2.56|NO 500.96 2.22|DE 500.04 2.65|IE 499.63 2.20
CZ 499.47 2.46|AT 498.94 2.97|LV 496.13 1.96|FR 495.41 2.32|IS 495.19 1.95|NZ 494.49 1.71|PT 492.49 2.68|AU 491.36 1.94
IT 486.59 2.78|SK 486.16 2.56|LU 483.42 1.10|ES 481.39 1.46|LT 481.19 1.95|HU 481.08 2.32|US 478.24 3.24|IL 463.03 3.50
TR 453.51 2.26|GR 451.37 3.09|CL 417.41 2.42|MX 408.80 2.49|CR 402.33 3.29|CO 390.93 2.99
""".replace("\n", "|").strip("|")
ROWS = [row.split() for row in PISA.split("|")]
NAMES = [row[0] for row in ROWS]
SCORES, ERRORS = (np.array([float(row[place]) for row in ROWS]) for place in (1, 2))


@pytest.fixture(scope="module")
def pisa():
    return dict(zip(NAMES, rank_sets(SCORES, ERRORS, seed=1, draws=4000), strict=True))


def test_the_published_sets_of_pisa_2018(pisa):
    assert len(pisa) == 38
    assert pisa["GB"].rank == 13
    low, high = pisa["GB"].marginal
    assert (low in (7, 8), high) == (True, 23)  # published 7 to 23; Canada lies on the border
    among = {NAMES[place] for place in could_be_among(list(pisa.values()), 5)}
    assert among == {"BE", "CA", "DK", "EE", "FI", "JP", "KR", "NL", "PL", "SI", "SE", "CH"}
    assert (pisa["JP"].simultaneous, pisa["KR"].simultaneous) == ((1, 6), (1, 7))
    assert pisa["CO"].simultaneous == (37, 38)


def test_a_set_for_one_is_never_wider_than_the_set_for_all(pisa):
    for one in pisa.values():
        assert one.simultaneous[0] <= one.marginal[0] <= one.rank <= one.marginal[1] <= one.simultaneous[1]


def plain(estimates, errors, level, noise):
    """Simultaneous sets with every directed pair spelled out."""
    p = len(estimates)
    left = {(j, k) for j in range(p) for k in range(p) if j != k}
    proved = set()

    def t(values, j, k):
        return (values[j] - values[k]) / np.sqrt(errors[j] ** 2 + errors[k] ** 2)

    while left:
        largest = sorted(max(t(draw, j, k) for j, k in left) for draw in noise)
        limit = largest[int(np.ceil(level * len(noise))) - 1]
        new = {(j, k) for j, k in left if t(estimates, j, k) > limit}
        if not new:
            break
        proved, left = proved | new, left - new
    return [(1 + sum(k == unit for _, k in proved), p - sum(j == unit for j, _ in proved)) for unit in range(p)]


@pytest.mark.parametrize("seed", range(4))
def test_sets_are_those_of_a_plain_version(seed):
    chance = np.random.default_rng(seed)
    estimates, errors = chance.normal(0, 3, 6), chance.uniform(0.3, 1.2, 6)
    noise = Chance(9).normals(200, 6) * errors
    found = rank_sets(estimates, errors, level=0.9, seed=9, draws=200)
    assert [one.simultaneous for one in found] == plain(estimates, errors, 0.9, noise)


def test_far_apart_is_certain_and_equal_is_open():
    far = rank_sets(np.array([10.0, 30, 20]), np.full(3, 0.1), draws=500)
    assert [(one.rank, one.marginal, one.simultaneous) for one in far] == [
        (3, (3, 3), (3, 3)),
        (1, (1, 1), (1, 1)),
        (2, (2, 2), (2, 2)),
    ]
    equal = rank_sets(np.full(4, 5.0), np.ones(4), draws=500)
    assert {(one.rank, one.marginal, one.simultaneous) for one in equal} == {(1, (1, 4), (1, 4))}


def test_two_units_are_told_apart_at_the_two_sided_quantile():
    """With two units both directions are tested: |T| must pass 1.96."""
    for gap, sets in ((1.90, (1, 2)), (2.02, (1, 1))):
        found = rank_sets(np.array([gap * np.sqrt(2), 0.0]), np.ones(2), draws=200_000)
        assert found[0].marginal == found[0].simultaneous == sets


def test_figures_without_error_are_known():
    found = rank_sets(np.array([2.0, 1, 1]), np.zeros(3), draws=100)
    assert [(one.rank, one.simultaneous) for one in found] == [(1, (1, 1)), (2, (2, 3)), (2, (2, 3))]


def test_one_unit_has_the_only_rank():
    (found,) = rank_sets(np.array([1.0]), np.array([1.0]), draws=100)
    assert (found.rank, found.marginal, found.simultaneous) == (1, (1, 1), (1, 1))


def test_the_seed_fixes_everything():
    one, other = (rank_sets(SCORES[:9], ERRORS[:9], seed=4, draws=300) for _ in range(2))
    assert one == other


def test_simultaneous_sets_hold_all_true_ranks_as_often_as_they_say():
    truth = np.array([0.0, 0.5, 1, 2, 4])
    ranks = [5, 4, 3, 2, 1]
    held, rounds = 0, 300
    for number in range(rounds):
        seen = truth + Chance(1000 + number).normals(5) * 0.8
        sets = rank_sets(seen, np.full(5, 0.8), level=0.9, seed=1, draws=400)
        held += all(one.simultaneous[0] <= rank <= one.simultaneous[1] for one, rank in zip(sets, ranks, strict=True))
    assert held / rounds >= 0.87  # at least 0.90 less two standard errors of 300 rounds


@pytest.fixture
def file(tmp_path):
    def write(text):
        path = tmp_path / "t.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("a,id,e,s\nx,甲,1,2\ny,乙,3,4\n", ["甲", "乙"]),
        ("e,a,s,b\n1,x,2,p\n3,y,4,q\n", ["x", "y"]),
        ("e,s\n1,2\n3,4\n", ["1", "2"]),
    ],
)
def test_names_are_found(file, text, names):
    found, estimates, errors = read_figures(file(text), "e", "s", None)
    assert (found, estimates.tolist(), errors.tolist()) == (names, [1, 3], [2, 4])


def test_names_may_be_chosen_and_negative_errors_are_refused(file):
    assert read_figures(file("a,id,e,s\nx,甲,1,2\n"), "e", "s", "a")[0] == ["x"]
    with pytest.raises(UserError, match="ERROR_NEGATIVE row 3"):
        read_figures(file("e,s\n1,2\n3,-4\n"), "e", "s", None)
