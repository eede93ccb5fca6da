"""The real command on a small nation, made once per test run."""

import shutil

import pytest

from tests.functional.program import pledgetree


@pytest.fixture(scope="session")
def nation(tmp_path_factory):
    """Three years of a nation of 30,000 households."""
    out = tmp_path_factory.mktemp("nation") / "n"
    done = pledgetree("nation", "--households", 30_000, "--seed", 7, "--years", "2015-2017", "--out", out)
    assert (done.code, done.err) == (0, "")
    return out


@pytest.fixture(scope="session")
def result(nation, tmp_path_factory):
    """The assessment of 2016 under the central rulebook."""
    out = tmp_path_factory.mktemp("result") / "r"
    done = pledgetree("assess", nation / "2016", "--rulebook", "cn-central-2016", "--year", 2016, "--out", out)
    assert (done.code, done.err) == (0, "")
    return out


@pytest.fixture
def altered(nation, tmp_path):
    """A copy of the snapshot of 2016 that a test may damage."""
    copy = tmp_path / "altered"
    shutil.copytree(nation / "2016", copy)
    return copy
