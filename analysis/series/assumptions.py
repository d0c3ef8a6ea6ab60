"""What a bound may rest on besides the words of a claim: named, worded and switched, never silent."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

from analysis.errors import UsageError
from analysis.knowledge import Record, load_records


class Assumption(Record):
    """One assumption: a sentence for captions and whether it holds unless switched off."""

    sentence: str
    default: bool


def known_assumptions() -> tuple[Assumption, ...]:
    """Every assumption there is, in the order in which captions name them."""
    return load_records("assumptions", Assumption)


@dataclass(frozen=True, slots=True)
class Assumptions:
    """The assumptions that are switched on."""

    names: frozenset[str]

    def __post_init__(self) -> None:
        for name in sorted(self.names):
            _check_name(name)

    def hold(self, name: str) -> bool:
        """Whether `name` is switched on."""
        _check_name(name)
        return name in self.names

    def switch_on(self, *names: str) -> "Assumptions":
        """The same with `names` as well."""
        return Assumptions(self.names | set(names))

    def switch_off(self, *names: str) -> "Assumptions":
        """The same without `names`."""
        for name in names:
            _check_name(name)
        return Assumptions(self.names - set(names))


def _check_name(name: str) -> None:
    names = [assumption.id for assumption in known_assumptions()]
    if name not in names:
        near = difflib.get_close_matches(name, names, n=1) or names
        raise UsageError(f"there is no assumption {name!r}; did you mean {near[0]!r}?")


DEFAULT = Assumptions(frozenset(assumption.id for assumption in known_assumptions() if assumption.default))


def word_assumptions(names: Iterable[str]) -> list[str]:
    """The sentences of the assumptions named, in their fixed order, for a caption or a note."""
    wanted = set(names)
    for name in sorted(wanted):
        _check_name(name)
    return [assumption.sentence for assumption in known_assumptions() if assumption.id in wanted]
