"""Counts and comparisons: what each quantity claims."""
