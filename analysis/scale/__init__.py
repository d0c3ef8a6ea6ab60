"""A corpus of any size: pieces, read by processes of one machine or of many, and joined by keys.

`run` is what commands call. Nothing is imported here: each process of a worker begins with this package.
"""
