"""Frames: what the format allows, and every way to break it."""

from hashlib import sha256

import pytest

from pledgetree.base.errors import UserError
from pledgetree.survey.frames import Unit, read_counts, read_frame, same_count, sort_frame

SOUND = "v1\ta\t5\nv2\tb\t1\n村\ta\t12\n".encode()


@pytest.fixture
def file(tmp_path):
    def write(data):
        path = tmp_path / "f.tsv"
        path.write_bytes(data)
        return path

    return write


def codes(caught):
    return [one.code for one in caught.value.faults]


def test_a_sound_frame_is_read(file):
    frame = read_frame(file(SOUND))
    assert frame.frame_hash == sha256(SOUND).hexdigest()
    assert frame.units[2] == Unit("村".encode(), b"a", 12)
    assert {stratum: [unit.unit_id for unit in units] for stratum, units in frame.strata.items()} == {
        b"a": [b"v1", "村".encode()],
        b"b": [b"v2"],
    }


def test_signs_that_end_lines_elsewhere_are_part_of_a_field(file):
    data = "a\u2028b\tx\u0085y\t1\n".encode()
    (unit,) = read_frame(file(data)).units
    assert unit.unit_id.decode() == "a\u2028b"
    assert unit.stratum.decode() == "x\u0085y"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "FRAME_EMPTY"),
        (b"v1\ta\t5", "FRAME_LINE"),
        (b"v1\ta\t5\r\n", "FRAME_LINE"),
        (b"v1\ta\n", "FRAME_LINE"),
        (b"v1\ta\t5\t6\n", "FRAME_LINE"),
        (b"\ta\t5\n", "FRAME_LINE"),
        (b"v1\ta\t5\n\n", "FRAME_LINE"),
        (b"\xef\xbb\xbfv1\ta\t5\n", "FRAME_LINE"),
        (b"v1\ta\t0\n", "FRAME_SIZE"),
        (b"v1\ta\t-1\n", "FRAME_SIZE"),
        (b"v1\ta\t1.0\n", "FRAME_SIZE"),
        (b"v1\ta\t05\n", "FRAME_SIZE"),
        (b"v1\ta\t 5\n", "FRAME_SIZE"),
        ("v1\ta\t\u0665\n".encode(), "FRAME_SIZE"),
        (b"v1\ta\t\n", "FRAME_SIZE"),
        (b"v2\ta\t5\nv1\ta\t5\n", "FRAME_UNSORTED"),
        (b"v1\ta\t5\nv1\tb\t6\n", "FRAME_UNIT_TWICE"),
        ("é\ta\t1\nz\ta\t1\n".encode(), "FRAME_UNSORTED"),
        (b"v\xff\ta\t5\n", "WRONG_ENCODING"),
    ],
)
def test_what_is_not_of_the_format_is_refused(file, data, code):
    with pytest.raises(UserError) as caught:
        read_frame(file(data))
    assert codes(caught) == [code]


def test_every_wrong_line_is_named(file):
    with pytest.raises(UserError) as caught:
        read_frame(file(b"v1\ta\t0\nv2\ta\t1\nv3\tx\n"))
    assert [one.where for one in caught.value.faults] == ["f.tsv: line 1", "f.tsv: line 3"]


def test_no_file_and_a_folder(tmp_path):
    for path in (tmp_path / "none.tsv", tmp_path):
        with pytest.raises(UserError) as caught:
            read_frame(path)
        assert codes(caught) == ["FILE_MISSING"]


def test_sorting_is_by_the_bytes_of_ids(file):
    # "a" with a sign below TAB: as whole lines the order would be another.
    data = "é\ta\t1\na\tx\t2\na\x01\ta\t3\nZ\ta\t4\n".encode()
    done = sort_frame(file(data))
    assert [line.split(b"\t")[0] for line in done.splitlines()] == [b"Z", b"a", b"a\x01", "é".encode()]
    assert sorted(done.split(b"\n")) == sorted(data.split(b"\n"))
    assert read_frame(file(done)).units[0].size == 4


def test_sorting_refuses_duplicates(file):
    with pytest.raises(UserError) as caught:
        sort_frame(file(b"v2\ta\t5\nv1\ta\t5\nv2\tb\t5\n"))
    assert codes(caught) == ["FRAME_UNIT_TWICE"]


def test_counts_by_stratum(file, tmp_path):
    frame = read_frame(file(SOUND))
    path = tmp_path / "n.tsv"
    path.write_bytes(b"b\t0\na\t2\n")
    assert read_counts(path, frame) == {b"a": 2, b"b": 0}
    assert same_count(frame, 3) == {b"a": 3, b"b": 3}


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"a\t1\n", ["STRATUM_WITHOUT_COUNT"]),
        (b"a\t1\nb\t1\nc\t1\n", ["STRATUM_UNKNOWN"]),
        (b"a\t1\na\t2\nb\t1\n", ["STRATUM_TWICE"]),
        (b"a\t-1\nb\t1\n", ["COUNTS_LINE"]),
        (b"a\t1\nb\n", ["COUNTS_LINE"]),
        (b"a\t1\nb\t1", ["COUNTS_LINE"]),
        (b"a\t1\r\nb\t1\n", ["COUNTS_LINE"]),
        (b"", ["STRATUM_WITHOUT_COUNT", "STRATUM_WITHOUT_COUNT"]),
    ],
)
def test_wrong_counts_are_refused(file, tmp_path, data, expected):
    frame = read_frame(file(SOUND))
    path = tmp_path / "n.tsv"
    path.write_bytes(data)
    with pytest.raises(UserError) as caught:
        read_counts(path, frame)
    assert codes(caught) == expected
