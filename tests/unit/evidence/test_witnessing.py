"""A witness cosigns what continues what it has seen, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgetree.base.errors import UserError
from pledgetree.evidence.checkpoints import Checkpoint, open_checkpoint, sign_checkpoint
from pledgetree.evidence.forms import FormError, encode_base64
from pledgetree.evidence.keys import SignerKey
from pledgetree.evidence.log_folder import append_entries, sign_head
from pledgetree.evidence.notes import MOST_BYTES, Signature
from pledgetree.evidence.witnessing import (
    RefusedError,
    Request,
    add_checkpoint,
    attach,
    check_request,
    create_witness,
    make_request,
    place_of,
    read_request,
    read_witness,
    trust_log,
)
from tests.unit.evidence.logs import LOG_SIGNER, ORIGIN, OTHER_SIGNER, WITNESS_SIGNER, make_log, numbered

WITNESS = WITNESS_SIGNER.verifier
TIME = 1_456_650_000


def code(error):
    return error.value.faults[0].code


@pytest.fixture
def witness(tmp_path):
    folder = tmp_path / "witness"
    assert create_witness(folder, WITNESS.name, WITNESS_SIGNER.seed) == WITNESS
    trust_log(folder, LOG_SIGNER.verifier)
    return folder


def ask(witness, data, time=TIME):
    return add_checkpoint(witness, WITNESS_SIGNER, data, time)


def grow(log, size):
    append_entries(log.folder, numbered(log.head.size, size))
    sign_head(log.folder, LOG_SIGNER)


def test_a_log_is_cosigned_from_its_beginning_on(witness, tmp_path):
    log = make_log(tmp_path / "log", 5)
    attach(log.folder, ask(witness, make_request(log.folder, 0).data()).line().encode(), WITNESS)
    (seen,) = open_checkpoint(log.checkpoint(), log.key, [WITNESS]).witnesses
    assert seen.time == TIME
    kept = (place_of(witness, ORIGIN) / "checkpoint").read_bytes()
    assert kept == log.checkpoint()
    grow(log, 9)
    assert not open_checkpoint(log.checkpoint(), log.key, [WITNESS]).witnesses
    attach(log.folder, ask(witness, make_request(log.folder, 5).data()).line().encode(), WITNESS)
    assert open_checkpoint(log.checkpoint(), log.key, [WITNESS]).checkpoint.size == 9
    later = ask(witness, make_request(log.folder, 9).data(), TIME + 60)  # the same tree again, at a later time
    attach(log.folder, later.line().encode(), WITNESS)
    assert [one.time for one in open_checkpoint(log.checkpoint(), log.key, [WITNESS]).witnesses] == [TIME + 60]


def test_an_empty_log_is_cosigned(witness, tmp_path):
    log = make_log(tmp_path / "log")
    assert ask(witness, make_request(log.folder, 0).data())
    grow(log, 3)
    assert ask(witness, make_request(log.folder, 0).data())


def test_the_origin_hash_is_the_specified_one(tmp_path):
    # tlog-witness: the SHA-256 of the origin in lower-case hexadecimal. The digest of "abc" is FIPS 180's example.
    assert place_of(tmp_path, "abc").name == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def refused(witness, data):
    before = {path: path.read_bytes() for path in witness.rglob("*") if path.is_file()}
    with pytest.raises(UserError) as error:
        ask(witness, data)
    assert {path: path.read_bytes() for path in witness.rglob("*") if path.is_file()} == before
    return code(error), isinstance(error.value, RefusedError)


def test_rewritten_history_is_refused(witness, tmp_path):
    log = make_log(tmp_path / "log", 5)
    ask(witness, make_request(log.folder, 0).data())
    fork = make_log(tmp_path / "fork")
    append_entries(fork.folder, numbered(0, 9, "lie"))
    sign_head(fork.folder, LOG_SIGNER)
    assert refused(witness, make_request(fork.folder, 5).data()) == ("WITNESS_INCONSISTENT", True)
    other = make_log(tmp_path / "other")
    append_entries(other.folder, numbered(0, 5, "lie"))
    sign_head(other.folder, LOG_SIGNER)
    assert refused(witness, make_request(other.folder, 5).data()) == ("WITNESS_INCONSISTENT", True)


def test_a_cut_log_is_refused(witness, tmp_path):
    log = make_log(tmp_path / "log", 9)
    ask(witness, make_request(log.folder, 0).data())
    cut = make_log(tmp_path / "cut", 5)
    for old in (0, 5):
        assert refused(witness, make_request(cut.folder, old).data()) == ("WITNESS_CONFLICT", False)
    request = Request(9, (), cut.checkpoint())
    assert refused(witness, request.data()) == ("WITNESS_REQUEST", False)


def test_the_conflict_says_what_the_witness_knows(witness, tmp_path):
    log = make_log(tmp_path / "log", 5)
    ask(witness, make_request(log.folder, 0).data())
    with pytest.raises(UserError, match="knows 5 entries"):
        ask(witness, make_request(log.folder, 3).data())


def test_a_proof_where_none_belongs_is_refused(witness, tmp_path):
    log = make_log(tmp_path / "log", 5)
    request = Request(0, (b"x" * 32,), log.checkpoint())
    assert refused(witness, request.data()) == ("WITNESS_INCONSISTENT", True)


def test_unknown_logs_and_false_signatures_are_refused(witness, tmp_path):
    stranger = make_log(tmp_path / "stranger", 2, signer=SignerKey("stranger.example", 1, b"\x09" * 32))
    assert refused(witness, make_request(stranger.folder, 0).data()) == ("WITNESS_UNKNOWN_LOG", False)
    forged = make_log(tmp_path / "forged", 2, signer=OTHER_SIGNER)
    assert refused(witness, make_request(forged.folder, 0).data()) == ("LOG_SIGNATURE", True)
    for data in (b"", b"old 0\n\nnothing"):
        assert refused(witness, data) == ("WITNESS_REQUEST", False)


def test_a_spoilt_record_of_the_witness_stops_it(witness, tmp_path):
    log = make_log(tmp_path / "log", 5)
    ask(witness, make_request(log.folder, 0).data())
    (place_of(witness, ORIGIN) / "checkpoint").write_bytes(b"x")
    assert refused(witness, make_request(log.folder, 5).data()) == ("LOG_SIGNATURE", False)


def test_a_known_logs_key_is_never_exchanged(witness, tmp_path):
    trust_log(witness, LOG_SIGNER.verifier)
    for key in (OTHER_SIGNER.verifier, WITNESS):
        with pytest.raises(UserError) as error:
            trust_log(witness, key)
        assert code(error) == "KEY_WRONG"
    with pytest.raises(UserError) as error:
        read_witness(tmp_path)
    assert code(error) == "WITNESS_MISSING"


def test_a_witness_keeps_its_key_outside(tmp_path):
    for key in (tmp_path / "w" / "key", tmp_path / "w"):
        with pytest.raises(UserError) as error:
            create_witness(tmp_path / "w", "w.example", WITNESS_SIGNER.seed, key)
        assert code(error) == "KEY_IN_LOG"


def test_only_the_witness_own_answer_is_attached(witness, tmp_path):
    log = make_log(tmp_path / "log", 5)
    line = ask(witness, make_request(log.folder, 0).data()).line()
    grow(log, 7)
    stranger = Signature("who.example", b"abcd", b"x" * 72).line()
    for answer in (line, stranger, "", "\n", "x\n"):
        with pytest.raises(UserError) as error:
            attach(log.folder, answer.encode(), WITNESS)
        assert code(error) == "LOG_SIGNATURE"


def test_the_checks_are_pure():
    empty = sign_checkpoint(Checkpoint(ORIGIN, 1, b"r" * 32), LOG_SIGNER).data()
    assert check_request(Request(0, (), empty), LOG_SIGNER.verifier, None).checkpoint.size == 1
    with pytest.raises(RefusedError) as error:
        check_request(Request(1, (), empty), LOG_SIGNER.verifier, Checkpoint(ORIGIN, 1, b"s" * 32))
    assert (code(error), error.value.exit_code) == ("WITNESS_INCONSISTENT", 1)


# The example of C2SP tlog-witness.
PUBLISHED = (
    "old 20852014\nPlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\njrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=\n"
    "5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=\n/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=\n\n"
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n— x AAAAAAAA\n"
)


def test_the_published_request_is_read():
    request = read_request(PUBLISHED.encode())
    assert (request.old, len(request.path), request.data()) == (20852014, 4, PUBLISHED.encode())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "old 1",
        "old 01\n\nx",
        "new 1\n\nx",
        "old 1\nAAAA\n\nx",
        "old 1\n" + 64 * f"{encode_base64(b'x' * 32)}\n" + "\nx",
        "x" * MOST_BYTES + "x",
    ],
)
def test_what_is_no_request_is_refused(text):
    with pytest.raises(FormError):
        read_request(text.encode())


@given(st.binary() | st.binary().map(lambda data: b"old 1\n\n" + data))
def test_any_bytes_are_a_request_or_refused(data):
    try:
        assert read_request(data).data() == data
    except FormError:
        return
