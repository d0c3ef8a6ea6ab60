"""Date expressions: every rule's own examples, the conventions of the codebook, and laws."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.article import UNKNOWN_PUBLICATION, Publication
from analysis.knowledge import load_records
from analysis.mentions.dates import DateMention, find_dates, readers
from analysis.mentions.dates.finder import OPERATORS
from analysis.mentions.dates.grammar import Rule, WordClass, lex

REFERENCE = date(2021, 8, 5)  # a Thursday
RECORDS = [
    record
    for name, model, table in (
        ("dates", Rule, "rule"),
        ("dates_relative", Rule, "rule"),
        ("dates", Rule, "operator"),
    )
    for record in load_records(name, model, table=table)
]
EXAMPLES = [pytest.param(r.id, text, id=f"{r.id}: {text}") for r in RECORDS for text in r.examples]
COUNTEREXAMPLES = [
    pytest.param(r.id, text, id=f"{r.id}: {text}") for r in RECORDS for text in r.counterexamples
]


def describe(mention: DateMention) -> str:
    """The mention's period as the examples write it."""
    start, end = mention.period_start or "*", mention.period_end or "*"
    return f"{start}..{end}"


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_a_rule_reads_its_examples(rule: str, example: str) -> None:
    """Each example's last expression, or the one in brackets, has the period beside it."""
    text, _, expected = example.partition(" → ")
    bracketed, plain = text.find("["), text.replace("[", "").replace("]", "")
    mentions = find_dates(plain, REFERENCE)
    assert mentions, "nothing found"
    assert describe(next((m for m in mentions if m.start == bracketed), mentions[-1])) == expected


@pytest.mark.parametrize(("rule", "text"), COUNTEREXAMPLES)
def test_a_rule_leaves_its_counterexamples_alone(rule: str, text: str) -> None:
    """A rule makes no mention of what only looks like its expression."""
    assert rule not in {mention.rule for mention in find_dates(text, REFERENCE)}


def has_class(text: str, name: str) -> bool:
    """Whether a token of the text is in a word class."""
    lexed = lex(text)
    return any(lexed.fits(index, name) for index in range(len(lexed.spans)))


@pytest.mark.parametrize("record", load_records("dates_words", WordClass), ids=lambda record: record.id)
def test_a_word_class_is_in_its_examples(record: WordClass) -> None:
    """Each class has a member in each of its examples."""
    assert all(has_class(text, record.id) for text in record.examples)


@pytest.mark.parametrize("text", ["they may go", "they march on", "an august body"])
def test_months_need_their_capital(text: str) -> None:
    """Words that are also months are months only with a capital."""
    assert not has_class(text, "MONTH")


def test_every_rule_has_a_reader_and_every_operator_a_function() -> None:
    """No record of the grammar names a function that does not exist, and no operator is left unused."""
    operators = {record.read for record in load_records("dates", Rule, table="operator")}
    assert operators == set(OPERATORS)
    assert all(hasattr(readers, record.read) for record in RECORDS if record.read not in operators)


@pytest.mark.parametrize(
    ("text", "published", "expected"),
    [
        ("Since Friday 80 people came.", date(2023, 8, 14), (date(2023, 8, 11), date(2023, 8, 14))),
        ("They came over the weekend.", date(2023, 12, 12), (date(2023, 12, 9), date(2023, 12, 10))),
        ("It sank late last week.", date(2013, 4, 10), (date(2013, 4, 5), date(2013, 4, 7))),
        ("It will be open till winter.", date(2023, 8, 14), (date(2023, 8, 14), date(2023, 11, 30))),
        ("It is to be ready by September.", date(2023, 8, 14), (date(2023, 8, 14), date(2023, 9, 30))),
        ("In July 4,000 came.", date(2023, 7, 9), (date(2023, 7, 1), date(2023, 7, 9))),
        ("Last summer they came.", date(2022, 2, 3), (date(2021, 6, 1), date(2021, 8, 31))),
        ("In FY2022 they counted 12.", date(2023, 3, 15), (date(2021, 10, 1), date(2022, 9, 30))),
        ("Until May 11, guards could turn people back.", date(2023, 12, 12), (None, date(2023, 5, 11))),
        ("The order was extended until 2 March.", date(2023, 12, 12), (date(2023, 12, 12), date(2024, 3, 2))),
        ("By noon on Tuesday three buses had left.", date(2023, 12, 12), (date(2023, 12, 12),) * 2),
        ("On the night of 22 to 23 May it sank.", date(2024, 7, 13), (date(2024, 5, 22), date(2024, 5, 23))),
        (
            "They reached it between 1 January and last Sunday.",
            date(2022, 11, 25),
            (date(2022, 1, 1), date(2022, 11, 20)),
        ),
        (
            "Some 28,000 came this year up to Wednesday.",
            date(2022, 11, 25),
            (date(2022, 1, 1), date(2022, 11, 23)),
        ),
        (
            "It came from the start of the year to 15 June.",
            date(2022, 6, 26),
            (date(2022, 1, 1), date(2022, 6, 15)),
        ),
        ("The ship is due to dock on Friday.", date(2022, 11, 25), (date(2022, 11, 25),) * 2),
        ("WARSAW, July 1 - Poland will shut it.", date(2022, 7, 1), (date(2022, 7, 1),) * 2),
        ("In the ten days to Sunday 12 came.", date(2022, 11, 25), (date(2022, 11, 11), date(2022, 11, 20))),
        (
            "A further 23 boats had arrived by midday on Wednesday.",
            date(2023, 9, 13),
            (date(2023, 9, 13),) * 2,
        ),
        ("Before July 5 they counted 150.", date(2016, 7, 14), (None, date(2016, 7, 5))),
        ("May alone was the busiest.", date(2021, 8, 5), (date(2021, 5, 1), date(2021, 5, 31))),
        ("In recent weeks many came.", date(2021, 8, 5), (None, date(2021, 8, 5))),
        ("Since 00:00 on 1 March it is shut.", date(2024, 3, 5), (date(2024, 3, 1), date(2024, 3, 5))),
    ],
)
def test_periods_follow_the_codebook(
    text: str, published: date, expected: tuple[date | None, date | None]
) -> None:
    """The codebook's conventions on periods hold for dates other than those of the examples."""
    (mention,) = find_dates(text, published)
    assert (mention.period_start, mention.period_end) == expected


def test_months_of_those_told_of_are_of_their_year() -> None:
    """In "4,200 came in 2019, most of them in June" the June is that of 2019."""
    *_, june = find_dates("Some 4,200 came in 2019, most of them in June.", REFERENCE)
    assert june.period_start == date(2019, 6, 1)


def test_the_same_period_is_that_of_the_whole() -> None:
    """What is only a part ("12 of them in May") is not what "the same period of 2020" repeats."""
    *_, same = find_dates(
        "Since January 90 came, 12 of them in May, against 40 in the same period of 2020.", REFERENCE
    )
    assert (same.period_start, same.period_end) == (date(2020, 1, 1), date(2020, 8, 5))


def test_a_decade_of_life_is_no_date() -> None:
    """A woman in her 30s is not from the 1930s."""
    assert not find_dates("A woman in her 30s died.", REFERENCE)


def test_a_clause_after_since_opens_a_total_and_dates_its_act() -> None:
    """'Since' before a dated clause runs to the article's day, while the act keeps its own day."""
    since, act = find_dates("Forty have left since the emergency was declared on 2 July.", REFERENCE)
    assert (since.text, since.period_start, since.period_end) == ("since", date(2021, 7, 2), REFERENCE)
    assert since.cumulative
    assert (act.period_start, act.period_end) == (date(2021, 7, 2), date(2021, 7, 2))


@pytest.mark.parametrize(
    ("text", "cumulative", "hours"),
    [
        ("So far this year 900 came.", True, None),
        ("900 came this year.", True, None),
        ("900 will come this year.", False, None),
        ("900 came in the past 24 hours.", False, 24),
        ("900 came overnight.", False, 12),
        ("900 came last week.", False, None),
    ],
)
def test_totals_and_windows_are_marked(text: str, cumulative: bool, hours: int | None) -> None:
    """A running total and a window shorter than its days say so."""
    (mention,) = find_dates(text, REFERENCE)
    assert (mention.cumulative, mention.hours) == (cumulative, hours)


@pytest.mark.parametrize(
    "text",
    [
        "2,021 people, 1,500 in all",
        "You may go. They may stay. May I?",
        "Theresa May met Jan Smith and June Brown",
        "They march on, the second group sat in the sun; spring water and fall in prices",
        "at 10:30, open 24/7, tel. +370 5 210 2021",
        "The minute book, a quarter of the 2021 people, half of them",
        "a 13-year-old boy and a girl, 6-years-old",
    ],
)
def test_what_only_looks_like_a_date_is_none(text: str) -> None:
    """Modal verbs, names, counts, ages, clock times and telephone numbers are no dates."""
    assert find_dates(text, REFERENCE) == ()


def test_without_a_publication_date_only_absolute_dates_have_a_period() -> None:
    """An unknown date leaves what is relative without a period, whatever day it is today."""
    mentions = find_dates("On Tuesday, last week and in July 2020 they came.", None)
    assert [m.period_start for m in mentions] == [None, None, date(2020, 7, 1)]
    assert find_dates("last week", UNKNOWN_PUBLICATION) == find_dates("last week", None)
    half_known = Publication(date(2024, 5, 1), None, "inferred")
    assert find_dates("last week", half_known) == find_dates("last week", None)


def test_an_interval_of_publication_joins_what_its_ends_resolve_to() -> None:
    """Over an interval, a year resolves to one year and a weekday to the interval."""
    year = Publication(date(2023, 1, 1), date(2023, 12, 31), "inferred")
    last, weekday, since = find_dates("Last year 9 came. On Sunday 3 came. Since January 40 came.", year)
    assert (last.period_start, last.period_end) == (date(2022, 1, 1), date(2022, 12, 31))
    assert (weekday.period_start, weekday.period_end) == (date(2023, 1, 1), date(2023, 12, 31))
    assert (since.period_start, since.period_end) == (date(2023, 1, 1), date(2023, 12, 31))


PIECES = sorted({part for r in RECORDS for e in r.examples for part in e.partition(" → ")[0].split()})
DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2095, 1, 1))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join), DAYS)
def test_mentions_stand_in_order_and_quote_the_text(text: str, day: date) -> None:
    """Mentions never overlap, stand in order, quote the text exactly, and end no earlier than they begin."""
    mentions = find_dates(text, day)
    assert all(a.end <= b.start for a, b in pairwise(mentions))
    assert all(text[m.start : m.end] == m.text and m.rule for m in mentions)
    assert all(m.period_start <= m.period_end for m in mentions if m.period_start and m.period_end)


@settings(max_examples=60, deadline=None)
@given(DAYS, DAYS)
def test_an_absolute_date_is_the_same_on_every_day(day: date, published: date) -> None:
    """A full date needs no anchor and is not changed by an unrelated sentence before it."""
    text = f"on {day.day} {day:%B} {day.year:04}"
    (alone,) = find_dates(text, published)
    (behind,) = find_dates(f"The gate is green. They came {text}.", None)
    assert (alone.period_start, alone.period_end) == (day, day)
    assert (behind.period_start, behind.anchor) == (day, "absolute")


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=200), st.none() | DAYS)
def test_any_text_is_read(text: str, day: date | None) -> None:
    """No text, however odd, makes the reader fail."""
    assert all(text[m.start : m.end] == m.text for m in find_dates(text, day))


@pytest.mark.parametrize(
    "piece", ["a", " ", "1", "1,", "\n ", "the last ", "May ", "since was ", "in May 3 to "]
)
def test_a_long_line_of_one_pattern_is_read_to_its_end(piece: str) -> None:
    """A line of twenty thousand characters is read, with mentions in order."""
    mentions = find_dates(piece * (20_000 // len(piece)), REFERENCE)
    assert all(a.end <= b.start for a, b in pairwise(mentions))
