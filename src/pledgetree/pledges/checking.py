"""The cascade check: every fault of a pledge tree on 31 December of a year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pledgetree.base.dates import year_end
from pledgetree.base.errors import Fault, user_error
from pledgetree.law.loading import default_name, load_rulebook
from pledgetree.pledges.arrays import Programme
from pledgetree.pledges.coverage import bound_twice, check_covered, check_double, check_households
from pledgetree.pledges.deadlines import check_deadlines, check_due
from pledgetree.pledges.findings import Batch, Finding, findings_of
from pledgetree.pledges.layout import Layout, lay_out
from pledgetree.pledges.lineage import check_descent, check_levels
from pledgetree.pledges.piling import check_piling, depths_of
from pledgetree.pledges.reading import day_number, programme_of, read_tables
from pledgetree.pledges.signatures import check_signatories, check_signed
from pledgetree.pledges.sums import Figures, check_rate_sums, check_sums
from pledgetree.pledges.takeovers import check_takeovers
from pledgetree.pledges.targets import check_bases, check_feasible, check_known, check_monotone
from pledgetree.pledges.terms import Terms, terms_of
from pledgetree.pledges.tree import Tree, build_tree
from pledgetree.snapshot.opening import open_snapshot


@dataclass(frozen=True)
class Cascade:
    """What a check found: how many units and standing pledges there are, and the faults in order."""

    units: int
    pledges: int
    findings: tuple[Finding, ...]

    @property
    def faults(self) -> list[Fault]:
        """The findings as faults with their words."""
        return [one.fault for one in self.findings]

    def record(self) -> dict[str, object]:
        """The form ``cascade --json`` prints; ``schema/cascade.schema.json`` describes it."""
        return {"units": self.units, "pledges": self.pledges, "faults": [one.record() for one in self.findings]}


def cascade(path: Path, *, year: int, rulebook: str | Path | None = None, indicator: str | None = None) -> Cascade:
    """Check the pledge tree of a snapshot.

    Args:
        path: the snapshot's folder.
        year: the tree is looked at on its 31 December; commitments of later years are not judged.
        rulebook: a name or folder; default: the snapshot's rulebook, else the default rulebook.
        indicator: keep only the faults about this indicator.

    Raises:
        UserError: what opening the snapshot and loading the rulebook raise; UNKNOWN_INDICATOR; FIGURES_TOO_LARGE.
    """
    snapshot = open_snapshot(path)
    terms = terms_of(load_rulebook(rulebook or snapshot.rulebook or default_name()), year_end(year))
    programme = programme_of(read_tables(snapshot), year, terms.base_statistic)
    if indicator is not None and indicator not in {*terms.ways, *programme.commitments.indicators}:
        raise user_error("UNKNOWN_INDICATOR", indicator=indicator, allowed=", ".join(sorted(terms.ways)))
    return check_programme(programme, terms, year, indicator=indicator)


def check_programme(programme: Programme, terms: Terms, year: int, *, indicator: str | None = None) -> Cascade:
    """Check arrays in memory and put the faults into words, sorted; see ``cascade``."""
    tree = build_tree(programme.units, programme.pledges, day_number(year_end(year)))
    found = [
        finding
        for batch in batches_of(programme, tree, terms, year)
        if len(batch.pledge) and indicator in (None, batch.indicator)
        for finding in findings_of(batch, programme.pledges.ids, programme.units.ids, terms.severities[batch.code])
    ]
    return Cascade(len(programme.units.ids), len(tree.pledge), tuple(sorted(found, key=Finding.sort_key)))


def batches_of(programme: Programme, tree: Tree, terms: Terms, year: int) -> Iterator[Batch]:
    """Every check on arrays; a batch may be empty."""
    pledges, signatures = programme.pledges, programme.signatures
    yield from check_covered(tree)
    yield from check_households(tree, pledges, programme.households)
    yield from check_levels(tree, terms, pledges)
    yield from check_descent(tree, pledges)
    yield from check_deadlines(tree, terms, pledges)
    yield from check_signed(tree, terms, pledges, signatures)
    yield from check_signatories(tree, pledges, signatures, programme.posts, programme.officers)
    on = day_number(year_end(year))
    yield from check_takeovers(tree, terms, pledges, signatures, programme.posts, officers=programme.officers, on=on)
    yield from commitment_batches(programme, lay_out(programme.commitments, tree), terms, year)


def commitment_batches(programme: Programme, layout: Layout, terms: Terms, year: int) -> Iterator[Batch]:
    """The checks of commitments, indicator by indicator, of the years up to ``year``."""
    tree, pledges = layout.tree, programme.pledges
    twice, depths = bound_twice(tree, pledges), depths_of(tree)
    for number, indicator in enumerate(layout.commitments.indicators):
        blocks = list(layout.blocks(number))
        yield from check_known(tree, terms, indicator, [block for block in blocks if block.year <= year])
        for one in sorted({block.year for block in blocks if block.year <= year}):
            of_year = [block for block in blocks if block.year == one]
            yield from check_due(tree, terms, pledges, indicator=indicator, blocks=of_year)
            yield from check_double(tree, pledges, twice, indicator=indicator, blocks=of_year)
        if indicator not in terms.ways:
            continue
        figures = Figures(tree, terms, indicator, terms.ways[indicator], blocks)
        for one in figures.years:
            if one <= year:
                yield from check_sums(figures, one)
                yield from check_piling(figures, depths, one)
                yield from check_rate_sums(figures, one)
                yield from check_feasible(figures, one)
                yield from check_monotone(figures, one)
                yield from check_bases(figures, one, programme.populations)
