import copy

import pyarrow as pa
import pytest

from pledgetree.base.errors import InternalError
from pledgetree.snapshot.declaration import (
    _raw,
    arrow_schema,
    declared_tables,
    reference_page,
    schema_version,
    table_schema,
    tables_from_raw,
    without_empty,
)

PROMISED = [
    "units", "code_changes", "offices", "posts", "pledges", "signatures", "commitments", "plans", "households",
    "persons", "measures", "funds", "projects", "payments", "reports", "interviews", "findings", "statistics",
]  # fmt: skip


def test_every_promised_table_is_declared():
    assert set(PROMISED) <= set(declared_tables())
    assert schema_version() >= 1


def test_columns_carry_their_rules():
    plans = declared_tables()["plans"]
    assert plans.key == ("plan_id", "indicator")
    assert plans.column("target_denominator").minimum == 1
    assert plans.column("unit_id").references == "units"
    assert plans.column("unit_id").dated_by == "year"
    assert plans.column("reason").optional
    assert declared_tables()["households"].parts == "county"
    with pytest.raises(KeyError):
        plans.column("nothing")


def test_the_arrow_schema_has_the_declared_order_and_types():
    schema = arrow_schema(declared_tables()["funds"])
    assert schema.names == list(declared_tables()["funds"].names())
    assert [str(schema.field(name).type) for name in ("fund_id", "amount_fen", "received_on")] == [
        "string",
        "int64",
        "date32[day]",
    ]
    assert arrow_schema(declared_tables()["units"]).field("signs").type == pa.bool_()


def test_the_manifest_schema_is_a_table_schema():
    schema = table_schema(declared_tables()["code_changes"])
    assert schema["primaryKey"] == ["old_code", "new_code"]
    assert schema["fields"][2] == {"name": "changed_on", "type": "date"}


def test_references_are_followed_only_to_keys_of_one_column():
    for table in declared_tables().values():
        for column in table.columns:
            assert column.references is None or len(declared_tables()[column.references].key) == 1


def spoil(table, column, **values):
    raw = copy.deepcopy(dict(_raw()))
    target = raw["tables"][table]
    (target["columns"][column] if column else target).update(values)
    return raw


@pytest.mark.parametrize(
    ("raw", "word"),
    [
        (spoil("funds", "amount_fen", type="money"), "type is one of"),
        (spoil("funds", "amount_fen", allowed=["1"]), "allowed is for texts"),
        (spoil("funds", "source_tier", minimum=1), "minimum is for integers"),
        (spoil("interviews", "persons_wrong", at_most="nothing"), "at_most names"),
        (spoil("interviews", "persons_wrong", at_most="group"), "at_most names"),
        (spoil("interviews", "group", at_most="persons"), "at_most names"),
        (spoil("funds", "unit_id", references="statistics"), "references names"),
        (spoil("funds", "unit_id", references="nothing"), "references names"),
        (spoil("funds", "unit_id", dated_by="nothing"), "dated_by names"),
        (spoil("funds", "unit_id", optional=True), "exclude each other"),
        (spoil("funds", "received_on", sparse=True), "sparse is for"),
        (spoil("persons", "relation", references="units"), "sparse is for"),
        (spoil("persons", "person_id", sparse=True, required=False, optional=True), "sparse is for"),
        (spoil("funds", None, key=["nothing"]), "key"),
        (spoil("funds", None, key=[]), "key"),
        (spoil("funds", "unit_id", colour="red"), "colour"),
        (spoil("funds", None, colour="red"), "colour"),
        ({}, "tables"),
    ],
)
def test_a_contradictory_declaration_is_refused(raw, word):
    with pytest.raises(InternalError, match=word):
        tables_from_raw(raw)


def test_every_mistake_is_named():
    raw = spoil("funds", "amount_fen", type="money")
    raw["tables"]["plans"]["key"] = ["nothing"]
    with pytest.raises(InternalError) as caught:
        tables_from_raw(raw)
    assert len(caught.value.faults) >= 2


def test_the_reference_page_names_every_table_and_column():
    page = reference_page()
    for table in declared_tables().values():
        section = page.split(f"\n## {table.name}\n")[1].split("\n## ")[0]
        assert table.description in section
        assert all(f"| `{column.name}` | {column.type} |" in section for column in table.columns)
    assert "fen/person/year" in page
    assert "from 0; at most `persons` |" in page


def test_sparse_columns_are_read_when_named():
    persons = declared_tables()["persons"]
    assert "relation" not in arrow_schema(persons).names
    assert arrow_schema(persons, ["relation", "nothing"]).names == [*arrow_schema(persons).names, "relation"]
    assert set(arrow_schema(persons, persons.names()).names) == set(persons.names())
    assert table_schema(persons)["fieldsMatch"] == ["subset"]
    assert "relation" not in [one["name"] for one in table_schema(persons)["fields"]]


def test_a_sparse_column_without_values_is_left_out():
    persons = declared_tables()["persons"]
    rows = pa.table({"person_id": ["a", "b"], "relation": ["head", None], "health": pa.nulls(2, pa.string())})
    assert without_empty(persons, rows).column_names == ["person_id", "relation"]
    assert without_empty(persons, rows.slice(1)).column_names == ["person_id"]
