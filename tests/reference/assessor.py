"""The plain assessor: loops, dicts and fractions, no engine and no arrays; slow, obvious, and the oracle of the tests.

It reads tables as lists of dicts. Figures are ``{(unit_id, indicator): (numerator, denominator, rows)}``. What it says
of the law (class limits, gates, caps) it reads from the rulebook; how they are applied is written here a second time.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction

TIERS = ["centre", "province", "prefecture", "county", "township", "village"]
INFLOWS = ["identified", "relapsed", "born", "married_in", "moved_in"]
OUTFLOWS = ["exited", "died", "moved_out", "removed"]
GUARANTEES = ["food", "clothing", "education", "medical", "housing", "water"]


class Assessor:
    """One year of a small programme."""

    def __init__(self, tables, year, line_fen=None):
        self.tables, self.year, self.line = tables, year, line_fen
        self.units = {row["unit_id"]: row for row in tables["units"]}
        self.parts = defaultdict(lambda: defaultdict(int))  # count name -> unit -> sum
        self.own_parts = defaultdict(lambda: defaultdict(int))

    def rows(self, table):
        return self.tables.get(table, [])

    # --- the tree -----------------------------------------------------------------------------------------------

    def resolve(self, code, day):
        """The unit a code means on a day; the tests' codes change once at most."""
        if code in self.units:
            return code
        for change in self.rows("code_changes"):
            if change["old_code"] == code and change["changed_on"] > day:
                return change["new_code"]
        raise LookupError(code)

    def upwards(self, unit):
        while unit is not None:
            yield unit
            unit = self.units[unit]["parent_id"]

    def add(self, name, code, day, value=1):
        unit = self.resolve(code, day)
        self.own_parts[name][unit] += value
        for one in self.upwards(unit):
            self.parts[name][one] += value

    def in_year(self, day, year=None):
        return day is not None and day.year == (year or self.year)

    @property
    def last_day(self):
        return date(self.year, 12, 31)

    # --- counting -----------------------------------------------------------------------------------------------

    def count(self):
        self.count_register()
        self.count_interviews()
        self.count_money()
        for row in self.rows("unit_exits"):
            if self.in_year(row["approved_on"]):
                self.add(f"exits {row['tier']}", row["unit_id"], row["approved_on"])
        for row in self.rows("findings"):
            if row["problem"] == "fund_rules_broken" and row["confirmed_on"]:
                self.add("fund violations", row["unit_id"], row["found_on"])
        return self

    def count_register(self):
        homes = {row["household_id"]: row for row in self.rows("households")}
        for home in homes.values():
            for code in self.household_faults(home):
                self.add(code, home["unit_id"], self.last_day)
        for person in self.rows("persons"):
            home = homes[person["household_id"]]
            for name in [*self.person_counts(person, home), *self.person_faults(person, home)]:
                self.add(name, home["unit_id"], self.last_day)

    def person_counts(self, person, home):
        yield "persons"
        if person["opening"]:
            yield "opening"
        if person["closing"]:
            yield "closing"
        if person["inflow"] != "none":
            yield person["inflow"]
        if person["outflow"] != "none":
            yield person["outflow"]
        if person["outflow"] == "exited" and self.in_year(home["exit_approved_on"]):
            yield "approved"
        if home["state"] == "exited" and person["outflow"] in ("none", "exited") and not person["closing"]:
            yield "exited population"

    def person_faults(self, person, home):
        if person["closing"] and home["state"] != "poor":
            yield "POOR_PERSON_ELSEWHERE"
        came = person["opening"] + (person["inflow"] != "none")
        went = person["closing"] + (person["outflow"] != "none")
        if came != went:
            yield "FLOW_NOT_CLOSED"
        if person["birth_year"] > self.year:
            yield "BORN_AFTER_YEAR"

    def household_faults(self, home):
        exited = home["state"] == "exited"
        this_year = exited and self.in_year(home["exit_approved_on"])
        if exited and home["exit_approved_on"] is None:
            yield "EXIT_WITHOUT_APPROVAL"
        if this_year and self.line is not None and home["income_fen"] < self.line:
            yield "EXIT_BELOW_LINE"
        if this_year and not all(home[name] for name in GUARANTEES):
            yield "EXIT_UNMET_GUARANTEE"
        if home["state"] in ("poor", "exited") and home["income_fen"] == 0:
            yield "INCOME_ZERO"
        announced, approved = home["exited_on"], home["exit_approved_on"]
        if self.in_year(announced) and approved is not None and announced < approved:
            yield "EXIT_ANNOUNCED_EARLY"

    def count_interviews(self):
        for row in self.rows("interviews"):
            where, day, group = row["unit_id"], row["interviewed_on"], row["group"]
            self.add(f"households {group}", where, day)
            self.add(f"sampled {group}", where, day, row["persons"])
            self.add(f"wrong {group}", where, day, row["persons_wrong"])
            if row["recognises"] is not None:
                self.add("asked", where, day)
                self.add("recognising", where, day, int(row["recognises"]))

    def count_money(self):
        funds = {row["fund_id"]: row for row in self.rows("funds")}
        for row in funds.values():
            self.count_fund(row)
        projects = {row["project_id"]: row for row in self.rows("projects")}
        for row in projects.values():
            self.count_project(row, funds[row["fund_id"]])
        for row in self.rows("payments"):
            money = funds[projects[row["project_id"]]["fund_id"]]
            if money["year"] == self.year and row["paid_on"] <= self.last_day:
                self.add("paid", money["unit_id"], self.last_day, row["amount_fen"])

    def count_fund(self, row):
        where, amount, day = row["unit_id"], row["amount_fen"], date(row["year"], 12, 31)
        if row["source_tier"] == "province" and row["year"] in (self.year, self.year - 1):
            when = "now" if row["year"] == self.year else "before"
            self.add(f"provincial {when}", where, day, amount)
            self.add(f"provincial items {when}", where, day)
        if row["year"] != self.year:
            return
        self.add("items", where, day)
        self.add("received", where, day, amount)
        if row["source_tier"] == "centre":
            self.add("central", where, day, amount)
        if row["source_tier"] != "county":
            self.add("from above", where, day, amount)
        allocated = row["allocated_on"]
        if allocated is not None and allocated <= row["received_on"] + timedelta(days=30):
            self.add("in time", where, day, amount)

    def count_project(self, row, money):
        where, budget, day = row["unit_id"], row["budget_fen"], row["approved_on"]
        if self.in_year(day):
            self.add("projects", where, day)
            self.add("disclosed", where, day, int(row["disclosed_on"] is not None))
            self.add("budget", where, day, budget)
            self.add("library budget", where, day, budget if row["in_library"] else 0)
        if money["year"] == self.year and money["source_tier"] != "county" and day <= self.last_day:
            self.add("integrated", money["unit_id"], self.last_day, budget)

    # --- statistics -----------------------------------------------------------------------------------------------

    def own_statistic(self, unit, name, year):
        found = [
            row["value"]
            for row in self.rows("statistics")
            if (row["name"], row["year"]) == (name, year) and self.resolve(row["unit_id"], self.last_day) == unit
        ]
        return sum(found) if found else None

    def statistic(self, unit, name, year):
        """What the units right below say together, if every one of them does; else the unit's own row."""
        below = [self.statistic(one, name, year) for one, row in self.units.items() if row["parent_id"] == unit]
        return sum(below) if below and None not in below else self.own_statistic(unit, name, year)

    # --- figures --------------------------------------------------------------------------------------------------

    def figures(self):
        found = {}
        for unit in self.units:
            for name, (numerator, denominator, rows) in self.formulas(unit):
                if rows > 0 and denominator > 0:
                    found[unit, name] = (numerator, denominator, rows)
        return found

    def formulas(self, unit):
        n = {name: by_unit[unit] for name, by_unit in list(self.parts.items())}

        def of(*names):
            return sum(n.get(name, 0) for name in names)

        yield "register.persons_exited", (of("approved"), 1, of("persons"))
        yield "register.persons_remaining", (of("closing"), 1, of("persons"))
        rural = self.statistic(unit, "rural_population", self.year) or 0
        yield "register.incidence", (of("closing"), rural, of("persons"))
        yield "exits.counties", (of("exits county"), 1, of("exits county"))
        yield "exits.villages", (of("exits village"), 1, of("exits village"))
        yield "statistics.income_growth", self.income_growth(unit)
        for name, groups in (
            ("interviews.identification_accuracy", ("registered", "nonregistered")),
            ("interviews.exit_accuracy", ("exited",)),
        ):
            examined = of(*(f"sampled {one}" for one in groups))
            wrong = of(*(f"wrong {one}" for one in groups))
            yield name, (examined - wrong, examined, of(*(f"households {one}" for one in groups)))
        for name, group in (("interviews.wrong_exit_rate", "exited"), ("interviews.missed_rate", "nonregistered")):
            yield name, (of(f"wrong {group}"), of(f"sampled {group}"), of(f"households {group}"))
        yield "interviews.recognition", (of("recognising"), of("asked"), of("asked"))
        yield "composite.incidence", self.composite(of, rural)
        yield "funds.provincial", (of("provincial now"), 1, of("provincial items now"))
        both = of("provincial items now") and of("provincial items before")
        items = of("provincial items now", "provincial items before")
        yield "funds.budget_growth", (of("provincial now"), of("provincial before") if both else 0, items)
        yield "funds.provincial_ratio", (of("provincial now"), of("central"), of("items"))
        yield "funds.allocation_speed", (of("in time"), of("received"), of("items"))
        yield "funds.disclosure_rate", (of("disclosed"), of("projects"), of("projects"))
        yield "funds.carry_over_rate", (max(of("received") - of("paid"), 0), of("received"), of("items"))
        yield "funds.integration_rate", (of("integrated"), of("from above"), of("items"))
        yield "funds.precise_use", (of("library budget"), of("budget"), of("projects"))
        yield "findings.fund_violations", (of("fund violations"), 1, of("fund violations"))

    def income_growth(self, unit):
        now = self.own_statistic(unit, "disposable_income_poor_areas", self.year)
        before = self.own_statistic(unit, "disposable_income_poor_areas", self.year - 1)
        return (0, 0, 0) if now is None or not before else (now - before, before, 2)

    def composite(self, of, rural):
        others = max(rural - of("closing") - of("exited population"), 0)
        terms = [("nonregistered", others), ("exited", of("exited population"))]
        visited = of("households exited", "households nonregistered")
        if not visited or not rural or any(people and not of(f"sampled {group}") for group, people in terms):
            return 0, 0, 0
        estimated = of("closing") + sum(
            Fraction(of(f"wrong {group}") * people, of(f"sampled {group}")) for group, people in terms if people
        )
        return (*(estimated / rural).as_integer_ratio(), visited)

    # --- flows and row faults ---------------------------------------------------------------------------------------

    def flows(self):
        names = ["opening", *INFLOWS, *OUTFLOWS, "closing"]
        return {
            unit: {name: self.parts[name][unit] for name in names}
            | {"unapproved_exits": self.parts["exited"][unit] - self.parts["approved"][unit]}
            for unit in self.units
            if self.parts["persons"][unit]
        }

    def row_faults(self):
        found = {}
        for code in [name for name in self.parts if name.isupper()]:
            for unit, row in self.units.items():
                at_county = row["tier"] == "county"
                above = TIERS.index(row["tier"]) < TIERS.index("county")
                rows = self.parts[code][unit] if at_county else self.own_parts[code][unit] if above else 0
                if rows:
                    found[unit, code] = rows
        return found
