"""``pledgetree draw``: a draw that nobody can steer and everybody can recompute; ``draw commit`` and ``draw sort``."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pledgetree.cli.options import FOLDER, lang_option
from pledgetree.cli.printing import print_json, say

if TYPE_CHECKING:
    from pledgetree.survey.draw_text import DrawDesign
    from pledgetree.survey.frames import Frame


class ActingGroup(click.Group):
    """A group that is a command itself: words that name none of its subcommands are the arguments of ``itself``."""

    itself: click.Command

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """The context of the subcommand's group, or that of the command itself."""
        if args and args[0] in self.commands:
            return super().make_context(info_name, args, parent=parent, **extra)
        return self.itself.make_context(info_name, args, parent=parent, **extra)


def _design_options(command: Callable[..., None]) -> Callable[..., None]:
    """What a draw promises before the beacon is known."""
    options = (
        click.argument("frame", metavar="FRAME.tsv", type=FOLDER),
        click.option("--n", "count", type=click.IntRange(min=1), help="Units to draw from each stratum."),
        click.option("--n-by", "counts_by", type=FOLDER, help="File of lines: stratum TAB n."),
        click.option("--method", type=click.Choice(["srs", "pareto"]), required=True, help="Equal or by size."),
        click.option("--purpose", required=True, help="What the draw is for, on one line."),
        click.option("--beacon-source", required=True, help="The future public value, for example drand:quicknet:R."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def _promised(
    frame: Path, count: int | None, counts_by: Path | None, method: str, purpose: str, beacon_source: str
) -> tuple[Frame, DrawDesign]:
    from pledgetree.survey.draw_text import DrawDesign
    from pledgetree.survey.frames import read_counts, read_frame, same_count

    if (count is None) == (counts_by is None):
        raise click.UsageError("give either --n or --n-by")
    read = read_frame(frame)
    counts = read_counts(counts_by, read) if counts_by is not None else same_count(read, count or 0)
    return read, DrawDesign("pareto" if method == "pareto" else "srs", purpose, beacon_source, counts)


@click.command("draw", epilog="Also: 'pledgetree draw commit FRAME.tsv', 'pledgetree draw sort FRAME.tsv'.")
@_design_options
@click.option("--beacon", "beacons", multiple=True, required=True, help="The value, lower-case hex; may be repeated.")
@click.option("--replacements", type=click.IntRange(min=0), default=0, help="Also name the next N in rank.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON only.")
@lang_option
def draw(
    beacons: tuple[str, ...],
    replacements: int,
    as_json: bool,  # noqa: FBT001 - a flag of the command line
    **promise: Any,
) -> None:
    """Draw units from FRAME.tsv by hash, as promised before the beacon was known."""
    from pledgetree.survey.drawing import draw as draw_units

    frame, design = _promised(**promise)
    done = draw_units(frame, design, beacons, replacements)
    if as_json:
        following = {"replacements": done.replacements} if replacements else {}
        digests = {"frame_hash": done.frame_hash, "design_hash": done.design_hash, "key": done.key}
        print_json({**digests, "selected": done.selected, **following})
        return
    say("Frame {frame}, design {design}, key {key}", frame=done.frame_hash, design=done.design_hash, key=done.key)
    for stratum, units in done.selected.items():
        say("Stratum {stratum}: {units}", stratum=stratum, units=", ".join(units))
        if replacements:
            say("Next in rank: {units}", units=", ".join(done.replacements[stratum]))


@click.group("draw", cls=ActingGroup)
def draw_group() -> None:
    """Draws that nobody can steer and everybody can recompute."""


@draw_group.command("commit")
@_design_options
@click.option("--out", type=FOLDER, help="New file for the design text, which the digest is of.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON only.")
@lang_option
def commit(out: Path | None, as_json: bool, **promise: Any) -> None:  # noqa: FBT001 - a flag of the command line
    """Print the digests to publish before the beacon exists."""
    from pledgetree.survey.draw_text import check_design, design_hash, design_text
    from pledgetree.survey.writing import write_new

    frame, design = _promised(**promise)
    check_design(design, frame)
    if out is not None:
        write_new(out, design_text(design, frame))
    digests = {"frame_hash": frame.frame_hash, "design_hash": design_hash(design, frame)}
    if as_json:
        print_json(digests)
    else:
        say("Frame {frame_hash}, design {design_hash}", **digests)


@draw_group.command("sort")
@click.argument("frame", metavar="FRAME.tsv", type=FOLDER)
@click.option("--out", type=FOLDER, help="New file; default: standard output.")
@lang_option
def sort(frame: Path, out: Path | None) -> None:
    """Sort the lines of FRAME.tsv by the bytes of their ids."""
    from pledgetree.survey.frames import sort_frame
    from pledgetree.survey.writing import write_new

    data = sort_frame(frame)
    if out is None:
        sys.stdout.buffer.write(data)
    else:
        write_new(out, data)


draw_group.itself = draw
