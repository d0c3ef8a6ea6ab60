"""Events: who did what at which border, when, and how sure it is."""

from analysis.events.event import Event, EventDate
from analysis.events.finding import find_events
from analysis.events.linking import link_counts

__all__ = ["Event", "EventDate", "find_events", "link_counts"]
