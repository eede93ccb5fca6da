from __future__ import annotations

import pytest

from pledgetree.publish.places import has_own_name, place_name, short_chinese, short_name


@pytest.mark.parametrize(
    ("code", "name", "english", "french", "short"),
    [
        ("520000000000", "贵州省", "Guizhou", "Guizhou", "贵州"),
        ("110000000000", "北京市", "Beijing", "Pékin", "北京"),
        ("450000000000", "广西壮族自治区", "Guangxi", "Guangxi", "广西"),
        ("150000000000", "内蒙古自治区", "Inner Mongolia", "Mongolie-Intérieure", "内蒙古"),
        ("650000000000", "新疆维吾尔自治区", "Xinjiang", "Xinjiang", "新疆"),
    ],
)
def test_provinces_have_a_name_in_each_language(code, name, english, french, short):
    assert [place_name(code, name, lang) for lang in ("en", "zh-hans", "fr")] == [english, name, french]
    assert short_chinese(name) == short == short_name(code, name, "zh-hans")
    assert short_name(code, name, "en") == english


def test_other_units_keep_their_own_name():
    assert place_name("520100000000", "贵阳市", "en") == "贵阳市"
    # The same code in another country's programme is another place.
    assert place_name("520000000000", "Nyaruguru", "fr") == "Nyaruguru"
    assert not has_own_name("520000000000", "Nyaruguru", "fr")
    assert has_own_name("520000000000", "贵州省", "fr")


def test_a_name_of_another_kind_is_kept_whole():
    assert short_chinese("兵团") == "兵团"


def test_the_top_unit():
    assert place_name("000000000000", "中央", "en") == "Centre"
    assert place_name("000000000000", "中国", "fr") == "Chine"
