"""What a report is asked for, checked before anything runs."""

import os
import re
from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any

import pycountry
import pydantic
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationInfo

from analysis.errors import UsageError
from analysis.figures.profiles import find_profile
from analysis.sources import as_paths, expand_path

# Parameters that name an input besides the articles, with what is to be given; the manifest holds its hash.
OTHER_INPUTS = {
    "official": "file {}; give a CSV of official figures",
    "codings": "folder {}; give a folder of codings (JSON files)",
    "model": "file {}; leave it out for the model that ships",
}
PATHS = ("figures", *OTHER_INPUTS)
PAIR = re.compile(r"([A-Z]{2})-([A-Z]{2})")


def _day(value: Any) -> Any:
    """Only YYYY-MM-DD: a bare number is no date here."""
    if not isinstance(value, str):
        return value
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError(f"{value!r} is no date; write it as YYYY-MM-DD") from None


def _border(value: Any) -> Any:
    """A pair of known countries, put in alphabetical order."""
    if value is None:
        return None
    pair = PAIR.fullmatch(str(value).upper())
    if not pair:
        raise ValueError(f"{value!r} is no border; write two country codes, as in BY-LT")
    for code in pair.groups():
        if code != "EU" and not pycountry.countries.get(alpha_2=code):
            raise ValueError(f"{code!r} is no country code of ISO 3166-1; write a border as BY-LT")
    return "-".join(sorted(pair.groups()))


def _profile(value: Any) -> str:
    return find_profile(str(value)).name


def _articles(value: Any) -> tuple[Path, ...]:
    """One path or several: folders, files or globs, each of which leads somewhere."""
    paths = tuple(as_paths(value))
    for path in paths:
        expand_path(path)
    return paths


Day = Annotated[date, BeforeValidator(_day)]


class Parameters(BaseModel):
    """One report: what is read, which rows are kept, how figures look and where all goes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    articles: Annotated[tuple[Path, ...], BeforeValidator(_articles)]
    border: Annotated[str | None, BeforeValidator(_border)] = None
    since: Day | None = None
    until: Day | None = None
    as_of: Day | None = None
    official: Path | None = None
    codings: Path | None = None
    model: Path | None = None
    profile: Annotated[str, BeforeValidator(_profile)] = "web"
    out: Path = Path("report")
    figures: Path | None = None
    share: bool = False
    columns: dict[str, str] = {}

    @pydantic.field_validator(*OTHER_INPUTS)
    @classmethod
    def _check_input(cls, path: Path | None, field: ValidationInfo) -> Path | None:
        what = OTHER_INPUTS[str(field.field_name)]
        if path and not (path.is_dir() if what.startswith("folder") else path.is_file()):
            raise ValueError(f"there is no {what.format(path)}")
        return path

    @pydantic.model_validator(mode="after")
    def _check_period(self) -> "Parameters":
        if self.since and self.until and self.since > self.until:
            raise ValueError(f"since {self.since} is later than until {self.until}")
        return self

    @property
    def figures_folder(self) -> Path:
        """Where the figures go: a folder of their own, or one within the report."""
        return self.figures or self.out / "figures"

    @property
    def figures_stand_apart(self) -> bool:
        """Whether the figures have a folder outside the report."""
        return not self.figures_folder.resolve().is_relative_to(self.out.resolve())


def parse_parameters(**values: Any) -> Parameters:
    """Check the parameters of a report.

    Raises UsageError for an unknown name, a value that is not allowed or a path that leads nowhere, in one
    sentence with what was meant.
    """
    try:
        return Parameters(**values)
    except pydantic.ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else ""
        if first["type"] == "extra_forbidden":
            close = get_close_matches(name, Parameters.model_fields, n=1) or list(Parameters.model_fields)
            raise UsageError(f"There is no parameter {name!r}; did you mean {close[0]!r}?") from None
        message = first["msg"].removeprefix("Value error, ").rstrip(".")
        raise UsageError(f"{name}: {message}." if name else f"{message}.") from None


def describe_parameters(parameters: Parameters) -> dict[str, Any]:
    """The parameters as JSON, every path relative to the report; where the report lies is not among them."""
    described = parameters.model_dump(mode="json", exclude={"out"})
    described["articles"] = [relate_path(path, parameters.out) for path in parameters.articles]
    paths = {name: getattr(parameters, name) for name in PATHS}
    return described | {name: path and relate_path(path, parameters.out) for name, path in paths.items()}


def recall_parameters(described: Mapping[str, Any], report: Path) -> Parameters:
    """The parameters that a manifest describes, for the report where it lies now.

    Raises UsageError when one is unknown, not allowed, or names a path that is gone.
    """
    paths = {name: report / described[name] for name in PATHS if described.get(name)}
    articles = [report / path for path in described["articles"]]
    return parse_parameters(**{**described, **paths, "articles": articles, "out": report})


def relate_path(path: Path, report: Path) -> str:
    """A path as seen from the report's folder; as it is where another drive leaves no way between them."""
    try:
        return Path(os.path.relpath(path.resolve(), report.resolve())).as_posix()
    except ValueError:
        return path.resolve().as_posix()
