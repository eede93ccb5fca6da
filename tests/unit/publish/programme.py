"""A made-up result with the tables of the result contract: the Centre, 31 provinces, a few prefectures and counties."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from random import Random

import pyarrow as pa

from pledgetree.law.model import Rulebook
from pledgetree.publish.places import _PROVINCES
from tests.unit.publish.rules import GATES, rulebook

CENTRE = "000000000000"
YEAR = 2016
OUTSIDE = {"11", "12", "31", "32", "33", "35", "37", "44", "21"}
WEST = {"15", "45", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65"}
LIMITS = {"wrong_exit": ("<=", 2), "missed": ("<=", 2), "recognition": (">=", 90), "composite_incidence": ("<=", 2)}
SCHEMAS = {
    "units": ["unit_id", "parent_id", "tier", "name", "region", "signs", "in_programme"],
    "figures": ["unit_id", "indicator", "numerator", "denominator", "rows"],
    "targets": [
        "unit_id",
        "indicator",
        "plan_id",
        "plan_numerator",
        "plan_denominator",
        "plan_state",
        "pledge_id",
        "pledge_numerator",
        "pledge_denominator",
    ],
    "gates": [
        "unit_id",
        "gate",
        "numerator",
        "denominator",
        "limit_numerator",
        "limit_denominator",
        "operator",
        "verdict",
        "reason",
    ],
    "classes": ["unit_id", "indicator", "basis", "class"],
    "points": ["unit_id", "rule", "points_hundredths", "full_hundredths"],
    "grades": ["unit_id", "computed", "grade", "capped_by", "points_hundredths"],
    "problems": ["unit_id", "problem", "condition", "detail", "article", "persons"],
    "plan_faults": ["unit_id", "code", "indicator", "plan_id", "detail"],
    "pledge_faults": ["unit_id", "code", "severity", "own", "below"],
    "consequences": ["unit_id", "consequence", "kind"],
    "row_faults": ["unit_id", "code", "rows"],
    "flows": [
        "unit_id",
        "opening",
        "identified",
        "relapsed",
        "born",
        "married_in",
        "moved_in",
        "exited",
        "died",
        "moved_out",
        "removed",
        "closing",
        "unapproved_exits",
    ],
    "trajectory": ["unit_id", "year", "series", "value"],
    "intervals": ["unit_id", "indicator", "low", "high", "level", "method", "n"],
}
NUMBERS = {
    "numerator",
    "denominator",
    "rows",
    "plan_numerator",
    "plan_denominator",
    "pledge_numerator",
    "pledge_denominator",
    "limit_numerator",
    "limit_denominator",
    "points_hundredths",
    "full_hundredths",
    "persons",
    "year",
    "value",
    "n",
    "own",
    "below",
    *SCHEMAS["flows"][1:],
}
FLAGS = {"signs", "in_programme"}


@dataclass
class MadeUpResult:
    """Rows by table; ``table`` gives them as pyarrow, as an opened result does."""

    rows: dict[str, list[dict]] = field(default_factory=lambda: {name: [] for name in SCHEMAS})
    rulebook: Rulebook = field(default_factory=rulebook)
    year: int = YEAR
    made_up: bool = True
    digest: str = "0123456789abcdef" * 4
    frozen_at: str = "2017-02-28T12:00:00+00:00"
    extra: dict = field(
        default_factory=lambda: {
            "edition": "2016",
            "edition_digest": "ab" * 32,
            "snapshot": "cd" * 32,
            "code_version": "0.1.0",
            "seed": "cd" * 32,
        }
    )

    def add(self, table, **values):
        self.rows[table].append({name: values.get(name) for name in SCHEMAS[table]})

    def table(self, name):
        columns = {column: [row[column] for row in self.rows[name]] for column in SCHEMAS[name]}
        return pa.table({column: pa.array(values, _type(column)) for column, values in columns.items()})


def _type(column):
    return pa.int64() if column in NUMBERS else pa.bool_() if column in FLAGS else pa.string()


def made_up_programme(seed=1, scale=1, counties=3):
    """A whole programme; ``scale`` multiplies persons, small scales give small cells."""
    result = MadeUpResult()
    random = Random(seed)
    _unit(result, CENTRE, "", "centre", "中国")
    counts: dict[str, dict[str, int]] = {}
    for code, names in _PROVINCES.items():
        _province(result, random, code, names[0], counts, scale=scale, counties=counties)
    _roll_up(result, counts)
    for unit in result.rows["units"]:
        _judge(result, random, unit, counts.get(unit["unit_id"], {}))
    return result


def _unit(result, unit_id, parent, tier, name):
    region = {"centre": ""}.get(tier, "west" if unit_id[:2] in WEST else "centre")
    result.add(
        "units",
        unit_id=unit_id,
        parent_id=parent,
        tier=tier,
        name=name,
        region=region,
        signs=True,
        in_programme=unit_id[:2] not in OUTSIDE,
    )


def _province(result, random, code, name, counts, *, scale, counties):
    province = code + "0" * 10
    _unit(result, province, CENTRE, "province", name)
    for number in (1, 2):
        prefecture = f"{code}{number:02d}" + "0" * 8
        _unit(result, prefecture, province, "prefecture", f"第{number}市")
        for place in range(1, counties + 1):
            county = f"{code}{number:02d}{place:02d}" + "0" * 6
            _unit(result, county, prefecture, "county", f"某{number}{place}县")
            counts[county] = _county_counts(random, scale, inside=code not in OUTSIDE)


def _county_counts(random, scale, *, inside):
    weight = scale if inside else max(scale // 20, 1)
    opening = random.randrange(0, 12_000) * weight // 10
    exited = opening * random.randrange(10, 40) // 100
    flows = {
        "opening": opening,
        "identified": random.randrange(40) * weight // 10,
        "relapsed": random.randrange(12) * weight // 10,
        "born": random.randrange(30) * weight // 10,
        "married_in": random.randrange(9) * weight // 10,
        "moved_in": random.randrange(5) * weight // 10,
        "exited": exited,
        "died": min(opening - exited, random.randrange(25) * weight // 10),
        "moved_out": 0,
        "removed": 0,
        "unapproved_exits": random.randrange(3),
    }
    flows["closing"] = sum(list(flows.values())[:6]) - exited - flows["died"]
    wrong = random.choice([0, 0, 1, 3, 8])
    return {
        **flows,
        "rural": 40_000 * max(weight, 1),
        "exited_sampled": 300,
        "wrong": wrong,
        "nonregistered_sampled": 400,
        "missed": random.choice([0, 1, 2, 5, 9]),
        "asked": 120,
        "recognising": random.randrange(104, 121),
        "left": int(random.random() < 0.1),
    }


def _roll_up(result, counts):
    parents = {row["unit_id"]: row["parent_id"] for row in result.rows["units"]}
    for county in list(counts):
        above = parents[county]
        while above:
            whole = counts.setdefault(above, dict.fromkeys(counts[county], 0))
            for name, value in counts[county].items():
                whole[name] += value
            above = parents[above]


def figure_fractions(one):
    return {
        "poor_lifted": (one["exited"], 1),
        "counties_exited": (one["left"], 1),
        "income_growth": (1_075, 10_000),
        "exit_accuracy": (one["exited_sampled"] - one["wrong"], one["exited_sampled"]),
        "recognition": (one["recognising"], one["asked"]),
        "poor_remaining": (one["closing"], 1),
        "poverty_incidence": (one["closing"], one["rural"]),
        "wrong_exit_rate": (one["wrong"], one["exited_sampled"]),
        "missed_rate": (one["missed"], one["nonregistered_sampled"]),
        "composite_incidence": (one["closing"] * 400 + one["missed"] * 90, one["rural"] * 400),
    }


def _judge(result, random, unit, one):
    key = unit["unit_id"]
    for name, (numerator, denominator) in figure_fractions(one).items():
        result.add("figures", unit_id=key, indicator=name, numerator=numerator, denominator=denominator, rows=1)
    result.add("flows", unit_id=key, **{name: one[name] for name in SCHEMAS["flows"][1:]})
    _targets(result, random, unit, one)
    _gates(result, unit, one)
    if unit["tier"] in ("centre", "province"):
        _trajectory(result, key, one)
    if unit["tier"] == "county" and random.random() < 0.3:
        result.add("row_faults", unit_id=key, code="WRONG_DATE", rows=random.randrange(1, 40))
    if unit["tier"] == "province" and unit["in_programme"]:
        _grade(result, random, key)


def _targets(result, random, unit, one):
    if not unit["in_programme"]:
        return
    state = "unapproved" if unit["unit_id"].startswith("23") and unit["tier"] == "province" else "approved"
    plan = one["exited"] * random.choice([95, 98, 100, 100, 104]) // 100
    result.add(
        "targets",
        unit_id=unit["unit_id"],
        indicator="poor_lifted",
        plan_id=f"P-{unit['unit_id']}",
        plan_numerator=plan,
        plan_denominator=1,
        plan_state=state,
        pledge_id="L",
        pledge_numerator=plan * 97 // 100,
        pledge_denominator=1,
    )
    if state == "unapproved":
        result.add(
            "plan_faults", unit_id=unit["unit_id"], code="WRONG_DATE", indicator="poor_lifted", plan_id="P-1", detail=""
        )


def _gates(result, unit, one):
    fractions = figure_fractions(one)
    for gate, indicator, _ in GATES:
        numerator, denominator = fractions[indicator]
        operator, limit = LIMITS[gate]
        value = Fraction(numerator, denominator or 1)
        passed = value <= Fraction(limit, 100) if operator == "<=" else value >= Fraction(limit, 100)
        result.add(
            "gates",
            unit_id=unit["unit_id"],
            gate=gate,
            numerator=numerator,
            denominator=denominator,
            limit_numerator=limit,
            limit_denominator=100,
            operator=operator,
            verdict="pass" if passed else "fail",
            reason="",
        )
        spread = 0.3 / max(denominator, 1) ** 0.5
        result.add(
            "intervals",
            unit_id=unit["unit_id"],
            indicator=indicator,
            low=f"{max(float(value) - spread, 0):.6g}",
            high=f"{min(float(value) + spread, 1):.6g}",
            level="0.95",
            method="clopper-pearson, households",
            n=100,
        )


def _trajectory(result, key, one):
    for year in range(2014, 2021):
        promised = one["exited"] * (100 + 5 * (year - 2014)) // 100
        result.add("trajectory", unit_id=key, year=year, series="pledged", value=promised)
        if year <= YEAR:
            behind = YEAR - year
            result.add("trajectory", unit_id=key, year=year, series="planned", value=promised * 101 // 100)
            result.add(
                "trajectory", unit_id=key, year=year, series="delivered", value=one["exited"] * (100 - behind) // 100
            )
            result.add(
                "trajectory",
                unit_id=key,
                year=year,
                series="registered_poor",
                value=one["closing"] + behind * one["exited"],
            )
            if key == CENTRE:
                published = {2014: 70_170_000, 2015: 55_750_000, 2016: 43_350_000}
                result.add("trajectory", unit_id=key, year=year, series="rural_poor_survey", value=published[year])


def _grade(result, random, key):
    grade = random.choice(["good", "good", "fairly_good", "average", "poor"])
    capped = "plan_not_met" if grade == "average" else "low_accuracy" if grade == "poor" else ""
    result.add(
        "grades",
        unit_id=key,
        computed="good" if capped else grade,
        grade=grade,
        capped_by=capped,
        points_hundredths=None,
    )
    for indicator in ("poor_lifted", "counties_exited", "exit_accuracy", "recognition"):
        result.add(
            "classes",
            unit_id=key,
            indicator=indicator,
            basis="value",
            **{"class": random.choice(["good", "fairly_good", "average"])},
        )
    if capped:
        condition = "completion_below:poor_lifted" if grade == "average" else "gate_failed:wrong_exit"
        result.add(
            "problems", unit_id=key, problem=capped, condition=condition, detail="5/300", article="art. 7", persons=0
        )
    if grade == "poor":
        result.add("consequences", unit_id=key, consequence="interview", kind="sanction")
        result.add(
            "problems",
            unit_id=key,
            problem="fund_rules_broken",
            condition="finding:fund_rules_broken",
            detail="F-7",
            article="art. 7 (2)",
            persons=4,
        )
    if grade == "good":
        result.add("consequences", unit_id=key, consequence="reward", kind="reward")
