import pytest

from pledgetree.nation.calibration import (
    calibrations,
    capped_share,
    closing_stock,
    movements,
    rural_population,
    scaled,
)
from pledgetree.nation.sources import YEARS

REAL = 29_480_000


def test_at_real_size_every_figure_is_the_published_one():
    stock = {one.year: one.persons for one in calibrations(REAL)}
    assert stock == {
        2014: 89_620_000,
        2015: 55_750_000,
        2016: 43_350_000,
        2017: 30_460_000,
        2018: 16_600_000,
        2019: 5_510_000,
        2020: 0,
    }
    assert closing_stock(2018, REAL).regions == {"east": 1_470_000, "centre": 5_970_000, "west": 9_160_000}
    assert closing_stock(2014, REAL).basis == "registered_poor"
    assert closing_stock(2016, REAL).basis == "rural_poor_survey"


def test_the_recheck_of_2015_is_as_documented():
    assert (movements(2015, REAL).removed, movements(2015, REAL).identified) == (9_290_000, 8_070_000)


@pytest.mark.parametrize("households", [1, 2, 3, 7, 17, 2_949, 30_000, 294_801])
def test_scaled_figures_are_the_nearest_whole_numbers(households):
    for one in calibrations(households):
        assert abs(one.persons * REAL - one.published * households) * 2 <= REAL
        assert sum(one.regions.values()) == one.persons


def test_regions_follow_the_largest_remainder():
    # 29,480 households are a thousandth: 1,660,000 persons of 2018 as 147 : 597 : 916.
    assert closing_stock(2018, 29_480).regions == {"east": 1_470, "centre": 5_970, "west": 9_160}
    # One household: 0.563 persons of 2018 are one, and the west has the largest share.
    assert closing_stock(2018, 1).regions == {"east": 0, "centre": 0, "west": 1}


def test_halves_are_rounded_to_even():
    assert [scaled(1, households) for households in (14_740_000, 44_220_000)] == [0, 2]


def test_rural_population_gives_the_published_incidence_of_2016():
    people = rural_population(REAL)
    for region, per_mille in {"east": 14, "centre": 49, "west": 78}.items():
        assert round(closing_stock(2016, REAL).regions[region] * 1000 / people[region]) == per_mille


def test_capped_share_moves_what_is_cut_to_the_others():
    assert capped_share(10, [1, 1, 8], [5, 5, 3]) == [4, 3, 3]
    assert capped_share(5, [0, 0, 1], [4, 4, 1]) == [2, 2, 1]
    assert capped_share(0, [1], [0]) == [0]


def test_capped_share_refuses_caps_without_room():
    with pytest.raises(ValueError, match="no room"):
        capped_share(3, [1, 1], [1, 1])


def test_every_year_has_a_calibration():
    assert [one.year for one in calibrations(1)] == list(YEARS)
