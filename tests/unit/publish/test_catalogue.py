from __future__ import annotations

from pledgetree.base.errors import wordings
from pledgetree.publish.catalogue import gather_messages


def places_of(message):
    return {place for place, _ in gather_messages()[message].locations}


def test_messages_come_from_code_templates_and_faults():
    assert "pledgetree/publish/words.py" in places_of("proved within the limit")
    assert "pledgetree/publish/templates/province.html" in places_of("Why this grade")
    assert "pledgetree/base/faults.toml" in places_of("check the path")


def test_what_the_command_line_says_is_among_them():
    assert "pledgetree/cli/assessing.py" in places_of("Report: {page}")


def test_every_word_of_every_fault_is_among_them():
    gathered = {one.id for one in gather_messages()}
    assert {text for one in wordings().values() for text in (one.what, one.remedy)} <= gathered
