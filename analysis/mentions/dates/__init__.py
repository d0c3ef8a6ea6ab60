"""Expressions of time: what they say in TIMEX3, and the inclusive period that they name."""

from analysis.mentions.dates.calendar import DateMention
from analysis.mentions.dates.finder import find_dates

__all__ = ["DateMention", "find_dates"]
