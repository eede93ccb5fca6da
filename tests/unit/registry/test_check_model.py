"""What a check reads."""

from pledgetree.registry.check_model import columns_of, counts_of, tables_of
from tests.unit.registry.check_examples import check


def test_a_check_names_every_column_it_reads():
    one = check({"more": ["members", {"count": {"of": "persons", "where": {"is": {"closing": True}}}}]}, column="state")
    assert columns_of(one) == {
        ("households", "state"), ("households", "members"), ("persons", "household_id"), ("persons", "closing"),
    }  # fmt: skip
    assert tables_of(one) == {"households", "persons"}
    assert len(counts_of(one.rule)) == 1
