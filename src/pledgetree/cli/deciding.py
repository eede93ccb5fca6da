"""``pledgetree decide``: the county-exit gates on a plain table."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from pledgetree.cli.options import FOLDER, lang_option
from pledgetree.cli.printing import print_json, say
from pledgetree.cli.text_tables import translated
from pledgetree.publish.messages import mark

_RATES = {
    "wrong_exit_rate": mark("wrong exits"),
    "missed_rate": mark("missed persons"),
    "recognition": mark("recognition"),
    "composite_incidence": mark("composite incidence"),
}
_STATES = {
    "proved within": mark("proved within the limit"),
    "not decided": mark("not decided by the sample"),
    "proved above": mark("proved beyond the limit"),
}
_EFFECTS = {
    ("support", "continues"): mark("support to its households continues until all four are proved within their limits"),
    ("support", "may_end"): mark("support to its households may end"),
    ("sanction", "barred"): mark("no sanction until one is proved beyond its limit"),
    ("sanction", "open"): mark("a sanction may be proposed; a named officer decides"),
}


@click.command()
@click.option("--rulebook", required=True, help="Name or folder of the rulebook, for example cn-county-exit-2017.")
@click.option("--input", "table", type=FOLDER, required=True, help="CSV file, one county per row.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON only.")
@lang_option
def decide(rulebook: str, table: Path, as_json: bool) -> None:  # noqa: FBT001 - a flag of the command line
    """Decide which counties may exit, by the four gates, from counts in a table; say what the samples prove."""
    from pledgetree.assessment.decide import decide_file
    from pledgetree.law.loading import load_rulebook

    decisions = decide_file(table, load_rulebook(rulebook))
    if as_json:
        print_json(decisions)
        return
    for one in decisions:
        _say_decision(one)


def _say_decision(one: Mapping[str, Any]) -> None:
    """The verdict, then what the samples prove, then what waits for it."""
    if one["may_exit"]:
        say("{county} may exit", county=one["county"])
    else:
        say("{county} may not exit: {failed}", county=one["county"], failed=", ".join(one["failed"]))
    for rate, title in _RATES.items():
        say("  {rate}: {state}", rate=translated(title), state=translated(_STATES[one[rate]["state"]]))
    for effect in one.get("effects", {}).items():
        say("  {effect}", effect=translated(_EFFECTS[effect]))
