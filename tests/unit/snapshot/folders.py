"""A small sound folder of tables, and ways to spoil it."""

from pathlib import Path

from pledgetree.base.errors import UserError
from pledgetree.snapshot.freezing import freeze

UNITS = """\
unit_id,parent_id,tier,name,region,signs,in_programme,valid_from,valid_to
000000000000,,centre,中央,,true,true,,
520000000000,000000000000,province,贵州省,west,true,true,,
520500000000,520000000000,prefecture,毕节市,,true,true,,
520502000000,520500000000,county,七星关区,,true,true,,
520502100000,520502000000,township,一镇,,true,true,,
520502100201,520502100000,village,一村,,true,true,,
520502100202,520502100000,village,二村,,true,true,,
"""
CODE_CHANGES = """\
old_code,new_code,changed_on
522401000000,520502000000,2011-12-10
"""
FUNDS = """\
fund_id,unit_id,year,source_tier,amount_fen,received_on,allocated_on
F1,520502000000,2016,centre,100000000,2016-03-01,2016-03-20
F2,520500000000,2016,province,0,2016-04-01,
"""
HOUSEHOLDS = """\
household_id,unit_id,identified_on,state,exit_approved_on,exited_on,relapsed_on,attribute,main_cause,income_fen,\
food,clothing,education,medical,housing,water
520502000000001,520502100201,2014-05-01,exited,2016-12-01,2016-12-20,,general,illness,400000,\
true,true,true,true,true,true
520502000000002,520502100202,2014-05-01,poor,,,,general,land,200000,true,true,true,true,false,true
"""
PERSONS = """\
person_id,household_id,birth_year,sex,opening,inflow,outflow,closing
52050200000000101,520502000000001,1950,female,true,none,exited,false
52050200000000102,520502000000001,1980,male,true,none,exited,false
52050200000000201,520502000000002,2016,male,false,born,none,true
52050200000000202,520502000000002,1970,female,true,none,none,true
"""
SOUND = {
    "units": UNITS,
    "code_changes": CODE_CHANGES,
    "funds": FUNDS,
    "households": HOUSEHOLDS,
    "persons": PERSONS,
}


def write_folder(folder: Path, **tables: str | None) -> Path:
    """Write the sound tables, some of them replaced (None leaves one out)."""
    folder.mkdir()
    for name, text in {**SOUND, **tables}.items():
        if text is not None:
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def frozen(tmp_path: Path, name: str = "s", **tables: str | None) -> Path:
    """Freeze a folder of the sound tables, some replaced; gives the snapshot's path."""
    out = tmp_path / name
    freeze(write_folder(tmp_path / f"{name}-in", **tables), year=2016, out=out, frozen_at="2017-01-01T00:00:00+00:00")
    return out


def refused(tmp_path: Path, **tables: str | None) -> list:
    """The faults for which a folder is refused; nothing but the folder may stand there afterwards."""
    folder = write_folder(tmp_path / "in", **tables)
    try:
        freeze(folder, year=2016, out=tmp_path / "s", frozen_at="2017-01-01T00:00:00+00:00")
    except UserError as error:
        assert [path.name for path in tmp_path.iterdir()] == ["in"]
        return list(error.faults)
    raise AssertionError("the folder was accepted")


def codes(faults) -> list[str]:
    """The codes of faults, in order."""
    return [one.code for one in faults]
