"""Random small programmes for Hypothesis: every column that counts takes every kind of value, sound or not."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from tests.reference.tables import (
    ALPHA,
    BETA,
    CENTRE,
    GAMMA,
    GAMMA_1,
    OLD_GAMMA,
    PLAIN,
    VILLAGES,
    WEST,
    finding,
    fund,
    household,
    interview,
    payment,
    person,
    plan,
    project,
    statistic,
    unit_exit,
)

PLACES = [*VILLAGES, ALPHA, OLD_GAMMA]
COUNTY_OF = {ALPHA: "410121", OLD_GAMMA: "520121"} | {village: village[:6] for village in VILLAGES}
days = st.sampled_from(
    [date(2015, 12, 31), date(2016, 1, 1), date(2016, 3, 31), date(2016, 4, 1), date(2016, 12, 31), date(2017, 1, 1)]
)
maybe_days = st.none() | days
flags = st.booleans()
mostly = st.integers(0, 5).map(bool)
money = st.integers(0, 5) | st.integers(0, 10**17)


@st.composite
def homes(draw, number):
    place = draw(st.sampled_from(PLACES))
    state = draw(st.sampled_from(["poor", "exited", "exited", "removed", "dissolved"]))
    guarantees = {name: draw(mostly) for name in ("food", "clothing", "education", "medical", "housing", "water")}
    return household(
        f"{COUNTY_OF[place]}{number:010}",
        place,
        state=state,
        exit_approved_on=draw(maybe_days),
        exited_on=draw(maybe_days),
        income_fen=draw(st.sampled_from([0, 295_199, 295_200, 400_000])),
        **guarantees,
    )


@st.composite
def members(draw, home):
    inflows = ["none", "none", "identified", "relapsed", "born", "married_in", "moved_in"]
    outflows = ["none", "none", "exited", "exited", "died", "moved_out", "removed"]
    return [
        person(
            home["household_id"],
            number,
            birth_year=draw(st.sampled_from([1950, 2016, 2017])),
            opening=draw(flags),
            inflow=draw(st.sampled_from(inflows)),
            outflow=draw(st.sampled_from(outflows)),
            closing=draw(flags),
        )
        for number in range(1, draw(st.integers(1, 3)) + 1)
    ]


@st.composite
def registers(draw):
    households = [draw(homes(number)) for number in range(draw(st.integers(1, 6)))]
    return {"households": households, "persons": [one for home in households for one in draw(members(home))]}


@st.composite
def visits(draw):
    groups = st.sampled_from(["exited", "registered", "nonregistered"])
    rows = []
    for number in range(draw(st.integers(0, 8))):
        persons = draw(st.integers(1, 6))
        wrong = draw(st.just(0) | st.integers(0, persons))
        recognises = draw(st.none() | flags)
        rows.append(
            interview(number, draw(st.sampled_from(VILLAGES)), draw(groups), persons, wrong, recognises=recognises)
        )
    return rows


@st.composite
def moneys(draw):
    funds = [
        fund(
            number,
            draw(st.sampled_from([ALPHA, BETA, GAMMA, PLAIN])),
            draw(money),
            year=draw(st.sampled_from([2015, 2016])),
            source_tier=draw(st.sampled_from(["centre", "province", "prefecture", "county"])),
            received_on=date(2016, 3, 1),
            allocated_on=draw(maybe_days),
        )
        for number in range(draw(st.integers(1, 5)))
    ]
    projects = [
        project(
            number,
            draw(st.sampled_from([*VILLAGES, BETA])),
            draw(st.sampled_from(funds))["fund_id"],
            draw(money),
            in_library=draw(flags),
            disclosed_on=draw(maybe_days),
            approved_on=draw(days),
        )
        for number in range(draw(st.integers(1, 4)))
    ]
    payments = [
        payment(number, draw(st.sampled_from(projects))["project_id"], draw(money), draw(days))
        for number in range(draw(st.integers(0, 4)))
    ]
    return {"funds": funds, "projects": projects, "payments": payments}


@st.composite
def statistics(draw):
    keys = st.tuples(
        st.sampled_from([CENTRE, PLAIN, WEST, ALPHA, BETA, GAMMA, GAMMA_1]),
        st.sampled_from(["rural_population", "disposable_income_poor_areas"]),
        st.sampled_from([2015, 2016]),
    )
    found = draw(st.dictionaries(keys, st.integers(1, 60), max_size=10))
    return [statistic(unit, name, value, year) for (unit, name, year), value in found.items()]


@st.composite
def plans(draw):
    keys = st.tuples(st.sampled_from([PLAIN, WEST, ALPHA]), st.sampled_from(["poor_lifted", "counties_exited"]))
    chosen = draw(st.lists(keys, unique=True, max_size=4))
    return [
        plan(
            number,
            unit,
            indicator,
            draw(st.integers(0, 4)),
            approved_on=draw(st.sampled_from([None, date(2016, 3, 1), date(2016, 3, 1)])),
        )
        for number, (unit, indicator) in enumerate(chosen)
    ]


@st.composite
def findings(draw):
    problems = st.sampled_from(["fund_rules_broken", "exit_fraud", "constraint_broken", "violations_found"])
    return [
        finding(
            number,
            draw(st.sampled_from([ALPHA, GAMMA_1])),
            draw(problems),
            confirmed_on=draw(st.sampled_from([None, date(2016, 10, 1)])),
        )
        for number in range(draw(st.integers(0, 2)))
    ]


@st.composite
def unit_exits(draw):
    keys = st.tuples(st.sampled_from([(ALPHA, "county"), (GAMMA, "county"), (GAMMA_1, "village")]), days)
    return [unit_exit(unit, tier, day) for (unit, tier), day in draw(st.lists(keys, unique=True, max_size=3))]


@st.composite
def programmes(draw):
    """Every table an assessment reads."""
    return {
        **draw(registers()),
        **draw(moneys()),
        "interviews": draw(visits()),
        "statistics": draw(statistics()),
        "findings": draw(findings()),
        "unit_exits": draw(unit_exits()),
        "plans": draw(plans()),
    }
