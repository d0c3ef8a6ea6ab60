"""What the reader knows of the world and of news English, as TOML records beside this file.

Every record carries examples, and where they do not speak for themselves counterexamples and a note (why it
stands there); examples and counterexamples are tests.
The loader refuses unknown keys, duplicate ids, a value listed twice and a record without an example.
"""

import tomllib
from collections import Counter
from functools import cache
from importlib import resources
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from analysis.errors import KnowledgeError


class Record(BaseModel):
    """One piece of knowledge; each lexicon adds its own fields in a subclass."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    note: str = ""
    examples: tuple[str, ...] = Field(min_length=1)
    counterexamples: tuple[str, ...] = ()

    @field_validator("*")
    @classmethod
    def _refuse_repeats(cls, value: Any) -> Any:
        repeated = [one for one, n in Counter(value).items() if n > 1] if isinstance(value, tuple) else []
        if repeated:
            raise ValueError(f"{repeated[0]!r} stands there twice")
        return value


R = TypeVar("R", bound=Record)


@cache
def load_records(name: str, model: type[R], table: str = "record") -> tuple[R, ...]:
    """Read `name`.toml as records of `model`, in file order.

    The file is a list of `[[record]]` tables (or `[[table]]`).

    Raises
    ------
    KnowledgeError
        for an unknown key, a value outside a closed list, one listed twice, a duplicate id or a missing
        example.
    """
    raw = tomllib.loads(resources.files(__name__).joinpath(f"{name}.toml").read_text("utf-8"))
    records: dict[str, R] = {}
    for entry in raw.get(table, []):
        try:
            record = model.model_validate(entry)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            raise KnowledgeError(
                f"{name}.toml, record {entry.get('id', '?')!r}, {where}: {first['msg']}"
            ) from error
        if record.id in records:
            raise KnowledgeError(f"{name}.toml has two records with the id {record.id!r}")
        records[record.id] = record
    return tuple(records.values())


class WordClass(Record):
    """A closed class of words, lower case, separated by blanks."""

    words: str


@cache
def word_class(name: str) -> frozenset[str]:
    """The words of a class in words.toml."""
    classes = {record.id: record for record in load_records("words", WordClass)}
    return frozenset(classes[name].words.split())
