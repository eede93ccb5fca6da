from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from importlib.resources import files

import pytest

from pledgetree.publish.languages import LANGUAGES
from pledgetree.publish.pages import landing_page, pages
from pledgetree.publish.publishing import compose
from tests.unit.publish.programme import made_up_programme
from tests.unit.publish.rules import rulebook

GUIZHOU = "provinces/520000000000.html"


class Outline(HTMLParser):
    """What a page is made of: tags with their attributes, headings, ids, text."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.text = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text.append(data)

    def all(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]

    @property
    def headings(self):
        return [int(name[1]) for name, _ in self.tags if re.fullmatch("h[1-6]", name)]


@pytest.fixture(scope="module")
def site(report):
    return {lang: dict(pages(report, lang)) for lang in LANGUAGES}


def every_page(site):
    return [(lang, place, Outline(text)) for lang, group in site.items() for place, text in group.items()]


def test_every_language_has_every_page(site):
    assert {len(group) for group in site.values()} == {1 + 31}


def test_a_province_outside_the_programme_says_so_in_the_table_too(site):
    for lang, words in (("en", "not in the programme"), ("zh-hans", "不在考核范围"), ("fr", "hors du programme")):
        page = site[lang]["index.html"]
        [table] = re.findall(r'aria-labelledby="t-grades".*?</table>', page, re.DOTALL)
        [beijing] = [row for row in re.findall(r"<tr>.*?</tr>", table, re.DOTALL) if "110000000000" in row]
        assert words in beijing


def test_pages_load_nothing_and_run_nothing(site):
    for lang, place, page in every_page(site):
        tags = {name for name, _ in page.tags}
        assert not tags & {"script", "iframe", "img", "object", "form"}, (lang, place)
        assert [one["href"] for one in page.all("link")] == ["data:,"]
        for attributes in page.all("a"):
            assert not attributes["href"].startswith(("http", "//")), (lang, place)
        assert not re.search(r"url\((?!#)|@import", site[lang][place])


def test_pages_say_their_language_and_let_readers_skip(site):
    for lang, _, page in every_page(site):
        assert page.all("html")[0]["lang"] == LANGUAGES[lang].html
        assert page.all("a")[0] == {"class": "skip", "href": "#content"}
        assert page.all("main")[0]["id"] == "content"


def test_headings_go_down_one_step_at_a_time(site):
    for lang, place, page in every_page(site):
        assert page.headings.count(1) == 1, (lang, place)
        assert page.headings[0] == 1
        assert all(after - before <= 1 for before, after in zip(page.headings, page.headings[1:], strict=False))


def test_ids_are_unique_and_every_picture_is_named(site):
    for lang, place, page in every_page(site):
        ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
        assert len(ids) == len(set(ids)), (lang, place)
        for attributes in page.all("svg"):
            assert attributes.get("aria-hidden") == "true" or attributes["aria-labelledby"] in ids
        for attributes in page.all("div"):
            assert attributes.get("aria-labelledby", ids[0]) in ids


def test_every_picture_has_its_table(site):
    page = Outline(site["en"][GUIZHOU])
    pictures = [one for one in page.all("svg") if one.get("role") == "img"]
    captions = {attributes.get("id") for attributes in page.all("caption")}
    assert len(pictures) == 3
    assert {"t-trend", "t-gates", "t-indicators", "t-counties"} <= captions


def test_links_inside_the_site_lead_to_pages(site):
    for lang, place, page in every_page(site):
        for attributes in page.all("a"):
            target = attributes["href"].partition("#")[0]
            if target.endswith(".html"):
                base = [lang, *place.split("/")[:-1]]
                for part in target.split("/"):
                    base = base[:-1] if part == ".." else [*base, part]
                assert "/".join(base[1:]) in site[base[0]], (place, target)


def test_every_grade_of_a_real_province_is_called_illustrative(site):
    for lang, word in (("en", "illustrative"), ("zh-hans", "示意"), ("fr", "illustratif")):
        for place, text in site[lang].items():
            words = re.findall(r'<span class="gradeword">(.*?</span>(?:</span>)?)', text, re.S)
            judged = [one for one in words if "</span></span>" in one or place != "index.html"]
            assert all(word in one for one in judged), (lang, place)
    assert site["en"]["index.html"].count("illustrative") > 31


def test_a_real_result_is_not_called_made_up(report):
    real = replace(report, facts=replace(report.facts, made_up=False))
    text = dict(pages(real, "en"))["index.html"]
    assert "are illustrative" not in text
    assert '<span class="gradeword">' in text
    assert not re.search(r'gradeword">(?:(?!</span>).)*<span class="tag"', text, re.S)


def test_the_sentence_comes_first_then_numbers_trend_reasons(site):
    text = site["en"][GUIZHOU]
    order = [
        "<h1>",
        'class="cards"',
        "Trend",
        "The gates",
        "Why this grade",
        "Problems found",
        "What follows",
        "The counties",
    ]
    assert [text.index(one) for one in order] == sorted(text.index(one) for one in order)


def test_why_this_grade_names_computed_cap_article_and_final(small_report):
    texts = dict(pages(small_report, "en"))
    capped = next(
        key for key in small_report.tables["grades"].keys if small_report.tables["grades"].at(key, "capped_by").shown
    )
    why = texts[f"provinces/{capped}.html"].split("Why this grade")[1].split("Problems found")[0]
    for words in ("By the classes the rules give", "A problem limits the grade to", "modelled", "Final grade"):
        assert words in why


def test_method_and_digests_are_stated(report, site):
    text = site["en"]["index.html"]
    for value in report.facts.extra.values():
        assert value in text
    assert report.facts.digest in text
    assert "pledgetree verify RESULT --snapshot SNAPSHOT" in text


def test_small_counts_stand_on_no_page(small_report):
    exited = {unit: rows[0]["numerator"] for unit, rows in small_report.facts.tables["figures"].items()}
    small = [
        unit for unit, value in exited.items() if 0 < value < 10 and small_report.facts.units[unit].tier == "county"
    ]
    assert small
    text = dict(pages(small_report, "en"))
    for unit in small:
        page = text[f"provinces/{unit[:2]}0000000000.html"]
        assert "&lt;10" in page


def test_names_are_never_read_as_html():
    result = made_up_programme(counties=1)
    for row in result.rows["units"]:
        if row["tier"] != "centre":
            row["name"] = '<script>alert("x")</script>'
    result.rulebook = replace(rulebook(), title=dict.fromkeys(LANGUAGES, "<img src=x onerror=alert(1)>"))
    for row in result.rows["problems"]:
        row["detail"] = row["article"] = "</td><script>"
    for text in dict(pages(compose(result), "fr")).values():
        assert "<script" not in text
        assert "<img" not in text


def test_the_landing_page_offers_every_language(report):
    page = Outline(landing_page(report))
    assert [one["href"] for one in page.all("a")] == [f"{lang}/index.html" for lang in LANGUAGES]
    assert not page.all("meta")[0].get("http-equiv")


def test_a_rulebook_without_people_still_gives_a_page():
    result = made_up_programme(counties=1)
    bare = rulebook()
    result.rulebook = replace(bare, indicators={}, scheme=replace(bare.scheme, gates=(), classes=(), caps=()))
    for row_name in ("figures", "gates", "classes", "targets"):
        result.rows[row_name].clear()
    texts = dict(pages(compose(result), "en"))
    assert "The year 2016 under the rulebook" in texts["index.html"]


def luminance(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    """WCAG 2.2, contrast ratio."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def themes():
    style = files("pledgetree.publish").joinpath("style", "report.css").read_text(encoding="utf-8")
    found = [dict(re.findall(r"--([\w]+): (#\w+)", block)) for block in re.findall(r":root \{(.*?)\}", style, re.S)]
    return [
        {
            name: colour if len(colour) == 7 else "#" + "".join(2 * sign for sign in colour[1:])
            for name, colour in one.items()
        }
        for one in found
    ]


TEXT_ON = [
    ("ink", "paper"),
    ("ink", "raised"),
    ("ink", "faint"),
    ("soft", "paper"),
    ("soft", "raised"),
    ("soft", "faint"),
]
TEXT_ON += [("accent", "paper"), ("accent", "raised"), ("behind", "paper"), ("tout", "out")]
TEXT_ON += [(f"t{step}", f"g{step}") for step in range(1, 5)]


@pytest.mark.parametrize("theme", range(3), ids=["light", "dark", "print"])
@pytest.mark.parametrize(("text", "ground"), TEXT_ON)
def test_text_is_readable_in_every_theme(theme, text, ground):
    colours = themes()[theme]
    assert contrast(colours[text], colours[ground]) >= 4.5


def test_black_on_white_is_the_greatest_contrast():
    assert round(contrast("#000000", "#ffffff"), 2) == 21.0
