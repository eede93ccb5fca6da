"""What all tests share: a test that needs a missing system program is listed by name as not run.

``make check`` sets ``PLEDGETREE_REQUIRE_SYSTEM=1``: there a missing program is a failure.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from dataclasses import dataclass
from importlib.util import find_spec

import pytest
from hypothesis import settings

# How long one example takes says something about the machine's load, not about the code.
settings.register_profile("house", deadline=None)
settings.load_profile("house")

# A test run in the background may have been told to ignore Ctrl-C, and the programs it starts would inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

NOT_RUN = "not run: needs "


@dataclass(frozen=True)
class Need:
    """A need is met by any one of the programs together with all of the Python modules."""

    what: str
    programs: tuple[str, ...]
    modules: tuple[str, ...] = ()

    def is_met(self) -> bool:
        return any(map(shutil.which, self.programs)) and all(map(find_spec, self.modules))


NEEDS = {
    "java": Need("a Java runtime and PySpark", ("java",), ("pyspark",)),
    "chromium": Need(
        "the Chromium browser and Playwright", ("chromium", "chromium-browser", "google-chrome"), ("playwright",)
    ),
    "poppler": Need("poppler's command-line programs", ("pdftotext",)),
    "gettext": Need("GNU gettext", ("msgfmt",)),
    "svy": Need("svy, a second opinion on estimates", (sys.executable,), ("svy", "polars")),
}


def pytest_runtest_setup(item: pytest.Item) -> None:
    missing = [
        NEEDS[mark.name].what for mark in item.iter_markers() if mark.name in NEEDS and not NEEDS[mark.name].is_met()
    ]
    if not missing:
        return
    reason = NOT_RUN + ", ".join(missing)
    if os.environ.get("PLEDGETREE_REQUIRE_SYSTEM") == "1":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = terminalreporter.stats.get("skipped", [])
    lines = [
        f"{report.nodeid}: {report.longrepr[2].partition(NOT_RUN)[2]}"
        for report in reports
        if NOT_RUN in str(report.longrepr)
    ]
    if lines:
        terminalreporter.section("not run: a system program is missing ('make check' installs it and runs them)")
        for line in sorted(lines):
            terminalreporter.line(line)
