import hashlib
import json
import re
import subprocess
import sys
from datetime import date

import pytest

from pledgetree.base.errors import UserError
from pledgetree.evidence.document_signing import place_for, sign_document
from pledgetree.evidence.document_verifying import examine
from pledgetree.evidence.signed_documents import language_of, open_document, read_record
from pledgetree.pledges.document import Clause, Party
from pledgetree.publish.pledge_document import document_of, signature_mark
from tests.unit.evidence.papers import AT, key_of
from tests.unit.pledges.drafts import RARE, content

LANGS = {"en": "en-GB", "zh-hans": "zh-CN", "fr": "fr-FR"}
AGAIN = """
import hashlib
from pledgetree.publish.pledge_document import document_of
from tests.unit.pledges.drafts import content
print(hashlib.sha256(document_of(content(), "zh-hans")).hexdigest())
"""


def text_of(data, tmp_path):
    path = tmp_path / "text.pdf"
    path.write_bytes(data)
    return subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("lang", LANGS)
def test_a_document_is_pdf_a_with_its_record_and_an_empty_field_per_signature(lang):
    data = document_of(content(), lang)
    reader = open_document(data, "x")
    assert b"<pdfaid:part>3</pdfaid:part>" in data
    assert b"<pdfaid:conformance>B</pdfaid:conformance>" in data
    assert language_of(reader) == LANGS[lang]
    record = read_record(reader, "x")
    assert record.data == content().record_bytes()
    assert record.digest == content().digest
    assert [one.code for one in examine(data, "x").faults] == ["DOCUMENT_UNSIGNED", *["SIGNATURE_ABSENT"] * 4]


def test_the_same_pledge_gives_the_same_bytes_in_separate_processes():
    run = subprocess.run([sys.executable, "-c", AGAIN], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == hashlib.sha256(document_of(content(), "zh-hans")).hexdigest()


@pytest.mark.poppler
def test_rare_characters_of_names_are_drawn_and_can_be_read_back(tmp_path):
    unit = Party("520502000000", f"{RARE}县", "county")
    text = text_of(document_of(content(subordinate=unit), "zh-hans"), tmp_path)
    assert f"{RARE}县" in text


@pytest.mark.poppler
@pytest.mark.parametrize(
    "attack", ['#read("/etc/passwd")', "#panic()", "$ x $ *b* _i_ = h", '"; #sys', "<field> @ref \\"]
)
def test_names_and_clauses_are_never_executed(attack, tmp_path):
    clauses = (Clause(1, "measures", attack), Clause(2, "input", attack, date(2018, 1, 1), None, attack))
    unit = Party("520502000000", attack, "county", (attack,))
    data = document_of(content(clauses=clauses, subordinate=unit, reason=attack, pledge_id=attack), "en")
    text = text_of(data, tmp_path)
    assert text.count(attack) >= 5
    assert "root:" not in text


@pytest.mark.poppler
def test_the_paper_says_what_the_pledge_says(tmp_path):
    # A reader may give any blank for a narrow one.
    text = re.sub(r"\s", " ", text_of(document_of(content(), "fr"), tmp_path))
    for said in (
        "12 345",
        "435 / 9 667",
        "31 décembre 2016",
        "七星关区",
        content().digest,
        "Secrétaire du Parti",
    ):
        assert said in text, said


def test_a_character_the_font_lacks_is_said():
    with pytest.raises(UserError) as error:
        document_of(content(reason="ཀ"), "zh-hans")
    (fault,) = error.value.faults
    assert fault.code == "DOCUMENT_NOT_DRAWN"
    assert "ཀ" in fault.what


@pytest.mark.poppler
def test_a_signed_document_shows_who_signed_and_keeps_its_record(tmp_path):
    data = document_of(content(subordinate=Party("520000000000", "贵州省", "county")), "zh-hans")
    place, key = place_for(data, "subordinate", "party_head", "x"), key_of("subordinate", "party_head")
    mark = signature_mark(key.holder, "party_head", AT, place.language, place.size)
    data = sign_document(data, place, key, AT, mark)
    text = text_of(data, tmp_path)
    assert "贵州省 party_head" in text
    assert "2026年3月1日 09:30:00（UTC）电子签署" in text
    report = examine(data, "x")
    assert [one.sound for one in report.signatures] == [True]
    assert json.loads(report.record.data)["pledge_id"] == "P520502"


def test_a_document_of_no_known_language_gets_an_english_mark():
    assert signature_mark(key_of("superior", "body").holder, "body", AT, "", (200, 60)).startswith(b"%PDF-")
