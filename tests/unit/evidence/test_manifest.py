"""Manifests: what is written is read again, and what is wrong is named, all of it."""

import json
from dataclasses import replace

import pytest

from pledgetree.base.errors import UserError
from pledgetree.evidence.digests import digest_json, digest_parts
from pledgetree.evidence.manifest import (
    Manifest,
    Part,
    manifest_digest,
    manifest_json,
    read_manifest,
    resource_of_file,
    resource_of_parts,
    write_manifest,
)

A, B = "a" * 64, "b" * 64
SCHEMA = {"fields": [{"name": "unit_id", "type": "string"}], "primaryKey": ["unit_id"]}


def one_manifest():
    units = resource_of_file(Part("units", "units.parquet", 10, A, 3, B), SCHEMA)
    households = resource_of_parts(
        "households",
        (
            Part("520502", "households/520502.parquet", 5, B, 2, A),
            Part("510100", "households/510100.parquet", 7, A, 1, B),
        ),
        SCHEMA,
    )
    return Manifest(
        name="n",
        profile="pledgetree-snapshot-v1",
        year=2016,
        frozen_at="2026-01-01T00:00:00+00:00",
        made_up=True,
        rulebook=None,
        resources=(households, units),
        extra={"seed": "x"},
    )


def written(tmp_path, change=lambda _record: None):
    record = manifest_json(one_manifest())
    change(record)
    path = tmp_path / "datapackage.json"
    path.write_text(json.dumps(record), encoding="utf-8")
    return path


def faults_of(path):
    with pytest.raises(UserError) as caught:
        read_manifest(path)
    return [(one.code, dict(one.params)) for one in caught.value.faults]


def test_what_is_written_is_read_again(tmp_path):
    path = tmp_path / "datapackage.json"
    write_manifest(path, one_manifest())
    assert read_manifest(path) == one_manifest()


def test_a_table_in_parts_is_the_sum_of_its_parts():
    households = one_manifest().resource("households")
    assert households.paths == ("households/510100.parquet", "households/520502.parquet")
    assert (households.bytes, households.rows) == (12, 3)
    assert households.content_hash == digest_parts([("510100", B), ("520502", A)])
    assert [part.name for part in households.files()] == ["510100", "520502"]


def test_a_single_file_is_one_part():
    assert one_manifest().resource("units").files() == (Part("units", "units.parquet", 10, A, 3, B),)
    assert one_manifest().resource("funds") is None


def test_the_json_is_a_data_package():
    record = manifest_json(one_manifest())
    assert list(record)[:6] == ["name", "profile", "year", "frozen_at", "made_up", "rulebook"]
    assert record["seed"] == "x"
    units = next(one for one in record["resources"] if one["name"] == "units")
    assert units == {
        "name": "units",
        "path": "units.parquet",
        "format": "parquet",
        "bytes": 10,
        "hash": f"sha256:{A}",
        "rows": 3,
        "content_hash": f"sha256:{B}",
        "schema": SCHEMA,
    }


def test_the_digest_leaves_the_moment_out_and_nothing_else():
    manifest = one_manifest()
    record = manifest_json(manifest)
    del record["frozen_at"]
    assert manifest_digest(manifest) == digest_json(record)
    assert manifest_digest(replace(manifest, frozen_at="later")) == manifest_digest(manifest)
    others = [
        replace(manifest, year=2017),
        replace(manifest, made_up=False),
        replace(manifest, rulebook="r"),
        replace(manifest, extra={}),
        replace(manifest, resources=manifest.resources[:1]),
    ]
    assert manifest_digest(manifest) not in {manifest_digest(other) for other in others}


def test_the_order_of_resources_does_not_matter():
    manifest = one_manifest()
    assert manifest_digest(replace(manifest, resources=manifest.resources[::-1])) == manifest_digest(manifest)


def test_a_missing_manifest_is_named(tmp_path):
    assert faults_of(tmp_path / "datapackage.json")[0][0] == "MANIFEST_MISSING"


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b"\xff", b'"x"', b"[" * 100_000])
def test_what_is_not_a_json_object_is_refused(tmp_path, text):
    path = tmp_path / "datapackage.json"
    path.write_bytes(text)
    assert [code for code, _ in faults_of(path)] == ["MANIFEST_BROKEN"]


def test_numbers_beyond_json_are_refused(tmp_path):
    path = written(tmp_path, lambda record: record.update(extra=2**60))
    assert [code for code, _ in faults_of(path)] == ["MANIFEST_BROKEN"]


def test_all_faults_are_said_at_once(tmp_path):
    def spoil(record):
        record["year"] = "2016"
        del record["made_up"]
        record["resources"][0]["rows"] = -1
        record["resources"][0]["parts"][1]["hash"] = "md5:0"
        record["resources"][1]["hash"] = f"sha256:{A[:-1]}G"

    keys = [params["key"] for code, params in faults_of(written(tmp_path, spoil)) if code == "MANIFEST_FIELD"]
    assert sorted(keys) == ["hash", "hash", "made_up", "rows", "year"]


def change_resource(key, value):
    def change(record):
        record["resources"][0][key] = value

    return change


@pytest.mark.parametrize(
    ("change", "key"),
    [
        (lambda record: record.update(resources=None), "resources"),
        (lambda record: record.update(resources=[1]), "resources"),
        (lambda record: record.update(rulebook=3), "rulebook"),
        (lambda record: record.update(year=True), "year"),
        (lambda record: record["resources"].append(record["resources"][1]), "name"),
        (lambda record: record["resources"][1].update(path="households/510100.parquet"), "path"),
        (lambda record: record["resources"][0].pop("parts"), "parts"),
        (change_resource("parts", [1]), "parts"),
        (change_resource("path", ["households/510100.parquet"]), "path"),
        (change_resource("path", []), "path"),
        (change_resource("bytes", 13), "parts"),
        (change_resource("content_hash", f"sha256:{A}"), "parts"),
        (change_resource("schema", []), "schema"),
    ],
)
def test_a_wrong_key_is_named(tmp_path, change, key):
    found = faults_of(written(tmp_path, change))
    assert key in [params["key"] for code, params in found if code == "MANIFEST_FIELD"]


@pytest.mark.parametrize("path", ["../units.parquet", "/etc/passwd", "a/../../b", "a\\..\\b", "..", "x\0y"])
def test_a_path_out_of_the_folder_is_refused(tmp_path, path):
    found = faults_of(written(tmp_path, lambda record: record["resources"][1].update(path=path)))
    assert found == [("PATH_ESCAPES", {"path": path})]


def test_a_symbolic_link_out_of_the_folder_is_refused(tmp_path):
    (tmp_path / "outside.parquet").write_bytes(b"x")
    inside = tmp_path / "s"
    inside.mkdir()
    (inside / "units.parquet").symlink_to(tmp_path / "outside.parquet")
    assert faults_of(written(inside)) == [("PATH_ESCAPES", {"path": "units.parquet"})]


def test_a_symbolic_link_inside_the_folder_is_fine(tmp_path):
    (tmp_path / "real.parquet").write_bytes(b"x")
    (tmp_path / "units.parquet").symlink_to("real.parquet")
    assert read_manifest(written(tmp_path)) == one_manifest()
