from __future__ import annotations

from pledgetree.publish.disclosure import release
from pledgetree.publish.matrix import matrix
from pledgetree.publish.reading import CENTRE, read_facts
from pledgetree.publish.record_tables import consequences, plan_faults, problems, record_tables, row_faults
from pledgetree.publish.tables import row_key
from tests.unit.publish.programme import made_up_programme


def test_problems_carry_article_and_reason_but_no_counts(facts, report):
    table = problems(facts, report.figures)
    articles = {table.at(key, "article").value for key in table.keys}
    assert articles == {"art. 7", "art. 7 (2)"}
    assert "5/300" not in str(table.rows)


def test_persons_concerned_pass_disclosure_control(facts, report):
    table = problems(facts, report.figures)
    assert {table.at(key, "persons").state for key in table.keys} == {"low", "empty"}


def test_findings_are_named(facts, report):
    table = problems(facts, report.figures)
    assert {table.at(key, "findings").value for key in table.keys} == {None, "F-7"}


def test_consequences_are_proposals_with_their_article(facts):
    table = consequences(facts)
    assert {table.at(key, "kind").value for key in table.keys} == {"reward", "sanction"}
    assert all(table.at(key, "article").shown for key in table.keys)


def test_faults_of_plans(facts):
    (key,) = plan_faults(facts).keys
    assert key.startswith("23")


def test_faults_of_rows_add_up_to_the_nation():
    result = made_up_programme(seed=5, counties=2)
    result.rows["row_faults"].clear()
    for county, rows in (("520101000000", 30), ("520102000000", 20), ("530101000000", 40), ("130101000000", 4)):
        result.add("row_faults", unit_id=county, code="WRONG_DATE", rows=rows)
    table = row_faults(read_facts(result))
    assert table.at(row_key(CENTRE, "WRONG_DATE"), "rows").value == 94
    assert table.at(row_key(CENTRE, "WRONG_DATE"), "counties").value == 4
    assert table.at(row_key("130000000000", "WRONG_DATE"), "rows").state == "low"
    # One small province: the next smallest goes with it, or 94 - 50 - 40 would tell.
    assert table.at(row_key("530000000000", "WRONG_DATE"), "rows").state == "withheld"
    assert table.at(row_key("520000000000", "WRONG_DATE"), "rows").value == 50


def test_all_of_them(facts, report):
    assert [one.name for one in record_tables(facts, report.figures)] == [
        "problems",
        "consequences",
        "plan_faults",
        "row_faults",
    ]


def test_a_failed_gate_whose_verdict_is_withheld_is_not_named():
    result = made_up_programme(seed=2, scale=1)
    facts = read_facts(result)
    figures = release(matrix(facts), facts.minimum)
    withheld = next(
        unit.unit_id
        for unit in facts.provinces
        if figures.at(unit.unit_id, "gate.composite_incidence").state == "withheld"
    )
    result.rows["problems"].clear()
    for unit_id in (withheld, CENTRE):
        result.add(
            "problems",
            unit_id=unit_id,
            problem="low_accuracy",
            condition="gate_failed:composite_incidence",
            article="",
            persons=0,
        )
    table = problems(read_facts(result), figures)
    assert table.at(row_key(withheld, "0"), "condition").value == "[c]"
    assert figures.at(CENTRE, "gate.composite_incidence").shown
    assert "Composite" in table.at(row_key(CENTRE, "0"), "condition").value["en"]
