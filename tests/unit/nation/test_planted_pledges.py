import pytest

from pledgetree.nation.drafting import PER_KIND
from pledgetree.nation.planted_pledges import KINDS
from pledgetree.nation.pledge_tree import pledge_rows

SILENT = {"amended_soundly", "village_early_with_reason"}
RAISED = {
    "villages_unsigned": "UNCOVERED",
    "left_behind_by_amendment": "STALE",
    "village_unsigned": "UNCOVERED",
    "township_unsigned": "UNCOVERED",
    "village_late": "LATE_DEADLINE",
    "township_late": "LATE_DEADLINE",
    "village_races": "EARLY_RACE",
    "township_passed_over": "SKIPPED_LEVEL",
    "loose_descent": "ORPHAN",
    "signed_too_soon": "SIGNED_BEFORE_PARENT",
}


@pytest.mark.parametrize("kind", [one.name for one in KINDS])
def test_every_kind_has_its_cases_or_stays_silent(grown, kind):
    rows = [row for row in grown.planted.to_pylist() if row["kind"] == kind]
    assert {row["code"] for row in rows} == (set() if kind in SILENT else {RAISED[kind]})
    assert len({row["case"] for row in rows}) == (0 if kind in SILENT else PER_KIND)


def test_amendments_keep_the_old_edition_and_give_a_reason(grown):
    before, after = (pledge_rows(grown, year).to_pandas() for year in (2015, 2016))
    assert before.superseded_by.isna().all()
    replaced = after[after.superseded_by.notna()]
    new = after[after.pledge_id.isin(replaced.superseded_by)]
    assert set(replaced.pledge_id) <= set(before.pledge_id)
    # Three townships amended soundly with all their villages, three with all villages but one.
    towns = new[new.subordinate_unit.str.endswith("000")]
    assert len(towns) == 2 * PER_KIND
    assert len(new) > 3 * len(towns)
    assert set(new.reason) == {"baseline re-checked"}


def test_an_early_date_with_a_reason_stands_beside_those_without(grown):
    early = pledge_rows(grown, 2015).to_pandas()
    early = early[early.deadline.astype(str) == "2019-12-31"]
    assert len(early) == 2 * PER_KIND
    assert (early.reason == "moved to a new site before the date agreed").sum() == PER_KIND
