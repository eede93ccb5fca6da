"""Checkpoints: the published form, whose signature counts, and cosignatures."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgetree.evidence.checkpoints import Checkpoint, cosign, open_checkpoint, read_checkpoint, sign_checkpoint
from pledgetree.evidence.forms import FormError
from pledgetree.evidence.keys import LOG, WITNESS, SignerKey
from pledgetree.evidence.merkle import EMPTY_ROOT
from pledgetree.evidence.notes import Note, SignatureError, Verified, read_note
from tests.unit.evidence.logs import LOG_SIGNER, ORIGIN, OTHER_SIGNER, WITNESS_SIGNER

# C2SP tlog-cosignature: a checkpoint with the log's signature and a witness's cosignature of 17 March 2023.
PUBLISHED = (
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
    "— example.com/behind-the-sofa "
    "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
    "— witness.example.com/w1 "
    "jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"
)
CHECKPOINT = Checkpoint(ORIGIN, 3, b"\x05" * 32)
TIME = 1679315147


def cosigned(note, signer=WITNESS_SIGNER, time=TIME):
    return Note(note.text, (*note.signatures, cosign(note.text, signer, time)))


def test_the_published_checkpoint_is_read():
    note = read_note(PUBLISHED.encode())
    found = read_checkpoint(note.text)
    assert (found.origin, found.size) == ("example.com/behind-the-sofa", 20852163)
    assert found.text() == note.text
    # tlog-cosignature shows the very time that the cosigned message names: 1679315147.
    assert int.from_bytes(note.signatures[1].data[:8]) == TIME
    assert len(note.signatures[1].data) == 72


def test_a_signed_checkpoint_opens_with_the_logs_key():
    note = sign_checkpoint(CHECKPOINT, LOG_SIGNER)
    assert open_checkpoint(note.data(), LOG_SIGNER.verifier).checkpoint == CHECKPOINT


def test_a_witness_is_seen_when_its_key_is_known():
    data = cosigned(sign_checkpoint(CHECKPOINT, LOG_SIGNER)).data()
    assert open_checkpoint(data, LOG_SIGNER.verifier).witnesses == ()
    known = open_checkpoint(data, LOG_SIGNER.verifier, [WITNESS_SIGNER.verifier])
    assert known.witnesses == (Verified(WITNESS_SIGNER.verifier, TIME),)


def test_a_cosignature_alone_is_not_enough():
    note = sign_checkpoint(CHECKPOINT, LOG_SIGNER)
    only = Note(note.text, (cosign(note.text, WITNESS_SIGNER, TIME),))
    with pytest.raises(SignatureError, match="has not signed"):
        open_checkpoint(only.data(), LOG_SIGNER.verifier, [WITNESS_SIGNER.verifier])


def test_another_log_or_another_key_is_refused():
    note = sign_checkpoint(CHECKPOINT, LOG_SIGNER)
    with pytest.raises(SignatureError):
        open_checkpoint(note.data(), OTHER_SIGNER.verifier)
    elsewhere = sign_checkpoint(Checkpoint("other.example", 3, b"\x05" * 32), LOG_SIGNER)
    with pytest.raises(SignatureError, match=r"of other\.example"):
        open_checkpoint(elsewhere.data(), LOG_SIGNER.verifier)


def test_a_key_of_the_wrong_kind_is_refused():
    note = cosigned(sign_checkpoint(CHECKPOINT, LOG_SIGNER))
    with pytest.raises(SignatureError, match="kind"):
        open_checkpoint(note.data(), SignerKey(ORIGIN, WITNESS, b"\x01" * 32).verifier)
    with pytest.raises(SignatureError, match="kind"):
        open_checkpoint(note.data(), LOG_SIGNER.verifier, [SignerKey("w", LOG, b"\x02" * 32).verifier])


def test_extension_lines_are_signed_and_kept():
    more = Checkpoint(ORIGIN, 3, b"\x05" * 32, ("more", "lines"))
    assert open_checkpoint(sign_checkpoint(more, LOG_SIGNER).data(), LOG_SIGNER.verifier).checkpoint == more


HASH = CHECKPOINT.text().split("\n")[2]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        f"a\n3\n{HASH}",
        f"\n3\n{HASH}\n",
        f"a\n03\n{HASH}\n",
        f"a\n-3\n{HASH}\n",
        f"a\n3\n{HASH[4:]}\n",
        f"a\n3\n{HASH}\n\n",
        "a\n3\n",
        f"a\n0\n{HASH}\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(text):
    with pytest.raises(FormError):
        read_checkpoint(text)


def test_an_empty_log_has_the_root_of_the_empty_tree():
    empty = Checkpoint("a", 0, EMPTY_ROOT)
    assert read_checkpoint(empty.text()) == empty


@given(st.text())
def test_any_text_is_a_checkpoint_or_refused(text):
    try:
        assert read_checkpoint(text).text() == text
    except FormError:
        return


def test_no_flipped_byte_of_a_cosigned_checkpoint_is_accepted():
    whole = cosigned(sign_checkpoint(CHECKPOINT, LOG_SIGNER)).data()
    keys = (LOG_SIGNER.verifier, [WITNESS_SIGNER.verifier])
    for place in range(len(whole)):
        data = bytearray(whole)
        data[place] ^= 1
        try:
            found = open_checkpoint(bytes(data), *keys)
        except FormError:
            continue
        # Only a witness's name or key id can change without a sign: then it is a key that nobody knows.
        assert (found.checkpoint, found.witnesses) == (CHECKPOINT, ())
