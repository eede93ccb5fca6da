"""The tables of a result: their columns in order, their keys, and which of them the result's digest covers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

TEXT, NUMBER, FLAG = pa.string(), pa.int64(), pa.bool_()


@dataclass(frozen=True)
class ResultTable:
    """A table of a result; ``exact`` = whole numbers and codes only, covered by the digest.

    ``in_parts``: rows of each province (the first digits of the unit) stand in a file of their own, so that a later
    result takes over those of provinces in which nothing changed.
    """

    name: str
    key: tuple[str, ...]
    schema: pa.Schema
    exact: bool = True
    in_parts: bool = False


def _table(name: str, keys: int, columns: str, *, exact: bool = True, in_parts: bool = False) -> ResultTable:
    """A table from a list of columns, the key first: ``#`` marks a number, ``?`` a flag, no mark a text."""
    types = {"#": NUMBER, "?": FLAG}
    fields = [(one.lstrip("#?"), types.get(one[0], TEXT)) for one in columns.split()]
    return ResultTable(name, tuple(name for name, _ in fields[:keys]), pa.schema(fields), exact, in_parts)


RESULT_TABLES: Mapping[str, ResultTable] = MappingProxyType(
    {
        one.name: one
        for one in (
            _table("units", 1, "unit_id parent_id tier name region ?signs ?in_programme"),
            _table("figures", 2, "unit_id indicator #numerator #denominator #rows", in_parts=True),
            _table(
                "targets",
                2,
                "unit_id indicator plan_id #plan_numerator #plan_denominator plan_state "
                "pledge_id #pledge_numerator #pledge_denominator",
            ),
            _table(
                "gates",
                2,
                "unit_id gate #numerator #denominator #limit_numerator #limit_denominator operator verdict reason",
            ),
            _table("classes", 2, "unit_id indicator basis class", in_parts=True),
            _table("points", 2, "unit_id rule #points_hundredths #full_hundredths"),
            _table("grades", 1, "unit_id computed grade capped_by #points_hundredths"),
            _table("problems", 3, "unit_id problem condition detail article #persons"),
            _table("plan_faults", 4, "unit_id code indicator plan_id detail"),
            _table("pledge_faults", 2, "unit_id code severity #own #below"),
            _table("consequences", 2, "unit_id consequence kind"),
            _table("row_faults", 2, "unit_id code #rows"),
            _table(
                "flows",
                1,
                "unit_id #opening #identified #relapsed #born #married_in #moved_in #exited #died #moved_out #removed "
                "#closing #unapproved_exits",
                in_parts=True,
            ),
            _table("trajectory", 3, "unit_id #year series #value"),
            _table("intervals", 2, "unit_id indicator low high level method #n", exact=False),
        )
    }
)
"""Every table of a result by name."""


PROVINCE_DIGITS = 2
"""The first digits of a unit's code say its province."""


def province_of(codes: pa.Array | pa.ChunkedArray) -> pa.Array | pa.ChunkedArray:
    """The first digits of each code."""
    return pc.utf8_slice_codeunits(codes, 0, PROVINCE_DIGITS)


def parts_of(name: str, ordered: pa.Table) -> dict[str, pa.Table]:
    """The rows of a table in order, by the name of their part; nothing for a table that stands in one file."""
    if not RESULT_TABLES[name].in_parts or not ordered.num_rows:
        return {}
    # Rows stand in order of their unit: each province's are one run, in the order in which the names come up.
    runs = pc.value_counts(province_of(ordered["unit_id"]))
    counts = runs.field("counts").to_pylist()
    ends = np.cumsum(counts)
    names: list[str] = runs.field("values").to_pylist()
    return {part: ordered.slice(int(end) - count, count) for part, count, end in zip(names, counts, ends, strict=True)}


def sorted_rows(rows: pa.Table, key: Sequence[str]) -> pa.Table:
    """The rows in order of a key without empty values: texts by their bytes, numbers by value."""
    ranks = [pc.rank(_ranked(rows[name]), tiebreaker="dense").to_numpy() for name in key]
    order = np.lexsort(ranks[::-1])
    return rows if (np.diff(order) == 1).all() else rows.take(pa.array(order))


def _ranked(column: pa.ChunkedArray) -> pa.Array:
    return pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)
