"""A report's parameters are checked before anything runs."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from analysis.errors import UsageError
from analysis.report.parameters import parse_parameters


def test_good_parameters_are_typed(tmp_path: Path) -> None:
    """Dates become dates, and a border is put in alphabetical order."""
    parameters = parse_parameters(articles=tmp_path, border="lt-by", since="2021-01-01", until="2021-12-31")
    assert parameters.border == "BY-LT"
    assert (parameters.since, parameters.until) == (date(2021, 1, 1), date(2021, 12, 31))
    assert parameters.figures_folder == Path("report/figures")


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"boarder": "BY-LT"}, "There is no parameter 'boarder'; did you mean 'border'?"),
        ({"border": "Belarus"}, "border: 'Belarus' is no border; write two country codes, as in BY-LT."),
        ({"border": "BY-QQ"}, "border: 'QQ' is no country code of ISO 3166-1; write a border as BY-LT."),
        ({"since": "yesterday"}, "since: 'yesterday' is no date; write it as YYYY-MM-DD."),
        ({"since": "1625097600"}, "since: '1625097600' is no date; write it as YYYY-MM-DD."),
        (
            {"since": "2022-01-01", "until": "2021-01-01"},
            "since 2022-01-01 is later than until 2021-01-01.",
        ),
        ({"as_of": "5 August"}, "as_of: '5 August' is no date; write it as YYYY-MM-DD."),
        ({"official": "missing.csv"}, "official: there is no file missing.csv; give a CSV of official"),
        ({"profile": "pres"}, "Did you mean 'press'? Profiles: web, press, nature-1col"),
    ],
)
def test_a_wrong_parameter_is_named_with_what_was_meant(
    tmp_path: Path, values: dict[str, Any], message: str
) -> None:
    """An unknown name or value is wrong use, in one sentence that says what to write."""
    with pytest.raises(UsageError) as caught:
        parse_parameters(**{"articles": tmp_path, **values})
    assert message in str(caught.value)
    assert caught.value.exit_code == 2


def test_a_mistyped_folder_is_answered_with_the_nearest(tmp_path: Path) -> None:
    """A path that does not exist is refused, with one that does."""
    (tmp_path / "seeds").mkdir()
    with pytest.raises(UsageError, match=r"There is no file or folder .*did you mean .*seeds\?"):
        parse_parameters(articles=tmp_path / "sees")
