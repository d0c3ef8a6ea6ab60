"""Crossings: border-crossing figures out of the news, with the evidence."""
