from __future__ import annotations

import pytest

from pledgetree.publish.disclosure import ReleasedTable
from pledgetree.publish.pages import pages, showing
from pledgetree.publish.pledge_tree import faults_at, rows_below, tree_finding, tree_picture
from pledgetree.publish.publishing import compose
from pledgetree.publish.reading import CENTRE
from tests.unit.publish.programme import made_up_programme

GUIZHOU = "520000000000"


def with_faults():
    result = made_up_programme(seed=1, scale=10)
    county = next(
        row["unit_id"] for row in result.rows["units"] if row["tier"] == "county" and row["unit_id"][:2] == "52"
    )
    parents = {row["unit_id"]: row["parent_id"] for row in result.rows["units"]}
    result.add("pledge_faults", unit_id=county, code="ORPHAN", severity="fault", own=1, below=2)
    above = parents[county]
    while above:
        result.add("pledge_faults", unit_id=above, code="ORPHAN", severity="fault", own=0, below=3)
        above = parents[above]
    result.add("pledge_faults", unit_id=county, code="EARLY_RACE", severity="note", own=1, below=0)
    return result, county


@pytest.fixture(scope="module")
def told():
    result, county = with_faults()
    return compose(result), county


def test_the_table_holds_promise_delivery_and_faults_of_every_unit(told):
    report, county = told
    table = report.tables["pledge_tree"]
    assert isinstance(table, ReleasedTable)
    assert faults_at(report.facts, county) == (2, 2)
    assert (table.at(county, "own").value, table.at(county, "below").value) == (2, 2)
    for key in table.keys:
        promised, delivered, kept = (table.at(key, name) for name in ("promised", "delivered", "kept"))
        if kept.shown:
            assert kept.value == delivered.value / promised.value * 1 or kept.value * promised.value == delivered.value


def test_nobody_small_is_shown_by_a_share(small_report):
    """A share of a public promise would tell the count that is hidden."""
    table = small_report.tables["pledge_tree"]
    hidden = [key for key in table.keys if table.at(key, "delivered").state in ("low", "withheld")]
    assert hidden
    assert all(not table.at(key, "kept").shown for key in hidden)


def test_the_nation_shows_provinces_and_prefectures_a_province_its_counties(told):
    report, county = told
    nation, guizhou = (tree_picture(report.facts, report.tables["pledge_tree"], root) for root in (CENTRE, GUIZHOU))
    tiers = [{report.facts.units[box.twig.unit_id].tier for box in one.boxes} for one in (nation, guizhou)]
    assert tiers == [{"centre", "province", "prefecture"}, {"province", "prefecture", "county"}]
    assert {box.twig.unit_id[:2] for box in guizhou.boxes} == {"52"}
    (marked,) = [box for box in guizhou.boxes if box.twig.unit_id == county]
    assert marked.twig.faults == 4
    assert {box.twig.unit_id for box in guizhou.boxes} <= set(
        rows_below(report.facts, report.tables["pledge_tree"], GUIZHOU).keys
    )


def test_the_title_says_the_finding(told):
    report, _ = told
    picture = tree_picture(report.facts, report.tables["pledge_tree"], CENTRE)
    kept = sum(box.twig.share is not None and box.twig.share >= 1 for box in picture.boxes if box.twig.depth == 1)
    text = tree_finding(report.facts, picture, showing(report, "en"))
    assert text.startswith(f"{kept} of ")
    assert text.endswith("3 faults in the pledges")
    assert "faults" not in tree_finding(report.facts, picture, showing(report, "fr"))


def test_a_tree_without_faults_says_so(report):
    picture = tree_picture(report.facts, report.tables["pledge_tree"], CENTRE)
    assert "no fault" in tree_finding(report.facts, picture, showing(report, "en"))


@pytest.mark.parametrize(
    ("lang", "words"), [("en", "derives from no pledge"), ("zh-hans", "责任书"), ("fr", "engagement")]
)
def test_pages_hold_the_picture_and_the_faults_in_words(told, lang, words):
    report, _ = told
    found = dict(pages(report, lang))
    for place in ("index.html", f"provinces/{GUIZHOU}.html"):
        assert 'class="picture icicle"' in found[place]
        assert words in found[place]
        assert "ORPHAN" in found[place]
    # Beijing promised nothing: there is nothing to draw.
    assert 'class="picture icicle"' not in found["provinces/110000000000.html"]


def test_a_result_without_pledges_has_no_picture():
    result = made_up_programme(seed=1, scale=10)
    for row in result.rows["targets"]:
        row["pledge_denominator"] = row["pledge_numerator"] = 0
    report = compose(result)
    assert tree_picture(report.facts, report.tables["pledge_tree"], CENTRE) is None
    assert "icicle" not in dict(pages(report, "en"))["index.html"].partition("</style>")[2]
