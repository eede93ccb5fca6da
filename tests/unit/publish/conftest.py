"""The made-up programme and its report, composed once."""

from __future__ import annotations

import pytest

from pledgetree.publish.publishing import compose
from pledgetree.publish.reading import read_facts
from tests.unit.publish.programme import made_up_programme


@pytest.fixture(scope="session")
def result():
    return made_up_programme(seed=1, scale=10)


@pytest.fixture(scope="session")
def report(result):
    return compose(result)


@pytest.fixture(scope="session")
def small_report():
    """A programme of so few people that many cells must be hidden."""
    return compose(made_up_programme(seed=2, scale=1))


@pytest.fixture(scope="session")
def facts(result):
    return read_facts(result)
