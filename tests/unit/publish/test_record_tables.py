from __future__ import annotations

from pledgetree.publish.reading import CENTRE, read_facts
from pledgetree.publish.record_tables import consequences, plan_faults, problems, record_tables, row_faults
from pledgetree.publish.tables import row_key
from tests.unit.publish.programme import made_up_programme


def test_problems_carry_article_and_reason_but_no_counts(facts):
    table = problems(facts)
    articles = {table.at(key, "article").value for key in table.keys}
    assert articles == {"art. 7", "art. 7 (2)"}
    assert "5/300" not in str(table.rows)


def test_persons_concerned_pass_disclosure_control(facts):
    table = problems(facts)
    assert {table.at(key, "persons").state for key in table.keys} == {"low", "empty"}


def test_findings_are_named(facts):
    table = problems(facts)
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


def test_all_of_them(facts):
    assert [one.name for one in record_tables(facts)] == ["problems", "consequences", "plan_faults", "row_faults"]
