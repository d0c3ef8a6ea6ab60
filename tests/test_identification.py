"""A text in another language is noticed; whatever is not clear is left to the reader."""

import pytest

from analysis.knowledge import load_records
from analysis.language.identification import FunctionWords, identify_language, is_foreign

RECORDS = load_records("function_words", FunctionWords)
ENGLISH = next(set(record.words) for record in RECORDS if record.id == "en")


@pytest.mark.parametrize(
    ("language", "text"), [(record.id, text) for record in RECORDS for text in record.examples]
)
def test_a_sentence_is_told_by_its_short_words(language: str, text: str) -> None:
    """Each language's own example is taken for that language."""
    assert identify_language(text) == language


@pytest.mark.parametrize("record", [item for item in RECORDS if item.id != "en"], ids=lambda item: item.id)
def test_no_foreign_list_holds_an_english_word(record: FunctionWords) -> None:
    """Words that English shares would speak for both."""
    assert not ENGLISH & set(record.words)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Border closed",
        "January 987 February 812 March 640 April 733 May 801 June 912 July 1,004 August 1,200 total 7,089",
        "Minsk Brest Grodno Vilnius Kaunas Riga Daugavpils Warsaw Lublin Terespol Kuznica Bobrowniki Polowce",
    ],
)
def test_what_is_not_clear_has_no_language(text: str) -> None:
    """Nothing, a headline, a table or a list of names is not called foreign."""
    assert identify_language(text) is None


def test_foreign_quotations_leave_an_english_report_english() -> None:
    """A slogan in another language does not make the report foreign."""
    text = (
        "The crowd chanted “Wir sind das Volk und nicht der Feind”, and the police said that it was peaceful."
    )
    assert identify_language(text) == "en"
    assert not is_foreign(text)


@pytest.mark.parametrize(
    ("text", "foreign"),
    [
        ("Οι συνοριοφύλακες είπαν ότι σταμάτησαν σαράντα ανθρώπους στα σύνορα", True),
        ("قال حرس الحدود إن أربعين شخصا عبروا النهر خلال الليل إلى الجانب الآخر", True),
        ("Lukashenka (Лукашенка) spoke", False),
        ("Лукашенка", False),
    ],
)
def test_another_script_is_foreign_only_where_it_prevails(text: str, foreign: bool) -> None:
    """A text mostly in another script is foreign; a name in brackets, or a single word, is not enough."""
    assert is_foreign(text) is foreign
