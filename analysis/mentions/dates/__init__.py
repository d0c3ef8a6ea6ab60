"""Expressions of time: each with the inclusive period that it names."""

from analysis.mentions.dates.calendar import DateMention
from analysis.mentions.dates.finder import find_dates

__all__ = ["DateMention", "find_dates"]
