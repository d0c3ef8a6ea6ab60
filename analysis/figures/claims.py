"""Counts, series and happenings as they can be drawn: originals only, repeats pooled, all cited."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pandas as pd

from analysis.figures.lettering import printable
from analysis.figures.wording import (
    NO_SOURCE,
    UNIT_NAMES,
    Interval,
    event_labels,
    join_words,
    measure_labels,
    say_border,
    say_claim,
    say_countries,
    say_group,
    say_period,
)
from analysis.series import find_sound, word_assumptions
from analysis.tables import Tables

OBSERVED = ("reported", "alleged", "denied")
DISPUTED = ("alleged", "denied")
SEPARATOR = "; "
TITLE_WORDS = 7
DATE_LINE = re.compile(r"^\s*date \d{4}-\d\d-\d\d ")
_UNDRAWN = ("other", "change")
_SERIES = ["measure", "unit", "border", "group"]
_SAME = [*_SERIES, "aggregation", "period_start", "period_end", "value", "low", "high", "bound", "modality"]


def each_row(frame: pd.DataFrame) -> Iterator[Any]:
    """The rows of a frame as named tuples, whose fields the type checker cannot know."""
    return iter(frame.itertuples())


def cite_article(article: Any) -> str:
    """An article in a source line: publisher, title or first words, and its date as far as it is known."""
    publisher = "" if pd.isna(article.publisher) else str(article.publisher)
    untitled = pd.isna(article.title)
    told = "" if untitled and pd.isna(article.text) else str(article.text if untitled else article.title)
    words = DATE_LINE.sub("", told).split(maxsplit=TITLE_WORDS)
    short = " ".join(words[:TITLE_WORDS]).rstrip(".,;:")
    cut = "…" if len(words) > TITLE_WORDS else ""
    name = ", ".join(filter(None, [publisher, f"“{short}{cut}”" if words else ""])) or article.article_id
    when = say_period(article.published_earliest, article.published_latest)
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


def name_panel(measure: str, unit: str, border: object, group: object, definition: object = None) -> str:
    """What one panel shows, measure first: "Apprehensions · Belarus–Lithuania border · people"."""
    told = "" if pd.isna(definition) else str(definition)  # type: ignore[call-overload]
    parts = [measure_labels()[measure].label, say_border(border), say_group(group), told, UNIT_NAMES[unit]]
    return " · ".join(part for part in parts if part)


def name_subject(panel: str) -> str:
    """What a panel counts, and where: "Apprehensions, Belarus–Lithuania border"."""
    return ", ".join(panel.split(" · ")[:2])


def read_claims(tables: Tables, modalities: Sequence[str] = OBSERVED) -> pd.DataFrame:
    """Claims of a border measure in original articles, with how they are printed.

    Adds to the columns of counts: `panel` (what it is comparable with), `label` (the figure as claimed),
    `who` (source, or that none is named), `sure` (checked, or the reader is sure of it), `articles`
    (citation).
    """
    counts = tables.counts
    kept = counts[counts["modality"].isin(modalities) & ~counts["measure"].isin(_UNDRAWN)]
    claims = join_citations(kept, tables.articles)
    rows = list(each_row(claims))
    return claims.assign(
        panel=[name_panel(r.measure, r.unit, r.border, r.group) for r in rows],
        label=[
            say_claim(r.value, Interval(r.low, r.high), r.bound, r.approximator, r.quote, r.unit)
            for r in rows
        ],
        who=[NO_SOURCE if pd.isna(r.source) else printable(str(r.source)) for r in rows],
        sure=find_sound(claims, tables.articles),
    )


def _name_sources(sources: pd.Series) -> str:
    named = [source for source in dict.fromkeys(sources) if source != NO_SOURCE]
    return join_words(named, limit=3) or NO_SOURCE


def pool_claims(claims: pd.DataFrame, *, by_source: bool = False) -> pd.DataFrame:
    """One row per distinct figure: the same number for the same thing and period is told once.

    It is `sure` where one of its claims is.
    """
    keys = ["panel", *_SAME, *(["who"] if by_source else [])]
    pooled = claims.groupby(keys, dropna=False, sort=False).agg(
        label=("label", "first"),
        **({} if by_source else {"who": ("who", _name_sources)}),
        sure=("sure", "any"),
        n_articles=("article_id", "nunique"),
        count_ids=("count_id", "+".join),
        articles=("articles", merge_citations),
    )
    return pooled.reset_index()


def cite_counts(tables: Tables) -> dict[str, str]:
    """The citation of the article behind each count of an original article."""
    lines = join_citations(tables.counts[["count_id", "article_id"]], tables.articles)
    return dict(zip(lines["count_id"], lines["articles"], strict=True))


def read_series(tables: Tables) -> pd.DataFrame:
    """Rows of the series that something bounds, with `panel`, `count_ids`, `articles` and `n_articles`."""
    series = tables.series
    bounded = series[(series["low"].notna() | series["high"].notna()) & series["border"].notna()]
    lines = cite_counts(tables)
    ids = [_binding_ids(row.low_count_ids, row.high_count_ids, lines) for row in each_row(bounded)]
    articles = [list(dict.fromkeys(lines[each] for each in found)) for found in ids]
    return bounded.assign(
        panel=[name_panel(row.measure, row.unit, row.border, row.group) for row in each_row(bounded)],
        count_ids=["+".join(found) for found in ids],
        articles=[merge_citations(each) for each in articles],
        n_articles=[len(each) for each in articles],
    )


def _binding_ids(low_ids: object, high_ids: object, lines: dict[str, str]) -> list[str]:
    """The claims that bind either bound, each once, as far as their articles are at hand."""
    joined = [str(ids) for ids in (low_ids, high_ids) if not pd.isna(ids)]  # type: ignore[call-overload]
    return [each for each in dict.fromkeys("+".join(joined).split("+")) if each in lines]


def cite_assumptions(frame: pd.DataFrame) -> str:
    """The assumptions that the rows rest on, as a sentence; "" where there are none."""
    names = {name for names in frame["assumptions"].dropna() for name in str(names).split("+") if name}
    return f"Assumed: {'; '.join(word_assumptions(names))}." if names else ""


def rank_panels(frame: pd.DataFrame, limit: int) -> list[str]:
    """The panels worth drawing first: most figures that are sure, then most of all, then most articles."""
    sure = frame["sure"] if "sure" in frame else pd.Series(True, index=frame.index)
    weighed = frame.assign(_sure=sure.astype(int)).groupby("panel", sort=False)
    weight = weighed.agg(sure=("_sure", "sum"), rows=("panel", "size"), articles=("n_articles", "sum"))
    ranked = weight.sort_values(["sure", "rows", "articles"], ascending=False, kind="stable")
    return list(ranked.index[:limit])


def sort_panels(rows: pd.DataFrame, panels: Sequence[str], *columns: str) -> pd.DataFrame:
    """The rows of `panels` in their order, those of one panel by `columns`."""
    order = rows["panel"].map({panel: index for index, panel in enumerate(panels)})
    return rows.assign(order=order).sort_values(["order", *columns], kind="stable")


def cited(frame: pd.DataFrame) -> tuple[str, ...]:
    """The articles behind the rows, each once, in order of name."""
    return tuple(sorted({line for lines in frame["articles"].dropna() for line in lines.split(SEPARATOR)}))


def note_forms(frame: pd.DataFrame) -> str:
    """What pale and hollow marks mean, where there are any."""
    pale = "Pale, hollow: not yet checked." if not frame["sure"].astype(bool).all() else ""
    disputed = "Hollow squares: alleged or denied." if frame["modality"].isin(DISPUTED).any() else ""
    return " ".join(filter(None, [pale, disputed]))


def choose_sound(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows that a headline may speak of: reported and sure; all of them where there is none."""
    sound = rows[rows["sure"].astype(bool) & (rows["modality"] == "reported")]
    return sound if len(sound) else rows


def hedge(rows: pd.DataFrame) -> str:
    """What a headline adds where no row is sound: "", " (not yet checked)" or " (alleged)"."""
    if (rows["sure"].astype(bool) & (rows["modality"] == "reported")).any():
        return ""
    return " (alleged)" if rows["sure"].astype(bool).any() else " (not yet checked)"


HAPPENED = [
    "happening_id", "type", "date_start", "date_end", "actor", "target", "border", "status", "n_articles",
]  # fmt: skip
REAL = ("occurred", "ongoing", "announced")


def read_happenings(tables: Tables) -> pd.DataFrame:
    """Happenings with the articles that report them; single events where none have been brought together.

    Adds `articles` (citations), `place` (the first that is named) and `sure` (whether one of its events is).
    """
    events = join_citations(tables.events, tables.articles)
    events = events.assign(
        sure=find_sound(events, tables.articles),
        place=events["place"].map(lambda place: printable(str(place)), na_action="ignore"),
    )
    if tables.happenings.empty:
        alone = events.assign(happening_id=events["event_id"], n_articles=1)
        return alone[[*HAPPENED, "articles", "place", "sure"]].reset_index(drop=True)
    ids = tables.happenings.assign(event_id=tables.happenings["event_ids"].str.split("+")).explode("event_id")
    members = ids[["happening_id", "event_id"]].merge(
        events[["event_id", "articles", "place", "sure"]],
        on="event_id",
        how="inner",
        validate="many_to_one",
    )
    told = members.groupby("happening_id", sort=False).agg(
        articles=("articles", merge_citations),
        place=("place", "first"),
        sure=("sure", "any"),
    )
    return tables.happenings[HAPPENED].merge(
        told.reset_index(), on="happening_id", how="inner", validate="one_to_one"
    )


def say_happening(happening: Any) -> str:
    """ "Belarus: border closed → Lithuania (announced)"; what is missing is left out."""
    label = event_labels()[happening.type].label
    actor, target = say_countries(happening.actor), say_countries(happening.target)
    status = happening.status
    toward = f" → {target}" if target and target != actor else ""
    doer = f"{actor}: {label[0].lower()}{label[1:]}" if actor else label
    return f"{doer}{toward}" + ("" if status == "occurred" else f" ({status})")


def concerns_border(happening: Any, border: object) -> bool:
    """Whether a happening is one of this border: it names one of its pairs, or nobody from outside them."""
    if pd.isna(border):  # type: ignore[call-overload]
        return True
    if not pd.isna(happening.border):
        return bool(set(str(border).split("+")) & set(happening.border.split("+")))
    named = [who for who in (happening.actor, happening.target) if not pd.isna(who)]
    codes = {code for who in named for code in who.split("+")}
    return bool(codes) and codes <= set(str(border).replace("+", "-").split("-"))
