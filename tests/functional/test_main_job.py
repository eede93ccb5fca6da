"""The main job, command by command: a nation, an assessment, its explanation, its proof, its report."""

import json

import jsonschema
import pyarrow.parquet as pq
import pytest

from tests.functional.program import pledgetree

GUIZHOU = "520000000000"


def test_the_year_end_poor_are_the_published_ones_to_scale(nation):
    # 43.35 million in 2016 and 30.46 million in 2017, of 29.48 million households; here there are 30,000.
    for year, published in ((2016, 43_350_000), (2017, 30_460_000)):
        closing = pq.read_table(nation / str(year) / "persons.parquet", columns=["closing"])["closing"]
        assert sum(closing.to_pylist()) == round(published * 30_000 / 29_480_000)


def test_the_same_seed_gives_the_same_bytes(nation, tmp_path):
    again = pledgetree("nation", "--households", 30_000, "--seed", 7, "--years", "2016", "--out", tmp_path / "n")
    assert again.code == 0
    first = {path.name: path.read_bytes() for path in (nation / "2016").iterdir() if path.is_file()}
    second = {path.name: path.read_bytes() for path in (tmp_path / "n" / "2016").iterdir() if path.is_file()}
    assert first == second


def manifest_of(result):
    """The manifest without the moment of writing."""
    manifest = json.loads((result / "result.json").read_text(encoding="utf-8"))
    del manifest["frozen_at"]
    return manifest


def test_two_runs_give_the_same_result(nation, result, tmp_path):
    done = pledgetree(
        "assess", nation / "2016", "--rulebook", "cn-central-2016", "--year", 2016, "--out", tmp_path / "r"
    )
    assert done.code == 0
    assert manifest_of(tmp_path / "r") == manifest_of(result)


def test_what_is_kept_of_a_previous_result_changes_nothing(nation, result, tmp_path):
    done = pledgetree(
        *("assess", nation / "2016", "--rulebook", "cn-central-2016", "--year", 2016, "--out", tmp_path / "r"),
        *("--previous", result),
    )
    assert done.code == 0
    assert manifest_of(tmp_path / "r") == manifest_of(result)


def test_a_figure_is_explained_by_its_counts(nation, result):
    done = pledgetree("explain", result, "--unit", "52", "--indicator", "poor_lifted", "--json")
    assert done.code == 0
    [figure] = json.loads(done.out)["indicators"]
    persons = pq.read_table(nation / "2016" / "persons.parquet").to_pandas()
    homes = pq.read_table(nation / "2016" / "households.parquet").to_pandas()
    lived = persons.merge(homes, on="household_id")
    approved = lived.exit_approved_on.map(lambda day: day is not None and day.year == 2016)
    lifted = (lived.outflow == "exited") & approved & lived.unit_id.str.startswith("52")
    assert figure["numerator"] == lifted.sum()


def test_explanations_follow_their_schema(result):
    from importlib.resources import files

    schema = json.loads(files("pledgetree.assessment").joinpath("schema/explain.schema.json").read_text("utf-8"))
    for unit in ("0", "52", "5205"):
        jsonschema.validate(json.loads(pledgetree("explain", result, "--unit", unit, "--json").out), schema)


def test_households_are_listed_only_with_the_snapshot(nation, result):
    homes = pq.read_table(nation / "2016" / "households.parquet", columns=["unit_id"])["unit_id"].to_pylist()
    command = ("explain", result, "--unit", homes[0], "--indicator", "poor_remaining", "--json")
    without, with_snapshot = pledgetree(*command), pledgetree(*command, "--snapshot", nation / "2016")
    assert (without.code, with_snapshot.code) == (0, 0)
    assert json.loads(without.out)["households"] == []
    assert json.loads(with_snapshot.out)["households"]


@pytest.fixture(scope="module")
def report(result, tmp_path_factory):
    out = tmp_path_factory.mktemp("report") / "p"
    done = pledgetree("publish", result, "--out", out)
    assert (done.code, done.err) == (0, "")
    return out


@pytest.mark.parametrize(
    ("lang", "words"),
    [("en", ("illustrative", "made up")), ("zh-hans", ("示意", "虚构")), ("fr", ("illustratif", "fictif"))],
)
def test_every_language_has_its_pages_and_says_what_is_made_up(report, lang, words):
    pages = [report / lang / "index.html", report / lang / "provinces" / f"{GUIZHOU}.html"]
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert all(word in text for word in words)
        assert "http://" not in text.replace("http://www.w3.org/2000/svg", "")
        assert "<script" not in text
    assert (report / lang / "report.xlsx").stat().st_size > 0
    assert list((report / lang / "csv").glob("*.csv"))


def test_a_report_is_not_overwritten(result, report):
    done = pledgetree("publish", result, "--out", report)
    assert (done.code, "FOLDER_EXISTS" in done.err) == (2, True)


def test_a_bundled_rulebook_is_without_fault():
    from pledgetree.law.loading import bundled_folder

    for name in ("cn-central-2016", "cn-county-exit-2017", "cn-funds-2017"):
        done = pledgetree("rulebook", "check", bundled_folder() / name, "--json")
        assert done.code == 0
        assert all(one["severity"] != "fault" for one in json.loads(done.out)["faults"])
