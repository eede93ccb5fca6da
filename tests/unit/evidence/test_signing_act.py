import hashlib
from datetime import timedelta, timezone

from pledgetree.evidence.document_signing import place_for
from pledgetree.evidence.entries import Act, act_entry, leaf
from pledgetree.evidence.signing_act import signing_entry
from tests.unit.evidence.papers import AT, bare, signed


def entry(at=AT):
    place = place_for(bare(), "superior", "body", "x")
    return signing_entry(b"document", place.record, place.required, at)


def test_the_act_names_document_pledge_side_and_role_and_no_person():
    assert entry() == {
        "kind": "pledges:pledge:sign",
        "at": "2026-03-01T09:30:00Z",
        "unit": "000000000000",
        "by": "body",
        "subject": "P52",
        "digests": {
            "document": "sha256:" + hashlib.sha256(b"document").hexdigest(),
            "record": "sha256:" + place_for(bare(), "superior", "body", "x").record.digest,
        },
        "facts": {"role": "body", "side": "superior"},
    }


def test_the_moment_is_told_in_utc():
    assert entry(AT.astimezone(timezone(timedelta(hours=8))))["at"] == "2026-03-01T09:30:00Z"


def test_the_log_takes_it_as_an_act():
    assert act_entry(Act(**entry())) == entry()
    assert leaf(entry()).hash
    assert signed(bare(), "superior", "body")
