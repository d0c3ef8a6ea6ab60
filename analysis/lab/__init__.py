"""The lab: pages in JupyterLab to explore a report and to check what was read."""

# The environment variables by which `crossings lab` tells its notebooks what they are about.
REPORT, CODINGS, BY = "CROSSINGS_REPORT", "CROSSINGS_CODINGS", "CROSSINGS_BY"
FIRST, SECOND = "CROSSINGS_FIRST", "CROSSINGS_SECOND"
# The border and days of which the rows are opened.
ASKED = BORDER, SINCE, UNTIL = "CROSSINGS_BORDER", "CROSSINGS_SINCE", "CROSSINGS_UNTIL"
