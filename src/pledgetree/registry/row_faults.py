"""What is wrong with single rows, as rows: the one form in which import, checks and report hand faults on.

The import stages each table as a relation with every declared column (a column the file lacks is empty), in declared
types, and ``row``, a whole number that no other row of the table has. ``check_running.check_rows(con, tables, day)``
takes a DuckDB connection, the names of the staged relations by table (not every table need be there) and the day whose
checks hold; it gives a table of the schema ``ROW_FAULTS``. Its codes have their words in
``check_running.code_words()``; the codes of the import itself have theirs in ``base/faults.toml``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import pyarrow as pa

ROW_FAULTS = pa.schema(
    [
        pa.field("table", pa.string()),
        pa.field("row", pa.int64()),
        pa.field("column", pa.string()),
        pa.field("code", pa.string()),
        pa.field("severity", pa.string()),
        pa.field("found", pa.string()),
        pa.field("allowed", pa.string()),
        pa.field("household_id", pa.string()),
    ]
)


@dataclass(frozen=True, order=True)
class RowFault:
    """One thing wrong with one row of a staged table.

    ``column`` is empty when the whole row is meant; ``found`` is the value met and ``allowed`` what may stand there,
    both as a text, empty when the words of the code say it all; ``household_id`` is empty where there is none.
    """

    table: str
    row: int
    column: str
    code: str
    severity: str = "fault"
    found: str = ""
    allowed: str = ""
    household_id: str = ""


@dataclass(frozen=True)
class CodeWords:
    """The words of a check's code by language (``en``, ``zh-hans``, ``fr``), and who mends what it finds.

    ``what`` and ``remedy`` are plain sentences without places; ``owner`` is a department of the rulebook or empty.
    """

    what: Mapping[str, str]
    remedy: Mapping[str, str]
    owner: str = ""
    source: str = ""


def faults_table(faults: Iterable[RowFault]) -> pa.Table:
    """Faults as a table of the schema ``ROW_FAULTS``, in the order given."""
    return pa.Table.from_pylist([asdict(one) for one in faults], schema=ROW_FAULTS)


def faults_of(table: pa.Table) -> list[RowFault]:
    """The rows of such a table; empty texts stand for nothing.

    Raises:
        KeyError: a column of the schema is missing.
    """
    rows = table.select(ROW_FAULTS.names).to_pylist()
    return [RowFault(**_filled(row)) for row in rows]


def _filled(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: "" if value is None else value for key, value in row.items()}
