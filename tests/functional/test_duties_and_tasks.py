"""``pledgetree duties`` and ``pledgetree tasks`` as a user runs them."""

import json
from importlib.resources import files

import jsonschema
import pyarrow.parquet as pq
import pytest

from tests.functional.program import pledgetree
from tests.unit.pledges.administrations import administration, posts
from tests.unit.pledges.errands import rows, tables

RULEBOOK = ("--rulebook", "cn-central-2016")
DAY = ("--date", "2017-05-03")


def schema(name):
    return json.loads(files("pledgetree.pledges").joinpath("schema", f"{name}.schema.json").read_text(encoding="utf-8"))


@pytest.fixture
def frozen(tmp_path):
    """Freezes tables into a snapshot."""

    def freeze(given):
        folder = tmp_path / "in"
        folder.mkdir()
        for name, table in given.items():
            pq.write_table(table, folder / f"{name}.parquet")
        done = pledgetree("freeze", folder, "--year", 2017, "--out", tmp_path / "s")
        assert (done.code, done.err) == (0, "")
        return tmp_path / "s"

    return freeze


def test_a_village_sees_what_it_owes_to_whom_by_when_and_why():
    done = pledgetree("duties", "--unit", "520502100201", *DAY, *RULEBOOK)
    assert (done.code, done.err) == (0, "")
    assert "2017-12-05  Report progress to the unit above every year (village)  [village_report]" in done.out
    assert "owed to: 520502100000" in done.out
    assert "中发〔2015〕34号 art. 29 (documented)" in done.out


@pytest.mark.parametrize(("lang", "word"), [("zh-hans", "村“两委”"), ("fr", "cellule du Parti")])
def test_duties_in_the_reader_s_language(lang, word):
    assert word in pledgetree("duties", "--unit", "520502100201", *DAY, *RULEBOOK, "--lang", lang).out


@pytest.mark.parametrize(
    ("lang", "posts"),
    [
        ("en", "party secretary; villagers' committee"),
        ("zh-hans", "党委（党组织）书记；村民委员会"),
        ("fr", "secrétaire du Parti\u202f; comité des villageois"),
    ],
)
def test_lists_are_divided_as_the_language_has_it(lang, posts):
    assert posts in pledgetree("duties", "--unit", "520502100201", *DAY, *RULEBOOK, "--lang", lang).out


def test_duties_as_json():
    done = pledgetree("duties", "--unit", "520000000000", *DAY, *RULEBOOK, "--json")
    said = json.loads(done.out)
    jsonschema.validate(said, schema("duties"))
    assert (done.code, said["tier"], said["superior"], said["faults"]) == (0, "province", "000000000000", [])


def test_a_vacant_post_is_told_and_the_command_still_ends_with_0(frozen):
    kept = [one for one in posts() if one["officer_id"] != "520502-government_head"]
    snapshot = frozen(dict(zip(("units", "offices", "posts"), administration(posts_rows=kept), strict=True)))
    done = pledgetree("duties", "--unit", "520502", *DAY, *RULEBOOK, "--snapshot", snapshot)
    assert done.code == 0
    assert "POST_VACANT 520502000000: duty county_plan" in done.err
    said = json.loads(
        pledgetree("duties", "--unit", "52", *DAY, *RULEBOOK, "--snapshot", snapshot, "--below", "--json").out
    )
    assert {one["code"] for one in said["faults"]} == {"POST_VACANT"}
    assert {one["unit"] for one in said["faults"]} == {"520502000000"}


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--unit", "999999999999", *DAY, *RULEBOOK), "WRONG_UNIT_CODE"),
        (("--unit", "guizhou", *DAY, *RULEBOOK), "WRONG_UNIT_CODE"),
        (("--unit", "52", "--date", "2017-02-30", *RULEBOOK), "WRONG_DATE"),
        (("--unit", "52", *DAY, "--rulebook", "atlantis"), "RULEBOOK_UNKNOWN"),
        (("--unit", "52", *DAY, "--rulebook", "cn-funds-2017"), "NO_DUTIES"),
        (("--unit", "52", *DAY, *RULEBOOK, "--below"), "SNAPSHOT_NEEDED"),
        (("--unit", "52", *DAY, *RULEBOOK, "--snapshot", "nowhere"), "FOLDER_MISSING"),
    ],
)
def test_what_cannot_be_answered_ends_with_2(options, code):
    done = pledgetree("duties", *options)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(code)


def test_tasks_stand_on_a_day(frozen):
    snapshot = frozen(tables(rows()))
    assert pledgetree("check", snapshot).code == 0
    done = pledgetree("tasks", snapshot, "--on", "2017-10-01", "--json")
    said = json.loads(done.out)
    jsonschema.validate(said, schema("tasks"))
    assert (done.code, said["critical_path"]) == (0, ["works", "check", "report"])
    plain = pledgetree("tasks", snapshot, "--on", "2017-10-01")
    assert "blocked since 2017-09-20: works" in plain.out
    assert "to be resolved by 520000000000" in plain.out


def test_a_blocked_task_without_a_day_is_told_with_what_is_missing(frozen):
    given = rows()
    for one in given["tasks"]:
        one["blocked_since"] = None
    plain = pledgetree("tasks", frozen(tables(given)), "--on", "2017-10-01")
    assert "blocked since -: works" in plain.out
    assert "TASK_DAY_MISSING works" in plain.err + plain.out


def test_a_circle_is_refused_by_name(frozen):
    given = rows()
    given["task_links"].append({"task_id": "works", "predecessor_id": "report"})
    done = pledgetree("tasks", frozen(tables(given)), "--on", "2017-10-01")
    assert (done.code, done.out) == (2, "")
    assert "TASK_CYCLE task_links: tasks wait for themselves: check > report > works > check" in done.err


def test_tasks_need_their_tables(frozen):
    given = tables(rows())
    del given["task_links"]
    done = pledgetree("tasks", frozen(given), "--on", "2017-10-01")
    assert done.code == 2
    assert "TABLE_MISSING" in done.err
