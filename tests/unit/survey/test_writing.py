"""A file is there whole or not at all, and none is overwritten."""

import errno
import os

import pytest

from pledgetree.base.errors import UserError
from pledgetree.survey.writing import write_new


def test_a_new_file_holds_the_bytes_and_nothing_else_is_left(tmp_path):
    write_new(tmp_path / "a", b"x\n")
    assert (tmp_path / "a").read_bytes() == b"x\n"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_file_that_is_there_stays(tmp_path):
    (tmp_path / "a").write_bytes(b"old")
    with pytest.raises(UserError, match="FILE_EXISTS"):
        write_new(tmp_path / "a", b"new")
    assert (tmp_path / "a").read_bytes() == b"old"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(UserError, match="WRITE_REFUSED"):
        write_new(tmp_path / "none" / "a", b"x")


def test_a_full_disk(tmp_path, monkeypatch):
    def full(_handle):
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UserError, match="DISK_FULL"):
        write_new(tmp_path / "a", b"x")
    assert not list(tmp_path.iterdir())
