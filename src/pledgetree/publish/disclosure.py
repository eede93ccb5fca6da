"""Disclosure control: the one gate every output passes.

Nothing but ``release`` makes a ``ReleasedTable``, and pages, workbooks and CSV files are written from released tables
only. Counts of persons or households from 1 to the rulebook's minimum less one leave as "fewer than"; so many other
cells are withheld that none can be worked out from the sums the table states; rates go with their counts. Selections
of a released table are released: they show no more than the whole did.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from pledgetree.publish.suppression import WITHHELD, Sum, suppress

SHOWN = "shown"
EMPTY = "empty"
COUNTS_OF_PEOPLE = frozenset({"persons", "households", "rows"})
Limits = tuple[tuple[str, str, Fraction], ...]
Value = int | Fraction | str | date | tuple[Fraction, Fraction] | Limits | Mapping[str, str] | None
Title = str | Mapping[str, str]
Known = Callable[[Mapping[str, "Cell"], int], bool]
"""Whether the released counts of a row (by column; the minimum) leave a reader only one value to think of."""
_SEAL = object()


@dataclass(frozen=True)
class Column:
    """A column: ``title`` is a message or a rulebook's text, ``kind`` says how values are shown (see ``showing``).

    ``needs`` names columns of the same row: the value is withheld whenever one of them is hidden, unless it is one of
    those that are ``harmless``. Where cells are withheld to protect others, those of columns of greater ``worth`` are
    taken last.
    """

    key: str
    title: Title
    kind: str = "text"
    needs: tuple[str, ...] = ()
    worth: int = 0
    harmless: tuple[str, ...] = ()

    @property
    def counts_people(self) -> bool:
        """Whether small values must be hidden."""
        return self.kind in COUNTS_OF_PEOPLE


@dataclass(frozen=True)
class Identity:
    """In every row having them all, the columns ``plus`` add up to the same as the columns ``minus``."""

    plus: tuple[str, ...]
    minus: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """Values before release. ``parents`` maps a row's key to the row it is added into.

    ``known`` says of a cell, by row and column key, whether the released counts of its row already tell its value.
    """

    name: str
    title: Title
    columns: tuple[Column, ...]
    keys: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    parents: Mapping[str, str] = field(default_factory=dict)
    identities: tuple[Identity, ...] = ()
    known: Mapping[tuple[str, str], Known] = field(default_factory=dict)


@dataclass(frozen=True)
class Cell:
    """A value that may be shown, or None with the reason: ``low``, ``withheld``, ``empty``."""

    value: Value
    state: str
    kind: str = "text"

    @property
    def shown(self) -> bool:
        """Whether there is a value to show."""
        return self.state == SHOWN


NOTHING = Cell(None, EMPTY)


@dataclass(frozen=True)
class Ref:
    """A cell of a released table, by row and column."""

    key: str
    column: str


@dataclass(frozen=True)
class Public:
    """A value that is public already: a number of law, of a plan, or one published by others."""

    value: Value
    kind: str = "text"


@dataclass(frozen=True)
class Difference:
    """A released cell less a public number."""

    figure: Ref
    other: int


Entry = Ref | Public | Difference | str | Mapping[str, str] | None


@dataclass(frozen=True)
class ReleasedTable:
    """A table that may leave the house; made by ``release`` alone."""

    name: str
    title: Title
    columns: tuple[Column, ...]
    keys: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    minimum: int
    seal: object = field(repr=False, compare=False, default=None)

    def __post_init__(self) -> None:
        if self.seal is not _SEAL:
            raise TypeError("only disclosure.release makes a released table")
        object.__setattr__(self, "_row", {key: place for place, key in enumerate(self.keys)})
        object.__setattr__(self, "_column", {one.key: place for place, one in enumerate(self.columns)})

    _row: Mapping[str, int] = field(init=False, repr=False, compare=False)
    _column: Mapping[str, int] = field(init=False, repr=False, compare=False)

    def at(self, key: str, column: str) -> Cell:
        """The cell of a row and a column; nothing where the table has no such row or column."""
        if key not in self._row or column not in self._column:
            return NOTHING
        return self.rows[self._row[key]][self._column[column]]

    def has_column(self, column: str) -> bool:
        """Whether the table has the column."""
        return column in self._column

    def select(
        self,
        *,
        name: str | None = None,
        title: Title | None = None,
        keys: Iterable[str] | None = None,
        columns: Iterable[str] | Mapping[str, Title] | None = None,
    ) -> ReleasedTable:
        """The rows and columns named, in the order given; absent ones are left out. A mapping names columns anew."""
        rows = [self._row[key] for key in (self.keys if keys is None else keys) if key in self._row]
        wanted = [one.key for one in self.columns] if columns is None else columns
        titles = columns if isinstance(columns, Mapping) else {}
        kept = [(self._column[key], titles.get(key)) for key in wanted if key in self._column]
        return replace(
            self,
            name=name or self.name,
            title=title or self.title,
            columns=tuple(replace(self.columns[at], title=new or self.columns[at].title) for at, new in kept),
            keys=tuple(self.keys[row] for row in rows),
            rows=tuple(tuple(self.rows[row][at] for at, _ in kept) for row in rows),
        )

    def rearranged(
        self, name: str, title: Title, columns: Sequence[Column], rows: Mapping[str, Sequence[Entry]]
    ) -> ReleasedTable:
        """A new table of released cells and public values; a count can enter only as a reference to a cell."""
        return replace(
            self,
            name=name,
            title=title,
            columns=tuple(columns),
            keys=tuple(rows),
            rows=tuple(tuple(self._entry(entry) for entry in row) for row in rows.values()),
        )

    def _entry(self, entry: Entry) -> Cell:
        if entry is None:
            return NOTHING
        if isinstance(entry, Ref):
            return self.at(entry.key, entry.column)
        if isinstance(entry, Public):
            return NOTHING if entry.value is None else Cell(entry.value, SHOWN, entry.kind)
        if isinstance(entry, Difference):
            return self._difference(entry)
        return Cell(entry, SHOWN, "text" if isinstance(entry, str) else "text_in")

    def _difference(self, difference: Difference) -> Cell:
        cell = self.at(difference.figure.key, difference.figure.column)
        if not isinstance(cell.value, int):
            return replace(cell, kind="difference")
        return Cell(cell.value - difference.other, SHOWN, "difference")

    def without_empty_columns(self) -> ReleasedTable:
        """The same table less the columns in which no row has anything."""
        full = [
            column.key
            for place, column in enumerate(self.columns)
            if any(row[place].state != EMPTY for row in self.rows)
        ]
        return self.select(columns=full)


def release(table: Table, minimum: int) -> ReleasedTable:
    """The table as it may be shown: small counts, what would betray them, and what derives from them are gone."""
    hidden = suppress(_counts(table), _sums(table), minimum, _worth(table))
    rows = tuple(
        _released_row(table, key, row, hidden, minimum) for key, row in zip(table.keys, table.rows, strict=True)
    )
    return ReleasedTable(table.name, table.title, table.columns, table.keys, rows, minimum, _SEAL)


def accept(table: object) -> ReleasedTable:
    """The table itself; every writer calls this first.

    Raises:
        TypeError: it has not been released.
    """
    if not isinstance(table, ReleasedTable):
        raise TypeError("writers accept released tables only")
    return table


Place = tuple[str, str]


def _counts(table: Table) -> dict[Place, int]:
    """Every count of people, by row key and column key."""
    return {
        (key, column.key): value
        for key, row in zip(table.keys, table.rows, strict=True)
        for column, value in zip(table.columns, row, strict=True)
        if column.counts_people and isinstance(value, int)
    }


def _worth(table: Table) -> Callable[[Place], tuple[int, ...]]:
    """What a cell is worth to readers: first by its column, then by how high its row stands in the tree."""
    columns = {column.key: column.worth for column in table.columns}
    depths: dict[str, int] = {}
    for key in table.keys:
        above: str | None = key
        depths[key] = -1
        while above is not None:
            depths[key] += 1
            above = table.parents.get(above)
    return lambda place: (columns[place[1]], -depths[place[0]])


def _sums(table: Table) -> list[Sum]:
    counts = _counts(table)
    counting = [column.key for column in table.columns if column.counts_people]
    return [*_tree_sums(table, counts, counting), *_row_sums(table, counts), *_equal_sums(counts, counting)]


def _tree_sums(table: Table, counts: Mapping[Place, int], counting: Sequence[str]) -> Iterable[Sum]:
    """Parent = sum of its children, wherever that is so; an absent child counts nothing."""
    children: dict[str, list[str]] = {}
    for key, parent in table.parents.items():
        children.setdefault(parent, []).append(key)
    for parent, below in children.items():
        for column in counting:
            parts = tuple((key, column) for key in below if (key, column) in counts)
            whole = (parent, column)
            if parts and whole in counts and counts[whole] == sum(counts[part] for part in parts):
                yield Sum(parts, (whole,))


def _row_sums(table: Table, counts: Mapping[Place, int]) -> Iterable[Sum]:
    for identity in table.identities:
        for key in table.keys:
            plus = tuple((key, column) for column in identity.plus)
            minus = tuple((key, column) for column in identity.minus)
            if all(place in counts for place in plus + minus) and _balanced(counts, plus, minus):
                yield Sum(plus, minus)


def _balanced(counts: Mapping[Place, int], plus: Sequence[Place], minus: Sequence[Place]) -> bool:
    return sum(counts[place] for place in plus) == sum(counts[place] for place in minus)


def _equal_sums(counts: Mapping[Place, int], counting: Sequence[str]) -> Iterable[Sum]:
    """Columns that repeat each other row by row are hidden together: what one hides the other would tell."""
    values: dict[str, dict[str, int]] = {column: {} for column in counting}
    for (key, column), count in counts.items():
        values[column][key] = count
    for place, column in enumerate(counting):
        for other in counting[:place]:
            both = _repeated(values[column], values[other])
            yield from (Sum(((key, column),), ((key, other),)) for key in both)


def _repeated(one: Mapping[str, int], other: Mapping[str, int]) -> list[str]:
    """The rows two columns share when they agree in every one of them, else none."""
    both = []
    for key, count in one.items():
        if key in other:
            if other[key] != count:
                return []
            both.append(key)
    return both


def _released_row(
    table: Table, key: str, row: Sequence[Value], hidden: Mapping[Place, str], minimum: int
) -> tuple[Cell, ...]:
    cells = {column.key: _cell(key, column, value, hidden) for column, value in zip(table.columns, row, strict=True)}
    # Every needed column is there to be asked, be it empty.
    counts = {column: cells.get(column, NOTHING) for one in table.columns for column in (one.key, *one.needs)}
    for column, value in zip(table.columns, row, strict=True):
        known = table.known.get((key, column.key))
        if known and cells[column.key].state == WITHHELD and known(counts, minimum):
            cells[column.key] = Cell(value, SHOWN, column.kind)
    return tuple(cells.values())


def _cell(key: str, column: Column, value: Value, hidden: Mapping[Place, str]) -> Cell:
    if value is None:
        return NOTHING
    if state := hidden.get((key, column.key)):
        return Cell(None, state, column.kind)
    if value not in column.harmless and any((key, needed) in hidden for needed in column.needs):
        return Cell(None, WITHHELD, column.kind)
    return Cell(value, SHOWN, column.kind)
