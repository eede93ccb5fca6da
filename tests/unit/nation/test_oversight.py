import pandas as pd
import pytest


@pytest.mark.parametrize("year", [2015, 2018])
def test_late_reports_are_where_the_truth_says(nation, year):
    reports, truth = nation.read(year, "reports"), nation.truth("late_report")
    late = reports[pd.to_datetime(reports.submitted_on) > pd.to_datetime(reports.due_on)]
    assert set(late.report_id) == set(truth[truth.year == year].report_id)
    assert 0.02 < len(late) / len(reports) < 0.06
    assert late.accepted_on.isna().all()


def test_the_audit_finds_every_county_with_false_exits(nation):
    truth = nation.truth("false_exit")
    for year in (2016, 2017, 2018, 2019):
        found = nation.read(year, "findings")
        audit = found[found.persons.notna()].set_index("unit_id").persons
        planted = truth[truth.year == year]
        assert audit.to_dict() == planted.groupby(planted.unit_id.str[:6] + "000000").persons.sum().to_dict()


def test_findings_are_few_and_the_last_one_is_not_final(nation):
    found = nation.read(2018, "findings").sort_values("finding_id")
    assert len(found) <= 46
    assert found.confirmed_on.isna().tolist() == [False] * (len(found) - 1) + [True]
    assert "exit_fraud" not in set(found.problem)
