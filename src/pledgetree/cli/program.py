"""The program ``pledgetree``: its commands and its exit codes.

0 done; 1 an examining command found faults; 2 the user's fault, nothing changed; 3 ours.
"""

from __future__ import annotations

import errno
import io
import signal
import sys
import traceback
from types import FrameType
from typing import Any, NoReturn

import click

from pledgetree import __version__
from pledgetree.base.errors import PledgetreeError, fault
from pledgetree.cli import (
    assessing,
    cascading,
    coordinating,
    deciding,
    drawing,
    estimating,
    forecasting,
    freezing,
    log_keeping,
    making,
    measuring,
    proposing,
    ranking,
    reading_rulebooks,
    screening,
    sizing,
)
from pledgetree.cli.printing import print_faults

FOUND_FAULTS = 1
USER_FAULT = 2
OUR_FAULT = 3
# An error's own text may hold rows of data; a message shows its beginning only.
REASON_SHOWN = 200


def _stop(_number: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def _say_ours(ctx: click.Context, error: Exception) -> NoReturn:
    click.echo(traceback.format_exc(), err=True)
    print_faults([fault("OUR_FAULT", reason=f"{type(error).__name__}: {error}"[:REASON_SHOWN])])
    ctx.exit(OUR_FAULT)


class Program(click.Group):
    """A group of commands that turns every error into its message and exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; user errors print without a traceback."""
        try:
            return super().invoke(ctx)
        except PledgetreeError as error:
            print_faults(error.faults)
            ctx.exit(error.exit_code)
        except KeyboardInterrupt:
            print_faults([fault("INTERRUPTED")])
            ctx.exit(USER_FAULT)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                return _say_ours(ctx, error)
            # Folders report their own place; what is left is the printing.
            print_faults([fault("DISK_FULL", "standard output")])
            ctx.exit(USER_FAULT)
        except Exception as error:  # noqa: BLE001 - the last place: what is left is ours, and says so
            return _say_ours(ctx, error)


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "PLEDGETREE"})
@click.version_option(__version__, prog_name="pledgetree")
def main() -> None:
    """Assess a responsibility system for lifting people out of poverty."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal or file that cannot hold Chinese gets escapes instead of nothing.
        sys.stdout.reconfigure(errors="backslashreplace")
    signal.signal(signal.SIGTERM, _stop)


for command in (
    making.nation,
    freezing.freeze,
    freezing.check,
    assessing.assess,
    assessing.explain,
    assessing.verify,
    assessing.publish,
    reading_rulebooks.rulebook,
    deciding.decide,
    cascading.cascade,
    proposing.pledge,
    screening.screen,
    coordinating.duties,
    coordinating.tasks,
    forecasting.forecast,
    drawing.draw_group,
    estimating.estimate,
    log_keeping.log_group,
    measuring.poverty,
    measuring.deprivation,
    ranking.ranks,
    sizing.sample,
):
    main.add_command(command)
