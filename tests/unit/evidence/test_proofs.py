"""Proofs to hand over: their form, what they show, and a parser that nothing upsets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgetree.evidence.checkpoints import Checkpoint, cosign, sign_checkpoint
from pledgetree.evidence.forms import FormError, encode_base64
from pledgetree.evidence.merkle import MemoryTree, inclusion_proof, leaf_hash, root_hash
from pledgetree.evidence.notes import MOST_BYTES, Note
from pledgetree.evidence.proofs import Proof, read_proof, verify_proof
from tests.unit.evidence.logs import LOG_SIGNER, ORIGIN, OTHER_SIGNER, WITNESS_SIGNER, numbered

ENTRIES = numbered(0, 7)


def proof_of(index, extra=None):
    tree = MemoryTree()
    for entry in ENTRIES:
        tree.append(leaf_hash(entry))
    note = sign_checkpoint(Checkpoint(ORIGIN, 7, root_hash(tree, 7)), LOG_SIGNER)
    note = Note(note.text, (*note.signatures, cosign(note.text, WITNESS_SIGNER, 5)))
    return Proof(index, tuple(inclusion_proof(tree, index, 7)), note.data(), extra)


# The shape of the example in C2SP tlog-proof (whose own signatures are abridged there).
SHAPE = (
    "c2sp.org/tlog-proof@v1\nextra YWdl\nindex 73894\n"
    "gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=\nB95lDa8R83lS8n0eG+o0buTxRKQTYFi//1U8anccXmA=\n\n"
    "example.com/fancylog\n109482\nsFodV/vSp5O8n9a8QpW6PRY97tfOSW5bsc2Xl/EQi08=\n\n— example.com/fancylog hI2DJwAA\n"
)


def test_the_published_shape_is_read():
    proof = read_proof(SHAPE.encode())
    assert (proof.index, len(proof.path), proof.extra) == (73894, 2, b"age")
    assert proof.checkpoint.startswith(b"example.com/fancylog\n109482\n")
    assert proof.data() == SHAPE.encode()


@pytest.mark.parametrize("index", range(7))
@pytest.mark.parametrize("extra", [None, b"", b"more"])
def test_every_entry_is_proven(index, extra):
    proof = read_proof(proof_of(index, extra).data())
    signed = verify_proof(proof, ENTRIES[index], LOG_SIGNER.verifier, [WITNESS_SIGNER.verifier])
    assert signed.checkpoint.size == 7
    assert [one.key for one in signed.witnesses] == [WITNESS_SIGNER.verifier]
    assert proof.extra == extra


def test_nothing_else_is():
    with pytest.raises(FormError, match="path"):
        verify_proof(proof_of(2), ENTRIES[3], LOG_SIGNER.verifier)
    with pytest.raises(FormError):
        verify_proof(proof_of(2), ENTRIES[2], OTHER_SIGNER.verifier)


def test_no_flipped_byte_of_a_proof_proves_anything_else():
    whole = proof_of(2).data()
    for place in range(len(whole)):
        data = bytearray(whole)
        data[place] ^= 1
        try:
            proof = read_proof(bytes(data))
            signed = verify_proof(proof, ENTRIES[2], LOG_SIGNER.verifier, [WITNESS_SIGNER.verifier])
        except FormError:
            continue
        # Only the witness's name or key id may change: then it is a key that nobody knows.
        assert (proof.index, signed.checkpoint.size, signed.witnesses) == (2, 7, ())


HEAD = "c2sp.org/tlog-proof@v1\n"


@pytest.mark.parametrize(
    "text",
    [
        "",
        HEAD,
        f"{HEAD}index 1\n",
        f"{HEAD}\nx",
        f"{HEAD}index 01\n\nx",
        f"{HEAD}index  1\n\nx",
        f"{HEAD}index 1 \n\nx",
        f"{HEAD}index 1\nAAAA\n\nx",
        f"{HEAD}index 1\nextra AAAA\n\nx",
        f"{HEAD}extra *\nindex 1\n\nx",
        f"{HEAD}extra AAAA\n\nx",
        f"{HEAD}extra AAAA\nextra AAAA\nindex 1\n\nx",
        "c2sp.org/tlog-proof@v2\nindex 1\n\nx",
        HEAD + "index 1\n" + 64 * f"{encode_base64(b'x' * 32)}\n" + "\nx",
        "x" * MOST_BYTES + "x",
    ],
)
def test_what_is_no_proof_is_refused(text):
    with pytest.raises(FormError):
        read_proof(text.encode())


BITS = [
    HEAD.encode(),
    b"index 1\n",
    b"extra ",
    b"AAAA",
    b"\n",
    b"\n\n",
    b" ",
    b"\xff",
    encode_base64(b"x" * 32).encode(),
]


@given(st.binary() | st.lists(st.sampled_from(BITS) | st.binary(max_size=9)).map(b"".join))
def test_any_bytes_are_a_proof_or_refused(data):
    for bytes_in in (data, HEAD.encode() + data):
        try:
            proof = read_proof(bytes_in)
        except FormError:
            continue
        assert proof.data() == bytes_in
        with pytest.raises(FormError):
            verify_proof(proof, b"{}", LOG_SIGNER.verifier)
