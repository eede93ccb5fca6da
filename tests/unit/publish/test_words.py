from __future__ import annotations

import pytest

from pledgetree.law.model import Status
from pledgetree.publish.messages import translations
from pledgetree.publish.words import STATUSES, TAGS, VOCABULARIES, message_of


def test_an_unknown_code_is_shown_as_words():
    assert message_of("class", "very_good") == "very good"
    assert message_of("class", "fairly_good") == "fairly good"


@pytest.mark.parametrize("lang", ["zh-hans", "fr"])
def test_two_codes_of_one_vocabulary_never_read_alike(lang):
    gettext = translations(lang).gettext
    for name, words in VOCABULARIES.items():
        assert len({gettext(one) for one in words.values()}) == len(words), name


def test_every_status_of_the_law_has_a_tag():
    assert set(STATUSES) == set(Status.__args__) <= set(TAGS)


def test_official_terms_stand_in_the_chinese():
    gettext = translations("zh-hans").gettext
    assert gettext(VOCABULARIES["content"]["poverty_reduction"]) == "减贫成效"
    assert [gettext(one) for one in VOCABULARIES["class"].values()] == ["好", "较好", "一般", "较差"]
