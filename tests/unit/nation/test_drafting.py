import numpy as np

from pledgetree.nation.drafting import PER_KIND, Kind, day_text, last_day, step


def draft_of(grown, **changes):
    from pledgetree.nation.drafting import Draft

    given = {"seed": 7, "tree": grown.honest.signing, "promises": grown.honest, "rural": grown.honest.stock}
    given |= {"pledges": grown.pledges, "commitments": grown.commitments}
    return Draft(**given | {"gone": np.zeros(len(grown.pledges.signed), np.bool_)} | changes)


def test_cases_never_share_a_county(grown):
    draft, seen = draft_of(grown), []
    kind = Kind(
        "some", type(draft).villages, lambda draft, place: seen.append(int(draft.county_of(np.array([place]))[0]))
    )
    for _ in range(3):
        draft.plant(kind)
    assert len(seen) == len(set(seen)) == 3 * PER_KIND


def test_where_there_is_no_room_nothing_is_planted(grown):
    draft = draft_of(grown)
    draft.plant(Kind("none", lambda _: np.empty(0, np.int64), lambda *_: 1 / 0))
    assert draft.told == []


def test_what_is_told_names_pledge_and_unit(grown):
    draft = draft_of(grown, case=("kind", 2))
    draft.tell("SHORTFALL", 1, 1, (5, 4), (0, 2017))
    (row,) = draft.truth().to_pylist()
    assert row["pledge_id"] == f"PG-2015-{row['unit_id']}"
    assert (row["indicator"], row["year"], row["since"]) == ("poor_lifted", 2017, 2017)
    assert (row["expected"], row["found"], row["kind"], row["case"]) == ("5", "4", "kind", 2)


def test_copied_commitments_say_the_same_for_another_pledge(grown):
    draft = draft_of(grown)
    before = len(draft.commitments.pledge)
    new = np.array([len(draft.gone)])
    draft.gone = np.append(draft.gone, False)
    draft.copy_commitments(np.array([1]), new)
    old, copied = draft.commitments.find(1, 0), draft.commitments.find(int(new[0]), 0)
    assert (draft.commitments.target[old] == draft.commitments.target[copied]).all()
    assert (len(old), len(draft.commitments.pledge) > before) == (5, True)
    draft.drop_commitments(copied)
    assert len(draft.commitments.find(int(new[0]), 0)) == 0


def test_days_and_years():
    assert day_text(last_day(2020)) == "2020-12-31"
    assert (step(2016), step(2020)) == (0, 4)
