"""How often intervals of rare proportions hold the truth, in simulated surveys with clusters (beta-binomial villages).

The default interval must hold it in 93 % to 99.5 % of surveys at nominal 95 %, without being told how alike the
households of a village are. The kinds of interval that are asked for by name stand beside it for comparison.

    python -m benchmarks.prove_coverage [--surveys 4000] [--seed 1]
"""

from __future__ import annotations

import argparse
import sys

import numpy as np

from pledgetree.survey.designs import StageColumns, make_design
from pledgetree.survey.estimating import Manner, Question, estimate
from pledgetree.survey.intervals import METHODS

DESIGNS = ((30, 10, 0.1), (30, 10, 0.2), (20, 20, 0.05), (100, 10, 0.1), (50, 6, 0.2))
SETTINGS = tuple((truth, *design) for truth in (0.02, 0.01, 0.005) for design in DESIGNS)
STRESS = ((0.02, 20, 20, 0.2), (0.005, 20, 20, 0.2))  # twenty villages of twenty, very alike: shown, not held
LEAST, MOST = 0.93, 0.995
KINDS = {"default": None, **{method: method for method in METHODS}}


def coverage(
    setting: tuple[float, int, int, float], surveys: int, seed: int, kinds: dict[str, str | None] | None = None
) -> tuple[dict[str, float], float]:
    """The share of surveys whose interval holds the truth, by kind of interval; the share without a case."""
    truth, villages, households, alike = setting
    chance = np.random.default_rng(seed)
    design = make_design(None, np.zeros(villages * households, int), [StageColumns("v", _villages(setting), None)])
    asked = kinds or KINDS
    held, empty = dict.fromkeys(asked, 0), 0
    weight = (1 - alike) / alike
    for _ in range(surveys):
        shares = chance.beta(truth * weight, (1 - truth) * weight, villages)
        case = (chance.random((villages, households)) < shares[:, np.newaxis]).astype(float).ravel()
        empty += not case.any()
        for name, method in asked.items():
            (one,) = estimate(design, Question("proportion", case), manner=Manner(method=method))
            held[name] += one.ci_low <= truth <= one.ci_high
    return {name: count / surveys for name, count in held.items()}, empty / surveys


def _villages(setting: tuple[float, int, int, float]) -> np.ndarray:
    return np.repeat(np.arange(setting[1]), setting[2])


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--surveys", type=int, default=4000)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    print("| p, villages x households, rho | no case | " + " | ".join(KINDS) + " |")
    sound = True
    for setting in (*SETTINGS, *STRESS):
        shares, empty = coverage(setting, given.surveys, given.seed)
        sound &= setting in STRESS or LEAST <= shares["default"] <= MOST
        truth, villages, households, alike = setting
        row = " | ".join(f"{shares[method]:.3f}" for method in KINDS)
        print(f"| {truth:.1%}, {villages} x {households}, {alike} | {empty:.3f} | {row} |")
    return 0 if sound else 1


if __name__ == "__main__":
    sys.exit(main())
