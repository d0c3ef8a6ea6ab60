"""Agreement of two codings of the same articles: tables with gold, or one coder with another."""

from analysis.evaluation.agreement import Agreement, describe_agreement, evaluate, summarise_agreement
from analysis.evaluation.coding import read_coding
from analysis.evaluation.disagreements import write_disagreements

__all__ = [
    "Agreement",
    "describe_agreement",
    "evaluate",
    "read_coding",
    "summarise_agreement",
    "write_disagreements",
]
