"""The published example of 15 tests, and the defining property of q-values."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgetree.integrity.discoveries import q_values

# Benjamini and Hochberg (1995), section 3.2: thrombolysis data, ordered.
PUBLISHED = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528]
PUBLISHED += [0.7590, 1.0]


@pytest.mark.parametrize(("dependent", "discoveries"), [(False, 4), (True, 3)])
def test_the_published_example(dependent, discoveries):
    found = q_values(np.array(PUBLISHED[::-1]), dependent=dependent)
    assert int((found <= 0.05).sum()) == discoveries


def by_definition(p_values, level, dependent):
    """The tests rejected by the step-up rule as the papers state it."""
    count = len(p_values)
    factor = sum(1 / one for one in range(1, count + 1)) if dependent else 1
    ordered = sorted(p_values)
    largest = max((k for k in range(1, count + 1) if ordered[k - 1] * factor * count <= k * level), default=0)
    return [one <= ordered[largest - 1] for one in p_values] if largest else [False] * count


@given(st.lists(st.integers(0, 1000).map(lambda one: one / 1000), max_size=12), st.integers(1, 99), st.booleans())
def test_q_values_give_the_step_up_rule_at_every_level(p_values, per_cent, dependent):
    level = per_cent / 100 + 1e-9
    found = q_values(np.array(p_values, float), dependent=dependent)
    assert (found <= level).tolist() == by_definition(p_values, level, dependent)
