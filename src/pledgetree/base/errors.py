"""Faults and errors: every message has a code, a place, what is wrong and the remedy.

The words of each code stand in ``faults.toml`` (English; the catalogues of ``publish`` translate them), so that a
code, its documentation and its translations have one source.

A ``Fault`` is a finding about data; an error is an exception. ``UserError`` is what the user can mend (exit 2,
no traceback); anything else that escapes is ours (exit 3).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

Parameter = str | int


@dataclass(frozen=True)
class Wording:
    """What a code says: templates in English with named places, and the severity it has by default."""

    what: str
    remedy: str
    severity: str


@cache
def wordings() -> Mapping[str, Wording]:
    """Every known code with its words, as read from ``faults.toml``."""
    text = files("pledgetree.base").joinpath("faults.toml").read_text(encoding="utf-8")
    return {
        code: Wording(entry["what"], entry["remedy"], entry.get("severity", "fault"))
        for code, entry in tomllib.loads(text).items()
    }


@dataclass(frozen=True, order=True)
class Fault:
    """One thing that is wrong: ``code`` (a key of ``faults.toml``), ``where`` it is, and the words' parameters."""

    code: str
    where: str = ""
    params: tuple[tuple[str, Parameter], ...] = ()
    severity: str = field(default="fault", compare=False)

    @property
    def what(self) -> str:
        """What is wrong, in English."""
        return wordings()[self.code].what.format(**dict(self.params))

    @property
    def remedy(self) -> str:
        """What to do about it, in English."""
        return wordings()[self.code].remedy.format(**dict(self.params))

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        return f"{self.code} {place}{self.what}; {self.remedy}"


def fault(code: str, where: object = "", **params: Parameter) -> Fault:
    """A fault with the severity its code has in ``faults.toml``.

    Raises:
        KeyError: the code is not declared there.
    """
    return Fault(code, str(where), tuple(sorted(params.items())), wordings()[code].severity)


class PledgetreeError(Exception):
    """The base of every error raised on purpose; carries one or more faults."""

    exit_code = 3

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(one) for one in self.faults))


class UserError(PledgetreeError):
    """The input is wrong and the user can mend it: printed without a traceback, exit 2, nothing changed."""

    exit_code = 2


class InternalError(PledgetreeError):
    """An invariant of ours does not hold: exit 3."""


def user_error(code: str, where: object = "", **params: Parameter) -> UserError:
    """A ``UserError`` holding one fault."""
    return UserError([fault(code, where, **params)])


def raise_faults(faults: Iterable[Fault]) -> None:
    """Raise one ``UserError`` with all faults of severity ``fault``; do nothing when there are none."""
    serious = [one for one in faults if one.severity == "fault"]
    if serious:
        raise UserError(serious)
