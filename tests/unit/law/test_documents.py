from pledgetree.law.documents import documents_of, items, last_names, raw_form, table, texts


def test_files_become_parts_of_one_object_and_come_back():
    documents = {"rulebook.yaml": {"name": "x"}, "parameters/limits/a.yaml": {"unit": "b"}, "cases/c.yaml": []}
    raw = raw_form(documents)
    assert raw == {
        "name": "",
        "extends": None,
        "rulebook": {"name": "x"},
        "grades": {},
        "sanctions": {},
        "parameters": {"limits/a": {"unit": "b"}},
        "indicators": {},
        "cases": {"c": []},
    }
    assert [(one.file, one.kind, one.content) for one in documents_of(raw)] == [
        ("rulebook.yaml", "rulebook", {"name": "x"}),
        ("grades.yaml", "grades", {}),
        ("sanctions.yaml", "sanctions", {}),
        ("parameters/limits/a.yaml", "parameter", {"unit": "b"}),
        ("cases/c.yaml", "cases", []),
    ]


def test_looking_into_what_is_not_there_gives_nothing():
    raw = {"a": {"b": {"c": {}}, "d": 3}, "e": [1]}
    assert table(raw, "a", "b") == {"c": {}}
    assert (table(raw, "a", "d"), table(raw, "e", "b"), table(None, "a")) == ({}, {}, {})
    assert list(items(raw, "a")) == [("b", {"c": {}})]


def test_texts_of_a_list():
    assert (texts(["a", 1, None, "b"]), texts("a"), texts(None)) == (["a", "b"], [], [])


def test_an_indicator_is_named_by_its_file():
    assert last_names(["funds/growth", "recognition"]) == ["growth", "recognition"]
