"""Events: who did what at which border, when, and how sure it is."""

from analysis.events.event import Event, EventDate
from analysis.events.finding import find_events

__all__ = ["Event", "EventDate", "find_events"]
