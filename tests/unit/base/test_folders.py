import errno
import os

import pytest

from pledgetree.base.errors import UserError
from pledgetree.base.folders import link_file, new_folder


def left_over(tmp_path):
    return sorted(path.name for path in tmp_path.iterdir())


def test_a_finished_folder_stands_at_its_place(tmp_path):
    with new_folder(tmp_path / "deep" / "result") as folder:
        (folder / "a.txt").write_text("a")
    assert (tmp_path / "deep" / "result" / "a.txt").read_text() == "a"
    assert left_over(tmp_path / "deep") == ["result"]


def test_an_existing_folder_is_refused_and_kept(tmp_path):
    (tmp_path / "result").mkdir()
    (tmp_path / "result" / "old.txt").write_text("old")
    with pytest.raises(UserError, match="FOLDER_EXISTS"), new_folder(tmp_path / "result"):
        pass
    assert (tmp_path / "result" / "old.txt").read_text() == "old"


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, RuntimeError])
def test_an_interruption_leaves_nothing(tmp_path, interruption):
    with pytest.raises(interruption), new_folder(tmp_path / "result") as folder:
        (folder / "half.txt").write_text("half")
        raise interruption
    assert left_over(tmp_path) == []


@pytest.mark.parametrize(
    ("number", "code"),
    [(errno.ENOSPC, "DISK_FULL"), (errno.EDQUOT, "DISK_FULL"), (errno.EACCES, "WRITE_REFUSED")],
)
def test_the_system_refusing_is_the_users_to_mend(tmp_path, number, code):
    with pytest.raises(UserError, match=code), new_folder(tmp_path / "result"):
        raise OSError(number, os.strerror(number))
    assert left_over(tmp_path) == []


def test_a_place_taken_meanwhile_is_not_overwritten(tmp_path):
    with pytest.raises(UserError, match="FOLDER_EXISTS"), new_folder(tmp_path / "result"):
        (tmp_path / "result").mkdir()
        (tmp_path / "result" / "theirs.txt").write_text("theirs")
    assert left_over(tmp_path) == ["result"]


def test_other_errors_pass_through(tmp_path):
    with pytest.raises(OSError, match="Input/output"), new_folder(tmp_path / "result"):
        raise OSError(errno.EIO, os.strerror(errno.EIO))


def test_a_file_gets_a_second_name(tmp_path):
    (tmp_path / "one").write_text("text")
    link_file(tmp_path / "one", tmp_path / "deep" / "other")
    assert (tmp_path / "deep" / "other").samefile(tmp_path / "one")


def test_a_file_is_copied_where_the_disk_knows_no_links(tmp_path, monkeypatch):
    def refuse(_source, _target):
        raise OSError(errno.EXDEV, "Invalid cross-device link")

    monkeypatch.setattr(os, "link", refuse)
    (tmp_path / "one").write_text("text")
    link_file(tmp_path / "one", tmp_path / "other")
    assert (tmp_path / "other").read_text() == "text"
    assert not (tmp_path / "other").samefile(tmp_path / "one")
