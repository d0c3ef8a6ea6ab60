"""What a run changed in the key figures against the report that stood in its place before, in a line."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

NAMED = 3  # changes that the line tells; of the others it gives the number
# What a key figure is about, its kind (flow, total, …), the figure and its period, all in words.
KeyFigure = Mapping[str, str]


def find_baseline(previous: Mapping[str, Any], now: Sequence[KeyFigure]) -> list[KeyFigure]:
    """The key figures to compare with: those of the report before.

    Where that report has the same ones, it is those that it was compared with itself: a report made again is
    the same.
    """
    before = previous.get("key_figures") or []
    return list(previous.get("before") or []) if before == list(now) else list(before)


def read_key_figures(file: Path | str | None) -> list[KeyFigure]:
    """The key figures in a JSON file; none where there is no file."""
    return json.loads(Path(file).read_text("utf-8")) if file else []


def say_changes(before: Sequence[KeyFigure], now: Sequence[KeyFigure]) -> str:
    """The key figures that changed, came and went, in a sentence; "" where there are none."""
    old, new = ({(key["about"], key["kind"]): key for key in keys} for keys in (before, now))
    told = [
        f"{_say(key)} (before: {old[name]['figure']}, {old[name]['period']})"
        for name, key in new.items()
        if name in old and old[name] != key
    ]
    told += [f"new: {_say(key)}" for name, key in new.items() if name not in old]
    told += [f"no longer told: {_say(key)}" for name, key in old.items() if name not in new]
    if not before or not told:
        return ""
    more = [f"and {len(told) - NAMED} more"] if len(told) > NAMED else []
    return f"Changed since the report before: {'; '.join([*told[:NAMED], *more])}."


def _say(key: KeyFigure) -> str:
    return f"{key['about']}: {key['figure']}, {key['period']}"
