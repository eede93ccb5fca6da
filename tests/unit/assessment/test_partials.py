"""Sums kept per county: what they depend on, how they are found again, and that spoilt ones are refused."""

import json

import pyarrow as pa
import pytest

from pledgetree.assessment.partials import (
    PROVINCES,
    Basis,
    files_of,
    joined,
    part_digests,
    read_kept,
    stored,
    vouched,
    write_partials,
)
from pledgetree.base.errors import UserError
from tests.reference.tables import person, register, write_snapshot

BASIS = Basis(2016, "edition", "0.1.0", ("register.persons",))
PARTS = {"410121": "aa", "520121": "bb"}


def sums(*rows):
    parts, units, values = zip(*rows, strict=True) if rows else ((), (), ())
    columns = {"part": pa.array(parts, pa.string()), "unit_id": pa.array(units, pa.string())}
    return pa.table({**columns, "n": pa.array(values, pa.int64())})


COUNTED = {
    "households": sums(("410121", "u1", 1), ("520121", "u2", 2)),
    "persons": sums(("410121", "u1", 3), ("410121", "u0", 4), ("520121", "u2", 5)),
}
NOTHING = {name: sums() for name in COUNTED}
AT_PROVINCES = pa.table({"unit_id": ["41", "52"], "n": [8, 7]})


def written(folder, counted=COUNTED, parts=PARTS):
    register = joined(counted, None, frozenset(), parts)
    write_partials(folder, stored(BASIS, parts, register, AT_PROVINCES, contained=True))
    return read_kept(folder)


def numbers(register, relation="persons"):
    return [row["n"] for row in register.rows[relation].to_pylist()]


@pytest.fixture
def kept(tmp_path):
    return written(tmp_path)


def test_sums_are_stored_province_by_province(tmp_path, kept):
    assert sorted(kept.index["files"]) == [
        "households/41.parquet", "households/52.parquet", "persons/41.parquet", "persons/52.parquet", PROVINCES,
    ]  # fmt: skip
    assert files_of(PARTS) == set(kept.index["files"]) - {PROVINCES}


def test_sums_come_back_in_order(kept):
    assert numbers(joined(NOTHING, kept, frozenset(PARTS), PARTS)) == [4, 3, 5]


def test_only_unchanged_parts_come_back(kept):
    fresh = {name: sums(("520121", "u9", 9)) for name in COUNTED}
    assert numbers(joined(fresh, kept, frozenset({"410121"}), PARTS)) == [4, 3, 9]


def test_a_county_of_a_province_is_replaced_in_its_place(tmp_path):
    parts = {"410121": "aa", "410122": "bb"}
    kept = written(tmp_path, {name: sums(("410121", "u1", 1), ("410122", "u2", 2)) for name in COUNTED}, parts)
    fresh = {name: sums(("410121", "u1", 7)) for name in COUNTED}
    assert numbers(joined(fresh, kept, frozenset({"410122"}), parts)) == [7, 2]


def test_a_part_that_is_gone_is_not_taken_over(tmp_path):
    both = {name: sums(("410121", "u1", 1), ("410122", "u2", 2)) for name in COUNTED}
    kept = written(tmp_path, both, {"410121": "aa", "410122": "bb"})
    assert numbers(joined(NOTHING, kept, frozenset({"410122"}), ["410122"])) == [2]


def test_a_province_that_is_new_has_nothing_kept(kept):
    fresh = {name: sums(("640121", "u9", 9)) for name in COUNTED}
    assert numbers(joined(fresh, kept, frozenset(PARTS), [*PARTS, "640121"])) == [4, 3, 5, 9]


def test_sums_taken_over_have_the_digests_of_sums_counted_anew(kept):
    again = joined(NOTHING, kept, frozenset(PARTS), PARTS)
    anew = joined(COUNTED, None, frozenset(), PARTS)
    assert again.files == anew.files
    assert stored(BASIS, PARTS, again, AT_PROVINCES, contained=True).index == kept.index


def test_files_of_an_earlier_result_are_taken_over_with_their_digests(tmp_path, kept):
    register = joined({name: sums(("520121", "u2", 5)) for name in COUNTED}, None, frozenset(), ["520121"])
    files = sorted(files_of(["410121"]))
    digests = {file: kept.index["files"][file] for file in files}
    links = {file: kept.link(file) for file in files}
    write_partials(
        tmp_path / "new", stored(BASIS, PARTS, register, AT_PROVINCES, contained=True, kept=(digests, links))
    )
    again = read_kept(tmp_path / "new")
    assert set(again.index["files"]) == set(kept.index["files"])
    assert again.sums("persons/41.parquet").equals(kept.sums("persons/41.parquet"))
    assert again.hashes["persons/41.parquet"] == kept.hashes["persons/41.parquet"]


@pytest.mark.parametrize("spoil", [lambda path: path.unlink(), lambda path: path.write_bytes(b"other")])
def test_a_spoilt_file_is_not_taken_over(kept, spoil):
    spoil(kept.folder / "persons" / "41.parquet")
    with pytest.raises(UserError) as caught:
        kept.link("persons/41.parquet")
    assert caught.value.faults[0].code == "RESULT_ALTERED"


@pytest.mark.parametrize(
    ("basis", "parts", "same"),
    [
        (BASIS, PARTS, {"410121", "520121"}),
        (BASIS, PARTS | {"410121": "cc", "430000": "dd"}, {"520121"}),
        (Basis(2017, "edition", "0.1.0", BASIS.counts), PARTS, set()),
        (Basis(2016, "other", "0.1.0", BASIS.counts), PARTS, set()),
        (Basis(2016, "edition", "0.2.0", BASIS.counts), PARTS, set()),
        (Basis(2016, "edition", "0.1.0", ()), PARTS, set()),
        (Basis(2016, "edition", "0.1.0", BASIS.counts, "other"), PARTS, set()),
    ],
)
def test_a_sum_holds_while_everything_it_depends_on_is_the_same(kept, basis, parts, same):
    assert kept.unchanged(basis, parts) == same


def test_a_spoilt_file_is_refused(kept):
    (kept.folder / "persons" / "41.parquet").write_bytes(b"other")
    with pytest.raises(UserError) as caught:
        joined(NOTHING, kept, frozenset(PARTS), PARTS)
    assert caught.value.faults[0].code == "RESULT_ALTERED"


def test_a_missing_file_is_refused(kept):
    (kept.folder / "persons" / "41.parquet").unlink()
    with pytest.raises(UserError) as caught:
        joined(NOTHING, kept, frozenset(PARTS), PARTS)
    assert caught.value.faults[0].code == "RESULT_ALTERED"


@pytest.mark.parametrize("content", [None, "[]", "{}", "no json"])
def test_another_folder_is_no_result(tmp_path, content):
    (tmp_path / "partials").mkdir()
    if content is not None:
        (tmp_path / "partials" / "partials.json").write_text(content)
    with pytest.raises(UserError) as caught:
        read_kept(tmp_path)
    assert caught.value.faults[0].code == "NOT_A_RESULT"


def test_sums_no_result_vouches_for_are_refused(tmp_path, kept):
    with pytest.raises(UserError) as caught:
        vouched(tmp_path)
    assert caught.value.faults[0].code == "MANIFEST_MISSING"


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(UserError) as caught:
        read_kept(tmp_path / "none")
    assert caught.value.faults[0].code == "FOLDER_MISSING"


@pytest.mark.parametrize("in_parts", [True, False])
def test_a_partss_digest_follows_its_rows(tmp_path, in_parts):
    before = part_digests(write_snapshot(tmp_path / "s", register(), in_parts=in_parts))
    changed = register()
    changed["persons"].append(person("5201210000000002", 3))
    after = part_digests(write_snapshot(tmp_path / "t", changed, in_parts=in_parts))
    assert set(before) == set(after) == ({"410121", "410122", "520121"} if in_parts else {""})
    assert {part for part in before if before[part] != after[part]} == ({"520121"} if in_parts else {""})
    assert json.dumps(before)


def test_bytes_depend_on_the_sums_alone(tmp_path):
    turned = {name: rows.take(list(range(rows.num_rows))[::-1]) for name, rows in COUNTED.items()}
    written(tmp_path / "a")
    written(tmp_path / "b", turned)
    files = [path for path in (tmp_path / "a").rglob("*") if path.is_file()]
    assert all(path.read_bytes() == (tmp_path / "b" / path.relative_to(tmp_path / "a")).read_bytes() for path in files)
    assert len(files) == 6
