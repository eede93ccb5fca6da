"""From words to a sample: columns of the design, domains, and the forms of a question."""

import pytest

from pledgetree.base.errors import UserError
from pledgetree.survey.asking import DesignColumns, read_question, read_sample, split_names

TABLE = """s,c,d,w,N,M,y,x,q,a/b
1,1,乙,2,10,4,1,2,yes,1
1,1,甲,2,10,4,2,2,no,2
1,2,甲,2,10,6,3,2,yes,3
2,1,甲,3,12,5,4,2,1.0,4
2,2,乙,3,12,5,5,2,1,5
"""


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "d.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def test_names_are_split_at_commas():
    assert split_names("a, b") == ("a", "b")
    assert split_names(None) == ()


def test_the_design_is_made_of_the_columns_named(table):
    sample = read_sample(table, DesignColumns("w", "s", ("c",), ("N", "M"), "d"))
    first, second = sample.design.stages
    assert sample.design.weight.tolist() == [2, 2, 2, 3, 3]
    assert first.unit.tolist() == [0, 0, 1, 2, 3]
    assert first.fraction.tolist() == [2 / 10, 2 / 12]
    assert second.fraction.tolist() == [2 / 4, 1 / 6, 1 / 5, 1 / 5]
    assert sample.names == ("乙", "甲")
    assert sample.domains.code.tolist() == [0, 1, 1, 1, 0]


def test_without_columns_rows_are_independent(table):
    sample = read_sample(table, DesignColumns())
    assert len(sample.design.stages) == 1
    assert (sample.design.weight.tolist(), sample.names) == ([1] * 5, (None,))


def test_two_levels_of_clusters(table):
    sample = read_sample(table, DesignColumns(None, None, ("s", "c")))
    first, second = sample.design.stages
    assert (first.unit.tolist(), second.unit.tolist()) == ([0, 0, 0, 1, 1], [0, 0, 1, 2, 3])


@pytest.mark.parametrize(
    ("kind", "text", "y"),
    [
        ("mean", "y", [1, 2, 3, 4, 5]),
        ("total", "a/b", [1, 2, 3, 4, 5]),
        ("proportion", "q==yes", [1, 0, 1, 0, 0]),
        ("proportion", "q == 1", [0, 0, 0, 1, 1]),
        ("proportion", "q==nobody", [0] * 5),
        ("ratio", "y/x", [1, 2, 3, 4, 5]),
        ("ratio", "a/b/x", [1, 2, 3, 4, 5]),
    ],
)
def test_forms_of_a_question(table, kind, text, y):
    _, question = read_question(table, DesignColumns(), kind, text)
    assert question.y.tolist() == y
    assert question.x is None or question.x.tolist() == [2] * 5


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        ("proportion", "q", "NOT_A_QUESTION"),
        ("proportion", "==1", "NOT_A_QUESTION"),
        ("ratio", "y", "NOT_A_QUESTION"),
        ("ratio", "y/", "NOT_A_QUESTION"),
        ("ratio", "y/none", "COLUMN_MISSING"),
        ("mean", "none", "COLUMN_MISSING"),
        ("mean", "q", "WRONG_TYPE"),
    ],
)
def test_a_wrong_question_is_refused(table, kind, text, code):
    with pytest.raises(UserError) as caught:
        read_question(table, DesignColumns(), kind, text)
    assert {one.code for one in caught.value.faults} == {code}


@pytest.mark.parametrize(
    ("clusters", "populations"), [((), ("N", "M")), (("s", "c", "d"), ()), (("s", "c"), ("N", "M", "w"))]
)
def test_counts_must_go_with_stages(table, clusters, populations):
    with pytest.raises(UserError, match="CLUSTERS_AND_POPULATIONS"):
        read_sample(table, DesignColumns(None, None, clusters, populations))
