"""Keys in their text forms; the published ones verify the published notes."""

import pytest

from pledgetree.evidence.forms import FormError, encode_base64
from pledgetree.evidence.keys import LATEST, LOG, WITNESS, SignerKey, VerifierKey, read_private_key, read_vkey
from tests.unit.evidence.logs import LOG_SIGNER, WITNESS_SIGNER

# C2SP signed-note, "Verifier keys", and the key pair in the documentation of Go's golang.org/x/mod/sumdb/note.
SPECIFIED = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
GO_PUBLIC = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_PRIVATE = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"


@pytest.mark.parametrize("text", [SPECIFIED, GO_PUBLIC])
def test_published_vkeys_come_back(text):
    assert read_vkey(text).text() == text


def test_the_published_private_key_gives_its_public_one():
    signer = read_private_key(GO_PRIVATE)
    assert signer.verifier.text() == GO_PUBLIC
    assert signer.text() == GO_PRIVATE


@pytest.mark.parametrize("signer", [LOG_SIGNER, WITNESS_SIGNER])
def test_own_keys_come_back(signer):
    assert read_private_key(signer.text()) == signer
    assert read_vkey(signer.verifier.text()) == signer.verifier


def test_one_key_has_different_ids_for_its_two_kinds():
    both = [SignerKey("a", kind, b"\x07" * 32).verifier for kind in (LOG, WITNESS)]
    assert both[0].public == both[1].public
    assert both[0].key_id != both[1].key_id


def test_a_seed_is_never_shown():
    assert LOG_SIGNER.seed.hex() not in repr(LOG_SIGNER)
    assert repr(LOG_SIGNER.seed) not in repr(LOG_SIGNER)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "example.com/foo",
        "example.com/foo+530d903a",
        SPECIFIED.replace("530d903a", "530d903b"),
        SPECIFIED.replace("530d903a", "530D903A"),
        SPECIFIED.replace("foo", "bar"),
        SPECIFIED.replace("foo", "f oo"),
        SPECIFIED + "=",
        "a+00000000+" + encode_base64(b"\x02" + b"k" * 32),
        "a+00000000+" + encode_base64(b"\x01" + b"k" * 31),
        "a+00000000+",
        GO_PRIVATE,
    ],
)
def test_a_wrong_vkey_is_refused(text):
    with pytest.raises(FormError):
        read_vkey(text)


@pytest.mark.parametrize("text", ["", GO_PUBLIC, GO_PRIVATE.replace("c74f20a3", "c74f20a4"), GO_PRIVATE[:-2]])
def test_a_wrong_private_key_is_refused(text):
    with pytest.raises(FormError):
        read_private_key(text)


def test_signatures_hold_for_their_text_alone():
    signature = LOG_SIGNER.sign("text\n")
    assert LOG_SIGNER.verifier.accepts("text\n", signature)
    assert not LOG_SIGNER.verifier.accepts("texT\n", signature)
    assert not LOG_SIGNER.verifier.accepts("text\n", signature[:-1])
    assert not VerifierKey("a", LOG, b"\xff" * 32).accepts("text\n", signature)


def test_cosignatures_hold_for_their_text_and_time():
    signature = WITNESS_SIGNER.cosign("text\n", 1679315147)
    key = WITNESS_SIGNER.verifier
    assert signature[:8] == (1679315147).to_bytes(8)
    assert key.accepts("text\n", signature)
    assert not key.accepts("text\n", (1679315148).to_bytes(8) + signature[8:])
    assert not key.accepts("text\n", signature[8:])
    assert not key.accepts("text\n", b"")
    assert not key.accepts("text\n", WITNESS_SIGNER.cosign("text\n", LATEST + 1))
