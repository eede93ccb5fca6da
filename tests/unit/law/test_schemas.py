"""One broken rulebook per mistake a file can hold by itself, each tested for its code, its place and its words."""

import pytest

from pledgetree.law.documents import Document
from pledgetree.law.schemas import schema, schema_faults

LIMIT = "parameters/limits/wrong_exit.yaml"
LIFTED = "indicators/persons_lifted.yaml"
SOURCE = "    source: {title: The rules, status: documented}\n"

MISTAKES = [
    (
        (LIMIT, f"{SOURCE}    regions:", "    regions:"),
        (
            "VALUE_WITHOUT_SOURCE parameters/limits/wrong_exit.yaml values.2016-01-01: no source says where "
            "this comes from; "
            "add a source with title and status (documented, recalled or modelled)"
        ),
    ),
    (
        (LIMIT, "{value: 3/100, source: {title: The rules, status: recalled}}", "{value: 3/100}"),
        "VALUE_WITHOUT_SOURCE parameters/limits/wrong_exit.yaml values.2016-01-01.regions.west: no source says",
    ),
    (
        (LIFTED, "source: {title: The rules, status: documented}\n", ""),
        "VALUE_WITHOUT_SOURCE indicators/persons_lifted.yaml: no source says",
    ),
    (
        (LIMIT, "status: recalled", "status: rumoured"),
        (
            "UNKNOWN_STATUS parameters/limits/wrong_exit.yaml values.2016-01-01.regions.west.source.status: "
            "'rumoured' is "
            "not a status of a source; allowed are: documented, recalled, modelled"
        ),
    ),
    (
        (LIMIT, 'operator: "<="', "operator: about"),
        (
            "UNKNOWN_OPERATOR parameters/limits/wrong_exit.yaml values.2016-01-01.operator: 'about' is not "
            "an operator; "
            "allowed are, in quotes: <, <=, >, >="
        ),
    ),
    (
        (LIMIT, "west:", "north:"),
        (
            "UNKNOWN_REGION parameters/limits/wrong_exit.yaml values.2016-01-01.regions.north: 'north' is "
            "not a region; "
            "allowed are: centre, west, east"
        ),
    ),
    (
        (LIMIT, "2018-01-01:", "2018-02-30:"),
        "RULEBOOK_DATE parameters/limits/wrong_exit.yaml values.2018-02-30: '2018-02-30' is not a date; write the day",
    ),
    (
        ("rulebook.yaml", "2016-02-16", "16.02.2016"),
        "RULEBOOK_DATE rulebook.yaml editions.2016.published: '16.02.2016' is not a date; write the day of effect",
    ),
    (
        (LIFTED, "unit: persons", "unit: persons\nweight: 3"),
        (
            "RULEBOOK_KEY_UNKNOWN indicators/persons_lifted.yaml weight: unknown key 'weight'; allowed are: title, "
            "description, unit, kind,"
        ),
    ),
    (
        (LIFTED, "direction: more\n", ""),
        "RULEBOOK_KEY_MISSING indicators/persons_lifted.yaml: the key 'direction' is missing; add 'direction'",
    ),
    (
        (LIFTED, "reads: [persons]", "reads: persons"),
        "RULEBOOK_TYPE indicators/persons_lifted.yaml reads: the value is of the wrong type; write a list",
    ),
    (
        ("grades.yaml", "points: 90", "points: true"),
        (
            "RULEBOOK_TYPE grades.yaml points.lifted.from.2016-01-01.points: the value is of the wrong "
            "type; write a whole "
            "number or text"
        ),
    ),
    (
        ("grades.yaml", "value: 9/10", "value: nearly all"),
        (
            "RULEBOOK_NUMBER grades.yaml classes.persons_lifted.from.2016-01-01.limits[1].value: 'nearly all' is not a "
            "number of law; write a whole number or a fraction such as 2/100"
        ),
    ),
    (
        (LIFTED, "kind: additive", "kind: holistic"),
        "RULEBOOK_VALUE indicators/persons_lifted.yaml kind: 'holistic' is not allowed; allowed are: additive, rate",
    ),
    (
        ("rulebook.yaml", "tiers: [province, county]", "tiers: [province, canton]"),
        "RULEBOOK_VALUE rulebook.yaml tiers[1]: 'canton' is not allowed; allowed are: centre, province, prefecture",
    ),
    (
        ("rulebook.yaml", ", fr: Un régime minimal}", "}"),
        (
            "LANGUAGE_MISSING rulebook.yaml title: the text is missing in the language 'fr'; write it in "
            "en, zh-hans and fr"
        ),
    ),
    (
        ("rulebook.yaml", "name: minimal", "name: Minimal Scheme"),
        "RULEBOOK_NAME rulebook.yaml name: 'Minimal Scheme' is not a name; use small letters",
    ),
    (
        (LIFTED, "register.persons_exited", "lambda row - row"),
        "RULEBOOK_NAME indicators/persons_lifted.yaml functions.2016-01-01: 'lambda row - row' is not a name",
    ),
    (
        ("sanctions.yaml", "{gate_failed: wrong_exit}", "{gate_failed: wrong_exit, finding: fraud}"),
        (
            "RULEBOOK_BOUNDS sanctions.yaml problems.fraud.from.2016-01-01.conditions[1]: the value breaks the rule "
            "'maxProperties 1' of the rulebook's schema; look up this key"
        ),
    ),
    (
        ("grades.yaml", "points: 90", "points: 9007199254740993"),
        "RULEBOOK_BOUNDS grades.yaml points.lifted.from.2016-01-01.points: the value breaks the rule 'maximum",
    ),
]


@pytest.mark.parametrize(("change", "words"), MISTAKES, ids=[words.split(":")[0] for _, words in MISTAKES])
def test_a_mistake_is_named_with_its_place_and_what_is_allowed(book, change, words):
    [one] = book.change(*change).faults()
    assert str(one).startswith(words)


def test_each_fault_has_its_place_for_pruning():
    content = {"description": {}, "unit": "ratio", "values": {"2016-01-01": {"value": 1}}}
    faults = schema_faults(Document("parameters/x.yaml", "parameter", content))
    assert [(place, one.code) for place, one in faults] == [
        (("description",), "LANGUAGE_MISSING"),
        (("description",), "LANGUAGE_MISSING"),
        (("description",), "LANGUAGE_MISSING"),
        (("values", "2016-01-01"), "VALUE_WITHOUT_SOURCE"),
    ]


def test_the_schema_has_a_definition_for_each_kind_of_file():
    assert {"rulebook", "parameter", "indicator", "grades", "sanctions", "cases"} <= set(schema()["$defs"])
