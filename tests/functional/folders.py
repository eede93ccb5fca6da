"""A small folder of tables as a user would hand it in: one village below one county, and the wrongs done to it."""

from pathlib import Path

UNITS = """\
unit_id,parent_id,tier,name,region,signs,in_programme,valid_from,valid_to
000000000000,,centre,中央,,true,true,,
520000000000,000000000000,province,贵州省,west,true,true,,
520500000000,520000000000,prefecture,毕节市,,true,true,,
520502000000,520500000000,county,七星关区,,true,true,,
520502100000,520502000000,township,一镇,,true,true,,
520502100201,520502100000,village,一村,,true,true,,
"""
FUNDS = """\
fund_id,unit_id,year,source_tier,amount_fen,received_on,allocated_on
F1,520502000000,2016,centre,100000000,2016-03-01,2016-03-20
"""


def write_folder(folder: Path, **tables: str) -> Path:
    """Write ``name=text`` as ``name.csv``; units and funds stand there unless given (None leaves one out)."""
    folder.mkdir()
    for name, text in {"units": UNITS, "funds": FUNDS, **tables}.items():
        if text is not None:
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder
