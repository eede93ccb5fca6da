"""Random pledge trees with random faults: a small sound tree, then any number of changes to any table."""

from datetime import date, timedelta

from hypothesis import strategies as st

from tests.unit.pledges.programmes import CENTRE, commitment, pledge, post, signature, tree, unit, unit_id

POOL = ("52", "53", "5205", "5206", "520502", "520503", "520601", "530102", "520502100", "520502101", "520503100")
POOL += ("520502100201", "520502100202", "520502101201", "520503100201", "530102100201")
INDICATORS = ("poor_lifted", "poor_remaining", "counties_exited", "poverty_incidence", "income_growth", "happiness")
KINDS, BASES = ("additive", "rate", "milestone"), ("annual", "cumulative", "level")
OFFICES = ("O1", "O2")


@st.composite
def programmes(draw):
    """Rows of every table."""
    chance = draw(st.randoms(use_true_random=True))
    codes = ("", *sorted(code for code in POOL if chance.random() < 0.7))
    rows = tree(codes)
    for one in rows["pledges"]:
        for indicator in INDICATORS:
            for year in (2015, 2016, 2017):
                if chance.random() < 0.8:
                    rows["commitments"].append(random_commitment(chance, one["pledge_id"], indicator, year))
    for _ in range(chance.randrange(6)):
        chance.choice(CHANGES)(chance, rows)
    return rows


def random_commitment(chance, name, indicator, year):
    rate = chance.random() < 0.1 if indicator in INDICATORS[:3] else chance.random() < 0.7
    size = 2 ** (14 - len(name)) if chance.random() < 0.7 else chance.choice((0, -3, 2**40))
    target = (chance.randrange(5), 100 + chance.randrange(12)) if rate else size * 10 + chance.randrange(3)
    row = commitment(name, indicator, year, target, basis=chance.choice(BASES))
    if chance.random() < 0.05:
        row["kind"] = "milestone"
    if chance.random() < 0.3:
        row |= {"baseline_numerator": size * 10 + chance.randrange(3) - 1, "baseline_denominator": 1}
    if chance.random() < 0.1:
        row["due_on"] = random_day(chance)
    return row


def random_day(chance):
    fixed = (date(2015, 11, 28), date(2016, 12, 31), date(2016, 12, 1), date(2020, 6, 29), date(2020, 12, 31))
    if chance.random() < 0.6:
        return chance.choice((*fixed, None))
    return date(2015, 1, 1) + timedelta(days=chance.randrange(2200))


def any_unit(chance, rows):
    return chance.choice(rows["units"])["unit_id"]


def any_pledge(chance, rows):
    return chance.choice(rows["pledges"])["pledge_id"]


def change_unit(chance, rows):
    row = chance.choice(rows["units"])
    row[chance.choice(("signs", "in_programme"))] = False
    row[chance.choice(("valid_from", "valid_to"))] = chance.choice((None, date(2016, 12, 31), date(2017, 1, 1)))


def change_pledge(chance, rows):
    row = chance.choice(rows["pledges"])
    named = chance.choice((None, "nowhere", any_pledge(chance, rows), any_pledge(chance, rows)))
    change = {
        "superior_unit": chance.choice((any_unit(chance, rows), row["superior_unit"])),
        "derives_from": named,
        "superseded_by": named,
        "signed_on": random_day(chance),
        "deadline": random_day(chance),
        "reason": chance.choice((None, "", " ", "the bridge is ready")),
        "type": chance.choice(("vertical", "department", "partner")),
    }
    for key in chance.sample(sorted(change), chance.randrange(1, 3)):
        row[key] = change[key]


def drop_row(chance, rows):
    table = chance.choice(("pledges", "signatures", "commitments", "posts"))
    if rows[table]:
        gone = rows[table].pop(chance.randrange(len(rows[table])))
        if table == "pledges":
            for name in ("signatures", "commitments", "pledge_households"):
                rows[name] = [row for row in rows[name] if row["pledge_id"] != gone["pledge_id"]]


def amend(chance, rows):
    """A new edition, sometimes unsigned, sometimes of the next year."""
    old = chance.choice(rows["pledges"])
    new = dict(old, pledge_id=old["pledge_id"] + chance.choice(("+", "-")), signed_on=random_day(chance))
    if all(row["pledge_id"] != new["pledge_id"] for row in rows["pledges"]):
        rows["pledges"].append(new)
        old["superseded_by"] = chance.choice((new["pledge_id"], None))
        mine = [row for row in rows["commitments"] if row["pledge_id"] == old["pledge_id"]]
        rows["commitments"] += [dict(row, pledge_id=new["pledge_id"]) for row in mine]


def department_pledge(chance, rows):
    name = f"D{sum(row['pledge_id'].startswith('D') for row in rows['pledges'])}"
    if any(row["pledge_id"] == name for row in rows["pledges"]):
        return
    office = chance.choice((*OFFICES, None))
    one = pledge("52", "", pledge_id=name, type="department", superior_unit=CENTRE, subordinate_unit=unit_id("52"))
    one |= {"subordinate_office": office, "derives_from": None}
    rows["pledges"].append(one)
    rows["signatures"].append(signature(name, "subordinate", "department_head", "head"))
    rows["posts"].append(post("52", "department_head", "head", office_id=chance.choice(OFFICES)))
    rows["units"] += [] if any(row["unit_id"] == unit_id("52") for row in rows["units"]) else [UNIT_52]


def change_signature(chance, rows):
    if rows["signatures"]:
        row = chance.choice(rows["signatures"])
        new = dict(row, signed_on=random_day(chance) or date(2016, 3, 1))
        if chance.random() < 0.5:
            new["officer_id"] = chance.choice(("new", None, new["officer_id"]))
        if not any(all(new[key] == other[key] for key in SIGNATURE_KEY) for other in rows["signatures"]):
            rows["signatures"].append(new)
            if chance.random() < 0.5:
                rows["signatures"].remove(row)


def change_post(chance, rows):
    if rows["posts"]:
        row = chance.choice(rows["posts"])
        left = random_day(chance)
        rows["posts"].append(
            dict(row, officer_id="new", held_from=left or date(2016, 5, 1), held_until=random_day(chance))
        )
        row["held_until"] = chance.choice((left, None))


def tell_population(chance, rows):
    row = {"unit_id": any_unit(chance, rows), "year": chance.choice((2015, 2016, 2017)), "value": 100}
    row["name"] = chance.choice(("rural_population", "rural_population", "disposable_income"))
    if not any(all(row[key] == other[key] for key in ("unit_id", "year", "name")) for other in rows["statistics"]):
        rows["statistics"].append(row)


def name_household(chance, rows):
    row = {"pledge_id": any_pledge(chance, rows), "household_id": chance.choice(("H1", "H2"))}
    if row not in rows["pledge_households"]:
        rows["pledge_households"].append(row)


SIGNATURE_KEY = ("pledge_id", "side", "role", "officer_id", "signed_on")
UNIT_52 = unit("52", "")
CHANGES = (change_unit, change_pledge, change_pledge, drop_row, amend, department_pledge, change_signature, change_post)
CHANGES += (tell_population, name_household, name_household)
