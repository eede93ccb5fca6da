"""Only findings that became final count, and only those about funds."""

import pytest

from pledgetree.indicators.catalogue import FORMULAS
from tests.reference.tables import ALPHA_1, finding
from tests.unit.indicators.counted import figure_at


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (finding(1, ALPHA_1, "fund_rules_broken"), (1, 1, 1)),
        (finding(1, ALPHA_1, "fund_rules_broken", confirmed_on=None), (0, 0, 0)),
        (finding(1, ALPHA_1, "exit_fraud"), (0, 0, 0)),
    ],
)
def test_confirmed_violations_are_counted(tmp_path, row, expected):
    assert figure_at(tmp_path / "s", {"findings": [row]}, FORMULAS["findings.fund_violations"]) == expected
