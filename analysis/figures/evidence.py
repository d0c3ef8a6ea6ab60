"""Counts, series and happenings as they can be drawn: originals only, repeats pooled, all cited."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pandas as pd

from analysis.figures import wording
from analysis.figures.wording import printable
from analysis.naming import event_wordings, measure_wordings
from analysis.series import find_sound, group_happenings, word_assumptions
from analysis.tables import Tables

OBSERVED = ("reported", "alleged", "denied")
DISPUTED = ("alleged", "denied")
REAL = ("occurred", "ongoing", "announced")
SEPARATOR = "; "
TITLE_WORDS = 7
DATE_LINE = re.compile(r"^\s*date \d{4}-\d\d-\d\d ")
# Of all frames that are drawn, in order: what it is, when, of what, how much, who says it, by which rows.
COLUMNS = [
    "panel", "kind", "rank", "lane", "row", "type", "measure", "unit", "border", "group", "aggregation",
    "basis", "axis_start", "axis_end", "period_start", "period_end", "open_start",
    "year", "days", "per_days", "name", "country", "lat", "lon", "part", "closed", "open", "total",
    "total_label", "total_low", "total_high", "label", "who", "voice", "value", "low", "high", "bound",
    "modality", "status", "sure", "differs", "actor", "target", "place", "not_on_map", "assumptions",
    "n_articles", "count_ids", "happening_id", "articles", "omitted",
]  # fmt: skip
_UNDRAWN = ("other", "change")
_SAME = [
    "measure", "unit", "border", "group", "aggregation", "period_start", "period_end", "value", "low", "high",
    "bound", "modality",
]  # fmt: skip


def each_row(frame: pd.DataFrame) -> Iterator[Any]:
    """The rows of a frame as named tuples, whose fields the type checker cannot know."""
    return iter(frame.itertuples())


def stack(parts: Iterable[pd.DataFrame], omitted: int = 0) -> pd.DataFrame:
    """The rows of all parts with the columns that are drawn, and how many others the figure leaves out."""
    filled = [part for part in parts if len(part)]
    rows = pd.concat(filled) if filled else pd.DataFrame(columns=COLUMNS)
    rows = rows.assign(omitted=omitted).reset_index(drop=True)
    return rows[[name for name in COLUMNS if name in rows]]


def cite_article(article: Any) -> str:
    """An article in a source line: publisher, title or first words, and its date as far as it is known."""
    publisher = "" if pd.isna(article.publisher) else str(article.publisher)
    told = article.text if pd.isna(article.title) else article.title
    words = [] if pd.isna(told) else DATE_LINE.sub("", told).split(maxsplit=TITLE_WORDS)
    short = " ".join(words[:TITLE_WORDS]).rstrip(".,;:")
    cut = "…" if len(words) > TITLE_WORDS else ""
    name = ", ".join(filter(None, [publisher, f"“{short}{cut}”" if words else ""])) or article.article_id
    when = wording.say_period(article.published_earliest, article.published_latest)
    return f"{printable(name)} ({when})".replace(SEPARATOR, ", ")


def join_citations(frame: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Rows of original articles, with the column `articles` that cites them."""
    originals = articles[articles["duplicate_of"].isna()]
    lines = pd.Series([cite_article(row) for row in each_row(originals)], index=originals.index, dtype=str)
    cited_articles = originals[["article_id"]].assign(articles=lines)
    return frame.merge(cited_articles, on="article_id", how="inner", validate="many_to_one")


def merge_citations(lines: Iterable[str]) -> str:
    """The articles that several rows cite, each once."""
    return SEPARATOR.join(dict.fromkeys(SEPARATOR.join(lines).split(SEPARATOR)))


def name_panel(row: Any, group: Any = None) -> str:
    """What one panel shows, measure first: "Apprehensions · Belarus–Lithuania border · people"."""
    label = measure_wordings()[row.measure].label
    parts = [label, wording.say_border(row.border), wording.say_group(group), wording.UNIT_NAMES[row.unit]]
    return " · ".join(part for part in parts if part)


def name_subject(panel: str, parts: int = 2) -> str:
    """What a panel counts, and where: "Apprehensions, Belarus–Lithuania border"."""
    return ", ".join(panel.split(" · ")[:parts])


def read_claims(tables: Tables, modalities: Sequence[str] = OBSERVED) -> pd.DataFrame:
    """Claims of a measure of a known border in original articles, with how they are printed.

    Adds to the columns of counts: `panel` (what it is comparable with), `label` (the figure as claimed),
    `who` (source, or that none is named), `sure` (checked, or the reader is sure of it), `articles`
    (citation).
    """
    counts = tables.counts
    drawn = counts["modality"].isin(modalities) & ~counts["measure"].isin(_UNDRAWN)
    claims = join_citations(counts[drawn & counts["border"].notna()], tables.articles)
    return claims.assign(
        panel=[name_panel(row, row.group) for row in each_row(claims)],
        label=[wording.say_claim(row) for row in each_row(claims)],
        who=[wording.NO_SOURCE if pd.isna(source) else printable(source) for source in claims["source"]],
        sure=find_sound(claims, tables.articles),
    )


def name_sources(sources: Iterable[str]) -> str:
    """The sources that are named, each once, or that none is."""
    named = [source for source in dict.fromkeys(sources) if source != wording.NO_SOURCE]
    return wording.join_words(named, limit=3) or wording.NO_SOURCE


def pool_claims(claims: pd.DataFrame, *keys: str) -> pd.DataFrame:
    """One row per distinct figure, and `keys`: the same number for the same thing and period is told once.

    It is `sure` where one of its claims is.
    """
    pooled = claims.groupby(["panel", *_SAME, *keys], dropna=False, sort=False).agg(
        label=("label", "first"),
        who=("who", name_sources),
        sure=("sure", "any"),
        n_articles=("article_id", "nunique"),
        count_ids=("count_id", "+".join),
        articles=("articles", merge_citations),
    )
    return pooled.reset_index()


def read_series(tables: Tables) -> pd.DataFrame:
    """Rows of the series that something bounds, in the columns of claims, with the articles behind them."""
    series = tables.series
    bounded = series[(series["low"].notna() | series["high"].notna()) & series["border"].notna()]
    cited = join_citations(tables.counts[["count_id", "article_id"]], tables.articles)
    lines = dict(zip(cited["count_id"], cited["articles"], strict=True))
    joined = bounded["low_count_ids"].fillna("") + "+" + bounded["high_count_ids"].fillna("")
    ids = [[each for each in dict.fromkeys(every.split("+")) if each in lines] for every in joined]
    articles = [list(dict.fromkeys(lines[each] for each in found)) for found in ids]
    return bounded.assign(
        panel=[name_panel(row, row.group) for row in each_row(bounded)],
        value=float("nan"),
        bound="range",
        modality="reported",
        sure=True,
        count_ids=["+".join(found) for found in ids],
        articles=[merge_citations(each) for each in articles],
        n_articles=[len(each) for each in articles],
    )


def cite_assumptions(frame: pd.DataFrame) -> str:
    """The assumptions that the rows rest on, as a sentence; "" where there are none."""
    held = frame.get("assumptions", pd.Series(dtype=str)).dropna()
    names = {name for names in held for name in names.split("+") if name}
    return f"Assumed: {'; '.join(word_assumptions(names))}." if names else ""


def rank_panels(frame: pd.DataFrame, limit: int) -> list[str]:
    """The panels worth drawing first: most figures that are sure, then most of all, then most articles."""
    weighed = frame.assign(sure=frame["sure"].astype(int)).groupby("panel", sort=False)
    weight = weighed.agg(sure=("sure", "sum"), rows=("panel", "size"), articles=("n_articles", "sum"))
    ranked = weight.sort_values(["sure", "rows", "articles"], ascending=False, kind="stable")
    return list(ranked.index[:limit])


def list_cited(frame: pd.DataFrame) -> tuple[str, ...]:
    """The articles behind the rows, each once, in order of name."""
    return tuple(sorted({line for lines in frame["articles"].dropna() for line in lines.split(SEPARATOR)}))


def note_forms(frame: pd.DataFrame) -> str:
    """What pale and hollow marks mean, where there are any."""
    pale = "Pale, hollow: not yet checked." if not frame["sure"].all() else ""
    disputed = "modality" in frame and frame["modality"].isin(DISPUTED).any()
    return " ".join(filter(None, [pale, "Hollow squares: alleged or denied." if disputed else ""]))


def choose_sound(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows that a headline may speak of: reported and sure; all of them where there is none."""
    sound = rows[rows["sure"].astype(bool) & (rows["modality"] == "reported")]
    return sound if len(sound) else rows


def hedge(rows: pd.DataFrame) -> str:
    """What a headline adds where no row is sound: "", " (not yet checked)" or " (alleged)"."""
    sure = rows["sure"].astype(bool)
    if (sure & (rows["modality"] == "reported")).any():
        return ""
    return " (alleged)" if sure.any() else " (not yet checked)"


def headline(rows: pd.DataFrame, news: str) -> str:
    """What the rows of a panel count, and where, and what is new about it, hedged where none is sound."""
    return f"{name_subject(rows['panel'].iloc[0])}{news}{hedge(rows)}"


def read_happenings(tables: Tables) -> pd.DataFrame:
    """Happenings with the articles that report them, their dates named as the periods of claims are.

    Adds `articles` (citations), `place` (the first that is named) and `sure` (whether one of its events is).
    """
    found = tables.happenings
    found = found if len(found) else group_happenings(tables.events, tables.articles)
    happenings = found.rename(columns={"date_start": "period_start", "date_end": "period_end"})
    events = join_citations(tables.events, tables.articles)
    events = events.assign(sure=find_sound(events, tables.articles))
    ids = happenings.assign(event_id=happenings["event_ids"].str.split("+")).explode("event_id")
    members = ids[["happening_id", "event_id"]].merge(events, on="event_id", validate="many_to_one")
    told = members.groupby("happening_id", sort=False).agg(
        articles=("articles", merge_citations), place=("place", "first"), sure=("sure", "any")
    )
    told = told.assign(place=told["place"].map(printable, na_action="ignore"))
    return happenings.merge(told, on="happening_id", validate="one_to_one")


def say_happening(happening: Any) -> str:
    """ "Belarus: border closed → Lithuania (announced)"; what is missing is left out."""
    label = event_wordings()[happening.type].label
    actor, target = wording.say_countries(happening.actor), wording.say_countries(happening.target)
    doer = f"{actor}: {label[0].lower()}{label[1:]}" if actor else label
    words = f"{doer}{f' → {target}' if target and target != actor else ''}"
    where = "" if pd.isna(happening.place) or happening.place in words else f", {happening.place}"
    return f"{words}{where}{say_status(happening.status)}"


def say_status(status: str) -> str:
    """What is added to an event that did not simply happen or a claim not reported: " (announced)"."""
    return "" if status in ("occurred", "reported") else f" ({status})"


def tell_figure(claim: Any) -> tuple[str, str]:
    """A figure as its article put it, and who gave it."""
    return claim.label, claim.who + say_status(claim.modality)


def concerns_border(happening: Any, border: str) -> bool:
    """Whether a happening is one of this border: it names one of its pairs, or nobody from outside them."""
    if not pd.isna(happening.border):
        return bool(set(border.split("+")) & set(happening.border.split("+")))
    named = [who for who in (happening.actor, happening.target) if not pd.isna(who)]
    codes = set("+".join(named).split("+")) if named else set()
    return bool(codes) and codes <= set(border.replace("+", "-").split("-"))
