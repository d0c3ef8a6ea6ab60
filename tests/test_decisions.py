"""Probabilities over candidates become one value of a field, with what stood against it."""

from datetime import date
from typing import Any

import numpy as np
import pytest

from analysis.article import Article
from analysis.codings.format import hash_text
from analysis.document import read_document
from analysis.knowledge import load_records
from analysis.meaning.candidates import Candidate, Choices, Scene
from analysis.meaning.claims import Factor, Group, find_group, implied_interval, place_reference, relate
from analysis.meaning.decisions import (
    UNLIKELY,
    Field,
    decide,
    decide_countries,
    decide_label,
    decide_source,
    find_border,
    keep_past,
    least_sure,
    name_rule,
)
from analysis.meaning.events import Happening, keep_likeliest, name_precision
from analysis.meaning.together import (
    REPEATED,
    count_together,
    decide_together,
    name_shape,
    share_repeats,
    weigh_together,
)
from analysis.meaning.windows import Target
from analysis.mentions.quantities import read_quantities
from analysis.vocabulary import AGGREGATIONS, MEASURES


def choices(*codes: str) -> Choices:
    """Choices among countries alone."""
    return Choices((0, 1), 0, tuple(Candidate(code, None, 0, ()) for code in codes), (), ())


def test_equal_values_add_up() -> None:
    """Two candidates that give one value together outweigh a likelier single one."""
    assert decide(["a", "b", "a"], [0.3, 0.4, 0.3]) == Field("a", 0.6, "b", 0.4)


def test_a_label_names_its_rival() -> None:
    """The likeliest label stands with the second and both probabilities."""
    field = decide_label(["presence", "death", "return"], np.array([0.2, 0.1, 0.7]))
    assert (field.value, field.rival) == ("return", "presence")


DAY = date(2024, 6, 10)


def said(measures: dict[str, float], aggregations: dict[str, float], periods: list[float]) -> dict[str, Any]:
    """What the network says of a number, as chances of each head."""
    return {
        "measure": np.array([measures.get(name, 0.0) for name in MEASURES]),
        "aggregation": np.array([aggregations.get(name, 0.0) for name in AGGREGATIONS]),
        "period": np.array(periods),
    }


def test_a_number_is_a_claim_where_all_measures_together_are_likely() -> None:
    """`other` gives way to the likeliest measure although it is likelier than any single one."""
    fit = weigh_together(count_together(()))
    chances = said({"other": 0.5, "presence": 0.3, "death": 0.2}, {"stock": 1.0}, [1.0])
    assert decide_together(chances, [(DAY, DAY)], DAY, fit)[0].value == "presence"
    chances = said({"other": 0.7, "presence": 0.2, "death": 0.1}, {"stock": 1.0}, [1.0])
    assert decide_together(chances, [(DAY, DAY)], DAY, fit)[0] == Field("other", 0.7, "presence", 0.2)


def test_fields_that_were_coded_together_support_each_other() -> None:
    """Where stocks were coded on a day and totals up to one, a likely stock draws the period to the day."""
    coded = [("presence", "stock", "day_published")] * 40 + [("death", "cumulative", "to_published")] * 40
    chances = said({"presence": 0.9, "death": 0.1}, {"stock": 0.8, "cumulative": 0.2}, [0.48, 0.52])
    periods = [(DAY, DAY), (date(2024, 1, 1), DAY)]
    alone = decide_together(chances, periods, DAY, weigh_together(count_together(())))
    assert alone[2].value == periods[1]
    measure, aggregation, period = decide_together(
        chances, periods, DAY, weigh_together(count_together(coded))
    )
    assert (measure.value, aggregation.value, period.value) == ("presence", "stock", periods[0])
    assert period.probability > 0.5 > period.rival_probability


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("More than 76,000 migrants came, 76,103 of them on foot.", [0.5, 0.5]),
        ("Some 4,000 migrants came, 3,000 of them on foot.", [0.9, 0.1]),
        ("In all 40 migrants came, 40 guards followed.", [0.9, 0.1]),
    ],
)
def test_a_number_that_is_repeated_says_the_same(text: str, told: list[float]) -> None:
    """Close numbers share what each says, its period too; those that differ, and small ones, do not."""
    quantities, _ = read_quantities(text)
    periods = (Candidate((DAY, DAY), None, 0, ()), Candidate((None, DAY), None, 0, ()))
    targets = [Target(0, (0, 1), Choices((q.start, q.end), 0, (), periods, ()), q) for q in quantities]
    both = [{name: np.array([p, 1 - p]) for name in (*REPEATED, "period")} for p in (0.9, 0.1)]
    rows = share_repeats(targets, both)
    for name in (*REPEATED, "period"):
        assert [row[name][0] for row in rows] == pytest.approx(told)


def test_what_is_reported_has_happened() -> None:
    """A reported period ends on the day of publication at the latest; one after it is hardly meant."""
    later = date(2024, 9, 11)
    told = [(date(2024, 1, 1), date(2024, 12, 31)), (later, later), (None, None)]
    periods, likely = keep_past(told, np.array([0.2, 0.5, 0.3, 0.0]), DAY)
    assert periods == [(date(2024, 1, 1), DAY), (later, later), (None, None)]
    assert list(likely) == pytest.approx([0.2 / 0.51, 0.5 * UNLIKELY / 0.51, 0.3 / 0.51])


@pytest.mark.parametrize(
    ("first", "last", "shape"),
    [
        (None, None, "unbounded"),
        (None, DAY, "until_published"),
        (None, date(2024, 6, 1), "until"),
        (DAY, None, "from"),
        (DAY, DAY, "day_published"),
        (date(2024, 6, 1), date(2024, 6, 1), "day"),
        (date(2024, 1, 1), DAY, "to_published"),
        (date(2023, 1, 1), date(2023, 12, 31), "span"),
    ],
)
def test_a_period_has_a_shape(first: date | None, last: date | None, shape: str) -> None:
    """Open sides, single days and the day of publication make the shape of a period."""
    assert name_shape((first, last), DAY) == shape


@pytest.mark.parametrize(
    ("words", "chances", "kept"),
    [
        (((0, 40), (10, 40)), (0.9, 0.5), ["sanction"]),
        (((0, 40), (10, 40)), (0.9, 0.8), ["sanction", "threat"]),
        (((0, 40), (35, 80)), (0.9, 0.5), ["sanction", "threat"]),
    ],
)
def test_words_tell_a_second_type_only_where_it_is_nearly_as_likely(
    words: tuple[tuple[int, int], ...], chances: tuple[float, ...], kept: list[str]
) -> None:
    """Of two types on the same words the likelier stands alone, unless the two are alike."""
    found = [
        happening(span, kind, chance)
        for span, kind, chance in zip(words, ("sanction", "threat"), chances, strict=True)
    ]
    assert [one.row["type"] for one in keep_likeliest(found)] == kept


@pytest.mark.parametrize(
    ("first", "last", "precision"),
    [
        ("2021-08-05", "2021-08-05", "day"),
        ("2021-08-07", "2021-08-08", "day"),
        ("2021-08-02", "2021-08-08", "week"),
        ("2021-08-01", "2021-08-31", "month"),
        ("2021-02-21", "2021-02-28", "month"),
        ("2021-08-01", "2021-08-12", "month"),
        ("2021-08-02", "2021-08-12", "unknown"),
        ("2021-07-01", "2021-08-12", "unknown"),
        ("2020-01-01", "2020-12-31", "year"),
        ("2020-10-01", "2021-09-30", "year"),
        ("2020-01-01", "2021-08-12", "unknown"),
        (None, "2021-08-12", "unknown"),
    ],
)
def test_an_interval_says_how_precise_it_is(first: str | None, last: str, precision: str) -> None:
    """The precision of an event's date follows from its interval and the day of publication."""
    days = date.fromisoformat(first) if first else None, date.fromisoformat(last)
    assert name_precision(*days, date(2021, 8, 12)) == precision


def happening(span: tuple[int, int], kind: str, chance: float) -> Happening:
    """An event of a type in some words, without dates and parties."""
    target = Target(0, (0, 1), Choices(span, 0, (), (), ()), type=0)
    row = {"type": kind, **dict.fromkeys(("date_start", "date_end", "actor", "target"))}
    return Happening(target, {}, {"type": Field(kind, chance)}, chance, row)


@pytest.mark.parametrize(
    ("chances", "value"),
    [
        ([0.7, 0.2, 0.1, 0.0], None),
        ([0.1, 0.8, 0.05, 0.05], "PL"),
        ([0.1, 0.3, 0.3, 0.3], "LT+LV+PL"),
        ([0.45, 0.25, 0.25, 0.05], "LT+PL"),
    ],
)
def test_countries_that_are_nearly_as_likely_are_joined(chances: list[float], value: str | None) -> None:
    """Likely countries join in alphabetical order; none wins only against all of them."""
    assert decide_countries(choices("PL", "LT", "LV"), np.array(chances)).value == value


@pytest.mark.parametrize(
    ("chances", "value"),
    [
        ([0.4, 0.25, 0.2, 0.1], "the interior ministry"),
        ([0.5, 0.2, 0.2, 0.1], None),
        ([0.3, 0.15, 0.15, 0.4], "a survivor"),
    ],
)
def test_names_that_share_words_are_one_speaker(chances: list[float], value: str | None) -> None:
    """Chances of names that share half of their words add up, and the likeliest of them is told."""
    names = ("the interior ministry", "Lithuania's ministry", "a survivor")
    sources = tuple(Candidate(name, None, 0, ()) for name in names)
    assert decide_source(Choices((0, 1), 0, (), (), sources), np.array(chances)).value == value


def test_the_rule_names_the_least_sure_field() -> None:
    """A row's rule says which field was least sure and what stood against it."""
    fields = {"measure": Field("death", 0.9, "injury", 0.1), "period": Field((None, None), 0.5, None, 0.0)}
    assert least_sure(fields) == "period"
    assert name_rule("1", fields) == "model 1: period .. 0.50"


@pytest.mark.parametrize(
    ("claim", "relation", "factor", "bound", "implied"),
    [
        ((150, 150), "times", 2, "nearly", (75, 150 / 1.8)),
        ((150, 150), "percent_more", 50, "exact", (100, 100)),
        ((150, 150), "percent_more", 50, "about", (150 / 1.55, 150 / 1.45)),
        ((150, 150), "percent_less", 25, "exact", (200, 200)),
        ((150, None), "times", 3, "exact", (50, None)),
        ((150, 150), "times", 2, "over", (None, 75)),
        ((150, 150), "more", None, None, (None, None)),
        ((150, 150), "percent_less", 100, "exact", (None, None)),
    ],
)
def test_a_factor_bounds_what_a_claim_is_compared_with(
    claim: tuple[float, float | None], relation: str, factor: float | None, bound: str | None, implied: object
) -> None:
    """What is compared lies in the interval that claim and factor allow, open where either is."""
    assert implied_interval(*claim, relation, factor, bound) == pytest.approx(implied)


@pytest.mark.parametrize(
    ("relation", "value", "factor", "reference", "told"),
    [
        ("percent_less", 80, Factor(60, "exact"), 50, "percent_more"),
        ("percent_more", 20, Factor(60, "exact"), None, "percent_more"),
        ("percent_more", 20, Factor(60, "exact", (0, 3), "percent_less"), None, "percent_less"),
        ("times", 20, Factor(), 50, "fewer"),
        ("percent_less", 20, Factor(), None, "fewer"),
        ("more", 20, Factor(), 20, "same"),
    ],
)
def test_stated_numbers_and_the_words_of_a_factor_say_how_claims_relate(
    relation: str, value: float, factor: Factor, reference: float | None, told: str
) -> None:
    """What two numbers or a factor's own words tell outweighs what was read of the sentence."""
    assert relate(relation, value, factor, reference) == told


@pytest.mark.parametrize(
    ("own", "found", "meant"),
    [
        (("2021-01-01", "2021-08-05"), ("2020-01-01", "2020-12-31"), ("2020-01-01", "2020-08-05")),
        (("2020-02-29", "2020-02-29"), ("2019-01-01", "2019-12-31"), ("2019-02-28", "2019-02-28")),
        (("2021-01-01", "2021-12-31"), ("2020-01-01", "2020-12-31"), ("2020-01-01", "2020-12-31")),
        (("2021-07-01", "2021-07-31"), ("2021-06-01", "2021-06-30"), ("2021-06-01", "2021-06-30")),
        (("2021-07-01", "2021-07-31"), ("2015-01-01", "2015-12-31"), ("2015-01-01", "2015-12-31")),
    ],
)
def test_part_of_a_year_is_compared_with_the_same_part_of_the_last(
    own: tuple[str, str], found: tuple[str, str], meant: tuple[str, str]
) -> None:
    """Where the whole year before is found, the same dates of it are meant."""
    told = place_reference(
        (date.fromisoformat(own[0]), date.fromisoformat(own[1])),
        (date.fromisoformat(found[0]), date.fromisoformat(found[1])),
    )
    assert told == (date.fromisoformat(meant[0]), date.fromisoformat(meant[1]))


@pytest.mark.parametrize("group", load_records("groups", Group), ids=lambda group: group.id)
def test_the_words_of_a_number_name_its_group(group: Group) -> None:
    """A group is named by its nouns, and not where there are none or those of two groups."""
    assert [find_group(words) for words in group.examples] == [group.id] * len(group.examples)
    assert not any(find_group(words) for words in group.counterexamples)


@pytest.mark.parametrize(
    ("sentence", "actor", "target", "border"),
    [
        ("Lithuania closed its border on Friday.", "LT", None, "BY-LT"),
        ("People came to Lithuania from Belarus on Friday.", None, "LT", "BY-LT"),
        ("Belarusians came to Lithuania on Friday.", None, "LT", None),
        ("Lithuania raised its taxes on Friday.", "LT", None, None),
        ("Lithuania accused Belarus on Friday.", "LT", "BY", "BY-LT"),
        ("Spain closed its border on Friday.", "ES", None, None),
        ("British sailors searched the Channel on Friday.", "GB", None, "FR-GB"),
    ],
)
def test_an_event_has_a_border_where_its_line_speaks_of_one(
    sentence: str, actor: str, target: str | None, border: str | None
) -> None:
    """Two neighbours have theirs; one state has the article’s only in a line about a border."""
    text = f"Belarus and Lithuania have a long border.\n\n{sentence}"
    scene = Scene(read_document(Article("a", "a.txt", text, hash_text(text))))
    assert find_border(scene, text.index(sentence), 1, actor, target) == border
