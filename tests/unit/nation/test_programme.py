import hashlib
from functools import partial

import pandas as pd
import pytest

from pledgetree.base.errors import UserError
from pledgetree.evidence.manifest import DATAPACKAGE, read_manifest
from pledgetree.nation import programme
from pledgetree.nation.calibration import closing_stock
from pledgetree.nation.sources import province_weights
from pledgetree.snapshot.checking import check_snapshot
from pledgetree.snapshot.declaration import declared_tables
from pledgetree.snapshot.opening import open_snapshot

HOUSEHOLDS, SEED = 3_000, 7


def _bytes(folder):
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize("year", [2014, 2017, 2020])
def test_snapshots_hold_and_say_that_they_are_made_up(nation, year):
    snapshot = open_snapshot(nation.folder / str(year))
    assert check_snapshot(snapshot) == []
    assert snapshot.made_up
    assert snapshot.year == year
    assert "made up" in snapshot.manifest.extra["note"]
    optional = {"pledge_households", "clauses"}  # without clauses, the rulebook's own stand in every pledge
    assert all(snapshot.has(name) for name in declared_tables() if name not in optional)


def test_a_year_alone_and_in_batches_by_several_workers_is_the_same(nation, tmp_path, monkeypatch):
    monkeypatch.setattr(programme, "make_batches", partial(programme.make_batches, at_once=800))
    out = tmp_path / "alone"
    programme.write_nation(households=HOUSEHOLDS, seed=SEED, years=range(2018, 2019), out=out, workers=2)
    assert _bytes(out / "2018") == _bytes(nation.folder / "2018")


def test_another_seed_gives_another_nation(nation, tmp_path):
    out = tmp_path / "other"
    programme.write_nation(households=HOUSEHOLDS, seed=SEED + 1, years=range(2016, 2017), out=out, workers=1)
    one, other = (pd.read_parquet(folder / "2016" / "persons.parquet") for folder in (nation.folder, out))
    assert not one.equals(other)
    assert one.closing.sum() == other.closing.sum()


@pytest.mark.parametrize("year", range(2014, 2021))
def test_closing_persons_of_each_region_are_the_published_ones(nation, year):
    persons = nation.read(year, "persons")
    region = {one.code: one.region for one in province_weights()}
    counts = persons[persons.closing].person_id.str[:2].map(region).value_counts().to_dict()
    assert {one: counts.get(one, 0) for one in ("east", "centre", "west")} == closing_stock(year, HOUSEHOLDS).regions


@pytest.mark.parametrize("households", [1, 37])
def test_the_smallest_nations_hold(tmp_path, households):
    out = tmp_path / "small"
    programme.write_nation(households=households, seed=3, years=range(2015, 2017), out=out, workers=1)
    for year in (2015, 2016):
        snapshot = open_snapshot(out / str(year))
        assert check_snapshot(snapshot) == []
        assert (
            int(snapshot.read("persons").column("closing").to_pandas().sum()) == closing_stock(year, households).persons
        )


@pytest.mark.parametrize("year", range(2015, 2021))
def test_the_identity_holds_and_opening_is_last_years_closing(nation, year):
    before, now = (nation.read(one, "persons").set_index("person_id") for one in (year - 1, year))
    stock = now.opening.astype(int) + (now.inflow != "none") - (now.outflow != "none")
    assert (stock == now.closing).all()
    assert (now.opening == before.closing.reindex(now.index, fill_value=False)).all()
    gone = before.index.difference(now.index)
    assert not before.loc[gone].closing.any()


def test_struck_off_households_are_shown_once(nation):
    for year in range(2015, 2020):
        now, later = (nation.read(one, "households") for one in (year, year + 1))
        removed = now[now.state == "removed"].household_id
        assert not later.household_id.isin(removed).any()
        assert set(now[now.state != "removed"].household_id) <= set(later.household_id)


def test_large_nations_are_stored_in_parts(tmp_path, monkeypatch, nation):
    monkeypatch.setattr(programme, "PARTS_FROM", 1)
    out = tmp_path / "parted"
    programme.write_nation(households=HOUSEHOLDS, seed=SEED, years=range(2016, 2017), out=out, workers=1)
    parts = read_manifest(out / "2016" / DATAPACKAGE).resource("persons").parts
    rows = pd.concat([pd.read_parquet(out / "2016" / part.path) for part in parts])
    assert rows.reset_index(drop=True).equals(nation.read(2016, "persons"))
    assert check_snapshot(open_snapshot(out / "2016")) == []


def test_years_outside_the_programme_are_refused(tmp_path):
    with pytest.raises(UserError, match="YEARS_OUTSIDE_PROGRAMME"):
        programme.write_nation(households=1, seed=1, years=range(2013, 2015), out=tmp_path / "x")
    assert not (tmp_path / "x").exists()


def test_an_existing_folder_is_refused_before_any_work(tmp_path):
    with pytest.raises(UserError, match="FOLDER_EXISTS"):
        programme.write_nation(households=1, seed=1, years=range(2014, 2015), out=tmp_path)


def test_progress_is_reported(tmp_path):
    seen = []
    programme.write_nation(
        households=1,
        seed=1,
        years=range(2014, 2015),
        out=tmp_path / "x",
        workers=1,
        progress=lambda *one: seen.append(one),
    )
    assert seen == [(1, 1, "counties"), (1, 1, "years")]


def test_households_and_seed_are_bounded(tmp_path):
    for households, seed in ((0, 1), (1, -1)):
        with pytest.raises(ValueError, match="households from 1"):
            programme.write_nation(households=households, seed=seed, years=range(2014, 2015), out=tmp_path / "x")
