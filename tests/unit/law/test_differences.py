from pledgetree.law.differences import is_dated, lay_over
from pledgetree.law.loading import load_rulebook

STRICT = """\
values:
  2017-09-30:
    operator: "<"
    source: {title: Our reading, status: modelled}
"""


def test_mappings_merge_and_everything_else_replaces():
    base = {"a": {"b": 1, "c": [1, 2]}, "d": 1}
    assert lay_over(base, {"a": {"c": [3], "e": None}}) == {"a": {"b": 1, "c": [3], "e": None}, "d": 1}
    assert base == {"a": {"b": 1, "c": [1, 2]}, "d": 1}


def test_half_a_source_is_a_false_citation():
    base = {"source": {"title": "The rules", "document": "No. 6", "status": "documented"}}
    ours = {"source": {"title": "Our reading", "status": "modelled"}}
    assert lay_over(base, ours) == ours


def test_dated_mappings_have_only_dates_as_keys():
    assert is_dated({"2016-01-01": 1, "2017-01-01": 2})
    assert not any(is_dated(one) for one in ({}, {"2016-01-01": 1, "note": 2}, ["2016-01-01"], None))


def test_a_what_if_holds_only_its_differences(variant):
    variant.write("parameters/limits/missed.yaml", STRICT)
    base, ours = load_rulebook("cn-county-exit-2017"), load_rulebook(variant.folder)
    assert variant.faults() == []
    assert (ours.name, ours.extends, base.extends) == ("cn-county-exit-2017+mine", "cn-county-exit-2017", None)
    assert [(one.operator, one.value, one.source.title) for one in ours.parameters["limits/missed"].values] == [
        (
            "<=",
            base.parameters["limits/missed"].values[0].value,
            base.parameters["limits/missed"].values[0].source.title,
        ),
        ("<", base.parameters["limits/missed"].values[1].value, "Our reading"),
    ]
    assert {**ours.parameters, "limits/missed": None} == {**base.parameters, "limits/missed": None}
    assert (ours.scheme, ours.editions, ours.indicators) == (base.scheme, base.editions, base.indicators)


def test_cases_are_not_inherited(variant):
    assert load_rulebook(variant.folder).cases == ()


def test_a_what_if_takes_its_name_from_its_folder(variant, tmp_path):
    plain = variant.folder.rename(tmp_path / "lenient")
    assert load_rulebook(plain).name == "cn-county-exit-2017+lenient"


def test_a_what_if_of_a_what_if(variant):
    variant.write("rulebook.yaml", "extends: cn-county-exit-2017+strict\n")
    ours = load_rulebook(variant.folder)
    assert (ours.extends, ours.name) == (
        "cn-county-exit-2017+strict",
        "cn-county-exit-2017+strict+cn-county-exit-2017+mine",
    )
    assert {one.operator for one in ours.parameters["limits/missed"].values} == {"<"}


def test_a_region_keeps_its_number_and_takes_the_operator():
    west = [one for one in load_rulebook("cn-county-exit-2017+strict").parameters["limits/composite_incidence"].values
            if one.region == "west"]  # fmt: skip
    assert [(one.operator, str(one.value)) for one in west] == [("<", "3/100"), ("<", "3/100")]


def test_what_a_difference_sets_needs_its_own_source(variant):
    variant.write("parameters/limits/missed.yaml", "values:\n  2017-09-30: {value: 1/100}\n")
    variant.write(
        "parameters/limits/composite_incidence.yaml", "values:\n  2017-09-30: {regions: {west: {value: 1/10}}}\n"
    )
    assert [str(one).split(":")[0] for one in variant.faults()] == [
        "VALUE_WITHOUT_SOURCE parameters/limits/composite_incidence.yaml values.2017-09-30.regions.west",
        "VALUE_WITHOUT_SOURCE parameters/limits/missed.yaml values.2017-09-30",
    ]


def test_what_is_extended_must_be_bundled(variant):
    variant.write("rulebook.yaml", "extends: atlantis\n")
    [one] = variant.faults()
    assert str(one).startswith(
        "RULEBOOK_UNKNOWN rulebook.yaml extends: there is no rulebook 'atlantis'; name a folder, or one "
        "of: cn-central-2016"
    )


def test_a_fault_of_the_merged_rulebook_is_found(variant):
    variant.write("grades.yaml", "gates: {missed: {indicator: happiness}}\n")
    assert [str(one).split(";")[0] for one in variant.faults()] == [
        "RULE_INDICATOR grades.yaml gates.missed.indicator: the rulebook has no indicator 'happiness'"
    ]
