from collections import Counter

from pledgetree.nation.sources import (
    YEARS,
    code_changes,
    poor_counties,
    province_weights,
    published_income,
    published_poor,
)

# Counties of each province among the 832 (national list; checked by sum).
BY_PROVINCE = {
    "13": 45, "14": 36, "15": 31, "22": 8, "23": 20, "34": 20, "36": 24, "41": 38, "42": 28, "43": 40, "45": 33,
    "46": 5, "50": 14, "51": 66, "52": 66, "53": 88, "54": 74, "61": 56, "62": 58, "63": 42, "64": 8, "65": 32,
}  # fmt: skip


def test_832_counties_left_in_the_published_years():
    assert Counter(one.exit_year for one in poor_counties()) == {2016: 28, 2017: 125, 2018: 283, 2019: 344, 2020: 52}


def test_832_counties_lie_in_22_provinces():
    assert Counter(one.listed_code[:2] for one in poor_counties()) == BY_PROVINCE


def test_of_2018_114_central_and_169_western_counties_left():
    # The east's counties (Hebei, Hainan) count as central in the announcement.
    region = {one.code: one.region for one in province_weights()}
    left = Counter(region[one.listed_code[:2]] == "west" for one in poor_counties() if one.exit_year == 2018)
    assert left == {False: 114, True: 169}


def test_regions_sum_to_the_published_nation():
    poor = published_poor()
    for year in range(2016, 2020):
        assert sum(poor[year, region] for region in ("east", "centre", "west")) == poor[year, "national"]


def test_published_incomes_of_poor_areas():
    income = published_income()
    documented = {2016: 8452, 2018: 10371, 2019: 11567, 2020: 12588}
    assert {year: income[year, "disposable_income_poor_areas"] // 100 for year in documented} == documented
    assert all((year, "disposable_income") in income for year in YEARS)


def test_every_code_change_says_how_well_its_day_is_known():
    assert {one.status for one in code_changes()} <= {"recalled", "modelled", "year recalled, day modelled"}
    assert all(one.old_code != one.new_code for one in code_changes())
