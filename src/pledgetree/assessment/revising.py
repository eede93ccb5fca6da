"""A result revised: where some counties changed, only their provinces and the top are computed again.

Rows of a result say something of one unit each, and follow from the register of that unit's province, from the other
tables and from the law. Where all but some counties of the register is the same as for an earlier result, the rows of
the other provinces still hold: they are taken over, file by file where a table stands in parts, and the rest is
computed in a country narrowed to what changed (``narrowing``). Tables the register has no part in are taken over whole.

Whatever stands in the way of that gives None, and everything is computed: another law, other plans or statistics,
another version of the programs, a register in one piece, units whose codes do not say their province, an indicator
that is measured for the first or the last time.
"""

from __future__ import annotations

import json
import platform
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from importlib.resources.abc import Traversable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pledgetree.assessment.computing import Sight, register_tables
from pledgetree.assessment.figures import Evidence, PlanFault, Targets, UnitTree
from pledgetree.assessment.figuring import figures_of
from pledgetree.assessment.governing import Law
from pledgetree.assessment.inputs import Ground, findings_of
from pledgetree.assessment.narrowing import given_at, is_contained, narrowed, sums_at_provinces
from pledgetree.assessment.partials import PROVINCES, Earlier, Register, Stored, files_of, stored
from pledgetree.assessment.result_tables import PROVINCE_DIGITS, province_of
from pledgetree.assessment.results import RUN, Result, require_intact, rows_outside
from pledgetree.assessment.summing import Counted, Given, sums_of
from pledgetree.assessment.tallying import Tally
from pledgetree.assessment.trajectory import delivered_points, trajectory
from pledgetree.evidence.digests import digest_parts, sha256_bytes
from pledgetree.indicators.counting import REGISTER_TABLES
from pledgetree.snapshot.opening import Snapshot

ROOMS = ("base", "evidence", "lifecycle", "law", "snapshot", "pledges", "indicators", "assessment", "rulebooks")
"""The rooms whose text a result depends on."""
_WRITERS = ("pyarrow", "numpy", "scipy", "pandas", "duckdb", "ibis-framework")


@dataclass(frozen=True)
class Revision:
    """What was computed again: the rows of the provinces ``anew`` (first digits), and what is kept per county."""

    earlier: Result
    anew: frozenset[str]
    tables: Mapping[str, pa.Table]
    stored: Stored


def tools() -> dict[str, str]:
    """The digest of our own text and the versions of everything else the bytes of a file may depend on.

    They stand outside the result's digest: other tools may well give the same tables, and ``verify`` finds out.
    """
    found = {"text": text_digest(), "python": platform.python_version()}
    for name in _WRITERS:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = ""
    return found


def text_digest() -> str:
    """The digest of the programs and data a result depends on."""
    found = [(f"{room}/{name}", one) for room in ROOMS for name, one in _texts(files("pledgetree") / room)]
    return digest_parts((name, sha256_bytes(one.read_bytes())) for name, one in found)


def _texts(folder: Traversable) -> Iterator[tuple[str, Traversable]]:
    """The programs and the data of a room, by their path in it."""
    for one in folder.iterdir():
        if one.is_dir():
            yield from ((f"{one.name}/{name}", text) for name, text in _texts(one))
        elif one.name.endswith((".py", ".yaml", ".toml")):
            yield one.name, one


def revise(snapshot: Snapshot, law: Law, counted: Tally, earlier: Earlier) -> Revision | None:
    """Compute what some changed counties change, or nothing where more than that has changed.

    Raises:
        UserError: RESULT_ALTERED, and what computing everything raises.
    """
    if not _same_ground(snapshot, law, counted, earlier):
        return None
    require_intact(earlier.result)
    changed = _changed_provinces(counted, earlier)
    country = narrowed(snapshot, changed)
    if country is None:
        return None
    ground, others = country
    register = counted.register_of([part for part in counted.parts if part[:PROVINCE_DIGITS] in changed])
    given = given_at(earlier.kept.sums(PROVINCES), ground.tree, others)
    if given is None or not is_contained(counted.counted_with(register, ()), ground.tree, ground.places, law.year):
        return None
    sight = _see(ground, law, counted.counted_with(register), given, earlier.result)
    anew = changed | {str(ground.tree.ids[0])[:PROVINCE_DIGITS]}
    tables = _tables(sight, law, earlier.result, anew)
    if tables is None:
        return None
    return Revision(earlier.result, anew, tables, _stored(counted, earlier, register, sight))


def _see(ground: Ground, law: Law, counted: Sequence[Counted], given: Given, earlier: Result) -> Sight:
    """Sums and figures of the narrowed country; targets and faults of plans are those of the earlier result."""
    own, sums = sums_of(counted, law.counts, ground.tree, ground.places, law.year, given)
    targets = _targets(earlier.table("targets"), ground.tree, tuple(law.indicators))
    evidence = Evidence(findings_of(ground), _plan_faults(earlier.table("plan_faults"), ground.tree))
    return Sight(ground, own, sums, figures_of(ground.tree, sums, law.formulas), targets, evidence, {})


def _same_ground(snapshot: Snapshot, law: Law, counted: Tally, earlier: Earlier) -> bool:
    """Whether nothing but parts of the register differs from what the earlier result was made from, and of."""
    result, index = earlier.result, earlier.kept.index
    inputs = {one.name: one.content_hash for one in snapshot.manifest.resources if one.name not in REGISTER_TABLES}
    before = {name: digest for name, digest in result.extra["inputs"].items() if name not in REGISTER_TABLES}
    return (
        bool(index.get("contained"))
        and index["basis"] == counted.basis.record()
        and inputs == before
        and bool(counted.parts)
        and law.origin().items() <= result.extra.items()
        and _run(result).get("tools") == tools()
    )


def _run(result: Result) -> Mapping[str, object]:
    try:
        found = json.loads((result.path / RUN).read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _changed_provinces(counted: Tally, earlier: Earlier) -> frozenset[str]:
    """The provinces with a part that is new, gone or different."""
    return frozenset(part[:PROVINCE_DIGITS] for part in {*counted.parts, *earlier.kept.index["parts"]} - counted.same)


def _tables(sight: Sight, law: Law, earlier: Result, anew: frozenset[str]) -> dict[str, pa.Table] | None:
    """The fresh rows of every table that follows from the register."""
    elsewhere = _measured(earlier.table("classes"), rows_outside(earlier.table("grades"), anew))
    tables = register_tables(sight, law, elsewhere)
    # An indicator that is measured somewhere for the first or the last time changes grades everywhere.
    if elsewhere | _measured(tables["classes"], tables["grades"]) != _measured(
        earlier.table("classes"), earlier.table("grades")
    ):
        return None
    found = {name: _inside(rows, anew) for name, rows in tables.items()}
    course = _trajectory(sight, law, earlier.table("trajectory"), anew)
    return None if course is None else {**found, "trajectory": course}


def _measured(classes: pa.Table, grades: pa.Table) -> frozenset[str]:
    """The indicators that have a class at one of the graded units."""
    at = pc.is_in(classes["unit_id"], value_set=grades["unit_id"].combine_chunks())
    return frozenset(classes.filter(at)["indicator"].unique().to_pylist())


def _inside(rows: pa.Table, provinces: Iterable[str]) -> pa.Table:
    wanted = pa.array(sorted(provinces), pa.string())
    return rows.filter(pc.is_in(province_of(rows["unit_id"]), value_set=wanted))


def _trajectory(sight: Sight, law: Law, earlier: pa.Table, anew: frozenset[str]) -> pa.Table | None:
    """The rows as before with what this result says was delivered; None where it no longer says so of a unit.

    Then official statistics may speak in its place, and these are not at hand.
    """
    before = _inside(earlier, anew)
    fresh = _inside(trajectory(delivered_points(sight.figures, law.year), sight.ground.tree), anew)
    own = pc.and_(pc.equal(before["series"], "delivered"), pc.equal(before["year"], law.year))
    if not set(before.filter(own)["unit_id"].to_pylist()) <= set(fresh["unit_id"].to_pylist()):
        return None
    return pa.concat_tables([before.filter(pc.invert(own)), fresh])


def _targets(rows: pa.Table, tree: UnitTree, indicators: tuple[str, ...]) -> Targets:
    """Targets as ``plans.plan_targets`` gives them, at the units of a tree, from a result's table."""
    rows = rows.filter(pc.is_in(rows["unit_id"], value_set=pa.array(tree.ids, pa.string())))
    unit = tree.index(rows["unit_id"].to_pylist())
    indicator = np.asarray(pc.index_in(rows["indicator"], value_set=pa.array(indicators, pa.string())), np.int64)
    order = np.lexsort((indicator, unit))
    rows = rows.take(pa.array(order))
    return Targets(
        unit=unit[order],
        indicator=indicator[order],
        plan_id=rows["plan_id"].to_pylist(),
        plan_numerator=rows["plan_numerator"].to_numpy(),
        plan_denominator=rows["plan_denominator"].to_numpy(),
        plan_state=rows["plan_state"].to_pylist(),
        pledge_id=rows["pledge_id"].to_pylist(),
        pledge_numerator=rows["pledge_numerator"].to_numpy(),
        pledge_denominator=rows["pledge_denominator"].to_numpy(),
    )


def _plan_faults(rows: pa.Table, tree: UnitTree) -> tuple[PlanFault, ...]:
    """Plan faults as ``plans.plan_targets`` gives them, at the units of a tree, from a result's table."""
    rows = rows.filter(pc.is_in(rows["unit_id"], value_set=pa.array(tree.ids, pa.string())))
    unit = tree.index(rows["unit_id"].to_pylist()).tolist()
    columns = (rows[name].to_pylist() for name in ("code", "indicator", "plan_id", "detail"))
    faults = (PlanFault(*one) for one in zip(unit, *columns, strict=True))
    return tuple(sorted(faults, key=lambda one: (one.unit, one.code, one.indicator, one.plan_id)))


def _stored(counted: Tally, earlier: Earlier, register: Register, sight: Sight) -> Stored:
    """What is kept per county: files of provinces that did not change are taken over."""
    provinces = sums_at_provinces(sight.sums, sight.ground.tree)
    wanted = files_of(counted.parts) - register.files.keys()
    kept = {file: digest for file, digest in earlier.kept.index["files"].items() if file in wanted}
    links = {file: earlier.kept.link(file) for file in kept}
    return stored(counted.basis, counted.parts, register, provinces, contained=True, kept=(kept, links))
