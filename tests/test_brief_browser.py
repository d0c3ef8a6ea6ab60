"""The brief in a real browser: with the network off, on any width, for everybody."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from analysis.brief import write_brief
from analysis.extraction import extract
from analysis.figures.registry import write_figures
from analysis.series import add_series
from analysis.sources import read_articles
from analysis.tables import check_tables

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
SHOTS = os.environ.get("CROSSINGS_SCREENSHOTS")
SEEDS = Path(__file__).parent.parent / "seeds"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium: apt-get install chromium, or set CHROMIUM"),
]


@pytest.fixture(scope="module")
def brief(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the seeds' brief, with its figures."""
    folder = tmp_path_factory.mktemp("brief")
    tables = check_tables(add_series(extract(*read_articles(SEEDS))))
    write_figures(tables, "brief", folder / "figures", {}, suffixes=["svg"])
    return write_brief(tables, folder / "figures", folder, {})[0]


@pytest.fixture(scope="module")
def seen(brief: Path) -> Iterator[tuple[Any, list[str]]]:
    """The page in a browser that is offline, and what it asked for or complained of."""
    from playwright.sync_api import sync_playwright

    noted: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_context(offline=True, viewport={"width": 1200, "height": 900}).new_page()
        page.set_default_timeout(90_000)
        page.on("console", lambda message: noted.append(message.text))
        page.on("pageerror", lambda error: noted.append(str(error)))
        page.on("request", lambda request: noted.append(request.url))
        page.goto(brief.as_uri())
        yield page, noted
        browser.close()


def shoot(page: Any, name: str) -> None:
    """Keep a picture of the whole page where somebody asked for them."""
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


def test_a_brief_opens_with_the_network_off(seen: tuple[Any, list[str]], brief: Path) -> None:
    """It asks for itself and the pictures within it alone, and the console is quiet."""
    page, noted = seen
    assert page.locator("h1").inner_text()
    assert [line for line in noted if not line.startswith("data:")] == [brief.as_uri()]
    loaded = "nodes => nodes.length > 0 && nodes.every(node => node.naturalWidth > 0)"
    assert page.locator("figure img").evaluate_all(loaded)
    shoot(page, "brief")


def test_a_number_shows_its_words_on_focus(seen: tuple[Any, list[str]]) -> None:
    """The quote and its article are hidden until the number is focused, hovered or tapped."""
    cite = seen[0].locator(".cite").first
    tip = cite.locator(".tip")
    assert not tip.is_visible()
    cite.focus()
    tip.wait_for(state="visible")
    assert tip.locator("q").inner_text()


@pytest.mark.parametrize("width", [1200, 375])
def test_the_brief_can_be_read_by_everybody(seen: tuple[Any, list[str]], width: int) -> None:
    """Axe finds no violation of WCAG A or AA, and nothing is wider than the page, on a phone either."""
    from axe_playwright_python.sync_playwright import Axe

    page = seen[0]
    page.set_viewport_size({"width": width, "height": 800})
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]})
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    shoot(page, f"brief-{width}")
