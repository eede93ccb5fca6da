"""A rulebook whose duties have no owner, two owners, nobody who answers, or a deadline that does not fit."""

import pytest

from tests.unit.law.duty_files import DUTIES


@pytest.fixture
def duties(book):
    return book.write("duties.yaml", DUTIES)


def told(book):
    return [(one.code, one.where.removeprefix("duties.yaml ")) for one in book.faults() if one.severity == "fault"]


REPORT = "duties.report.from.2016-10-17"
FIGURES = "duties.figures.from.2016-10-17"


def test_a_sound_matrix(duties):
    assert told(duties) == []


@pytest.mark.parametrize(
    ("old", "new", "code", "where"),
    [
        ("        owner: leadership\n", "", "DUTY_UNOWNED", REPORT),
        (
            "tiers: [province, county]\n  audit",
            "tiers: [province]\n  audit",
            "WORKING_CONTACT_MISSING",
            f"{REPORT}.contact",
        ),
        (
            "    kind: unit\n    tiers: [province, county]",
            "    kind: unit\n    tiers: [county]",
            "DUTY_UNOWNED",
            REPORT,
        ),
        ("        owner: leadership\n", "        owner: navy\n", "RULE_DEPARTMENT", REPORT),
        ("        each_of:", "        owner: finance\n        each_of:", "DUTY_OWNED_TWICE", FIGURES),
        ("        supporting: [audit]", "        supporting: [leadership]", "RULE_DEPARTMENT", f"{REPORT}.supporting"),
        ("        supporting: [audit]", "        supporting: [navy]", "RULE_DEPARTMENT", f"{REPORT}.supporting"),
        ("        accountable: [party_head]\n", "", "POST_MISSING", f"{REPORT}.accountable"),
        ("accountable: [party_head]", "accountable: [king]", "RULE_ROLE", f"{REPORT}.accountable"),
        ("accountable: [party_head]", "accountable: [department_head]", "RULE_ROLE", f"{REPORT}.accountable"),
        (
            "        contact: contact\n        contact_at",
            "        contact_at",
            "WORKING_CONTACT_MISSING",
            f"{REPORT}.contact",
        ),
        ("contact: contact\n        contact_at", "contact: body\n        contact_at", "RULE_ROLE", f"{REPORT}.contact"),
        ("contact_at: finance", "contact_at: audit", "WORKING_CONTACT_MISSING", f"{REPORT}.contact"),
        ("contact_at: finance", "contact_at: leadership", "WORKING_CONTACT_MISSING", f"{REPORT}.contact"),
        ("contact_at: finance", "contact_at: navy", "RULE_DEPARTMENT", f"{REPORT}.contact_at"),
        ("evidence: [report]", "evidence: [rumour]", "RULE_EVIDENCE", f"{REPORT}.evidence"),
        ("owed_to: superior", "owed_to: nobody", "RULEBOOK_VALUE", f"{REPORT}.owed_to"),
        ("lifecycle: report", "lifecycle: moon", "RULEBOOK_VALUE", f"{REPORT}.lifecycle"),
        ("on: 02-end", "on: 13-01", "RULEBOOK_MONTH_DAY", f"{REPORT}.deadline.on"),
        (
            "        source: {title: The rule, status: documented, article: art. 9}\n",
            "",
            "VALUE_WITHOUT_SOURCE",
            REPORT,
        ),
        ("tiers: [province, county]\n    from", "tiers: []\n    from", "RULEBOOK_BOUNDS", "duties.report.tiers"),
    ],
)
def test_what_is_wrong_is_said_at_its_place(duties, old, new, code, where):
    duties.change("duties.yaml", old, new)
    assert told(duties) == [(code, where)]


def test_the_duty_and_the_tiers_without_owner_are_named(duties):
    duties.change("duties.yaml", "        owner: leadership\n", "        owner: audit\n")
    duties.change("duties.yaml", "supporting: [audit]", "supporting: [finance]")
    (one,) = [one for one in duties.faults() if one.code == "DUTY_UNOWNED"]
    assert one.what == "duty report has no owning office at county"


@pytest.mark.parametrize(
    ("calendar", "deadline", "fits"),
    [
        ("yearly", "{on: 12-31}", True),
        ("yearly", "{on: 02-29}", False),
        ("yearly", "{on: 02-end, years: 1, holidays: next}", True),
        ("yearly", "{by: 2020-12-31}", False),
        ("yearly", "{on: 12-31, by: 2020-12-31}", False),
        ("yearly", "{on: 12-31, days: 3}", False),
        ("once", "{by: 2020-12-31}", True),
        ("once", "{by: 2020-12-31, years: 1}", False),
        ("once", "{after: takeover, days: 30}", True),
        ("once", "{}", False),
        ("when", "{after: event, working_days: 5}", True),
        ("when", "{after: event}", False),
        ("when", "{after: event, days: 5, working_days: 5}", False),
        ("when", "{by: 2020-12-31}", False),
        ("standing", "{}", True),
        ("standing", "{by: 2020-12-31}", True),
        ("standing", "{on: 12-31}", False),
    ],
)
def test_a_deadline_fits_its_calendar(duties, calendar, deadline, fits):
    duties.change("duties.yaml", "calendar: yearly", f"calendar: {calendar}")
    duties.change("duties.yaml", "deadline: {on: 02-end, years: 1}", f"deadline: {deadline}")
    assert told(duties) == ([] if fits else [("DUTY_DEADLINE", f"{REPORT}.deadline")])


def test_days_off_must_be_days(book):
    source = "source: {title: A notice, status: recalled}"
    text = "description: {{en: a, zh-hans: a, fr: a}}\nunit: calendar-days\nvalues:\n  2016-01-01: {{value: {}, {}}}\n"
    book.write("parameters/calendar/days_off.yaml", text.format("2016-02-07/2016-02-13", source))
    assert told(book) == []
    book.write("parameters/calendar/days_off.yaml", text.format("2016-02-30", source))
    assert [code for code, _ in told(book)] == ["RULEBOOK_DAYS"]
