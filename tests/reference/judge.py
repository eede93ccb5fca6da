"""The plain judge: completion, classes, gates, problems by class, gate and finding, caps, grades; plain figures in.

Figures are ``{(unit_id, indicator name): (numerator, denominator, rows)}``, plans ``{(unit_id, indicator): (target,
per, state)}``. Rules are the rulebook's, all in force.
"""

from __future__ import annotations

from fractions import Fraction

COMPARE = {
    "<": Fraction.__lt__, "<=": Fraction.__le__, ">": Fraction.__gt__, ">=": Fraction.__ge__,
}  # fmt: skip


class Judge:
    def __init__(self, assessor, figures, plans, findings, rulebook):
        self.assessor, self.figures, self.plans = assessor, figures, plans
        self.findings, self.rulebook, self.scheme = findings, rulebook, rulebook.scheme

    def ratio(self, unit, indicator):
        numerator, denominator, _ = self.figures.get((unit, indicator), (0, 0, 0))
        return Fraction(numerator, denominator) if denominator else None

    def region(self, unit):
        regions = [self.assessor.units[one]["region"] for one in self.assessor.upwards(unit)]
        return next((one for one in regions if one), "")

    def graded(self):
        units = self.assessor.units.values()
        return sorted(
            row["unit_id"] for row in units if row["tier"] in self.scheme.graded_tiers and row["in_programme"]
        )

    # --- completion and classes -------------------------------------------------------------------------------------

    def completion(self, unit, indicator):
        """Achieved over planned (planned over achieved where less is better); None when it cannot be assessed."""
        target, per, state = self.plans.get((unit, indicator), (0, 1, "none"))
        if state != "approved":
            return None
        law = self.rulebook.indicators[indicator]
        achieved = self.ratio(unit, indicator)
        if achieved is None:
            if law.kind != "additive":
                return None
            achieved = Fraction(0)
        planned = Fraction(target, per)
        more = law.direction == "more"
        top, bottom = (achieved, planned) if more else (planned, achieved)
        return top / bottom if bottom > 0 and top >= 0 else Fraction(int(top >= bottom))

    def met(self, unit, indicator):
        done = self.completion(unit, indicator)
        return done is not None and done >= 1

    def classes(self):
        found = {}
        for rule in self.scheme.classes:
            for unit in self.assessor.units:
                label = self.class_of(rule, unit)
                if label is not None:
                    found[unit, rule.indicator] = label
        return found

    def class_of(self, rule, unit):
        if rule.basis == "value":
            value = self.ratio(unit, rule.indicator)
            return None if value is None else self.first(rule, value)
        done = self.completion(unit, rule.indicator)
        if done is None:
            owed = (unit, rule.indicator) in self.plans or unit in self.graded()
            return self.scheme.classes_order[-1] if owed else None
        return self.first(rule, done)

    @staticmethod
    def first(rule, value):
        return next(
            (limit.label for limit in rule.limits if COMPARE[limit.operator](value, limit.value)), rule.otherwise
        )

    # --- gates ---

    def limit(self, gate, region, day):
        values = [one for one in self.rulebook.parameters[gate.parameter].values if one.effective <= day]
        own = [one for one in values if one.region == region]
        return max(own or [one for one in values if one.region is None], key=lambda one: one.effective)

    def gates(self, day):
        found = {}
        for gate in self.scheme.gates:
            for unit in self.assessor.units:
                value = self.ratio(unit, gate.indicator)
                if value is not None:
                    limit = self.limit(gate, self.region(unit), day)
                    passed = COMPARE[limit.operator](value, Fraction(limit.value))
                    found[unit, gate.name] = "pass" if passed else "fail"
        return found

    # --- problems and grades ---

    def problems(self, day, classes, gates):
        order = self.scheme.classes_order
        below = {unit: set() for unit in self.assessor.units}
        for where, problem in self.findings:
            for unit in self.assessor.upwards(where):
                below[unit].add(problem)

        def holds(kind, argument, unit):
            if kind == "completion_below":
                return not self.met(unit, argument)
            if kind == "class_at_most":
                indicator, label = argument.split("=")
                worst = classes.get((unit, indicator))
                return worst is not None and order.index(worst) >= order.index(label)
            if kind == "gate_failed":
                return gates.get((unit, argument)) == "fail"
            return kind == "finding" and argument in below[unit]

        return {
            (unit, problem.name)
            for unit in self.graded()
            for problem in self.rulebook.problems
            if any(holds(kind, argument, unit) for kind, argument in problem.conditions)
        }

    def grades(self, classes, problems):
        found = {}
        for unit in self.graded():
            computed = next(rule.grade for rule in self.in_order() if self.reaches(rule, unit, classes))
            order = self.scheme.grades_order
            caps = [cap.grade for cap in self.scheme.caps if (unit, cap.problem) in problems]
            found[unit] = (computed, max([computed, *caps], key=order.index))
        return found

    def in_order(self):
        return sorted(self.scheme.grades, key=lambda rule: self.scheme.grades_order.index(rule.grade))

    def reaches(self, rule, unit, classes):
        order = self.scheme.classes_order
        own = {one.indicator: classes.get((unit, one.indicator)) for one in self.scheme.classes}
        places = [order.index(label) for label in own.values() if label is not None]
        enough = all(sum(place <= order.index(label) for place in places) >= asked for label, asked in rule.at_least)
        if rule.none_below is None:
            return enough
        measured = {name for (where, name) in classes if where in self.graded()}
        gaps = [name for name, label in own.items() if label is None and name in measured]
        return enough and not gaps and all(place <= order.index(rule.none_below) for place in places)
