import pytest

from pledgetree.base.errors import UserError, fault, raise_faults, user_error, wordings


def test_a_fault_says_code_place_what_and_remedy():
    one = fault("WRONG_DATE", "plans.csv:3", value="31/12/2016")
    assert str(one) == (
        "WRONG_DATE plans.csv:3: '31/12/2016' is not a date; write dates as YYYY-MM-DD, for example 2016-12-31"
    )


def test_an_undeclared_code_cannot_be_used():
    with pytest.raises(KeyError):
        fault("NO_SUCH_CODE")


def test_all_faults_are_raised_together():
    faults = [fault("WRONG_DATE", "a", value="x"), fault("WRONG_UNIT_CODE", "b", value="y")]
    with pytest.raises(UserError) as caught:
        raise_faults(faults)
    assert [one.code for one in caught.value.faults] == ["WRONG_DATE", "WRONG_UNIT_CODE"]
    assert caught.value.exit_code == 2


def test_warnings_do_not_raise():
    warnings = [code for code, words in wordings().items() if words.severity != "fault"]
    raise_faults([])
    assert all(words.severity in ("fault", "warning", "note") for words in wordings().values()), warnings


def test_every_wording_has_a_remedy():
    assert all(words.what and words.remedy for words in wordings().values())


def test_user_error_holds_one_fault():
    assert [one.code for one in user_error("FOLDER_MISSING", "x").faults] == ["FOLDER_MISSING"]
