"""Every kind of input to articles, each thing met an article or a refusal with a reason.

`find_sources` names the files without opening them, `iterate_articles` reads file by file and record by
record, `read_articles` reads all. For pages, documents and rows `Article.text` is the text taken out of them;
of a text file it is every character.
"""

from analysis.sources.files import Paths, Source, as_paths, expand_path, find_files, find_sources, split_path
from analysis.sources.reading import (
    check_something_read,
    describe_outcome,
    describe_sources,
    iterate_articles,
    list_starts,
    read_articles,
    read_source,
)

__all__ = [
    "Paths",
    "Source",
    "as_paths",
    "check_something_read",
    "describe_outcome",
    "describe_sources",
    "expand_path",
    "find_files",
    "find_sources",
    "iterate_articles",
    "list_starts",
    "read_articles",
    "read_source",
    "split_path",
]
