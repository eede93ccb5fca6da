import pytest

from pledgetree.base.errors import UserError
from pledgetree.evidence.signed_documents import open_document
from pledgetree.publish.typesetting import box_of, set_mark

VIEW = {"lang": "zh", "region": "cn", "name": "张三", "lines": ["党委书记", "a"], "width": 200.0, "height": 60.0}


def test_a_mark_is_a_page_of_the_boxs_size():
    page = open_document(set_mark(VIEW), "x").root["/Pages"]["/Kids"][0]
    assert [round(float(one)) for one in page["/MediaBox"]] == [0, 0, 200, 60]


def test_a_mark_is_the_same_each_time():
    assert set_mark(VIEW) == set_mark(VIEW)


@pytest.mark.parametrize("name", ["长" * 40, "a" * 200, "#panic()", '#read("mark.typ")', "\\ * _ $ @ <a> #"])
def test_any_name_is_set_as_it_is(name):
    assert set_mark(VIEW | {"name": name}).startswith(b"%PDF-")


def test_heights_are_turned_upside_down():
    found = {"field": "a.b", "label": "A", "page": 2, "x": 50, "y": 100, "width": 200, "height": 60}
    box = box_of(found)
    assert (box.name, box.label, box.page) == ("a.b", "A", 1)
    assert box.corners == pytest.approx((50, 841.89 - 160, 250, 741.89))


def test_what_cannot_be_set_is_said():
    with pytest.raises(UserError) as error:
        set_mark(VIEW | {"region": "somewhere"})
    assert [one.code for one in error.value.faults] == ["DOCUMENT_NOT_DRAWN"]
