"""Files of a log: whole or not at all, one writer at a time, keys that nobody overwrites."""

import os
import threading

import pytest

from pledgetree.base.errors import UserError
from pledgetree.evidence import log_files
from pledgetree.evidence.log_files import only_writer, read_file, write_files, write_secret


def code(error):
    return error.value.faults[0].code


def test_files_stand_there_and_no_temporary_ones(tmp_path):
    write_files(tmp_path, [("a", b"1"), ("b/c", b"2"), ("b/d/e", b"3")])
    found = {path.relative_to(tmp_path).as_posix(): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert found == {"a": b"1", "b/c": b"2", "b/d/e": b"3"}


def test_every_file_is_flushed_before_any_is_renamed(tmp_path, monkeypatch):
    done = []
    rename = log_files.Path.rename
    monkeypatch.setattr(log_files, "_flush", lambda path: done.append(f"flush {path.name}"))
    monkeypatch.setattr(
        log_files.Path, "rename", lambda self, to: (done.append(f"rename {self.name}"), rename(self, to))[1]
    )
    write_files(tmp_path, [("a", b"1"), ("b/c", b"2")])
    assert sorted(done[:2]) == ["flush a.new", "flush c.new"]
    assert done[2:4] == ["rename a.new", "rename c.new"]
    assert sorted(done[4:]) == ["flush b", f"flush {tmp_path.name}"]


def test_a_full_disk_leaves_the_old_file(tmp_path, monkeypatch):
    write_files(tmp_path, [("a", b"old")])

    def full(_path):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(log_files, "_flush", full)
    with pytest.raises(UserError) as error:
        write_files(tmp_path, [("a", b"new")])
    assert (code(error), (tmp_path / "a").read_bytes()) == ("DISK_FULL", b"old")


def test_reading_and_writing_where_it_cannot_be(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    for place, wanted in (("none", "FILE_MISSING"), ("file/below", "FILE_MISSING"), ("", "READ_REFUSED")):
        with pytest.raises(UserError) as error:
            read_file(tmp_path / place)
        assert code(error) == wanted
    with pytest.raises(UserError) as error:
        write_files(tmp_path, [("file/below", b"x")])
    assert code(error) == "WRITE_REFUSED"


def test_a_key_is_its_owners_and_never_overwritten(tmp_path):
    path = tmp_path / "key"
    write_secret(path, "secret")
    assert (path.read_text(), path.stat().st_mode & 0o777) == ("secret\n", 0o600)
    with pytest.raises(UserError) as error:
        write_secret(path, "other")
    assert (code(error), path.read_text()) == ("KEY_EXISTS", "secret\n")
    with pytest.raises(UserError) as error:
        write_secret(tmp_path / "none" / "key", "x")
    assert code(error) == "WRITE_REFUSED"


def test_writers_wait_for_each_other(tmp_path):
    inside, order = threading.Event(), []

    def second():
        inside.wait()
        with only_writer(tmp_path):
            order.append("second")

    thread = threading.Thread(target=second)
    thread.start()
    with only_writer(tmp_path):
        inside.set()
        thread.join(0.1)
        order.append("first")
    thread.join()
    assert order == ["first", "second"]
    with pytest.raises(UserError) as error, only_writer(tmp_path / "none"):
        os.abort()
    assert code(error) == "FOLDER_MISSING"
