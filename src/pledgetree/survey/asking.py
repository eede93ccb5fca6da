"""From the words of a command to the arrays of a sample: which columns are the design, and what is asked of them."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pledgetree.base.errors import user_error
from pledgetree.survey.deprivation import Dimension
from pledgetree.survey.designs import Codes, SampleDesign, StageColumns, make_design
from pledgetree.survey.estimating import Question
from pledgetree.survey.reading import Columns, column_names, read_columns
from pledgetree.survey.variances import Domains, everything

PROPORTION_FORM, RATIO_FORM = "COLUMN==VALUE", "COLUMN/COLUMN"
DIMENSION_FORM = "COLUMN<CUTOFF or COLUMN<CUTOFF:WEIGHT"


@dataclass(frozen=True)
class DesignColumns:
    """Names of the columns that make up the design, and the rule for lonely units."""

    weight: str | None = None
    stratum: str | None = None
    clusters: tuple[str, ...] = ()
    populations: tuple[str, ...] = ()
    domain: str | None = None
    lonely: str = "centre"

    def numbers(self) -> list[str]:
        """Columns that hold numbers."""
        return [*([self.weight] if self.weight else []), *self.populations]

    def labels(self) -> list[str]:
        """Columns that hold names."""
        return [name for name in (self.stratum, *self.clusters, self.domain) if name]


@dataclass(frozen=True)
class Sample:
    """A sample as read: its design, its domains with their names, its columns."""

    design: SampleDesign
    domains: Domains
    names: tuple[str | None, ...]
    columns: Columns


def split_names(text: str | None) -> tuple[str, ...]:
    """The names in a list separated by commas."""
    return tuple(name.strip() for name in text.split(",")) if text else ()


def read_sample(path: Path, asked: DesignColumns, numbers: Sequence[str] = (), labels: Sequence[str] = ()) -> Sample:
    """A sample from a CSV file.

    Args:
        path: the file.
        asked: the columns of the design.
        numbers: further columns that hold numbers.
        labels: further columns that are compared as texts.

    Raises:
        UserError: what ``read_columns`` and ``make_design`` refuse, CLUSTERS_AND_POPULATIONS.
    """
    _check_stages(asked)
    columns = read_columns(path, [*asked.numbers(), *numbers], [*asked.labels(), *labels])
    weight = columns.numbers[asked.weight] if asked.weight else None
    stratum = _codes(columns, asked.stratum)
    design = make_design(weight, stratum, _stages(columns, asked), asked.lonely)
    if asked.domain is None:
        return Sample(design, everything(columns.rows), (None,), columns)
    found = columns.labels[asked.domain]
    return Sample(design, Domains(found.codes, len(found.names)), found.names, columns)


def read_question(path: Path, asked: DesignColumns, kind: str, text: str) -> tuple[Sample, Question]:
    """A sample and what is asked of it: ``text`` is a column, ``COLUMN==VALUE`` or ``COLUMN/COLUMN`` by ``kind``.

    Raises:
        UserError: NOT_A_QUESTION, and what ``read_sample`` refuses.
    """
    if kind == "proportion":
        name, mark, value = (part.strip() for part in text.partition("=="))
        if not (name and mark):
            raise user_error("NOT_A_QUESTION", value=text, form=PROPORTION_FORM)
        sample = read_sample(path, asked, labels=[name])
        return sample, Question(kind, _equal(sample.columns, name, value))
    if kind == "ratio":
        above, below = _ratio_names(text, column_names(path))
        sample = read_sample(path, asked, numbers=[above, below])
        return sample, Question(kind, sample.columns.numbers[above], sample.columns.numbers[below])
    sample = read_sample(path, asked, numbers=[text])
    return sample, Question(kind, sample.columns.numbers[text])


def _check_stages(asked: DesignColumns) -> None:
    """Every count of a population belongs to a stage; below the last clusters the rows themselves are drawn."""
    clusters, populations = len(asked.clusters), len(asked.populations)
    if clusters > 2 or populations > min(clusters + 1, 2):
        raise user_error("CLUSTERS_AND_POPULATIONS", clusters=clusters, populations=populations)


def _codes(columns: Columns, name: str | None) -> Codes:
    return columns.labels[name].codes if name else np.zeros(columns.rows, dtype=np.int64)


def _stages(columns: Columns, asked: DesignColumns) -> list[StageColumns]:
    """One stage for each level of clusters, and one of rows where there is no cluster or a count is given for it."""
    levels: list[str | None] = list(asked.clusters)
    if not levels or len(asked.populations) > len(levels):
        levels.append(None)
    counts = [*asked.populations, *([None] * (len(levels) - len(asked.populations)))]
    return [
        StageColumns(
            count or level or "",
            columns.labels[level].codes if level else None,
            columns.numbers[count] if count else None,
        )
        for level, count in zip(levels, counts, strict=True)
    ]


def _equal(columns: Columns, name: str, value: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """1 where the column is the value: the same text, or the same number written otherwise."""
    labels = columns.labels[name]
    same = np.array([float(_same(one, value)) for one in labels.names])
    return same[labels.codes]


def _same(one: str, value: str) -> bool:
    if one == value:
        return True
    try:
        return float(one) == float(value)
    except ValueError:
        return False


def _ratio_names(text: str, names: Sequence[str]) -> tuple[str, str]:
    """The two columns of a ratio; a slash may be part of a name."""
    parts = text.split("/")
    splits = [("/".join(parts[:place]).strip(), "/".join(parts[place:]).strip()) for place in range(1, len(parts))]
    known = [pair for pair in splits if set(pair) <= set(names)]
    if not splits or len(known) > 1 or not all(splits[0]):
        raise user_error("NOT_A_QUESTION", value=text, form=RATIO_FORM)
    return known[0] if known else splits[0]


def number_or_column(text: str) -> float | None:
    """The number that a text is; None for the name of a column."""
    try:
        return float(text)
    except ValueError:
        return None


def read_dimensions(path: Path, asked: DesignColumns, texts: Sequence[str]) -> tuple[Sample, list[Dimension]]:
    """A sample and its dimensions of deprivation, from texts ``COLUMN<CUTOFF`` or ``COLUMN<CUTOFF:WEIGHT``.

    Raises:
        UserError: NOT_A_DIMENSION, and what ``read_sample`` refuses.
    """
    parts = [_dimension(text) for text in texts]
    sample = read_sample(path, asked, numbers=[name for name, _, _ in parts])
    return sample, [Dimension(name, sample.columns.numbers[name], cutoff, weight) for name, cutoff, weight in parts]


def _dimension(text: str) -> tuple[str, float, float]:
    found = re.fullmatch(r"(.+)<([^<:]+)(?::([^<:]+))?", text)
    name, *numbers = found.groups(default="1") if found else ("", "")
    read = [number_or_column(number) for number in numbers]
    cutoff, weight = read if len(read) == 2 else (None, None)
    if cutoff is None or weight is None or not (0 < weight < math.inf):
        raise user_error("NOT_A_DIMENSION", value=text, form=DIMENSION_FORM)
    return name.strip(), cutoff, weight
