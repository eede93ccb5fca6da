import pyarrow as pa

from pledgetree.nation.sharing import Shared


def test_a_table_is_made_once_and_linked(tmp_path):
    shared, made = Shared(), []

    def make():
        made.append(1)
        return pa.table({"old_code": ["1"], "new_code": ["2"], "changed_on": pa.array([None], pa.date32())})

    folders = [tmp_path / name for name in ("a", "b")]
    for folder in folders:
        folder.mkdir()
    one, other = (shared.table(folder, "code_changes", "x", make) for folder in folders)
    assert one == other
    assert made == [1]
    first, second = (folder / "code_changes.parquet" for folder in folders)
    assert first.read_bytes() == second.read_bytes()
    assert first.stat().st_ino == second.stat().st_ino


def test_another_edition_is_made_anew(tmp_path):
    shared = Shared()
    for name, day in (("a", 1), ("b", 2)):
        (tmp_path / name).mkdir()
        table = pa.table(
            {"old_code": [str(day)], "new_code": ["2"], "changed_on": pa.array([day], pa.int32()).cast("date32")}
        )
        shared.part(tmp_path / name, "code_changes", "p", lambda table=table: table, edition=name)
    one, other = (tmp_path / name / "code_changes" / "p.parquet" for name in ("a", "b"))
    assert one.read_bytes() != other.read_bytes()
