"""How often rows of a confidence are right, on the made articles that no model is trained on, as a figure.

Run with `python -m benchmarks.reliability docs/reliability.svg [CODINGS]`; another folder of codings with
their texts may be given in place of those.
"""

import json
import sys
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from analysis.article import Article
from analysis.codings.agreement import Judged, evaluate, read_coding, tables_as_codings
from analysis.codings.format import Coding, hash_text
from analysis.extraction import extract
from analysis.meaning.network import shipped_model

ROOT = Path(__file__).parent.parent
BINS = np.linspace(0, 1, 6)
LABELS = {"counts": "counts (claim right)", "events": "events (type, dates and status right)"}


def read_unseen() -> dict[str, Coding]:
    """The codings of the made articles that no model is trained on."""
    never = json.loads((ROOT / "codings" / "splits.json").read_text(encoding="utf-8"))["made"]["never"]
    return {key: one for key, one in read_coding(ROOT / "codings" / "made").items() if key in never}


def judge(gold: dict[str, Coding]) -> Judged:
    """The rows that the shipped reader makes of coded articles, each with whether it is right."""
    articles = [Article(key, key, one.text or "", hash_text(one.text or "")) for key, one in gold.items()]
    tables = extract(articles, workers=2, model=shipped_model())
    return evaluate(tables_as_codings(tables), gold).judged


def draw_reliability(ax: Axes, judged: Judged) -> Axes:
    """Share of right rows by confidence, in fifths, beside the line on which both are equal."""
    ax.plot([0, 1], [0, 1], color="0.7", linewidth=1)
    for (kind, label), marker in zip(LABELS.items(), "os", strict=True):
        chances = np.array([chance for chance, _ in judged[kind]])
        right = np.array([is_right for _, is_right in judged[kind]])
        fifth = np.clip(np.digitize(chances, BINS) - 1, 0, len(BINS) - 2)
        told = [n for n in range(len(BINS) - 1) if (fifth == n).sum() >= 10]
        ax.plot(
            [chances[fifth == n].mean() for n in told],
            [right[fifth == n].mean() for n in told],
            marker=marker,
            label=f"{label}, n = {len(right)}",
        )
    ax.set(xlim=(0, 1), ylim=(0, 1), aspect="equal")
    ax.set(xlabel="Confidence of the row", ylabel="Share that is right")
    ax.legend(frameon=False, loc="lower right", fontsize=7)
    return ax


def main() -> None:
    """Print how sure the reader is and how right, and draw it."""
    judged = judge(read_coding(Path(sys.argv[2])) if len(sys.argv) > 2 else read_unseen())
    for kind, rows in judged.items():
        for low in range(5):
            within = [is_right for chance, is_right in rows if min(4, int(chance * 5)) == low]
            print(f"{kind:11} {low / 5:.1f} to {low / 5 + 0.2:.1f}: {sum(within)} of {len(within)} right")
    with mpl.rc_context({"svg.hashsalt": "crossings", "svg.fonttype": "none"}):
        figure, ax = plt.subplots(figsize=(3.5, 3.5), layout="constrained")
        draw_reliability(ax, judged)
        figure.savefig(sys.argv[1], metadata={"Date": None})


if __name__ == "__main__":
    main()
