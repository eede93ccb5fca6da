import pytest

from pledgetree.pledges.arrays import BASES, ROLES, SIDES
from pledgetree.publish.languages import LANGUAGES
from pledgetree.publish.pledge_words import VOCABULARIES, word


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_code_of_the_tables_has_a_word(lang):
    assert set(SIDES) == set(VOCABULARIES["side"])
    assert set(ROLES) == set(VOCABULARIES["role"])
    assert set(BASES) == set(VOCABULARIES["basis"])
    words = [
        word(vocabulary, code, lang)
        for vocabulary in ("side", "role", "basis", "type")
        for code in VOCABULARIES[vocabulary]
    ]
    assert all(words)
    assert len(set(words)) == len(words)


def test_words_are_in_the_language():
    assert word("role", "government_head", "zh-hans") == "政府主要负责人"
    assert word("unit", "persons", "fr") == "personnes"


def test_a_code_of_another_rulebook_is_shown_as_words_and_none_as_nothing():
    assert word("unit", "school_meals", "en") == "school meals"
    assert word("unit", "ratio", "en") == ""
    assert word("side", "", "en") == ""
