"""The languages of the house: every text and every output exists in all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Language:
    """``code`` is Pledgetree's, ``locale`` CLDR's, ``html`` the page's; ``catalogue`` is empty for the source."""

    code: str
    locale: str
    html: str
    catalogue: str
    own_name: str


LANGUAGES: Mapping[str, Language] = {
    one.code: one
    for one in (
        Language("en", "en_GB", "en", "", "English"),
        Language("zh-hans", "zh_Hans", "zh-Hans", "zh_Hans", "简体中文"),
        Language("fr", "fr", "fr", "fr", "Français"),
    )
}
