"""The brief as a whole: what it draws from the tables, and that all three forms of it are safe and alike."""

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.brief import compose_brief, write_brief
from analysis.brief.document import Cited, Paragraph, Reference, Section, Table, plain_text, walk_nodes
from analysis.brief.material import Material, count_voices, join_alike
from analysis.brief.rendering import escape_markdown, read_figures, render_html, render_markdown, render_pdf
from analysis.brief.trace import read_trace, trace_breaks
from analysis.tables import Tables, frame_from_rows
from analysis.vocabulary import SURE

NOWHERE = Path("no-such-folder")
HOSTILE = "<script>alert(1)</script> {{ 7*7 }} #typst [md](x) $x$ <b> | *bold* `code` \\n"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 5"><rect width="10" height="5"/></svg>'


def make_tables(rows: list[dict[str, Any]], *, events: list[dict[str, Any]] = (), **article: Any) -> Tables:  # type: ignore[assignment]
    """Tables of one article whose text is made of the quotes of the rows."""
    text, counts, happened = "", [], []
    for number, row in enumerate([*rows, *events]):
        quote = row["quote"]
        place = {
            "article_id": "a1",
            "start": len(text),
            "end": len(text) + len(quote),
            "sentence": quote,
            "rule": "r",
        }
        text += f"{quote}. "
        (counts if number < len(rows) else happened).append(place | row)
    for number, row in enumerate(counts):
        row.setdefault("count_id", f"{number:016x}")
    for number, row in enumerate(happened):
        row.setdefault("event_id", f"{number:016x}")
    plain = {
        "article_id": "a1",
        "path": "a1.txt",
        "published": "2022-03-01",
        "published_earliest": "2022-03-01",
    }
    plain |= {"published_latest": "2022-03-01", "published_basis": "header", "words": 9, "sha256": "0" * 64}
    return Tables(
        articles=frame_from_rows("articles", [plain | {"text": f"{text}Greece, Turkey."} | article]),
        counts=frame_from_rows("counts", counts),
        events=frame_from_rows("events", happened),
    )


def count(quote: str, value: float | None, **fields: Any) -> dict[str, Any]:
    """A plain count row, for what a test does not say."""
    plain = {"quote": quote, "value": value, "low": value, "high": value, "bound": "exact", "unit": "person"}
    plain |= {"measure": "irregular_crossing", "aggregation": "period", "modality": "reported"}
    plain |= {"period_start": "2022-02-01", "period_end": "2022-02-28", "origin": "TR", "destination": "GR"}
    return plain | {"border": "GR-TR"} | fields


def event(quote: str, **fields: Any) -> dict[str, Any]:
    """A plain event row, for what a test does not say."""
    plain = {"quote": quote, "type": "barrier", "plover": "MOBILIZE", "date_start": "2022-02-01"}
    return plain | {"date_end": "2022-02-01", "precision": "day", "status": "occurred"} | fields


@pytest.fixture
def figures(tmp_path: Path) -> Path:
    """A folder with one drawn figure and one that was never drawn."""
    folder = tmp_path / "figures"
    folder.mkdir()
    words = {
        "title": "A title of 2022",
        "alt_text": "Bars by month",
        "caption": "A caption",
        "sources": ["S1", "S2"],
    }
    (folder / "bars.svg").write_text(SVG)
    (folder / "bars.json").write_text(json.dumps(words))
    (folder / "missing.json").write_text(json.dumps(words))
    return folder


def test_all_three_forms_are_written(tmp_path: Path, figures: Path) -> None:
    """A brief is a page, a Markdown text and a PDF, in a folder made for them."""
    written = write_brief(make_tables([count("812 people", 812.0)]), figures, tmp_path / "out", {})
    assert [path.name for path in written] == ["brief.html", "brief.md", "brief.pdf"]
    assert written[2].read_bytes().startswith(b"%PDF-")


def test_two_runs_give_the_same_bytes(tmp_path: Path, figures: Path) -> None:
    """Nothing in a brief depends on when or where it is written."""
    tables = make_tables([count("812 people", 812.0)], events=[event("built a fence")])
    first = write_brief(tables, figures, tmp_path / "one", {})
    second = write_brief(tables, figures, tmp_path / "two", {})
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_untrusted_words_are_text_in_html() -> None:
    """Mark-up in an article's words or names is shown and never run."""
    tables = make_tables([count(HOSTILE, 5.0, source=HOSTILE)], events=[event(HOSTILE)], title=HOSTILE)
    page = render_html(compose_brief(tables, NOWHERE, {}))
    assert "<script" not in page
    assert "<b>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7*7 }} #typst [md](x) $x$" in page


def test_untrusted_words_are_text_in_markdown(tmp_path: Path) -> None:
    """Every character that Markdown could read as mark-up stands behind a backslash."""
    tables = make_tables([count(HOSTILE, 5.0, source=HOSTILE)], title=HOSTILE)
    page = render_markdown(compose_brief(tables, NOWHERE, {}), tmp_path)
    assert "\\<script\\>alert(1)\\</script\\> \\{\\{ 7\\*7 \\}\\} \\#typst \\[md\\](x) \\$x\\$" in page
    assert not re.search(r"(?<!\\)<script|(?<!\\)\[md|(?<!\\)\*bold", page)


def test_untrusted_words_are_text_in_the_pdf() -> None:
    """Words that look like typst's own mark-up change nothing but the words."""
    hostile = '#panic("no") $x$ #image("/etc/passwd") *b* @ref <label> \\ ] } "'
    tables = make_tables([count(hostile, 5.0, source=hostile)], events=[event(hostile)], title=hostile)
    assert render_pdf(compose_brief(tables, NOWHERE, {})).startswith(b"%PDF-")


def test_letters_that_no_font_has_do_not_stop_the_pdf() -> None:
    """A tagged PDF may only show what its fonts hold; other letters become a replacement character."""
    tables = make_tables([count("五百人 \U0001f600 مئات", 500.0, source="\u200b\x07国境警備隊")])
    assert render_pdf(compose_brief(tables, NOWHERE, {})).startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1. first", "1. first"),
        ("- item", "\\- item"),
        ("see https://x.example", "see https\\://x.example"),
        ("two\nlines", "two lines"),
        ("plain text, 4,090 (some)", "plain text, 4,090 (some)"),
    ],
)
def test_markdown_is_escaped_where_it_would_be_read(text: str, expected: str) -> None:
    """Lists, links and line breaks are taken their meaning; plain text stays readable."""
    assert escape_markdown(text) == expected


def test_every_number_is_traced() -> None:
    """No number stands in the page without the row, the tally or the date behind it."""
    rows = [
        count("812 people", 812.0),
        count("nearly 40", 40.0, bound="nearly", approximator="nearly", measure="death"),
    ]
    tables = make_tables(rows, events=[event("built 5 km of fence")])
    page = render_html(compose_brief(tables, NOWHERE, {}))
    assert read_trace(page)[1] == []
    assert list(trace_breaks(page, tables)) == []
    assert {traced.attributes["row-id"] for traced in read_trace(page)[0] if traced.kind == "figure"} == {
        "0" * 16,
        f"{1:016x}",
    }


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (">812<", ">813<"),
        ('value="812"', 'value="813"'),
        ("<p>", "<p>Also 77 more. "),
        ('data-tally="counts">one', 'data-tally="events">one'),
        ('data-start="0"', 'data-start="1"'),
    ],
)
def test_a_changed_page_is_found_out(old: str, new: str) -> None:
    """A figure, value, tally or place that differs from the tables is a break, and so is a number added."""
    tables = make_tables([count("812", 812.0)])
    page = render_html(compose_brief(tables, NOWHERE, {}))
    assert old in page
    assert list(trace_breaks(page.replace(old, new, 1), tables))


def test_an_approximator_is_never_turned_into_a_bound() -> None:
    """ "Nearly 390,000" stays nearly 390,000 wherever it is said."""
    row = count("nearly 390,000", 390000.0, low=351000.0, bound="nearly", approximator="nearly")
    brief = compose_brief(make_tables([row]), NOWHERE, {})
    said = {node.text.lower() for node in walk_nodes(brief) if isinstance(node, Cited)}
    assert said == {"nearly 390,000"}
    assert "at most" not in render_html(brief)


def test_a_planned_figure_never_leads() -> None:
    """What is planned or alleged stands apart, whatever its size."""
    rows = [count("9,000", 9000.0, modality="alleged", source="Minsk"), count("12 people", 12.0)]
    brief = compose_brief(make_tables(rows, title="At the river"), NOWHERE, {})
    assert [node.text for node in brief.headline if isinstance(node, Cited)] == ["12"]
    page = render_html(brief)
    apart = page[page.index('id="apart"') :]
    assert "9,000" not in page[: page.index('id="apart"')] and "Alleged: " in apart and "(<span" in apart


def test_what_is_planned_is_said_once_however_often_it_is_told() -> None:
    """Claims that come to the same sentence are one item with a note for each; another figure is another."""
    plan = {"measure": "barrier_length", "unit": "km", "aggregation": "stock", "modality": "planned"}
    plan |= {"period_start": None, "period_end": None}
    told = [("550 km", 550.0), ("550-kilometre", 550.0), ("700 km", 700.0)]
    rows = [count("12 people", 12.0), *(count(words, value, **plan) for words, value in told)]
    brief = compose_brief(make_tables(rows), NOWHERE, {})
    section = next(section for section in brief.sections if section.id == "apart")
    items = [list(walk_nodes(item)) for item in section.blocks[0].items]  # type: ignore[union-attr]
    assert [sum(isinstance(node, Reference) for node in item) for item in items] == [1, 2]


def test_a_measure_that_is_left_out_is_counted_by_its_sure_claims() -> None:
    """ "Not told here" leaves to "Not yet checked" what the reader is unsure of."""
    length = {"measure": "border_length", "unit": "km", "aggregation": "stock", "period_start": None}
    length |= {"period_end": None, "origin": "GR", "destination": "TR"}
    people = ("irregular_crossing", "apprehension", "turned_back", "asylum_application", "death", "rescue")
    rows = [
        *(count(f"{n}00 people", n * 100.0, measure=measure) for n, measure in enumerate(people, 1)),
        count("206 km", 206.0, confidence=SURE, **length),
        count("2.5-kilometre-wide", 2.5, confidence=SURE - 0.1, **length),
    ]
    page = render_html(compose_brief(make_tables(rows), NOWHERE, {}))
    assert 'data-tally="sure_measure:border_length"' in page
    assert re.search(r"length of the border \((<[^>]*>)?one(<[^>]*>)? claim\)", page)


@pytest.mark.parametrize(
    ("origin", "group", "where"), [(None, None, "Greece"), ("TR", None, ""), ("TR", "TR", "Greece")]
)
def test_a_key_figure_says_where_people_wait_as_the_text_does(
    origin: str | None, group: str | None, where: str
) -> None:
    """Text and table say alike in which country people wait, and guess no side of a border."""
    row = count("812 people", 812.0, measure="presence", aggregation="stock", origin=origin, group=group)
    page = render_html(compose_brief(make_tables([row]), NOWHERE, {}))
    assert f"People staying, waiting or held{where and f', {where}'}<" in page
    told = [name for name in ("Turkey", "Greece") if f"waiting or held in {name}" in page]
    assert told == [where] * bool(where)


@pytest.mark.parametrize(
    ("tables", "expected"),
    [
        (Tables(), "No article was read"),
        (make_tables([]), "No figure or event that the reader is sure of"),
        (
            make_tables([], events=[event("shut", actor="PL", type="border_closure")]),
            "Poland closed its border",
        ),
    ],
)
def test_a_brief_on_little_says_so(tables: Tables, expected: str, tmp_path: Path) -> None:
    """Without articles, figures or events there is still a brief, and it says what is missing."""
    written = write_brief(tables, NOWHERE, tmp_path, {})
    page = written[0].read_text("utf-8")
    assert f"<h1>{expected}</h1>" in page
    assert read_trace(page)[1] == []


def test_an_undated_article_is_named_with_its_reason() -> None:
    """An article without a day is listed with the interval in which it must lie, and as so dated."""
    tables = make_tables(
        [count("812 people", 812.0)],
        published=None,
        published_earliest="2024-01-01",
        published_latest="2024-12-31",
        published_basis="inferred",
    )
    page = render_html(compose_brief(tables, NOWHERE, {}))
    assert '<span class="when">2024</span>, dated by what it says' in page


def test_the_span_of_the_articles_is_no_more_precise_than_they_are() -> None:
    """An article known to be of 2024 does not make the corpus end on 31 December; a dated one does."""
    dated = make_tables([count("812 people", 812.0)])
    other = make_tables([count("90 people", 90.0)], published=None, published_earliest="2024-01-01")
    later = other.articles.assign(article_id="a2", published_latest=pd.Timestamp("2024-12-31"))
    tables = replace(dated, articles=pd.concat([dated.articles, later], ignore_index=True))
    assert "from 1 March 2022 to 2024 with" in say(compose_brief(tables, NOWHERE, {}).standfirst)
    alone = replace(dated, articles=later.assign(article_id="a1"))
    assert "article of 2024 with" in say(compose_brief(alone, NOWHERE, {}).standfirst)
    day = later.assign(published_earliest=pd.Timestamp("2024-12-31"))
    tables = replace(dated, articles=pd.concat([dated.articles, day], ignore_index=True))
    assert "to 31 December 2024 with" in say(compose_brief(tables, NOWHERE, {}).standfirst)


def test_a_figure_that_was_not_drawn_is_left_out(figures: Path) -> None:
    """Only pictures that exist are shown, each with its alternative text."""
    page = render_html(compose_brief(make_tables([]), figures, {}))
    assert page.count("<figure ") == 1
    assert "Figure 1. A title of 2022" in page
    assert 'alt="Bars by month"' in page


def test_a_page_asks_for_nothing_outside_itself(figures: Path) -> None:
    """The page has no script and no address that a browser would fetch."""
    page = render_html(compose_brief(make_tables([count("812 people", 812.0)]), figures, {}))
    assert not re.search(r"<script|<link|url\(|src=\"(?!data:)|href=\"(?!#)", page)


def test_a_copy_of_an_article_is_not_quoted() -> None:
    """What a copy says is said by its original; its rows are neither drawn nor counted as repeats."""
    tables = make_tables([count("812 people", 812.0)])
    copy = frame_from_rows(
        "articles", [tables.articles.iloc[0].to_dict() | {"article_id": "a2", "duplicate_of": "a1"}]
    )
    moved = tables.counts.assign(count_id="f" * 16, article_id="a2")
    both = replace(
        tables,
        articles=frame_from_rows("articles", [*_rows(tables.articles), *_rows(copy)]),
        counts=frame_from_rows("counts", [*_rows(tables.counts), *_rows(moved)]),
    )
    assert {item.article_id for item in compose_brief(both, NOWHERE, {}).evidence} == {"a1"}


def find_section(brief: Any, name: str) -> Section:
    """The section with that id."""
    return next(section for section in brief.sections if section.id == name)


def say(content: Any) -> str:
    """What a reader sees of a stretch of the brief, references left out, spaces plain."""
    text = "".join(
        node if isinstance(node, str) else node.text for node in content if not isinstance(node, Reference)
    )
    return text.replace("\u00a0", " ")


def tell_story(tables: Tables) -> str:
    """The paragraphs on what happened."""
    blocks = find_section(compose_brief(tables, NOWHERE, {}), "story").blocks
    return " ".join(say(block.content) for block in blocks if isinstance(block, Paragraph))


def _rows(frame: Any) -> list[dict[str, Any]]:
    return [{key: cell for key, cell in row.items() if cell == cell} for row in frame.to_dict("records")]


values = st.integers(min_value=0, max_value=10**7)


@settings(max_examples=10, deadline=None)
@given(
    st.lists(st.tuples(values, st.sampled_from(["exact", "about", "nearly", "over", "under"])), max_size=20)
)
def test_a_key_figure_reads_back_its_quote(drawn: list[tuple[int, str]]) -> None:
    """Every figure drawn leads to a span at which its article has the words that the brief quotes."""
    rows = [
        count(f"{bound} {value} people", float(value), bound=bound, approximator=bound)
        for value, bound in drawn
    ]
    tables = make_tables(rows)
    brief = compose_brief(tables, NOWHERE, {})
    text = tables.articles["text"].iloc[0]
    for item in brief.evidence:
        assert text[item.start : item.end] == item.quote
    page = render_html(brief)
    assert list(trace_breaks(page, tables)) == []


def test_running_text_holds_no_bare_figures() -> None:
    """A paragraph's own words never carry digits: figures, dates and tallies are nodes."""
    tables = make_tables([count("812 people", 812.0), count("9 boats", 9.0, unit="boat", measure="vessel")])
    brief = compose_brief(tables, NOWHERE, {})
    bare = [
        node
        for block in walk_nodes(brief.sections)
        if isinstance(block, Paragraph)
        for node in block.content
        if isinstance(node, str)
    ]
    assert not [text for text in bare if re.search(r"\d", text)]


def test_a_brief_on_several_borders_gives_each_its_share() -> None:
    """The border with most claims does not crowd the others out of the key figures."""
    busy = [count(f"{900 + n} people", 900.0 + n) for n in range(30)]
    quiet = [
        count(f"{n} people", float(n), border="FI-RU", origin="RU", destination="FI") for n in (11, 12, 13)
    ]
    brief = compose_brief(make_tables(busy + quiet), NOWHERE, {})
    table = next(node for node in walk_nodes(find_section(brief, "key-figures")) if isinstance(node, Table))
    figures = [node.text for row in table.rows for node in row[0] if isinstance(node, Cited)]
    assert {"11", "12", "13"} & set(figures)


def test_the_same_claim_in_several_articles_is_one_finding() -> None:
    """A figure that articles repeat is shown once, from the first, with the others as further evidence."""
    tables = make_tables([count("812 people", 812.0), count("812 migrants", 812.0)])
    assert [[claim.quote for claim in group] for group in join_alike(Material(tables).claims)] == [
        ["812 people", "812 migrants"]
    ]


def test_the_headline_is_about_what_is_counted_most() -> None:
    """Of the measures on the main border the one with most claims leads, in its longest and latest period."""
    rows = [
        count("40 dead", 40.0, measure="death", period_start="2021-01-01", period_end="2021-12-31"),
        count("31 people", 31.0, period_start="2022-02-01", period_end="2022-02-02"),
        count(
            "700 people", 700.0, period_start="2021-01-01", period_end="2021-11-30", aggregation="cumulative"
        ),
    ]
    brief = compose_brief(make_tables(rows), NOWHERE, {})
    assert [node.text for node in brief.headline if isinstance(node, Cited)] == ["700"]


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({}, "Greece–Turkey"),
        ({"border": "BY-LT"}, "Belarus–Lithuania"),
        ({"border": None}, "Greece–Turkey"),
        (
            {"since": "2022-02-01", "until": date(2022, 2, 28)},
            "Greece–Turkey, February 2022",
        ),
        ({"as_of": "2022-03-31"}, "Greece–Turkey, as known on 31\u00a0March\u00a02022"),
    ],
)
def test_the_scope_is_the_border_asked_for_or_the_one_most_told(
    parameters: dict[str, Any], expected: str
) -> None:
    """A report's own border names the brief, else the claims do; the days asked for need no trace."""
    brief = compose_brief(make_tables([count("812 people", 812.0)]), NOWHERE, parameters)
    assert brief.scope == expected
    assert read_trace(render_html(brief))[1] == []


def test_an_inferred_interval_names_the_claims_behind_it() -> None:
    """What follows from other claims stands in the appendix with their words and assumptions, all traced."""
    tables = make_tables([count("390 people", 390.0, period_start="2023-01-01", period_end="2023-12-31")])
    key = "0" * 16
    series = {"measure": "irregular_crossing", "unit": "person", "border": "GR-TR", "aggregation": "period"}
    series |= {"period_start": "2022-01-01", "period_end": "2022-12-31", "low": 251.0, "high": 269.0}
    series |= {"basis": "implied", "low_count_ids": key, "high_count_ids": key, "n_claims": 1}
    series |= {"assumptions": "whole_numbers", "explanation": "x", "n_checked": 0, "n_sources": 1}
    inferred = replace(tables, series=frame_from_rows("series", [series]))
    page = render_html(compose_brief(inferred, NOWHERE, {}))
    assert ">251</span> to <span" in page
    assert page.index(">251<") > page.index("Appendix: What the claims together allow")
    assert list(trace_breaks(page, inferred)) == []
    assert list(trace_breaks(page.replace(">251<", ">252<"), inferred))


def dispute() -> Tables:
    """Two sources with two answers to one question."""
    rows = [
        count("730 people", 730.0, source="Ministry"),
        count("679 people", 679.0, source="Coast Guard"),
    ]
    conflict = {"measure": "irregular_crossing", "unit": "person", "border": "GR-TR", "explanation": "x"}
    conflict |= {"count_ids": f"{0:016x}+{1:016x}", "set_aside_ids": f"{1:016x}"}
    return replace(make_tables(rows), conflicts=frame_from_rows("conflicts", [conflict]))


def test_sources_that_differ_stand_side_by_side() -> None:
    """Each side is told with its source, and that they differ comes before that both cannot hold."""
    section = find_section(compose_brief(dispute(), NOWHERE, {}), "differences")
    (item,) = next(block for block in section.blocks if hasattr(block, "items")).items
    told = say(item)
    assert "730 people (the Ministry) against 679 people (the Coast Guard)" in told
    assert told.endswith("They differ; both cannot hold.")


def test_a_disputed_figure_is_told_by_one_account() -> None:
    """The story gives one answer to a question, and says that it is one account."""
    told = tell_story(dispute())
    assert ", by one account, according to the " in told
    assert ("730" in told) != ("679" in told)


def test_what_the_reader_is_unsure_of_leads_nowhere() -> None:
    """An unchecked row below the threshold is told apart, in its article's words, as what it is read as."""
    rows = [count("9,000 people", 9000.0, confidence=SURE - 0.1), count("812 people", 812.0, confidence=SURE)]
    tables = make_tables(rows, events=[event("built a fence", confidence=0.1, actor="GR", border="GR-TR")])
    page = render_html(compose_brief(tables, NOWHERE, {}))
    text = page[: page.index('id="method"')]
    assert "9,000</data>" not in page and "barrier" not in text and 'data-tally="unsure"' in text
    apart = text[text.index('id="unchecked"') : text.index('id="unknowns"')]
    assert "is a guess" in apart and ">9,000 people</q>" in apart and "812" not in apart
    assert "). Guess: irregular crossings, Turkey to Greece, <" in apart


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"modality": "hypothetical"}, "Irregular crossings (hypothetical), Turkey to Greece, "),
        (
            {"sentence": "It is forecast that 9,000 people come."},
            "Irregular crossings (of what may come), Turkey to Greece, ",
        ),
    ],
)
def test_an_unsure_row_says_that_it_is_no_report(more: dict[str, Any], words: str) -> None:
    """What is read as possible, or stands in words of what may come, is marked so in the appendix alone."""
    rows = [
        count("9,000 people", 9000.0, confidence=SURE - 0.1, **more),
        count("812 people", 812.0, confidence=SURE - 0.1),
    ]
    page = render_html(compose_brief(make_tables(rows), NOWHERE, {}))
    apart, told = (
        page[page.index('id="unchecked"') : page.index('id="unknowns"')],
        page[page.index('id="not-checked"') :],
    )
    assert "9,000" not in apart and words in told


def test_an_unsure_row_that_its_article_repeats_stands_once() -> None:
    """A figure told in headline, lead and text is one row to check; another figure is another."""
    found = [("416 people", 416.0), ("416", 416.0), ("417 people", 417.0)]
    rows = [count(words, value, confidence=SURE - 0.1, modality="denied") for words, value in found]
    page = render_html(compose_brief(make_tables(rows), NOWHERE, {}))
    told = page[page.index('id="not-checked"') :]
    assert told.count("Irregular crossings (denied), ") == 2


def test_the_largest_unsure_claim_is_never_missing() -> None:
    """However many unsure claims there are, the largest on people is among those told to be checked."""
    sizes = [*range(101, 121), 70_000]
    rows = [
        count(f"{size} people", float(size), confidence=0.7 if size < 1000 else 0.31, place=f"Town {size}")
        for size in sizes
    ]
    page = render_html(compose_brief(make_tables(rows), NOWHERE, {}))
    assert ">70000 people</q>" in page[page.index('id="unchecked"') : page.index('id="unknowns"')]


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("On the islands of Greece 812 people wait.", {}),
        ("Of Greece and Turkey: 812 people.", {"group": "SY"}),
    ],
)
def test_what_the_article_does_not_name_is_no_fact(text: str, more: dict[str, Any]) -> None:
    """However sure the reader is, a border or nationality that the article does not name leads nowhere."""
    row = count("812 people", 812.0, confidence=0.99, **more)
    brief = compose_brief(make_tables([row], text=text), NOWHERE, {})
    assert say(brief.headline) == "No figure or event that the reader is sure of"
    assert next(section for section in brief.sections if section.id == "unchecked").part == "text"


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        (
            {"type": "crossing_point_closure"},
            "On 1 February 2022, Greece closed one or more crossing points: It moved.",
        ),
        ({"type": "asylum"}, "1 February 2022, Greece: It moved (an article of 1 March 2022)."),
        (
            {"type": "border_closure", "status": "planned"},
            "1 February 2022, Greece: It moved (an article of ",
        ),
        ({"type": "asylum", "status": "alleged"}, "1 February 2022, Greece, alleged: It moved ("),
        (
            {"type": "military", "place": "Ford", "source": "Coy"},
            "1 February 2022, Greece, Ford: It moved (Coy).",
        ),
        (
            {"type": "border_closure", "confidence": 0.99, "quote": "It closed"},
            "On 1 February 2022, the border was closed: It closed.",
        ),
    ],
)
def test_an_event_is_told_in_own_words_only_where_they_surely_hold(fields: dict[str, Any], told: str) -> None:
    """A broad type, a plan and a doer that the paragraph does not name are left to the article's words."""
    happened = event("It moved", actor="GR", border="GR-TR", sentence="It moved far") | fields
    assert told in tell_story(
        make_tables([], events=[happened], text=f"{happened['quote']}\nGreece, Turkey.")
    )


def test_of_what_nobody_checked_only_what_the_paragraph_names_is_told_and_it_is_quoted() -> None:
    """What is counted, and where, is a guess, however sure; the words stand as headline and by the figure."""
    words = "In all 812 people came to Greece"
    row = count("812 people", 812.0, confidence=0.99, sentence=words, place="Ford", start=7, end=17)
    brief = compose_brief(make_tables([row], text=f"{words}\nFrom Turkey, by Ford."), NOWHERE, {})
    assert plain_text(brief.headline) == words
    page = render_html(brief)
    assert page.count('</b><span class="context"> came to Greece') == 2 and "irregularly" not in page


def test_a_figure_has_the_place_of_its_event() -> None:
    """A number of one place is nowhere told as one of the whole border."""
    row = count("812 people", 812.0, measure="rescue", event_id=f"{0:016x}")
    happened = event("saved", type="rescue", actor="GR", place="Long Bay", border="GR-TR")
    brief = compose_brief(make_tables([row], events=[happened]), NOWHERE, {})
    assert (
        say(brief.headline)
        == "812 people were rescued on the way from Turkey to Greece in the Long Bay in February 2022"
    )
    assert '<td data-label="What is counted">People rescued, Long Bay</td>' in render_html(brief)


def test_what_the_headline_of_a_figure_tells_is_no_largest_figure_not_told(figures: Path) -> None:
    """The line names what is missing, so a number above a picture is not in it."""
    (figures / "bars.json").write_text(
        json.dumps({"title": "Crossings: 90,000", "alt_text": "", "caption": "", "sources": []})
    )
    days = {"period_start": "2022-01-01", "period_end": "2022-01-02", "border": None, "origin": None}
    rows = [count("300 people", 300.0), count("90,000 people", 90_000.0, **days), count("400", 400.0, **days)]
    text = render_markdown(compose_brief(make_tables(rows), figures, {}), figures).replace("\u00a0", " ")
    assert "**Large and not told.** 400 people" in text


def test_a_statement_is_nobody() -> None:
    """A document is no source: the figure is its article's, and no "statement" is said to have spoken."""
    told = tell_story(make_tables([count("812 people", 812.0, source="statement")]))
    assert "statement" not in told and "812 people crossed" in told


def test_a_checked_row_leads_whatever_the_reader_thought() -> None:
    """A person's word needs no confidence."""
    tables = make_tables([count("9,000 people", 9000.0, confidence=0.1, checked="a desk")])
    brief = compose_brief(tables, NOWHERE, {})
    assert say(brief.headline).startswith("9,000 people crossed irregularly from Turkey to Greece")
    assert say(brief.standfirst).endswith("; one row checked by a person.")


def test_the_story_is_in_order_of_time_and_joins_what_is_alike() -> None:
    """Events and figures are told together; neighbours that differ in figure and time share a sentence."""
    closed = {"type": "crossing_point_closure", "plover": "COERCE", "actor": "GR", "target": "TR"}
    events = [
        event("shut two", event_id="a" * 16, date_start="2021-03-01", date_end="2021-03-01", **closed),
        event("shut three", event_id="b" * 16, date_start="2022-01-05", date_end="2022-01-05", **closed),
    ]
    site = {"unit": "site", "measure": "crossing_point_closed"}
    rows = [
        count(
            "three points", 3.0, event_id="b" * 16, period_start="2022-01-05", period_end="2022-01-05", **site
        ),
        count(
            "two points", 2.0, event_id="a" * 16, period_start="2021-03-01", period_end="2021-03-01", **site
        ),
        count("812 people", 812.0),
    ]
    tables = make_tables(rows, events=[row | {"border": "GR-TR"} for row in events])
    assert tell_story(tables) == (
        "Greece closed two crossing points on its border with Turkey on 1 March 2021 "
        "and three on 5 January 2022. "
        "In February 2022, 812 people crossed irregularly from Turkey to Greece."
    )


def test_one_question_is_answered_once() -> None:
    """Of several figures for one measure, border and period the story tells one."""
    told = tell_story(make_tables([count("at least 812", 812.0), count("813 people", 813.0)]))
    assert told.count("crossed irregularly") == 1


def day_of(number: int) -> dict[str, str]:
    """A day of its own for each of some thousand events."""
    day = f"{2000 + number % 20}-{1 + number % 12:02d}-{1 + number % 28:02d}"
    return {"date_start": day, "date_end": day}


@pytest.mark.parametrize("number", [1, 40, 5000])
def test_a_brief_is_read_in_three_minutes(number: int, figures: Path) -> None:
    """Up to its method the brief has at most 600 words, and says what it leaves out of a big folder."""
    pairs = ("GR-TR", "BY-LT", "FI-RU", "FR-GB", "MX-US")
    rows = [
        count(
            f"{n} people",
            float(n),
            border=pairs[n % 5],
            period_end=f"2022-02-{1 + n % 28:02d}",
            source=f"S {n}",
        )
        for n in range(1000, 1000 + number)
    ]
    events = [event(f"built {n} km", actor="GR", border="GR-TR", **day_of(n)) for n in range(number)]
    brief = compose_brief(make_tables(rows, events=events), figures, {})
    text = render_markdown(brief, figures)
    text = text[: text.index("## Method")]
    assert len(text.split()) <= 600
    assert number < 5 or ("Other borders: " in text and "Large and not told" in text)


def test_days_asked_for_are_led_by_what_is_dated_within_them() -> None:
    """A larger figure that began before, and one without a date, do not lead."""
    rows = [
        count("9,000 people", 9000.0, period_start="2021-01-01"),
        count("8,000 people", 8000.0, period_start=None, period_end=None),
        count("812 people", 812.0),
    ]
    brief = compose_brief(make_tables(rows), NOWHERE, {"since": "2022-02-01", "until": "2022-02-28"})
    assert [
        node.text for node in walk_nodes(find_section(brief, "key-figures")) if isinstance(node, Cited)
    ] == ["812"]
    assert "What is not dated within the days asked for" in render_html(brief)


def test_a_number_shows_its_words_article_and_date() -> None:
    """A figure is reached by keyboard and carries quote, publisher, title and date, but no file's name."""
    tables = make_tables([count("812 people", 812.0)], publisher="The Herald", title="At the river")
    page = render_html(compose_brief(tables, NOWHERE, {}))
    tip = re.search(
        r'<span class="cite" tabindex="0"><data.*?<span class="tip".*?</span></span></span>', page
    )
    assert (
        tip
        and ">812 people</q>" in tip.group()
        and "The Herald, “At the river”, 1\u00a0March\u00a02022" in tip.group()
    )
    assert "a1" not in re.sub(r"<[^>]*>", "", page)


def test_an_event_elsewhere_is_not_told() -> None:
    """What two other states do stands in the chronology, and not in the story of a border."""
    elsewhere = {"type": "sanction", "plover": "SANCTION", "actor": "US", "target": "CU", "border": "GR-TR"}
    tables = make_tables([count("812 people", 812.0)], events=[event("imposed sanctions", **elsewhere)])
    assert "Cuba" not in tell_story(tables)


def test_a_tall_picture_is_printed_no_taller_than_a_page(figures: Path) -> None:
    """A figure keeps its own size where it fits, and is scaled down where its page would end."""
    tall = SVG.replace("<svg ", '<svg width="400pt" height="1080pt" ')
    (figures / "bars.svg").write_text(tall)
    assert [figure.width_pt for figure in read_figures(figures)] == [200.0]


def test_of_people_who_wait_the_article_says_where() -> None:
    """Where people wait or are held is said in the article's words, not in those of a border alone."""
    row = count(
        "300 people",
        300.0,
        measure="presence",
        aggregation="stock",
        sentence="In all 300 people sleep there.",
    )
    day = {"period_start": "2022-02-01", "period_end": "2022-02-01"}
    text = render_markdown(compose_brief(make_tables([row | day]), NOWHERE, {}), Path())
    assert "waiting or held: “In all 300 people sleep there”" in text.replace("\u00a0", " ")


def test_a_figure_of_long_ago_does_not_lead() -> None:
    """What an article tells of a time long before it is background, however large it is."""
    old = count("90,000 people", 90_000.0, period_start="2020-02-01", period_end="2020-02-29")
    brief = compose_brief(make_tables([old, count("300 people", 300.0)]), NOWHERE, {})
    assert plain_text(brief.headline).startswith("300 people")


def test_the_largest_figure_of_no_known_border_is_named() -> None:
    """The biggest story cannot be missing in silence only because its article names no border."""
    rows = [count("300 people", 300.0), count("340,000 people", 340_000.0, border=None, origin=None)]
    text = render_markdown(compose_brief(make_tables(rows), NOWHERE, {}), Path())
    told = "**Large and not told.** 340,000 people crossed irregularly to Greece"
    assert told in text.replace("\u00a0", " ")


def test_an_article_agrees_with_itself_as_one_voice() -> None:
    """A figure in a headline and, with its source, in the text below is told by one, not by two."""
    assert count_voices([("a", None), ("a", "Border Guard")]) == 1
    assert count_voices([("a", None), ("b", "Border Guard"), ("c", "Border Guard")]) == 2


def test_a_number_that_is_named_plainly_and_in_full_is_told_in_full() -> None:
    """The headline's number and the text's, which says whom it counts, are one figure and no second."""
    rows = [count("2,800", 2800.0), count("2,800 children", 2800.0, group="children")]
    assert [[claim.quote for claim in alike] for alike in join_alike(Material(make_tables(rows)).claims)] == [
        ["2,800 children"]
    ]


def test_files_left_out_are_named_by_their_reasons() -> None:
    """The method says why files were refused, the most frequent reason first, as `rejected.csv` has it."""
    reasons = ("not_english", "empty", "empty")
    refused = [{"kind": "file", "path": f"{n}.txt", "reason": reason} for n, reason in enumerate(reasons)]
    tables = replace(make_tables([]), rejected=frame_from_rows("rejected", refused))
    text = render_markdown(compose_brief(tables, NOWHERE, {}), Path())
    assert "**Files left out.** Empty (two files), not English (one)." in text
