"""Consequences: what the law proposes for a grade or a problem. The system proposes, named officers decide."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from pledgetree.law.model import Consequence

ConsequenceRow = tuple[int, str, str]
"""unit, consequence, kind."""


def propose(
    consequences: Sequence[Consequence], unit: int, grade: str, problems: Collection[str]
) -> list[ConsequenceRow]:
    """The consequences whose every condition holds for a unit's final grade and problems, sorted by name."""
    holding = {f"grade:{grade}", *(f"problem:{name}" for name in problems)}
    return sorted((unit, one.name, one.kind) for one in consequences if holding.issuperset(one.when))
