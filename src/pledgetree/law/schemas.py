"""Holds every file of a rulebook against the schema and says what is wrong in the rulebook's own words."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from pledgetree.base.errors import Fault, fault
from pledgetree.law.documents import Document, table
from pledgetree.law.reading import Place, key_text, read_document, where

TYPES = {
    "object": "a mapping",
    "array": "a list",
    "string": "text",
    "integer": "a whole number",
    "boolean": "true or false",
    "null": "null",
}

CODES = {
    "name": "RULEBOOK_NAME",
    "date": "RULEBOOK_DATE",
    "month_day": "RULEBOOK_MONTH_DAY",
    "number": "RULEBOOK_NUMBER",
    "status": "UNKNOWN_STATUS",
    "operator": "UNKNOWN_OPERATOR",
    "region": "UNKNOWN_REGION",
    "code": "CHECK_CODE",
}
"""Codes by what a value ought to be (``x-fault`` in the schema), in place of the general code of a keyword."""


@cache
def schema() -> Mapping[str, Any]:
    """The schema of all files, as shipped."""
    text = files("pledgetree.law").joinpath("schema", "rulebook.schema.yaml").read_bytes()
    content, _ = read_document(text, "rulebook.schema.yaml")
    return table(content)


def schema_faults(document: Document) -> list[tuple[Place, Fault]]:
    """Every fault of one file with the place it stands at, each once, in the order of the places."""
    found = {
        one: place
        for error in _validator(document.kind).iter_errors(document.content)
        for place in [_place(error)]
        for one in _faults(document.file, place, error)
    }
    return sorted(((place, one) for one, place in found.items()), key=lambda pair: (key_text(pair[0]), pair[1]))


@cache
def _validator(kind: str) -> Draft202012Validator:
    # Dates are read by the standard library: the checker knows that February has no 30th.
    return Draft202012Validator(
        {"$ref": f"#/$defs/{kind}", "$defs": schema()["$defs"]},
        format_checker=Draft202012Validator.FORMAT_CHECKER,
    )


def _place(error: ValidationError) -> Place:
    """Where the fault stands; a fault of a key's name stands at the key."""
    steps = list(error.absolute_schema_path)[:-1]
    named = steps[-1:] == ["propertyNames"] or steps[-2:] == ["propertyNames", "$ref"]
    return (*error.absolute_path, str(error.instance)) if named else tuple(error.absolute_path)


def _faults(file: str, place: Place, error: ValidationError) -> list[Fault]:
    rule: Any = error.validator_value
    within: Any = error.schema
    instance: Any = error.instance
    match error.validator:
        case "required":
            return [_missing(file, place, key, within) for key in rule if key not in instance]
        case "additionalProperties":
            known = within["properties"]
            unknown = [str(key) for key in instance if key not in known]
            return [
                fault("RULEBOOK_KEY_UNKNOWN", where(file, (*place, key)), key=key, allowed=", ".join(known))
                for key in unknown
            ]
        case "type":
            types = rule if isinstance(rule, list) else [rule]
            return [fault("RULEBOOK_TYPE", where(file, place), allowed=" or ".join(TYPES[one] for one in types))]
        case "enum":
            code = CODES.get(within.get("x-fault"), "RULEBOOK_VALUE")
            return [fault(code, where(file, place), value=str(error.instance), allowed=", ".join(rule))]
        case "pattern" | "format":
            return [fault(CODES[within["x-fault"]], where(file, place), value=str(error.instance))]
    return [fault("RULEBOOK_BOUNDS", where(file, place), rule=f"{error.validator} {rule}")]


def _missing(file: str, place: Place, key: str, within: Mapping[str, Any]) -> Fault:
    if key == "source":
        return fault("VALUE_WITHOUT_SOURCE", where(file, place))
    if within.get("x-fault") == "language":
        return fault("LANGUAGE_MISSING", where(file, place), language=key)
    return fault("RULEBOOK_KEY_MISSING", where(file, place), key=key)
