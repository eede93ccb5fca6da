"""Options that several commands share, and how their texts become values."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from pledgetree.cli.printing import LANGUAGE, LANGUAGES

FOLDER = click.Path(path_type=Path)


class Years(click.ParamType[range]):
    """``2014-2020`` or ``2016``: a range of whole years, both ends included."""

    name = "years"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> range:
        """The years as a range; a wrong text is a usage error."""
        if isinstance(value, range):
            return value
        first, _, last = str(value).partition("-")
        last = last or first
        if not (first.isdigit() and last.isdigit() and len(first) == len(last) == 4 and first <= last):
            self.fail(f"'{value}' is not a range of years; write 2014-2020 or 2016", param, ctx)
        return range(int(first), int(last) + 1)


def _keep_language(ctx: click.Context, _param: click.Parameter, value: str) -> None:
    ctx.meta[LANGUAGE] = value


lang_option = click.option(
    "--lang",
    type=click.Choice(LANGUAGES),
    default="en",
    show_default=True,
    is_eager=True,
    expose_value=False,
    callback=_keep_language,
    help="Language of messages.",
)


def now() -> str:
    """The present moment as ISO text: the one place where time enters."""
    return datetime.now(UTC).isoformat(timespec="seconds")
