"""docs/tables.md, written from the schemas: `make docs`."""

from analysis.tables import SCHEMAS, Column, TableSchema

HEAD = """# The tables

Written from the schemas in `analysis/tables` by `make docs`; a test holds it to them. What the coded values
mean is said in [codebook.md](codebook.md).

Every table is a Parquet file (canonical) and a CSV file with the same rows, described once more in
`datapackage.json`. Dates are ISO 8601, periods include both ends, countries are ISO 3166-1 alpha-2 codes,
offsets count code points of `articles.text` and leave out the last one: `text[start:end]` is the quote. An
empty cell means that nothing is known or nothing applies. In the CSV a text that a spreadsheet would take for
a formula begins with an added `'`, except in `articles.text`; `crossings` takes it away again when it reads.
"""


def describe_tables() -> str:
    """All tables as one Markdown page."""
    return "\n".join([HEAD, *(_describe_table(schema) for schema in SCHEMAS.values())])


def _describe_table(schema: TableSchema) -> str:
    rows = [_describe_column(column) for column in schema.columns]
    head = ["| column | type | meaning |", "| --- | --- | --- |"]
    return "\n".join([f"## {schema.name}", "", f"One row: {schema.row.lower()}", "", *head, *rows, ""])


def _describe_column(column: Column) -> str:
    kind = column.kind.replace("whole", "integer") + ("" if column.required else ", may be empty")
    meaning = column.description
    if column.choices:
        meaning += f" One of: {', '.join(f'`{choice}`' for choice in column.choices)}."
    if column.refers_to:
        meaning += f" Refers to `{column.refers_to}`."
    return f"| `{column.name}` | {kind} | {meaning} |"


if __name__ == "__main__":
    print(describe_tables(), end="")
