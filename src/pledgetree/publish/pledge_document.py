"""The pledge as a paper to sign, and the mark a signature leaves on it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pledgetree.evidence.signing_keys import Holder
from pledgetree.law.loading import load_rulebook
from pledgetree.pledges.document import PledgeContent
from pledgetree.pledges.document_reading import read_pledge
from pledgetree.publish.languages import LANGUAGES
from pledgetree.publish.messages import translations
from pledgetree.publish.numbers import Numbers
from pledgetree.publish.pledge_view import language_of_text, pledge_view
from pledgetree.publish.pledge_words import word
from pledgetree.publish.typesetting import set_form, set_mark

FORM = "pledge.typ"


def pledge_document(snapshot: Path, pledge_id: str, lang: str, rulebook: str | Path | None = None) -> bytes:
    """The PDF/A of a pledge in a language; the same pledge gives the same bytes.

    Raises:
        UserError: as ``read_pledge``; DOCUMENT_NOT_DRAWN.
    """
    content = read_pledge(snapshot, pledge_id, rulebook)
    return document_of(content, lang, rulebook)


def document_of(content: PledgeContent, lang: str, rulebook: str | Path | None = None) -> bytes:
    """The PDF/A of a pledge's content.

    Raises:
        UserError: DOCUMENT_NOT_DRAWN.
    """
    view = pledge_view(content, load_rulebook(rulebook or content.rulebook), lang)
    return set_form(FORM, view, content.record_bytes(), content.text.form.effective)


def signature_mark(holder: Holder, role: str, at: datetime, language: str, size: tuple[float, float]) -> bytes:
    """What is seen in the box of a signature: who, as what, when, and who vouches for the certificate.

    Args:
        holder: whom the certificate names.
        role: the role signed for.
        at: the moment of signing, with its time zone; shown in UTC.
        language: language of the document, as in ``zh-CN``; English where it is none of the house.
        size: width and height of the box in points.

    Raises:
        UserError: DOCUMENT_NOT_DRAWN.
    """
    lang = next((one for one in LANGUAGES if one[:2] == language[:2].lower()), "en")
    return set_mark(_mark_view(holder, role, at.astimezone(UTC), lang) | {"width": size[0], "height": size[1]})


def _mark_view(holder: Holder, role: str, at: datetime, lang: str) -> dict[str, Any]:
    _ = translations(lang).gettext
    day = Numbers(lang).date(at.date())
    return language_of_text(lang) | {
        "name": holder.name,
        "lines": [
            word("role", role, lang),
            _("Signed electronically on {day}, {time} UTC").format(day=day, time=f"{at:%H:%M:%S}"),
            _("Certificate of: {issuer}").format(issuer=holder.issuer),
        ],
    }
