"""svy, a survey package of other people, on the same samples: estimates, errors, degrees of freedom and intervals."""

import numpy as np
import pytest

from pledgetree.survey.designs import StageColumns, make_design
from pledgetree.survey.estimating import Manner, Question, estimate
from tests.unit.survey.samples import random_sample

pytestmark = pytest.mark.svy
SEEDS = range(4)
LIKE = {"rel": 1e-9, "abs": 1e-12}


def theirs(drawn, *, fpc, two_stages=False):
    import polars as pl
    import svy

    names = ("stratum", "weight", "y", "x", "case", "clusters_there", "units_there")
    table = pl.DataFrame({name: getattr(drawn, name) for name in names}).with_columns(
        pl.Series("psu", drawn.stratum * 1000 + drawn.cluster),
        pl.Series("domain", [str(one) for one in drawn.domain]),
        pl.Series("row", np.arange(len(drawn.y))),
    )
    counts = None
    if two_stages:
        counts = svy.PopSize(psu="clusters_there", ssu="units_there")
    elif fpc:
        counts = "clusters_there"
    ssu = "row" if two_stages else None
    return svy.Sample(
        table, svy.Design(stratum="stratum", wgt="weight", psu="psu", ssu=ssu, pop_size=counts)
    ).estimation


def same(ours, found, *, effect=True):
    assert len(ours) == len(found)
    for own, other in zip(ours, sorted(found, key=lambda one: one.by_level or ()), strict=True):
        assert (own.n, own.df) == (other.n, other.df)
        figures = [(own.estimate, other.est), (own.se, other.se), (own.ci_low, other.lci), (own.ci_high, other.uci)]
        if effect:
            figures.append((own.deff, other.deff))
        assert [a for a, _ in figures] == [pytest.approx(b, **LIKE) for _, b in figures]


@pytest.mark.parametrize("fpc", [False, True])
@pytest.mark.parametrize("seed", SEEDS)
def test_means_totals_and_ratios_by_domain(seed, fpc):
    drawn = random_sample(seed)
    design, names = drawn.design(fpc=fpc), ("0", "1", "2")
    other = theirs(drawn, fpc=fpc)
    for kind, asked in (
        ("mean", other.mean("y", by="domain", deff="wr")),
        ("total", other.total("y", by="domain", deff="wr")),
        ("ratio", other.ratio("y", "x", by="domain", deff="wr")),
    ):
        question = Question(kind, drawn.y, drawn.x if kind == "ratio" else None)
        same(estimate(design, question, drawn.domains, names), asked.estimates, effect=kind == "mean")


@pytest.mark.parametrize("seed", SEEDS)
def test_two_stages_with_population_counts(seed):
    drawn = random_sample(seed)
    design, other = drawn.design(two_stages=True), theirs(drawn, fpc=True, two_stages=True)
    same(estimate(design, Question("mean", drawn.y)), other.mean("y", deff="wr").estimates)
    same(estimate(design, Question("total", drawn.y)), other.total("y", deff="wr").estimates, effect=False)


@pytest.mark.parametrize("method", ["korn-graubard", "wilson", "logit"])
@pytest.mark.parametrize("seed", SEEDS)
def test_proportions(seed, method):
    drawn = random_sample(seed, clusters=12)
    # Wilson's interval there is not capped at the rows, ours is: a sample never tells more than its rows.
    case = np.where(drawn.cluster % 3 == 0, 1.0, 0.0) if method == "wilson" else drawn.case
    drawn = type(drawn)(**{**vars(drawn), "case": case})
    asked = theirs(drawn, fpc=False).prop("case", ci_method=method).estimates
    found = estimate(drawn.design(fpc=False), Question("proportion", drawn.case), manner=Manner(method=method))
    same(found, [one for one in asked if float(one.y_level) == 1.0], effect=False)


def test_their_made_up_household_survey():
    """The household sample that comes with svy: strata, areas, weights, as a user would estimate from it."""
    import polars as pl
    import svy

    place = f"{svy.__path__[0]}/datasets/_bundled/hld_sample_wb_2023.parquet"
    table = pl.read_parquet(place)
    table = table.with_columns(stratum=pl.concat_str("geo1", "urbrur", separator="|"))
    sample = svy.Sample(table, svy.Design(stratum="stratum", wgt="hhweight", psu="ea"))
    stratum = np.unique(table["stratum"].to_numpy(), return_inverse=True)[1]
    area = np.unique(table["ea"].cast(str).to_numpy(), return_inverse=True)[1]
    design = make_design(table["hhweight"].to_numpy().astype(float), stratum, [StageColumns("ea", area, None)])
    found = estimate(design, Question("mean", table["tot_exp"].to_numpy().astype(float)))
    same(found, sample.estimation.mean("tot_exp", deff="wr").estimates)
