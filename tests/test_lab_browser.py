"""A real JupyterLab in a real browser: a person explores, checks, and the next report shows it."""

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from analysis.codings.corrections import use_codings
from analysis.extraction import extract
from analysis.sources import read_articles
from analysis.storage import read_tables, write_tables
from analysis.tables import Tables, check_tables

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
SHOTS = os.environ.get("CROSSINGS_SCREENSHOTS")
# Patience for a busy machine; nothing waits for it where all is well.
PATIENCE = 90_000
TEXT = (
    " date 2023-08-10 \n\n"
    "Lithuanian border guards detained 96 people who crossed the border from Belarus on Wednesday, the "
    "State Border Guard Service said. <b>So far</b> this year 1,240 people have been turned back.\n\n"
    "Poland turned back 310 people on the Belarusian border on Tuesday. Another 40 boys, aged 14, slept in "
    "the open."
)
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium: apt-get install chromium, or set CHROMIUM"),
]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of one article, where a report has them, and a brief."""
    folder = tmp_path_factory.mktemp("lab")
    (folder / "articles").mkdir()
    (folder / "articles" / "news.txt").write_text(TEXT, "utf-8")
    write_tables(read_anew(folder), folder / "report" / "tables")
    (folder / "report" / "brief.html").write_text("<h1>The brief</h1>", "utf-8")
    return folder / "report"


def read_anew(folder: Path, codings: Path | None = None) -> Tables:
    """The tables of the articles, with people's readings."""
    articles, refused = read_articles(folder / "articles")
    return check_tables(use_codings(extract(articles, refused), codings))


@pytest.fixture(scope="module")
def lab(report: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running lab."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "analysis", "lab", str(report), "--codings", str(report.parent / "mine")]
    command += ["--by", "ona", "--no-browser", f"--port={port}", "--ServerApp.port_retries=0"]
    command += ["--IdentityProvider.token=", "--ServerApp.password="]
    log = tmp_path_factory.mktemp("log") / "jupyter.log"
    with (
        log.open("wb") as out,
        subprocess.Popen(command, stdout=out, stderr=out, start_new_session=True) as server,
    ):
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            os.killpg(server.pid, 15)


@pytest.fixture(scope="module")
def page(lab: str) -> Iterator[Any]:
    """A page of a browser of its own, opened as soon as the lab answers."""
    from playwright.sync_api import Error, sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1500, "height": 1100})
        page.set_default_timeout(PATIENCE)
        page.route(re.compile(r"^https?://(?!127\.0\.0\.1)"), lambda route: route.abort())
        for _ in range(600):
            try:
                page.goto(lab)
                break
            except Error:
                page.wait_for_timeout(400)
        yield page
        shoot(page, "last")
        browser.close()


def open_notebook(page: Any, lab: str, name: str) -> None:
    """Open a notebook and run all of it."""
    page.goto(f"{lab}/lab/workspaces/{name}/tree/{name}.ipynb")
    page.locator(".jp-CodeCell:visible").first.wait_for()
    # What is run before the kernel answers is lost.
    page.get_by_text("Crossings | Idle").wait_for()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()


def menu(page: Any, name: str) -> Any:
    """A menu of the page to explore on."""
    return page.locator(f".widget-dropdown:has(label:text-is('{name}')) select")


def shoot(page: Any, name: str) -> None:
    """A picture for people to look at, where they ask for one."""
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}.png"))


def press(page: Any, *keys: str) -> None:
    """Press keys on the desk."""
    for key in keys:
        page.keyboard.press(key)


def measures(report: Path) -> dict[str, str]:
    """Measure by quote, in the report made after."""
    counts = read_anew(report.parent, report.parent / "mine").counts
    return dict(zip(counts["quote"], counts["measure"], strict=True))


def test_the_start_page_tells_what_is_there(page: Any, lab: str) -> None:
    """It opens without a pop-up, shows progress and the brief as a page, and links to the others."""
    page.locator(".jp-CodeCell:visible").first.wait_for()
    open_notebook(page, lab, "start")
    page.locator("td:visible", has_text="BY-LT").first.wait_for()
    page.frame_locator("iframe[title='The brief']").get_by_role("heading", name="The brief").wait_for()
    shoot(page, "start")
    assert page.locator(".jp-Dialog, .Toastify__toast").count() == 0
    assert page.locator("a:visible", has_text="Explore").count() == 1


def test_explore_and_check_without_the_mouse(page: Any, lab: str, report: Path) -> None:
    """Filters move the figure, a row shows its words, and what is decided there is in the next report."""
    open_notebook(page, lab, "explore")
    figure, desk = page.locator(".crossings-figure"), page.locator(".crossings-desk")
    words = figure.locator("svg desc")
    words.filter(has_text="Poland").wait_for(state="attached")
    menu(page, "border").select_option("BY-LT")
    words.filter(has_not_text="Poland").wait_for(state="attached")
    menu(page, "measure").select_option("apprehension")
    words.filter(has_not_text="turned back").wait_for(state="attached")
    figure.get_by_role("button").first.click()
    desk.locator("mark.cd-chosen", has_text="96 people").first.wait_for()

    page.get_by_role("cell", name="96 people", exact=True).click()
    desk.locator("mark.cd-chosen", has_text="96 people").first.wait_for()
    assert desk.locator(".cd-panel [data-field=measure] dd").inner_text() == "apprehension"
    assert "<b>So far</b> this year" in desk.locator(".cd-body").inner_text()
    shoot(page, "explore")

    desk.focus()
    press(page, "m")
    desk.locator(".cd-menu").wait_for()
    shoot(page, "menu")
    letter = desk.locator(".cd-option", has_text="rescue").locator("kbd").inner_text()
    press(page, letter)
    desk.locator(".cd-panel [data-field=measure] dd", has_text="rescue").wait_for()
    assert measures(report)["96 people"] == "rescue"


def test_check_goes_through_the_queue_by_keys(page: Any, lab: str, report: Path) -> None:
    """One key accepts and goes on, one rejects, undo takes back; nothing else happens in the lab."""
    open_notebook(page, lab, "check")
    desk = page.locator(".crossings-desk").last
    desk.locator("mark.cd-chosen").first.wait_for()
    n_cells = page.locator(".jp-Notebook:visible .jp-Cell").count()
    desk.focus()
    desk.locator("blockquote", has_text=re.compile("^1,240 people$")).wait_for()
    press(page, "x")
    desk.locator(".cd-message", has_text="Rejected").wait_for()
    assert not any("1,240" in quote for quote in measures(report))
    press(page, "z")
    desk.locator(".cd-message", has_text="Undone").wait_for()
    assert any("1,240" in quote for quote in measures(report))
    press(page, "Shift+Z")
    desk.locator(".cd-message", has_text="Done again").wait_for()
    assert not any("1,240" in quote for quote in measures(report))

    first = desk.get_attribute("data-current")
    press(page, "j", "a")
    page.locator(f".crossings-desk:not([data-current='{first}']) .cd-message", has_text="Accepted").wait_for()
    shoot(page, "check")

    words = desk.locator(".cd-body [data-start]", has_text="aged 14").first
    words.evaluate(
        """node => {
            const at = node.textContent.indexOf('14'), range = document.createRange();
            range.setStart(node.firstChild, at); range.setEnd(node.firstChild, at + 2);
            getSelection().removeAllRanges(); getSelection().addRange(range);
        }"""
    )
    press(page, "c")
    desk.locator("blockquote", has_text=re.compile("^14$")).wait_for()
    press(page, "m", "a")
    desk.locator(".cd-panel [data-field=measure] dd", has_text="apprehension").wait_for()
    assert measures(report)["14"] == "apprehension"
    assert page.locator(".jp-Notebook:visible .jp-Cell").count() == n_cells
    shoot(page, "check-added")


def test_the_desk_can_be_used_by_everybody(page: Any) -> None:
    """Axe finds no violation of WCAG A or AA in the desk."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(
        page, context=".crossings-desk", options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}
    )
    assert found.violations_count == 0, found.generate_report()


def test_a_report_without_texts_cannot_be_checked(report: Path, tmp_path: Path) -> None:
    """What was made to be shared holds no articles, and the desk says so."""
    from analysis.errors import UsageError
    from analysis.lab.pages import open_desk

    write_tables(read_tables(report / "tables"), tmp_path / "tables", share=True)
    with pytest.raises(UsageError, match="--share"):
        open_desk(str(tmp_path), str(tmp_path), "ona")
