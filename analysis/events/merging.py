"""One row per distinct event and article: the lead and a later detail of the same event are merged."""

from dataclasses import dataclass, replace

from analysis.events.event import Event, EventDate

_TELLING_TYPES = frozenset({"accusation", "threat"})


@dataclass(frozen=True, slots=True)
class Found:
    """An event as found, with what decides which of two tellings is the fuller one."""

    event: Event
    dated: bool  # the clause states the date itself
    head: bool  # told in the headline or the lead
    once: bool  # background of a kind that an article tells once
    prose: bool  # told in running text, not in a heading or an item
    echo: bool  # mentioned in passing, as what something else follows or ends
    figures: frozenset[str]  # the numbers in the clause, dates left out


def merge_events(found: list[Found]) -> tuple[Event, ...]:
    """Merge tellings of the same event, in order of the text; the fullest clause is kept."""
    kept: list[Found] = []
    for telling in found:
        twin = next((n for n, other in enumerate(kept) if _is_same(other, telling)), None)
        if twin is None:
            kept.append(telling)
        else:
            kept[twin] = _combine(kept[twin], telling)
    return tuple(f.event for f in sorted(kept, key=lambda f: (f.event.span.start, f.event.span.end)))


def _is_same(a: Found, b: Found) -> bool:
    if a.event.type != b.event.type or _opposed(a.event, b.event):
        return False
    if a.once and b.once:
        return _overlap(a.event.when, b.event.when) or not (a.dated and b.dated)
    if not (_agree(a.event.actor, b.event.actor) and _agree(a.event.target, b.event.target)):
        return False
    if a.figures and b.figures and a.figures != b.figures:
        return False
    if a.echo or b.echo:
        return not (a.dated and b.dated) or _overlap(a.event.when, b.event.when)
    if a.dated and b.dated:
        return a.event.when == b.event.when and a.event.type not in _TELLING_TYPES
    if a.event.type in _TELLING_TYPES:
        return a.event.status == b.event.status and a.event.actor == b.event.actor and (a.head or b.head)
    return (a.head or b.head) and _within(a, b)


def _agree(a: str | None, b: str | None) -> bool:
    return a is None or b is None or a == b


def _opposed(a: Event, b: Event) -> bool:
    kinds = {a.status, b.status}
    return bool(kinds & {"alleged", "denied", "demanded"}) and len(kinds) > 1


def _overlap(a: EventDate, b: EventDate) -> bool:
    if not (a.end and b.end):
        return True
    return not ((a.start and a.start > b.end) or (b.start and b.start > a.end))


def _within(a: Found, b: Found) -> bool:
    """Whether the undated telling can be the dated one: told as news, and not about another time."""
    if a.dated == b.dated:
        return a.event.when == b.event.when
    dated, undated = (a, b) if a.dated else (b, a)
    if not undated.head or not dated.event.when.end or not undated.event.when.end:
        return False
    return (undated.event.when.end - dated.event.when.end).days <= 3


def _combine(a: Found, b: Found) -> Found:
    """The fuller telling, with what only the other one knows."""
    fuller, other = (a, b) if _fullness(a) >= _fullness(b) else (b, a)
    event = replace(
        fuller.event,
        when=fuller.event.when if fuller.dated or not other.dated else other.event.when,
        actor=fuller.event.actor or other.event.actor,
        target=fuller.event.target or other.event.target,
        place=fuller.event.place or other.event.place,
        source=fuller.event.source or other.event.source,
    )
    return replace(
        fuller,
        event=event,
        dated=a.dated or b.dated,
        head=a.head or b.head,
        once=a.once and b.once,
        echo=a.echo and b.echo,
        figures=a.figures | b.figures,
    )


def _fullness(found: Found) -> tuple[object, ...]:
    if found.once:
        return found.dated, found.prose, len(found.event.span.text)
    return not found.echo, found.prose, found.dated, found.event.place is not None, -found.event.span.start
