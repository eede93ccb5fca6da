"""Signed notes: the published examples, unknown and wrong signatures, and a parser that nothing upsets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgetree.evidence.forms import FormError
from pledgetree.evidence.keys import read_vkey
from pledgetree.evidence.notes import (
    MOST_BYTES,
    MOST_SIGNATURES,
    Note,
    Signature,
    SignatureError,
    read_note,
    read_signatures,
    verify_note,
)
from tests.unit.evidence.logs import LOG_SIGNER, OTHER_SIGNER, WITNESS_SIGNER
from tests.unit.evidence.test_keys import GO_PUBLIC, SPECIFIED

# C2SP signed-note, "Example"; and the note in the documentation of Go's golang.org/x/mod/sumdb/note.
EXAMPLE = (
    "This is an example message.\n\n"
    "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)
GO_EXAMPLE = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)


def signed(text, *signers):
    return Note(text, tuple(Signature(one.name, one.verifier.key_id, one.sign(text)) for one in signers))


@pytest.mark.parametrize(("note", "vkey"), [(EXAMPLE, SPECIFIED), (GO_EXAMPLE, GO_PUBLIC)])
def test_the_published_notes_verify(note, vkey):
    (one,) = verify_note(read_note(note.encode()), [read_vkey(vkey)])
    assert one.key == read_vkey(vkey)


def test_the_published_note_altered_does_not():
    with pytest.raises(SignatureError):
        verify_note(read_note(EXAMPLE.replace("example message", "Example message").encode()), [read_vkey(SPECIFIED)])


def test_a_note_comes_back():
    note = signed("first\n\nsecond\n", LOG_SIGNER)
    assert read_note(note.data()) == note  # an empty line in the text is no end of it


def test_unknown_signatures_are_ignored_and_one_known_is_needed():
    note = signed("text\n", OTHER_SIGNER, LOG_SIGNER)
    assert [one.key for one in verify_note(note, [LOG_SIGNER.verifier])] == [LOG_SIGNER.verifier]
    with pytest.raises(SignatureError, match="no known key"):
        verify_note(note, [WITNESS_SIGNER.verifier])
    with pytest.raises(SignatureError, match="no known key"):
        verify_note(note, [])


def test_a_wrong_signature_of_a_known_key_spoils_the_note():
    good = signed("text\n", LOG_SIGNER, OTHER_SIGNER)
    false = Signature(LOG_SIGNER.name, LOG_SIGNER.verifier.key_id, OTHER_SIGNER.sign("text\n"))
    note = Note(good.text, (*good.signatures, false))
    with pytest.raises(SignatureError, match="is wrong"):
        verify_note(note, [OTHER_SIGNER.verifier, LOG_SIGNER.verifier])
    assert verify_note(note, [OTHER_SIGNER.verifier])


def test_a_signature_given_twice_counts_once():
    assert len(verify_note(signed("text\n", LOG_SIGNER, LOG_SIGNER), [LOG_SIGNER.verifier])) == 1


def test_sixteen_signatures_are_accepted_and_a_hundred_are_the_limit():
    line = signed("t\n", LOG_SIGNER).signatures[0].line()
    assert len(read_note(("t\n\n" + 16 * line).encode()).signatures) == 16
    assert len(read_signatures(MOST_SIGNATURES * line)) == MOST_SIGNATURES
    with pytest.raises(FormError, match="more than"):
        read_signatures((MOST_SIGNATURES + 1) * line)


LINE = "— a AAAAAAAA\n"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"text\n",
        f"text\n{LINE}".encode(),
        f"text\n\n{LINE}".encode()[:-1],
        b"text\n\n",
        f"te\txt\n\n{LINE}".encode(),
        f"te\r\nxt\n\n{LINE}".encode(),
        f"te\x00xt\n\n{LINE}".encode(),
        b"\xff\n\n" + LINE.encode(),
        f"text\n\n{LINE}\n".encode(),
        b"text\n\n- a AAAAAAAA\n",
        "text\n\n—a AAAAAAAA\n".encode(),
        "text\n\n—  AAAAAAAA\n".encode(),
        "text\n\n— a+b AAAAAAAA\n".encode(),
        "text\n\n— a\u3000b AAAAAAAA\n".encode(),
        "text\n\n— a AAAA\n".encode(),
        "text\n\n— a AAAAAA==\n".encode(),
        "text\n\n— a AAAAAAAB b\n".encode(),
        "text\n\n— a\n".encode(),
        b"x" * MOST_BYTES + b"x",
    ],
)
def test_what_is_no_note_is_refused(data):
    with pytest.raises(FormError):
        read_note(data)


BITS = [b"\n\n", "— ".encode(), b"example.com/foo", b"Uw2QOkn8", b"=", b" ", b"+", b"\xff", b"\x00"]


@given(st.binary() | st.lists(st.sampled_from(BITS) | st.binary(max_size=9)).map(b"".join))
def test_any_bytes_are_a_note_or_refused(data):
    try:
        note = read_note(data)
    except FormError:
        return
    assert note.data() == data


@given(st.integers(0, len(EXAMPLE.encode()) - 1), st.integers(1, 255))
def test_no_flipped_byte_of_the_published_note_is_accepted(place, change):
    data = bytearray(EXAMPLE.encode())
    data[place] ^= change
    with pytest.raises(FormError):
        verify_note(read_note(bytes(data)), [read_vkey(SPECIFIED)])
