"""`python -m analysis` is `crossings`."""

from analysis.cli import main

main()
