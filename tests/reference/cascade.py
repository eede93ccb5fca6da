"""The cascade check in plain Python: loops and dicts over rows, one rule after the other, as the rules are worded.

Rows are dicts with every declared column (dates are ``date``, what is empty is None). A fault is a tuple
``code, severity, pledge_id, unit, indicator, year, expected, found``.
"""

from __future__ import annotations

import calendar
from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction

TIERS = ("centre", "province", "prefecture", "county", "township", "village")
HEADS = ("party_head", "government_head", "department_head")


def reference_cascade(rows, terms, year):
    """Every fault of the tree on 31 December of the year, sorted."""
    check = ReferenceCheck(rows, terms, year)
    check.run()
    return sorted(
        check.faults, key=lambda one: (one[0], one[2] or "", one[3] or "", one[4] or "", one[5] or -1, *one[6:])
    )


class ReferenceCheck:
    def __init__(self, rows, terms, year):
        self.rows, self.terms, self.year, self.faults = rows, terms, year, []
        self.today = date(year, 12, 31)
        self.units = {unit["unit_id"]: unit for unit in rows["units"]}
        self.every = {pledge["pledge_id"]: pledge for pledge in rows["pledges"]}
        self.current = [self.every[name] for name in sorted(self.every) if self.stands(self.every[name])]
        self.vertical = [pledge for pledge in self.current if pledge["type"] == "vertical"]
        self.commitments = {name: {} for name in self.every}
        for row in rows["commitments"]:
            if row["pledge_id"] in self.every:
                self.commitments[row["pledge_id"]][row["indicator"], row["year"]] = row

    def add(self, code, pledge, unit, expected="", found="", *, indicator=None, year=None):
        severity = self.terms.severities[code]
        self.faults.append((code, severity, pledge["pledge_id"], unit, indicator, year, str(expected), str(found)))

    def run(self):
        self.uncovered()
        self.doubles()
        self.double_households()
        for pledge in self.current:
            self.own_commitments(pledge)
        for pledge in self.vertical:
            self.sums(pledge)
            self.piling(pledge)
            if pledge["superior_unit"] is not None:
                self.descent(pledge)
                self.level(pledge)
                self.required_signatures(pledge)
                self.deadlines(pledge)
        self.signatories()
        self.takeovers()

    # --- the tree ------------------------------------------------------------------------------------------------

    def in_force(self, pledge):
        if pledge["signed_on"] is None:
            return pledge["superior_unit"] is None
        return pledge["signed_on"] <= self.today

    def stands(self, pledge):
        follower = self.every.get(pledge["superseded_by"])
        if follower is not None and self.in_force(follower):
            return False
        if pledge["signed_on"] is None and pledge["superior_unit"] is not None:
            return all(other["superseded_by"] != pledge["pledge_id"] for other in self.every.values())
        return self.in_force(pledge)

    def ancestors(self, unit):
        found, here = [], self.units[unit]["parent_id"]
        while here is not None:
            found.append(here)
            here = self.units[here]["parent_id"]
        return found

    def above(self, unit):
        """The nearest ancestor that signs."""
        return next((one for one in self.ancestors(unit) if self.units[one]["signs"]), None)

    def tier(self, unit):
        return self.units[unit]["tier"]

    def pledges_of(self, unit):
        return [pledge for pledge in self.vertical if pledge["subordinate_unit"] == unit]

    def children(self, unit):
        return [pledge for pledge in self.vertical if pledge["superior_unit"] == unit]

    def owing(self, unit):
        """The units that must sign with this one."""
        found = []
        for code, row in self.units.items():
            begun = row["valid_from"] is None or row["valid_from"] <= self.today
            valid = begun and (row["valid_to"] is None or row["valid_to"] > self.today)
            if row["signs"] and row["in_programme"] and valid and self.above(code) == unit:
                found.append(code)
        return found

    def parent(self, pledge):
        """The pledge above: the one derived from, if it binds the superior now, else the superior's first one."""
        candidates = self.pledges_of(pledge["superior_unit"])
        derived = [one for one in candidates if one["pledge_id"] == pledge["derives_from"]]
        return next(iter(derived + candidates), None)

    # --- coverage ------------------------------------------------------------------------------------------------

    def uncovered(self):
        for unit in self.units:
            above = self.pledges_of(unit)
            for lower in self.owing(unit):
                if above and not self.pledges_of(lower):
                    self.add("UNCOVERED", above[0], lower)

    def doubles(self):
        bound = defaultdict(list)
        for pledge in self.vertical:
            for indicator, year in self.commitments[pledge["pledge_id"]]:
                if year <= self.year:
                    bound[pledge["subordinate_unit"], indicator, year].append(pledge)
        for (unit, indicator, year), pledges in bound.items():
            if len(pledges) > 1:
                self.add("DOUBLE", pledges[-1], unit, 1, len(pledges), indicator=indicator, year=year)

    def double_households(self):
        standing = {pledge["pledge_id"] for pledge in self.current}
        named = defaultdict(list)
        for row in self.rows["pledge_households"]:
            if row["pledge_id"] in standing:
                named[row["household_id"]].append(row["pledge_id"])
        for names in named.values():
            pledges = [self.every[name] for name in sorted(names)]
            if len({pledge["subordinate_unit"] for pledge in pledges}) > 1:
                self.add("DOUBLE", pledges[-1], pledges[-1]["subordinate_unit"], 1, len(pledges))

    # --- figures -------------------------------------------------------------------------------------------------

    def judged(self, pledge, kind):
        """The commitments of a kind that are due to be judged, with whether less is better."""
        for (indicator, year), row in sorted(self.commitments[pledge["pledge_id"]].items()):
            if row["kind"] == kind and year <= self.year and indicator in self.terms.ways:
                yield indicator, year, row, self.terms.ways[indicator].less

    def counted(self, child, indicator, year, *, less):
        """What a child counts in a sum."""
        mine = self.commitments[child["pledge_id"]]
        row = mine.get((indicator, year))
        if row is not None and row["kind"] == "additive":
            return row["target_numerator"]
        others = sorted(other for name, other in mine if name == indicator and mine[name, other]["kind"] == "additive")
        if not less or not others:
            return 0
        before = [other for other in others if other < year]
        return mine[indicator, before[-1] if before else others[0]]["baseline_numerator"] or 0

    def anybody(self, children, indicator):
        return any(
            name == indicator and row["kind"] == "additive"
            for child in children
            for (name, _), row in self.commitments[child["pledge_id"]].items()
        )

    def sums(self, pledge):
        unit = pledge["subordinate_unit"]
        children = self.children(unit)
        if not children and not any(self.pledges_of(lower) for lower in self.owing(unit)):
            return
        margin = self.terms.excess_margin
        for indicator, year, row, less in self.judged(pledge, "additive"):
            target = Fraction(row["target_numerator"], row["target_denominator"])
            total = sum(self.counted(child, indicator, year, less=less) for child in children)
            gain = target - total if less else total - target
            given = self.anybody(children, indicator)
            asked = given or TIERS.index(self.tier(unit)) < self.terms.ways[indicator].lowest
            here = {"indicator": indicator, "year": year}
            if gain < 0 and asked:
                self.add("SHORTFALL", pledge, unit, row["target_numerator"], total, **here)
            if gain > margin * abs(row["target_numerator"]) and given:
                self.add("EXCESS", pledge, unit, row["target_numerator"], total, **here)
        for indicator, year, row, less in self.judged(pledge, "rate"):
            rates = [self.commitments[child["pledge_id"]].get((indicator, year)) for child in children]
            rates = [rate for rate in rates if rate is not None and rate["kind"] == "rate"]
            if not rates:
                continue
            numerator = sum(rate["target_numerator"] for rate in rates)
            denominator = sum(rate["target_denominator"] for rate in rates)
            own = Fraction(row["target_numerator"], row["target_denominator"])
            below = Fraction(numerator, denominator)
            if (below > own) if less else (below < own):
                own_text = f"{row['target_numerator']}/{row['target_denominator']}"
                text = f"{numerator}/{denominator}"
                self.add("RATE_SHORTFALL", pledge, unit, own_text, text, indicator=indicator, year=year)

    def steps_up(self, pledge, unit):
        """At which pledge steps (from 1) a pledge lies below a unit, following each unit's first pledge upwards."""
        here, steps = pledge["superior_unit"], []
        for step in range(1, len(TIERS) + 1):
            if here == unit:
                steps.append(step)
            own = self.pledges_of(here) if here is not None else []
            here = own[0]["superior_unit"] if own else None
        return steps

    def piling(self, pledge):
        unit = pledge["subordinate_unit"]
        lower = [(other, step) for other in self.vertical for step in self.steps_up(other, unit)]
        deep = {self.tier(other["subordinate_unit"]) for other, step in lower if step > 1}
        for indicator, year, row, less in self.judged(pledge, "additive"):
            sums = []
            for tier in deep:
                of_tier = [other for other, _ in lower if self.tier(other["subordinate_unit"]) == tier]
                sums.append(sum(self.counted(other, indicator, year, less=False) for other in of_tier))
            target = row["target_numerator"]
            if sums and not less and max(sums) - target > self.terms.excess_margin * abs(target):
                self.add("COMPOUND_EXCESS", pledge, unit, target, max(sums), indicator=indicator, year=year)

    def own_commitments(self, pledge):
        self.unknown(pledge)
        unit, mine = pledge["subordinate_unit"], self.commitments[pledge["pledge_id"]]
        for indicator, year, row, _ in self.judged(pledge, "additive"):
            stock = row["baseline_numerator"] or 0
            if 0 < stock < row["target_numerator"]:
                self.add("INFEASIBLE", pledge, unit, stock, row["target_numerator"], indicator=indicator, year=year)
        for kind in ("additive", "rate"):
            for indicator, _, row, less in self.judged(pledge, kind):
                self.monotone(pledge, row, [mine[key] for key in sorted(mine) if key[0] == indicator], less)
        for indicator, year, row, _ in self.judged(pledge, "rate"):
            base = self.population(unit, year)
            if base is None or indicator in self.terms.other_bases:
                continue
            if abs(row["target_denominator"] - base) > self.terms.base_tolerance * base:
                denominator = row["target_denominator"]
                self.add("RATE_WITHOUT_BASE", pledge, unit, base, denominator, indicator=indicator, year=year)

    def unknown(self, pledge):
        for (indicator, year), row in self.commitments[pledge["pledge_id"]].items():
            clause = row["kind"] == "milestone" and indicator in self.terms.clause_families
            if indicator not in self.terms.ways and not clause and year <= self.year:
                unit = pledge["subordinate_unit"]
                self.add("UNKNOWN_INDICATOR", pledge, unit, indicator=indicator, year=year)

    def monotone(self, pledge, row, others, less):
        before = [
            other
            for other in others
            if other["year"] < row["year"] and (other["kind"], other["basis"]) == (row["kind"], row["basis"])
        ]
        if row["basis"] == "annual" or not before:
            return
        then, now = (Fraction(one["target_numerator"], one["target_denominator"]) for one in (before[-1], row))
        if (now > then) if less else (now < then):
            expected, found = (
                f"{one['target_numerator']}/{one['target_denominator']}"
                if one["kind"] == "rate"
                else one["target_numerator"]
                for one in (before[-1], row)
            )
            place = {"indicator": row["indicator"], "year": row["year"]}
            self.add("NOT_MONOTONE", pledge, pledge["subordinate_unit"], expected, found, **place)

    def population(self, unit, year):
        for row in self.rows["statistics"]:
            if (row["unit_id"], row["year"], row["name"]) == (unit, year, self.terms.base_statistic):
                return row["value"]
        return None

    # --- where a pledge hangs --------------------------------------------------------------------------------------

    def descent(self, pledge):
        unit, parent = pledge["subordinate_unit"], self.every.get(pledge["derives_from"])
        if parent is None:
            if self.units[pledge["superior_unit"]]["parent_id"] is not None:
                self.add("ORPHAN", pledge, unit)
            return
        if pledge["signed_on"] and parent["signed_on"] and pledge["signed_on"] < parent["signed_on"]:
            self.add("SIGNED_BEFORE_PARENT", pledge, unit, parent["signed_on"], pledge["signed_on"])
        follower = self.every.get(parent["superseded_by"])
        if follower is not None and self.in_force(follower):
            self.add("STALE", pledge, unit)

    def level(self, pledge):
        lower, upper = pledge["subordinate_unit"], pledge["superior_unit"]
        proper, ancestors = self.above(lower), self.ancestors(lower)
        if proper is None:
            return
        if upper in ancestors:
            between = ancestors[: ancestors.index(upper)]
            listed = (self.tier(upper), self.tier(lower)) in self.terms.skips
            if listed or not any(self.units[one]["signs"] for one in between):
                return
        self.add("SKIPPED_LEVEL", pledge, lower)

    def deadlines(self, pledge):
        parent = self.parent(pledge)
        if parent is None:
            return
        self.compare_days(pledge, pledge["deadline"], parent["deadline"])
        theirs = self.commitments[parent["pledge_id"]]
        for (indicator, year), row in self.commitments[pledge["pledge_id"]].items():
            if year <= self.year and (indicator, year) in theirs:
                above = theirs[indicator, year]["due_on"]
                self.compare_days(pledge, row["due_on"], above, indicator=indicator, year=year)

    def compare_days(self, pledge, mine, theirs, **place):
        if mine is None or theirs is None:
            return
        unit = pledge["subordinate_unit"]
        if mine > theirs:
            self.add("LATE_DEADLINE", pledge, unit, theirs, mine, **place)
        if mine < months_before(theirs, self.terms.early_margin_months) and not (pledge["reason"] or "").strip():
            self.add("EARLY_RACE", pledge, unit, theirs, mine, **place)

    # --- signatures ------------------------------------------------------------------------------------------------

    def given(self):
        return [row for row in self.rows["signatures"] if row["signed_on"] <= self.today]

    def required_signatures(self, pledge):
        for side in ("superior", "subordinate"):
            unit = pledge[f"{side}_unit"]
            for role in self.terms.required[side, self.tier(unit)]:
                mine = (pledge["pledge_id"], side, role)
                if all((row["pledge_id"], row["side"], row["role"]) != mine for row in self.given()):
                    self.add("MISSING_SIGNATURE", pledge, unit, role)

    def posts_at(self, pledge, side, role):
        office = pledge[f"{side}_office"] if role == "department_head" else None
        for post in self.rows["posts"]:
            here = post["office_id"] == office if office else post["unit_id"] == pledge[f"{side}_unit"]
            if post["role"] == role and here:
                yield post

    def signatories(self):
        standing = {pledge["pledge_id"]: pledge for pledge in self.current}
        for row in self.given():
            pledge, role = standing.get(row["pledge_id"]), row["role"]
            if pledge is None or (row["officer_id"] is None and role not in HEADS):
                continue
            held = [
                post
                for post in self.posts_at(pledge, row["side"], role)
                if post["officer_id"] == row["officer_id"]
                and post["held_from"] <= row["signed_on"]
                and (post["held_until"] is None or row["signed_on"] < post["held_until"])
            ]
            if not held:
                self.add("WRONG_SIGNATORY", pledge, pledge[f"{row['side']}_unit"], role)

    def takeovers(self):
        for pledge in self.current:
            signed = defaultdict(list)
            for row in self.given():
                if row["pledge_id"] == pledge["pledge_id"]:
                    signed[row["side"], row["role"]].append(row)
            for (side, role), rows in signed.items():
                first = min(row["signed_on"] for row in rows)
                for post in self.posts_at(pledge, side, role):
                    if post["held_from"] > first:
                        self.taken_over(pledge, side, post, rows)

    def taken_over(self, pledge, side, post, rows):
        last = post["held_from"] + timedelta(days=self.terms.takeover_days)
        left = post["held_until"] is not None and post["held_until"] <= last
        ended = pledge["deadline"] is not None and post["held_from"] > pledge["deadline"]
        if last >= self.today or left or ended:
            return
        days = [row["signed_on"] for row in rows if row["officer_id"] == post["officer_id"]]
        if not days or min(days) > last:
            self.add("NOT_TAKEN_OVER", pledge, pledge[f"{side}_unit"], last, min(days) if days else "")


def months_before(day, months):
    month = day.year * 12 + day.month - 1 - months
    year, month = month // 12, month % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
