"""A log's folder: made, grown, signed; stopped at any point it is the old one or the new one."""

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from pledgetree.base.errors import UserError
from pledgetree.evidence import log_files, log_folder
from pledgetree.evidence.forms import FormError
from pledgetree.evidence.log_folder import (
    append_entries,
    batch_digest,
    check_name,
    check_outside,
    create_log,
    default_key,
    entries_of,
    open_log,
    read_head,
    read_key_file,
    read_signer,
    sign_head,
)
from pledgetree.evidence.log_verifying import verify_log
from pledgetree.evidence.merkle import MemoryTree, leaf_hash, root_hash
from tests.unit.evidence.logs import LOG_SIGNER, ORIGIN, OTHER_SIGNER, make_log, numbered


def code(error):
    return error.value.faults[0].code


def root_of(entries):
    tree = MemoryTree()
    for entry in entries:
        tree.append(leaf_hash(entry))
    return root_hash(tree, len(entries))


def serious(folder, **options):
    return [one.code for one in verify_log(folder, **options).faults if one.severity == "fault"]


def test_a_new_log_is_signed_and_keeps_its_key_outside(tmp_path):
    log = create_log(tmp_path / "log", ORIGIN, LOG_SIGNER.seed)
    assert sorted(path.name for path in log.folder.iterdir()) == ["checkpoint", "head", "log.vkey"]
    key = tmp_path / "log.key"
    assert default_key(log.folder) == key
    assert (key.read_text(), key.stat().st_mode & 0o777) == (LOG_SIGNER.text() + "\n", 0o600)
    assert read_signer(key, log.key) == LOG_SIGNER
    assert serious(log.folder) == []
    assert open_log(log.folder) == log


@pytest.mark.parametrize("inside", ["key", "sub/key", "../log/key", "."])
def test_a_key_inside_the_log_is_refused(tmp_path, inside):
    with pytest.raises(UserError) as error:
        create_log(tmp_path / "log", ORIGIN, LOG_SIGNER.seed, tmp_path / "log" / inside)
    assert code(error) == "KEY_IN_LOG"
    assert list(tmp_path.iterdir()) == []


def test_a_link_into_the_log_is_inside(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "log")
    with pytest.raises(UserError) as error:
        check_outside(tmp_path / "link" / "key", tmp_path / "log")
    assert code(error) == "KEY_IN_LOG"


def test_nothing_is_left_when_a_log_cannot_be_made(tmp_path):
    (tmp_path / "log.key").write_text("mine")
    with pytest.raises(UserError) as error:
        create_log(tmp_path / "log", ORIGIN, LOG_SIGNER.seed)
    assert (code(error), (tmp_path / "log.key").read_text()) == ("KEY_EXISTS", "mine")
    assert [path.name for path in tmp_path.iterdir()] == ["log.key"]
    (tmp_path / "log").mkdir()
    with pytest.raises(UserError) as error:
        create_log(tmp_path / "log", ORIGIN, LOG_SIGNER.seed, tmp_path / "new.key")
    assert (code(error), (tmp_path / "new.key").exists()) == ("FOLDER_EXISTS", False)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\n"])
def test_names_of_logs(name):
    with pytest.raises(UserError) as error:
        check_name(name)
    assert code(error) == "LOG_NAME"


def test_a_log_has_the_root_of_its_entries_at_every_size(tmp_path):
    create_log(tmp_path / "log", ORIGIN, LOG_SIGNER.seed)
    size = 0
    for step in (1, 1, 253, 1, 1, 255, 256, 300):  # crosses 256, 257, 512, 768
        done = append_entries(tmp_path / "log", numbered(size, size + step))
        assert (done.start, done.size, done.again) == (size, size + step, False)
        size += step
        log = open_log(tmp_path / "log")
        assert (log.head.size, log.head.root) == (size, root_of(numbered(0, size)))
    assert entries_of(log, 0, size) == numbered(0, size)
    assert entries_of(log, 250, 600) == numbered(250, 600)
    assert entries_of(log, 5, 5) == []


def test_the_same_entries_again_change_nothing(tmp_path):
    log = make_log(tmp_path / "log", 3)
    done = append_entries(log.folder, numbered(0, 3))
    assert (done.start, done.size, done.again) == (0, 3, True)
    assert append_entries(log.folder, []) == log_folder.Appended(3, 3, again=False)
    assert append_entries(log.folder, numbered(0, 3), repeated=True).size == 6
    assert append_entries(log.folder, numbered(0, 2)).size == 8


def test_a_checkpoint_up_to_date_stays_as_it_is(tmp_path):
    log = make_log(tmp_path / "log", 3)
    before = log.checkpoint()
    assert sign_head(log.folder, LOG_SIGNER).size == 3
    assert log.checkpoint() == before


def test_a_rewritten_log_is_never_signed(tmp_path):
    log = make_log(tmp_path / "log", 5)
    other = make_log(tmp_path / "other")
    append_entries(other.folder, numbered(0, 6, "lie"))
    shutil.copy(log.folder / "checkpoint", other.folder / "checkpoint")
    with pytest.raises(UserError) as error:
        sign_head(other.folder, LOG_SIGNER)
    assert code(error) == "LOG_FORKED"


def test_a_cut_log_is_never_signed(tmp_path):
    log = make_log(tmp_path / "log", 5, 9)
    other = make_log(tmp_path / "other", 5)
    shutil.copy(log.folder / "checkpoint", other.folder / "checkpoint")
    with pytest.raises(UserError) as error:
        sign_head(other.folder, LOG_SIGNER)
    assert code(error) == "LOG_TRUNCATED"
    (other.folder / "checkpoint").write_bytes(b"nothing")
    with pytest.raises(UserError) as error:
        sign_head(other.folder, LOG_SIGNER)
    assert code(error) == "LOG_SIGNATURE"


def test_nothing_is_appended_to_an_altered_tree(tmp_path):
    log = make_log(tmp_path / "log", 5)
    path = log.folder / "tile/0/000.p/5"
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    with pytest.raises(UserError) as error:
        append_entries(log.folder, numbered(5, 6))
    assert code(error) == "LOG_ALTERED"


def test_wrong_folders_and_keys_are_told_apart(tmp_path):
    log = make_log(tmp_path / "log", 1)
    with pytest.raises(UserError) as error:
        open_log(tmp_path)
    assert code(error) == "LOG_MISSING"
    (tmp_path / "other.key").write_text(OTHER_SIGNER.text())
    (tmp_path / "no.key").write_bytes(b"\xff")
    for name in ("other.key", "no.key"):
        with pytest.raises(UserError) as error:
            read_signer(tmp_path / name, log.key)
        assert code(error) == "KEY_WRONG"
        assert OTHER_SIGNER.text()[-20:] not in str(error.value)
    for name in ("head", "log.vkey"):
        whole = (log.folder / name).read_bytes()
        (log.folder / name).write_bytes(b"x")
        with pytest.raises(UserError) as error:
            open_log(log.folder)
        assert code(error) == "LOG_FORM"
        (log.folder / name).write_bytes(whole)
    with pytest.raises(UserError):
        read_key_file(log.folder / "head")


@pytest.mark.parametrize("line", ["", "appended 0\n", "appended x y\n", "later 0 y\n", "appended 0 y\nmore\n"])
def test_what_is_no_head_is_refused(tmp_path, line):
    text = make_log(tmp_path / "log", 1).head.text().rpartition("appended")[0]
    with pytest.raises(FormError):
        read_head((text + line).encode())


def test_a_digest_tells_entries_from_one_another():
    assert batch_digest([b"ab", b"c"]) != batch_digest([b"a", b"bc"])


class StoppedError(BaseException):
    """The process was killed here."""


class Killed:
    """Lets a number of steps on the disk happen and then stops, as a kill would."""

    def __init__(self, steps):
        self.left = steps
        self.real = {
            (log_files.Path, "write_bytes"): log_files.Path.write_bytes,
            (log_files.Path, "rename"): log_files.Path.rename,
            (log_files.Path, "mkdir"): log_files.Path.mkdir,
            (log_files.Path, "unlink"): log_files.Path.unlink,
            (log_folder.shutil, "rmtree"): shutil.rmtree,
        }

    def __enter__(self):
        for (owner, name), work in self.real.items():
            setattr(owner, name, self.counted(work))

    def __exit__(self, *_):
        for (owner, name), work in self.real.items():
            setattr(owner, name, work)

    def counted(self, work):
        def step(*given, **options):
            if self.left == 0:
                if work is self.real[log_files.Path, "write_bytes"]:
                    work(given[0], given[1][: len(given[1]) // 2])  # torn
                raise StoppedError
            self.left -= 1
            return work(*given, **options)

        return step


@pytest.mark.parametrize("old", [3, 255])
def test_a_log_stopped_at_any_step_is_the_old_one_or_the_new_one(tmp_path, old):
    new, steps, seen = old + 2, 0, set()
    make_log(tmp_path / "log", old)
    while True:
        folder = tmp_path / f"{steps}"
        shutil.copytree(tmp_path / "log", folder)
        try:
            with Killed(steps):
                append_entries(folder, numbered(old, new))
                sign_head(folder, LOG_SIGNER)
        except StoppedError:
            size = open_log(folder).head.size
            seen.add(size)
            assert size in (old, new)
            assert serious(folder) == []
            append_entries(folder, numbered(old, new))  # said again after the stop
            sign_head(folder, LOG_SIGNER)
            assert entries_of(open_log(folder), 0, new) == numbered(0, new)
            assert serious(folder) == []
            steps += 1
        else:
            break
    assert seen == {old, new}
    assert steps > 8


class Keeping(RuleBasedStateMachine):
    """Append, sign, be stopped, reopen, fork, cut off: a kept checkpoint finds every lie, and truth is never blamed."""

    @initialize()
    def begin(self):
        self.place = Path(tempfile.mkdtemp())
        self.flush = log_files._flush
        log_files._flush = lambda _path: None  # power is not cut here, and the disk is slow
        self.folder = self.place / "log"
        create_log(self.folder, ORIGIN, LOG_SIGNER.seed)
        self.entries, self.signed, self.number = [], 0, 0
        self.kept = [self.keep()]

    def keep(self):
        path = self.place / f"kept{self.number}"
        self.number += 1
        shutil.copy(self.folder / "checkpoint", path)
        return path, self.signed

    def fresh(self, count):
        self.number += 1
        return numbered(0, count, f"batch{self.number}")

    @rule(count=st.integers(1, 300))
    def append(self, count):
        added = self.fresh(count)
        append_entries(self.folder, added)
        self.entries += added

    @rule(count=st.integers(1, 300), steps=st.integers(0, 40))
    def be_stopped(self, count, steps):
        added = self.fresh(count)
        try:
            with Killed(steps):
                append_entries(self.folder, added)
        except StoppedError:
            pass
        size = open_log(self.folder).head.size
        assert size in (len(self.entries), len(self.entries) + count)
        if size > len(self.entries):
            self.entries += added

    @rule()
    def sign(self):
        sign_head(self.folder, LOG_SIGNER)
        self.signed = len(self.entries)
        self.kept.append(self.keep())

    @precondition(lambda self: any(size for _, size in self.kept))
    @rule(data=st.data())
    def a_fork_is_found(self, data):
        path, size = data.draw(st.sampled_from([one for one in self.kept if one[1]]))
        fork = self.place / f"fork{self.number}"
        other = list(self.entries[:size])
        other[data.draw(st.integers(0, size - 1))] = b'{"lie":1}'
        create_log(fork, ORIGIN, LOG_SIGNER.seed, self.place / f"fork{self.number}.key")
        append_entries(fork, other)
        sign_head(fork, LOG_SIGNER)
        self.number += 1
        assert serious(fork) == []
        assert serious(fork, against=path) == ["LOG_FORKED"]

    @precondition(lambda self: any(size for _, size in self.kept))
    @rule(data=st.data())
    def a_cut_end_is_found(self, data):
        path, size = data.draw(st.sampled_from([one for one in self.kept if one[1]]))
        cut = self.place / f"cut{self.number}"
        create_log(cut, ORIGIN, LOG_SIGNER.seed, self.place / f"cut{self.number}.key")
        append_entries(cut, self.entries[: data.draw(st.integers(0, size - 1))])
        sign_head(cut, LOG_SIGNER)
        self.number += 1
        assert serious(cut) == []
        assert serious(cut, against=path) == ["LOG_TRUNCATED"]

    @invariant()
    def the_log_is_true(self):
        assert open_log(self.folder).head.root == root_of(self.entries)
        for path, _ in self.kept[-2:]:
            assert serious(self.folder, against=path) == []

    def teardown(self):
        if hasattr(self, "place"):
            log_files._flush = self.flush
            shutil.rmtree(self.place)


TestKeeping = Keeping.TestCase
TestKeeping.settings = settings(max_examples=15, stateful_step_count=10, deadline=None)
