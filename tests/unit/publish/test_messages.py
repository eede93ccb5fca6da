from __future__ import annotations

import re

import pytest

from pledgetree.base.errors import fault
from pledgetree.publish.catalogue import gather_messages
from pledgetree.publish.messages import fault_summary, mark, read_catalogue, translate_fault, translations

CATALOGUES = ("zh_Hans", "fr")
PLACE = re.compile(r"\{(\w+)\}|%\((\w+)\)s|%s")


def texts(message):
    return [message.string] if isinstance(message.string, str) else list(message.string)


def told(name):
    """Pairs of a message and one of its translations."""
    return [(str(one.id), text) for one in read_catalogue(name) if one.id for text in texts(one)]


@pytest.mark.parametrize("name", CATALOGUES)
def test_every_message_is_translated(name):
    catalogue = read_catalogue(name)
    known = {one.id: one for one in catalogue if one.id}
    said = [one.id for one in gather_messages() if one.id]
    assert not [one for one in said if one not in known], "run tools/update_catalogues.py"
    assert not [one for one in said if known[one].fuzzy or not all(texts(known[one]))]


@pytest.mark.parametrize("name", CATALOGUES)
def test_nothing_is_translated_that_nobody_says(name):
    said = {one.id for one in gather_messages()}
    catalogue = read_catalogue(name)
    assert not [one.id for one in catalogue if one.id and one.id not in said]
    assert not catalogue.obsolete


@pytest.mark.parametrize("name", CATALOGUES)
def test_a_translation_has_the_places_of_its_message(name):
    for one in read_catalogue(name):
        ids = [one.id] if isinstance(one.id, str) else list(one.id)
        for text in texts(one) if one.id else []:
            assert sorted(PLACE.findall(text)) == sorted(PLACE.findall(ids[-1])), one.id


def test_french_puts_narrow_spaces_before_high_signs():
    for message, text in told("fr"):
        prose = re.sub(r"https?:\S+|\d:\d|--\S+", "", text)
        assert not re.search(r"[^\u202f\s\d][;!?»]|[^\u202f\s\d/]:(?=\s|$)|[ \u00a0][:;!?»]", prose), (message, text)
        assert "« " not in text
        assert "'" not in text, text


def test_chinese_uses_full_width_signs():
    for message, text in told("zh_Hans"):
        if re.search(r"[\u4e00-\u9fff]", text):
            assert not re.search(r"[\u4e00-\u9fff][,;:?!()]|[,;:?!(][\u4e00-\u9fff]", text), (message, text)


def test_english_says_what_the_source_says():
    assert translations("en").gettext("no such folder") == mark("no such folder") == "no such folder"


def test_a_fault_is_one_line_in_the_readers_language():
    one = fault("WRONG_DATE", "row 3", value="tomorrow")
    assert translate_fault(one, "en") == str(one)
    assert translate_fault(one, "fr").startswith("WRONG_DATE row 3: «\u202ftomorrow\u202f» n’est pas une date\u202f;")
    assert translate_fault(one, "zh-hans").startswith("WRONG_DATE row 3: “tomorrow”不是日期；")


def test_values_in_a_fault_are_not_read_as_places():
    assert "{x}" in translate_fault(fault("WRONG_DATE", "{y}", value="{x}"), "fr")


def test_a_summary_leaves_places_open():
    assert fault_summary("WRONG_DATE", "en") == "'…' is not a date"
    assert fault_summary("OF_ANOTHER_VERSION", "fr") == "OF_ANOTHER_VERSION"


def test_a_language_of_no_house():
    with pytest.raises(KeyError):
        translations("de")


@pytest.mark.gettext
@pytest.mark.parametrize("name", CATALOGUES)
def test_gnu_gettext_finds_no_fault(name):
    import subprocess
    from pathlib import Path

    import pledgetree.publish as room

    path = Path(room.__file__).parent / "locale" / name / "LC_MESSAGES" / "pledgetree.po"
    done = subprocess.run(["msgfmt", "-c", "-o", "/dev/null", str(path)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
