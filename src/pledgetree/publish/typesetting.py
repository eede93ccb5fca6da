"""Sets the paper forms with Typst: data in, PDF/A out, the same bytes for the same data on every machine.

Only the font of the package is used, never one of the system. Data goes in as ``sys.inputs`` and is set as inert text.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import typst

from pledgetree.base.errors import user_error
from pledgetree.evidence.signed_documents import Box, add_boxes

STANDARD: Final = "a-3b"
PAGE_HEIGHT = 841.89
"""Of an A4 page, in points."""
_EPOCH = date(1970, 1, 1)
_SECONDS = 86400
_FIELDS = "<field>"


@cache
def _fonts() -> typst.Fonts:
    folder = str(files("pledgetree.publish").joinpath("fonts"))
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])


def _compiler(form: str, inputs: dict[str, str]) -> typst.Compiler:
    folder = Path(str(files("pledgetree.publish").joinpath("paper")))
    return typst.Compiler(input=folder / form, root=folder, font_paths=_fonts(), sys_inputs=inputs)


def _text(view: Mapping[str, Any]) -> str:
    return json.dumps(view, ensure_ascii=False, sort_keys=True)


def set_form(form: str, view: Mapping[str, Any], record: bytes, day: date) -> bytes:
    """A PDF/A-3 of a form with its record attached and an empty signature field in every box.

    Args:
        form: name of the form in ``paper``.
        view: what it says.
        record: bytes of the record.
        day: the day the file says it was made on; a day of the form's own keeps the bytes equal.

    Raises:
        UserError: DOCUMENT_NOT_DRAWN, mostly a character that the font does not have.
    """
    compiler = _compiler(form, {"document": _text(view), "record": record.decode()})
    try:
        pdf = compiler.compile(format="pdf", pdf_standards=[STANDARD], timestamp=(day - _EPOCH).days * _SECONDS)
        boxes = [box_of(one) for one in json.loads(compiler.query(_FIELDS, field="value"))]
    except typst.TypstError as error:
        raise user_error("DOCUMENT_NOT_DRAWN", view.get("number", ""), reason=error.message) from None
    assert isinstance(pdf, bytes)
    return add_boxes(pdf, boxes)


def box_of(found: Mapping[str, Any]) -> Box:
    """The box of a signature from where the form set it; pages count from 1 there and heights from above."""
    left, high = float(found["x"]), PAGE_HEIGHT - float(found["y"])
    corners = (left, high - float(found["height"]), left + float(found["width"]), high)
    rounded = tuple(round(one, 2) for one in corners)
    return Box(found["field"], found["label"], int(found["page"]) - 1, (rounded[0], rounded[1], rounded[2], rounded[3]))


def set_mark(view: Mapping[str, Any]) -> bytes:
    """What is seen in a signature's box: a PDF of one page.

    Raises:
        UserError: DOCUMENT_NOT_DRAWN.
    """
    try:
        pdf = _compiler("mark.typ", {"document": _text(view)}).compile(format="pdf")
    except typst.TypstError as error:
        raise user_error("DOCUMENT_NOT_DRAWN", view["name"], reason=error.message) from None
    assert isinstance(pdf, bytes)
    return pdf
