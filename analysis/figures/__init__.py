"""Figures: drawn from tables, ready to print."""
