"""The report in a real browser: nothing fetched, nothing overflowing, in every language, width and theme."""

from __future__ import annotations

import shutil

import pytest

from pledgetree.publish.languages import LANGUAGES
from pledgetree.publish.publishing import compose, write_report
from tests.unit.publish.programme import made_up_programme

pytestmark = pytest.mark.chromium
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PLACES = ("index.html", "provinces/520000000000.html", "provinces/110000000000.html")
WIDTHS = {"desk": 1280, "phone": 390}
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
UNREACHABLE = """[...document.querySelectorAll('table')]
    .filter(one => one.scrollWidth > one.parentElement.clientWidth + 1)
    .map(one => one.parentElement)
    .filter(one => one.tabIndex !== 0 || getComputedStyle(one).overflowX !== 'auto').length"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("report")
    write_report(compose(made_up_programme(scale=10)), folder, lambda *_: None)
    return folder


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def open_page(browser, site):
    """Opens a page of the report; gives it with what it fetched and what its console said."""
    contexts = []

    def opened(place, width=1280, theme="light"):
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme)
        contexts.append(context)
        page = context.new_page()
        page.told, page.fetched = [], []
        page.on("console", lambda message: page.told.append(message.text))
        page.on("pageerror", lambda error: page.told.append(str(error)))
        page.on("request", lambda request: page.fetched.append(request.url))
        page.goto((site / place).as_uri())
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("place", PLACES)
def test_a_page_stands_by_itself_and_fits(open_page, tmp_path, place, lang, width):
    page = open_page(f"{lang}/{place}", WIDTHS[width])
    assert page.told == []
    assert [url for url in page.fetched if not url.startswith(("file:", "data:"))] == []
    assert page.evaluate(OVERFLOW) <= 0
    assert page.evaluate(UNREACHABLE) == 0
    shot = tmp_path / f"{lang}-{width}.png"
    page.screenshot(path=shot, full_page=True)
    assert shot.stat().st_size > 10_000


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_dark_theme_is_dark(open_page, lang):
    ground = "getComputedStyle(document.body).backgroundColor"
    light, dark = (open_page(f"{lang}/index.html", theme=theme).evaluate(ground) for theme in ("light", "dark"))
    assert light != dark


def test_a_printed_page_fits_the_paper(open_page):
    page = open_page("en/index.html", width=794)
    page.emulate_media(media="print")
    assert page.evaluate(OVERFLOW) <= 0
    assert page.evaluate("getComputedStyle(document.querySelector('nav')).display") == "none"


def test_a_reader_gets_from_the_languages_to_a_province_and_across(open_page):
    page = open_page("index.html")
    page.get_by_role("link", name="English").click()
    page.get_by_role("link", name="Guizhou").first.click()
    assert "Guizhou" in page.locator("h1").inner_text()
    page.get_by_role("link", name="简体中文").click()
    assert "贵州省" in page.locator("h1").inner_text()
    assert page.locator("html").get_attribute("lang") == "zh-Hans"


def test_the_keyboard_reaches_the_content_first(open_page):
    page = open_page("fr/index.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.url.endswith("#content")


def test_text_in_pictures_stays_on_the_canvas(open_page):
    for lang in LANGUAGES:
        page = open_page(f"{lang}/provinces/520000000000.html", 390)
        outside = page.evaluate(
            """[...document.querySelectorAll('svg.picture text')].filter(one => {
                const text = one.getBoundingClientRect(), canvas = one.ownerSVGElement.getBoundingClientRect();
                return text.left < canvas.left - 1 || text.right > canvas.right + 1;
            }).map(one => one.textContent)"""
        )
        assert outside == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_big_numbers_do_not_break_inside_words(open_page, lang, width):
    page = open_page(f"{lang}/index.html", WIDTHS[width])
    broken = page.evaluate(
        """[...document.querySelectorAll('.card .figure')].map(one => {
            one.textContent = one.closest('html').lang === 'zh-Hans' ? '4,778.25万元' : '47.78\\u00a0million yuan';
            return one;
        }).filter(one => {
            const text = one.firstChild, range = document.createRange();
            return [...text.data.matchAll(/[a-z]+/g)].some(word => {
                range.setStart(text, word.index);
                range.setEnd(text, word.index + word[0].length);
                return range.getClientRects().length > 1;
            }) || one.scrollWidth > one.clientWidth;
        }).length"""
    )
    assert broken == 0
