from datetime import date

import yaml

from pledgetree.law.duties import deadline_of, matrix_of
from pledgetree.law.loading import load_rulebook
from pledgetree.law.model import DeadlineRule
from tests.unit.law.duty_files import DUTIES


def matrix():
    # Dates stay text in a rulebook; BaseLoader reads every scalar as text, which is enough here but for numbers.
    content = yaml.load(DUTIES, yaml.BaseLoader)
    content["duties"]["report"]["from"]["2016-10-17"]["deadline"]["years"] = 1
    content["duties"]["figures"]["from"]["2016-10-17"]["deadline"]["working_days"] = 10
    return matrix_of(content)


def test_a_duty_of_several_departments_is_one_for_each():
    names = [(one.name, one.owner, one.contact_at) for one in matrix().duties]
    assert names == [
        ("figures/audit", "audit", "audit"),
        ("figures/finance", "finance", "finance"),
        ("report", "leadership", "finance"),
    ]


def test_everything_of_a_duty_is_kept():
    report = matrix().duties[-1]
    assert (report.tiers, report.scope, report.effective) == (("province", "county"), "programme", date(2016, 10, 17))
    assert (report.accountable, report.contact, report.supporting) == (("party_head",), "contact", ("audit",))
    assert (report.owed_to, report.evidence, report.lifecycle, report.calendar) == (
        "superior",
        ("report",),
        "report",
        "yearly",
    )
    assert report.deadline == DeadlineRule(on="02-end", years=1)
    assert report.source.article == "art. 9"


def test_no_file_no_duties():
    empty = matrix_of({})
    assert (dict(empty.departments), dict(empty.roles), dict(empty.evidence), empty.duties) == ({}, {}, {}, ())


def test_deadlines_of_every_kind():
    assert deadline_of({}) == DeadlineRule()
    assert deadline_of({"by": "2020-12-31", "holidays": "next"}) == DeadlineRule(by=date(2020, 12, 31), holidays="next")
    assert deadline_of({"after": "takeover", "days": 30}) == DeadlineRule(after="takeover", days=30)
    assert deadline_of({"after": "event", "working_days": 0}) == DeadlineRule(after="event", working=True)


def test_the_central_rulebook_covers_every_tier_and_every_row_of_the_rule():
    duties = load_rulebook("cn-central-2016").matrix.duties
    covered = {tier for one in duties for tier in one.tiers}
    assert covered == {"centre", "province", "prefecture", "county", "township", "village"}
    cited = {one.source.article for one in duties if one.source.document == "厅字〔2016〕33号"}
    # The articles of the chapters on the Centre, the province, city and county, and on joining forces.
    assert {f"art. {number}" for number in range(4, 20)} <= cited
    assert {1, 2} == {len(one.accountable) for one in duties}
    assert {"documented", "recalled", "modelled"} == {one.source.status for one in duties}
    both = {one.name for one in duties if set(one.accountable) == {"party_head", "government_head"}}
    assert {"province_pledge", "province_report", "county_plan", "local_pledge", "township_report"} <= both
