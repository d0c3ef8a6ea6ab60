"""Quotations: stretches between quotation marks, paragraph by paragraph."""

from dataclasses import dataclass

_OPENING = "“«„"
_CLOSING = "”»"
_STRAIGHT = '"'


@dataclass(frozen=True, slots=True)
class Quotation:
    """The words between two marks (the marks outside), or from one mark to the end of its line."""

    start: int
    end: int


def find_quotations(text: str) -> tuple[Quotation, ...]:
    """All quotations of `text` in order; an unclosed one ends with its line."""
    found: list[Quotation] = []
    opened = -1
    for at, char in enumerate(text):
        if opened < 0 and (char in _OPENING or (char == _STRAIGHT and _may_open(text, at))):
            opened = at + 1
        elif (opened >= 0 and (char in _CLOSING or char == _STRAIGHT)) or (opened >= 0 and char in "\n\r"):
            found.append(Quotation(opened, at))
            opened = -1
    if opened >= 0:
        found.append(Quotation(opened, len(text)))
    return tuple(found)


def _may_open(text: str, at: int) -> bool:
    """A straight mark after a digit is a sign for inches or seconds; else it opens."""
    return not (at and text[at - 1].isdigit())
