import pytest


@pytest.mark.parametrize("year", range(2015, 2021))
def test_interviews_find_what_is_planted_and_nothing_else(nation, year):
    visits, truth = nation.read(year, "interviews"), nation.truth()
    truth = truth[truth.year == year]
    wrong = visits[visits.persons_wrong > 0]
    planted = {
        "exited": set(truth[truth.kind.isin(["false_exit", "wrong_exit"])].household_id),
        "registered": set(truth[truth.kind == "wrong_inclusion"].household_id),
    }
    for group, households in planted.items():
        visited = set(visits[visits.group == group].household_id)
        assert set(wrong[wrong.group == group].household_id) == visited & households
    missed = wrong[wrong.group == "nonregistered"]
    assert set(missed.interview_id) == set(truth[truth.kind == "missed_household"].interview_id)
    assert missed.household_id.isna().all()


def test_those_visited_are_what_they_were_sampled_as(nation):
    visits, households = nation.read(2016, "interviews"), nation.read(2016, "households")
    joined = visits[visits.household_id.notna()].merge(households, on="household_id", suffixes=("", "_home"))
    assert len(joined) == visits.household_id.notna().sum()
    assert (joined.unit_id == joined.unit_id_home).all()
    assert (joined[joined.group == "exited"].state == "exited").all()
    assert (joined[joined.group == "registered"].state == "poor").all()
    exits = joined[joined.group == "exited"]
    assert (exits.exited_on.astype(str).str[:4] == "2016").all()


def test_persons_are_the_members_of_the_household(nation):
    visits, persons = nation.read(2017, "interviews"), nation.read(2017, "persons")
    here = persons[persons.outflow.isin(["none", "exited"])].groupby("household_id").size()
    known = visits[visits.household_id.notna()]
    assert (known.persons.to_numpy() == here.loc[known.household_id].to_numpy()).all()


def test_at_most_ten_of_a_group_in_a_village(nation):
    visits = nation.read(2016, "interviews")
    known = visits[visits.group != "nonregistered"]
    assert known.groupby(["unit_id", "group"]).size().max() <= 10


def test_nobody_was_visited_in_2014(nation):
    assert nation.read(2014, "interviews").empty
