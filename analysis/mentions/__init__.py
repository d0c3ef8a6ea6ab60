"""Mentions: the quantities, dates, places and speakers that a text names."""
