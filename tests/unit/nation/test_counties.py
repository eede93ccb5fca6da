from dataclasses import replace

import numpy as np
import pytest

from pledgetree.nation.batching import make_batches
from pledgetree.nation.counties import FLOWS, TRUTH, Job, run_batch, truth_rows


@pytest.fixture(scope="module")
def job(plot):
    batch = make_batches(plot.divisions, plot.targets, plot.seed, at_once=20_000)[4]
    return Job(batch, plot.conduct.of(np.searchsorted(plot.targets.code, batch.code)), (2016, 2018), {}, 250)


@pytest.fixture(scope="module")
def result(job):
    return run_batch(job)


def test_flows_balance_in_every_county(result):
    column = {name: result.flows[:, :, place] for place, name in enumerate(FLOWS)}
    came = sum(column[name] for name in ("opening", "identified", "relapsed", "born", "married_in", "moved_in"))
    went = sum(column[name] for name in ("exited", "died", "moved_out", "removed"))
    assert np.array_equal(came - went, column["closing"])
    assert np.array_equal(column["opening"][1:], column["closing"][:-1])
    assert (column["delivered"] <= column["exited"]).all()
    assert len(result.flows) == 5


def test_a_year_alone_is_the_year_of_a_longer_run(job, result):
    alone = run_batch(replace(job, years=(2018,)))
    for name, table in alone.tables[2018].items():
        assert table.equals(result.tables[2018][name])


def test_tables_in_parts_hold_the_same_rows(job, result, tmp_path):
    parted = run_batch(replace(job, years=(2018,), folders={2018: tmp_path}))
    rows = {name: sum(part.rows for part in parts) for name, parts in parted.parts[2018].items()}
    assert rows == {name: result.tables[2018][name].num_rows for name in rows}
    assert {part.name for part in parted.parts[2018]["persons"]} == {f"{code:06d}" for code in job.batch.code}


def test_listed_villages_leave_when_few_poor_remain(job, result):
    left = np.flatnonzero(result.village_exit)
    assert len(left)
    assert job.batch.village_listed[left].all()
    limit = np.repeat(job.batch.limit, np.diff(job.batch.village_start))
    in_2018 = np.flatnonzero(result.village_exit == 2018)
    closing = result.villages[2018][in_2018, 1]
    assert (closing * 1000 <= limit[in_2018] * job.batch.village_people[in_2018]).all()


def test_truth_rows_have_every_column():
    table = truth_rows("late_report", 2016, {}, 2)
    assert table.schema.equals(TRUTH)
    assert table.num_rows == 2
