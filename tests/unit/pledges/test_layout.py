"""Blocks hold the standing commitments of one indicator, year, kind and basis, in the order of the tree."""

from datetime import date

import numpy as np

from pledgetree.pledges.arrays import ADDITIVE, ANNUAL, RATE
from pledgetree.pledges.layout import lay_out
from pledgetree.pledges.reading import day_number
from pledgetree.pledges.tree import build_tree
from tests.unit.pledges.programmes import arrays, commitment, promise, row_of, tree


def laid_out(rows, year=2016):
    programme = arrays(rows, year)
    made = build_tree(programme.units, programme.pledges, day_number(date(year, 12, 31)))
    return programme, lay_out(programme.commitments, made)


def test_every_standing_commitment_stands_in_one_block():
    rows = promise(promise(tree(), "poor_lifted", 2016, 3), "poverty_incidence", 2017, (1, 50))
    rows["commitments"].append(commitment("P520502", "villages_exited", 2016, 1, basis="cumulative"))
    row_of(rows, "pledges", pledge_id="P520521100201")["signed_on"] = date(2017, 1, 1)
    programme, layout = laid_out(rows)
    blocks = {name: list(layout.blocks(place)) for place, name in enumerate(programme.commitments.indicators)}
    assert {name: [len(block.places) for block in found] for name, found in blocks.items()} == {
        "poor_lifted": [9],
        "poverty_incidence": [9],
        "villages_exited": [1],
    }
    (block,) = blocks["poor_lifted"]
    assert (block.year, block.kind, block.basis) == (2016, ADDITIVE, ANNUAL)
    assert blocks["poverty_incidence"][0].kind == RATE


def test_rows_lie_in_the_order_of_the_tree_whatever_their_order_in_the_table():
    rows = promise(tree(), "poor_lifted", 2016, 3)
    for number, row in enumerate(rows["commitments"]):
        row["target_numerator"] = number
    expected = {row["pledge_id"]: row["target_numerator"] for row in rows["commitments"]}
    rows["commitments"].reverse()
    programme, layout = laid_out(rows)
    (block,) = layout.blocks(0)
    assert (np.diff(block.places) > 0).all()
    ids = programme.pledges.ids[layout.tree.pledge[block.places]]
    assert dict(zip(ids.tolist(), block.target.tolist(), strict=True)) == expected


def test_more_cells_than_sixteen_bits_can_count():
    rows = tree()
    for year in range(1900, 2400):
        rows["commitments"] += [commitment("P52", f"indicator_{number}", year, number) for number in range(8)]
    programme, layout = laid_out(rows)
    assert len(programme.commitments.indicators) * len(programme.commitments.years) * 9 > 2**15
    for number in range(8):
        assert [block.target.tolist() for block in layout.blocks(number)] == [[number]] * 500


def test_no_commitments_make_no_blocks():
    programme, layout = laid_out(tree())
    assert programme.commitments.indicators == ()
    assert len(layout.order) == 0
