"""Tables on a terminal: columns in line whatever the script, numbers to the right."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import click
from rich.cells import cell_len

from pledgetree.cli.printing import language
from pledgetree.publish.messages import translations


def translated(message: str) -> str:
    """A marked message in the language of the running command."""
    return translations(language()).gettext(message)


def print_table(headings: Sequence[str], rows: Sequence[Sequence[str]], numbers: Collection[int]) -> None:
    """Print rows under translated headings; ``numbers`` names the columns that are set to the right."""
    if not rows:
        return
    table = [[translated(one) for one in headings], *rows]
    widths = [max(cell_len(row[column]) for row in table) for column in range(len(headings))]
    for row in table:
        click.echo("  ".join(_cell(row[at], widths[at], right=at in numbers) for at in range(len(row))).rstrip())
    click.echo()


def _cell(text: str, width: int, *, right: bool) -> str:
    space = " " * (width - cell_len(text))
    return space + text if right else text + space
