"""A small nation of all years, made once for all tests, and a larger one kept in memory."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from pledgetree.nation.batching import make_batches
from pledgetree.nation.divisions import Divisions, load_divisions
from pledgetree.nation.pledge_tree import PledgeTree, grow
from pledgetree.nation.programme import Plot, make_plot, write_nation
from pledgetree.snapshot.opening import open_snapshot

HOUSEHOLDS, SEED = 3_000, 7


@dataclass(frozen=True)
class Written:
    """A nation on the disk."""

    folder: Path

    def read(self, year: int, table: str) -> pd.DataFrame:
        """A table of a year, whether stored in one file or in several."""
        return open_snapshot(self.folder / str(year), verify=False).read(table).to_pandas()

    def truth(self, *kinds: str) -> pd.DataFrame:
        rows = pd.read_parquet(self.folder / "truth" / "faults.parquet")
        return rows[rows.kind.isin(kinds)] if kinds else rows


@pytest.fixture(scope="session")
def divisions() -> Divisions:
    return load_divisions()


@pytest.fixture(scope="session")
def nation(tmp_path_factory) -> Written:
    out = tmp_path_factory.mktemp("nation") / "all"
    write_nation(households=HOUSEHOLDS, seed=SEED, years=range(2014, 2021), out=out, workers=1)
    return Written(out)


@pytest.fixture(scope="session")
def plot() -> Plot:
    """Everything decided about a larger nation, before households are made."""
    return make_plot(300_000, SEED)


@pytest.fixture(scope="session")
def grown(plot) -> PledgeTree:
    """The whole pledge tree of that nation."""
    batches = make_batches(plot.divisions, plot.targets, SEED)
    return grow(plot.divisions, plot.targets, plot.promises, plot.terms, batches, SEED)
