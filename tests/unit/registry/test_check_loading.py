"""Checks of a rulebook and of a user's own file; all faults together."""

from datetime import date

import pytest

from pledgetree.base.errors import UserError
from pledgetree.law.loading import bundled_folder
from pledgetree.registry.check_loading import bundled_checks, check_faults, load_checks
from tests.unit.registry.check_examples import DAY

NAME = "cn-central-2016"
OWN = """\
checks:
  {code}:
    title: {{en: a, zh-hans: b, fr: c}}
    table: households
    column: income_fen
    owner: poverty_relief
    remedy: verify_value
    from:
      2016-01-01:
        when: {{more: [income_fen, 1]}}
        source: {{title: t, status: modelled}}
"""


def test_the_shipped_checks_are_sound_and_at_least_ninety():
    assert check_faults(bundled_folder() / NAME) == []
    held = bundled_checks(NAME, DAY)
    assert len(held.checks) >= 90
    assert all(set(one.title) == set(one.remedy) == {"en", "zh-hans", "fr"} for one in held.checks)


def test_checks_are_dated():
    before = {one.code for one in load_checks(NAME, date(2015, 12, 31)).checks}
    after = {one.code for one in bundled_checks(NAME, DAY).checks}
    assert "EXIT_NOTICE_MISSING" in after - before


def test_a_local_file_adds_a_check(tmp_path):
    (tmp_path / "own.yaml").write_text(OWN.format(code="OURS"), encoding="utf-8")
    found = load_checks(NAME, DAY, [tmp_path / "own.yaml"])
    assert found.checks[-1].code == "OURS"
    assert found.digest != bundled_checks(NAME, DAY).digest


def test_faults_of_a_local_file_come_together(tmp_path):
    text = OWN.format(code="NO_HEAD").replace("verify_value", "nothing") + OWN.format(code="two")[8:]
    (tmp_path / "own.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(UserError) as caught:
        load_checks(NAME, DAY, [tmp_path / "own.yaml"])
    assert {"CHECK_TWICE", "CHECK_CODE"} <= {one.code for one in caught.value.faults}


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(UserError, match="FILE_MISSING"):
        load_checks(NAME, DAY, [tmp_path / "none.yaml"])
