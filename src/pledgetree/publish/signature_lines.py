"""A signature of a document in one line, as ``pledge verify`` prints it."""

from __future__ import annotations

from datetime import UTC

from pledgetree.evidence.document_verifying import SignatureReport
from pledgetree.publish.messages import translations
from pledgetree.publish.numbers import Numbers
from pledgetree.publish.pledge_words import word


def signature_line(one: SignatureReport, lang: str) -> str:
    """Who signed, as what, when, who issued the certificate, whether it is trusted, whether it still fits."""
    _ = translations(lang).gettext
    trust = {True: _("trusted"), False: _("not trusted"), None: _("trust not checked")}[one.trusted]
    sound = _("fits the document") if one.sound else _("does not fit the document")
    return _("{side}, {role}: {name}, {when}; certificate of {issuer} ({trust}); {sound}").format(
        side=word("side", one.side, lang) or "–",
        role=word("role", one.role, lang) or one.field,
        name=one.holder.name or "–",
        when=_moment(one, lang),
        issuer=one.holder.issuer or "–",
        trust=trust,
        sound=sound,
    )


def _moment(one: SignatureReport, lang: str) -> str:
    if one.signed_at is None:
        return translations(lang).gettext("no time stated")
    at = one.signed_at.astimezone(UTC)
    return f"{Numbers(lang).date(at.date())} {at:%H:%M:%S} UTC"
