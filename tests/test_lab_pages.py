"""The pages of the lab: what a person does there is done by the desk, and article text is never markup."""

import os
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from analysis.article import Article, Publication
from analysis.codings.format import hash_text
from analysis.codings.sample import (
    describe_sample,
    draw_sample,
    estimate_quality,
    read_sample,
    sample_quality,
    write_sample,
)
from analysis.extraction import extract
from analysis.lab.checking import ArticleView, Checker, SampleChecker, cut_pieces, title_article
from analysis.lab.desk import Desk
from analysis.lab.exploring import Explorer
from analysis.tables import Tables, check_tables

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
TEXT = (
    "Lithuanian border guards detained 96 people who crossed the border from Belarus on Wednesday.\n\n"
    "<b>Poland</b> turned back 310 people on the Belarusian border on Tuesday. "
    "The oldest of them was aged 61, the guards said 🙂, and 1,240 people have been turned back this year."
)


@pytest.fixture(scope="module")
def tables() -> Tables:
    """What the reader makes of an article."""
    day = Publication(date(2023, 8, 10), date(2023, 8, 10), "metadata")
    return check_tables(extract([Article("a", "a.txt", TEXT, hash_text(TEXT), day)]))


@pytest.fixture
def desk(tables: Tables, tmp_path: Path) -> Desk:
    """A desk of ona's."""
    return Desk(tables, tmp_path / "codings", "ona", lambda: datetime(2026, 1, 2, tzinfo=UTC))


def test_the_text_is_cut_where_rows_begin_and_end() -> None:
    """The pieces are the text again; a piece within two rows names both."""
    rows = [
        {"key": "1", "table": "events", "state": "open", "label": "x", "start": 2, "end": 8},
        {"key": "2", "table": "counts", "state": "open", "label": "y", "start": 4, "end": 6},
    ]
    pieces = cut_pieces("0123456789", rows, (8, 9))
    assert [piece["text"] for piece in pieces] == ["01", "23", "45", "67", "8", "9"]
    assert ["".join(piece["rows"]) for piece in pieces] == ["", "1", "12", "1", "", ""]
    assert [piece["unread"] for piece in pieces] == [False] * 4 + [True, False]


def test_an_article_is_called_by_its_title_or_first_words() -> None:
    """The header with its date is no title, and no file name is shown where words are known."""
    article = {
        "article_id": "000_x",
        "title": None,
        "publisher": "BNS",
        "text": " date 2023-05-04 Guards said so.",
    }
    assert title_article(article) == "BNS: Guards said so."


def test_accepting_and_rejecting_move_on(desk: Desk) -> None:
    """Each is one message of the view, after which the next open row is shown."""
    checker = Checker(desk)
    first = checker.current
    checker.hear({"act": "accept", "key": first[1]})
    assert checker.current != first and desk.row(*first)["state"] == "checked"
    second = checker.current
    checker.hear({"act": "reject", "key": second[1]})
    assert desk.row(*second)["state"] == "rejected" and checker.current not in (first, second)
    checker.hear({"act": "undo"})
    assert checker.current == second and desk.row(*second)["state"] == "open"


def test_what_cannot_be_done_is_said(desk: Desk) -> None:
    """A correction that is not sound leaves the row, and the view says why."""
    checker = Checker(desk)
    key = next(key for _, key in checker.order if key.startswith("counts"))
    checker.choose("a", key)
    checker.hear({"act": "correct", "key": key, "field": "way", "value": ["nowhere", "LT"]})
    assert "no code" in checker.widget.view["message"] and desk.row("a", key)["state"] == "open"
    checker.hear({"act": "add", "table": "counts", "start": None, "end": None})
    assert "Mark the words" in checker.widget.view["message"]


def test_a_number_without_a_row_is_found_and_added(desk: Desk) -> None:
    """Hunting shows the number, and adding it needs no mouse."""
    checker = Checker(desk)
    checker.hear({"act": "hunt"})
    shown = next(piece for piece in checker.widget.view["pieces"] if piece["unread"])
    assert "61" in shown["text"]
    checker.hear({"act": "add", "table": "counts", "start": None, "end": None})
    assert desk.row(*checker.current)["value"] == 61


def test_filters_decide_what_figure_and_table_show(desk: Desk) -> None:
    """Figure and table follow the filters, and a chosen row opens its article."""
    explorer = Explorer(desk)
    everything = len(explorer.shown)
    explorer.filters["kind"].value = "claims"
    explorer.filters["label"].value = "apprehension"
    assert 0 < len(explorer.shown) < everything
    assert "Apprehensions" in explorer.picture.drawn["svg"] and "96" in explorer.picture.drawn["svg"]
    explorer.table.selected_rows = [0]
    assert explorer.checker.widget.view["current"] == explorer.shown.iloc[0]["key"]
    explorer.figure.value = "nationalities"
    assert "no two nationalities are told of one total" in explorer.picture.drawn["absent"]
    explorer.filters["until"].value = date(2020, 1, 1)
    assert len(explorer.shown) == 0 and "svg" not in explorer.picture.drawn


def test_a_mark_of_a_figure_leads_to_its_words(desk: Desk) -> None:
    """The marks are named by the rows behind them, as decided so far."""
    explorer = Explorer(desk)
    explorer.filters["kind"].value = "claims"
    explorer.filters["label"].value = "apprehension"
    key = explorer.shown.iloc[0]["key"]
    explorer.checker.choose("a", key)
    explorer.checker.hear({"act": "correct", "key": key, "field": "measure", "value": "turned_back"})
    explorer.filters["label"].value = "all"
    explorer.filters["state"].value = "checked"
    ids = re.findall(r'id="counts_([0-9a-f_]+)"', explorer.picture.drawn["svg"])
    assert len(ids) == 1
    explorer.checker.choose("a", "")
    explorer.picture._handle_custom_msg({"ids": ids[0].split("_")}, [])
    assert explorer.checker.widget.view["current"] == key


def test_a_sample_is_drawn_kept_and_judged(desk: Desk) -> None:
    """Accepted claims are right, corrected measures wrong, a claim added in a sentence was missed."""
    page = SampleChecker(desk)
    claims = [key for _, key in page.order if not key.startswith("sentence")]
    page.hear({"act": "accept", "key": claims[0]})
    page.choose("a", claims[1])
    page.hear({"act": "correct", "key": claims[1], "field": "measure", "value": "rescue"})
    sample = read_sample(desk.folder)
    assert sample is not None
    verdicts = {item["key"]: item["right"] for item in sample["claims"]}
    assert (verdicts[claims[0]], verdicts[claims[1]]) == (True, False)
    measured, _ = estimate_quality(sample)
    assert measured is not None and (measured.value, measured.n) == (0.5, 2)
    assert draw_sample(desk.texts, desk.claims)["n_claims"] == len(claims)


def test_a_sentence_of_the_sample_is_looked_at(tmp_path: Path) -> None:
    """Accepting it says that it holds no claim; a claim that is added in it was missed."""
    text = "Nobody else was seen at the fence that day.\n\nThe guards had gone home by then, they said."
    article = Article("b", "b.txt", text, hash_text(text), Publication(None, None, "unknown"))
    page = SampleChecker(Desk(extract([article]), tmp_path, "ona"))
    first, second = (key for _, key in page.order)
    page.choose("b", first)
    page.hear({"act": "accept", "key": first})
    page.choose("b", second)
    page.hear({"act": "add", "table": "counts", "start": None, "end": None})
    sample = read_sample(tmp_path)
    assert sample is not None and sample["n_sentences"] == 2
    assert sorted((one["seen"], one["missed"]) for one in sample["sentences"]) == [(True, 0), (True, 1)]


@pytest.mark.parametrize(
    ("right", "wrong", "seen", "missed", "precision", "recall"),
    [(27, 3, 30, 0, 0.9, 1.0), (30, 0, 30, 3, 1.0, 0.5), (0, 30, 30, 1, 0.0, 0.0)],
)
def test_a_sample_tells_precision_and_recall(
    right: int, wrong: int, seen: int, missed: int, precision: float, recall: float
) -> None:
    """Both are scaled to the folder, and each interval holds its estimate."""
    sample = {
        "n_claims": 100,
        "n_sentences": 1000,
        "claims": [{"right": True}] * right + [{"right": False}] * wrong + [{"right": None}],
        "sentences": [{"seen": True, "missed": int(n < missed)} for n in range(seen)],
    }
    shares = [share for share in estimate_quality(sample) if share is not None]
    assert [share.value for share in shares] == pytest.approx([precision, recall])
    assert all(0 <= share.low <= share.value <= share.high <= 1 for share in shares)
    assert f"Of {right + wrong} claims" in describe_sample(sample)


def test_a_sample_is_kept_with_the_codings(desk: Desk) -> None:
    """What is written is read back; a folder without one has none."""
    assert read_sample(desk.folder) is None
    sample = draw_sample(desk.texts, desk.claims)
    write_sample(desk.folder, sample)
    assert read_sample(desk.folder) == sample


def test_a_sample_speaks_of_its_own_folder_only(desk: Desk) -> None:
    """It says nothing before a claim of it was looked at, nor of articles that are others or more."""
    sample = draw_sample(desk.texts, desk.claims)
    write_sample(desk.folder, sample)
    assert sample_quality(desk.folder, [TEXT]) == ""
    sample["claims"][0]["right"] = True
    write_sample(desk.folder, sample)
    assert sample_quality(desk.folder, [TEXT]).startswith("Of 1 claim looked at 100% (95% interval 2% to")
    for folder, texts in ((desk.folder, [f"{TEXT}."]), (desk.folder, [TEXT, "More."]), (None, [TEXT])):
        assert sample_quality(folder, texts) == ""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A browser with nothing open."""
    if not CHROMIUM:
        pytest.skip("no Chromium: apt-get install chromium, or set CHROMIUM")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


def show(browser: Any, checker: Checker) -> Any:
    """The view of a checker on a page of its own, its messages answered as JupyterLab would."""
    page = browser.new_page(viewport={"width": 1300, "height": 800})
    page.set_default_timeout(60_000)

    def hear(message: Any) -> Any:
        checker.hear(message)
        return checker.widget.view

    page.expose_function("hear", hear)
    page.set_content(
        f"<html lang='en'><title>Desk</title><style>{ArticleView._css}</style><main></main></html>"
    )
    page.add_script_tag(content=str(ArticleView._esm).replace("export default", "window.desk ="))
    page.evaluate(
        """first => {
            let view = first, follow;
            const send = async message => { view = await hear(message); follow(); };
            const model = { get: () => view, on: (_, call) => { follow = call; }, off() {}, send };
            desk.render({ model, el: document.querySelector("main") });
        }""",
        checker.widget.view,
    )
    return page


def test_a_row_is_corrected_in_two_keys_and_words_are_marked(desk: Desk, browser: Any) -> None:
    """Markup stays text, a letter opens a field and one chooses, marked words become an event."""
    key = next(row["key"] for row in desk.rows("a") if row["quote"] == "96 people")
    checker = Checker(desk)
    checker.choose("a", key)
    page = show(browser, checker)
    page.locator("mark.cd-chosen", has_text="96 people").wait_for()
    page.locator(".crossings-desk").focus()
    assert (
        page.locator(".cd-body b").count() == 0 and "<b>Poland</b>" in page.locator(".cd-body").inner_text()
    )
    page.keyboard.press("m")
    page.keyboard.press("e")
    page.locator(".cd-panel [data-field=measure] dd", has_text="rescue").wait_for()
    assert desk.row("a", key)["measure"] == "rescue"
    page.locator(".cd-body [data-start]", has_text="🙂").first.evaluate(
        """node => {
            const range = document.createRange();
            range.setStart(node.firstChild, node.textContent.indexOf("🙂"));
            range.setEnd(node.firstChild, node.textContent.indexOf("🙂") + 2);
            getSelection().removeAllRanges(); getSelection().addRange(range);
        }"""
    )
    page.keyboard.press("e")
    page.locator("blockquote", has_text=re.compile("^🙂$")).wait_for()
    page.keyboard.press("z")
    page.locator(".cd-message", has_text="Undone").wait_for()
    assert not [row for row in desk.rows("a") if "🙂" in row["quote"] and row["was"] == ""]


def test_the_desk_can_be_used_by_everybody(desk: Desk, browser: Any) -> None:
    """Axe finds no violation of WCAG A or AA, with a menu open as well."""
    from axe_playwright_python.sync_playwright import Axe

    page = show(browser, Checker(desk))
    page.locator(".crossings-desk").focus()
    rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}
    plain = Axe().run(page, options=rules)
    page.keyboard.press("m")
    page.locator(".cd-menu").wait_for()
    opened = Axe().run(page, options=rules)
    assert plain.violations_count == 0, plain.generate_report()
    assert opened.violations_count == 0, opened.generate_report()
