from dataclasses import replace

import pytest

from pledgetree.evidence.document_verifying import examine
from pledgetree.publish.signature_lines import signature_line
from tests.unit.evidence.papers import signed_by


def first():
    return examine(signed_by(), "x").signatures[0]


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        (
            "en",
            (
                "Receives the pledge, the body as a whole: 中央 body, 1 March 2026 09:30:00 UTC; "
                "certificate of CN=Test authority (trust not checked); fits the document"
            ),
        ),
        (
            "zh-hans",
            (
                "接收方，集体：中央 body，2026年3月1日 09:30:00 UTC；"
                "证书签发者：CN=Test authority（未核查是否可信）；与文件相符"
            ),
        ),
    ],
)
def test_a_line_says_who_signed_as_what_and_when(lang, line):
    assert signature_line(first(), lang) == line


def test_french_has_its_spaces():
    assert "organe collégial\u202f: 中央 body, 1er mars 2026 09:30:00 UTC\u202f; certificat" in signature_line(
        first(), "fr"
    )


def test_what_is_not_known_is_said():
    odd = replace(first(), side="", role="", signed_at=None, sound=False, trusted=False)
    line = signature_line(odd, "en")
    assert line.startswith("–, superior.body: 中央 body, no time stated;")
    assert line.endswith("(not trusted); does not fit the document")
    assert "(trusted)" in signature_line(replace(first(), trusted=True), "en")
