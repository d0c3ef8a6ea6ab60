"""The trained network, run by onnxruntime: one file with its graphs, its word pieces and where it comes from.

Weights are stored as half floats and computed with as single ones; an article is one batch, so that what is
read of it never depends on its neighbours.
"""

import hashlib
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from analysis.errors import UsageError
from analysis.meaning import inventory
from analysis.meaning.together import count_together
from analysis.meaning.windows import Arrays

GRAPHS = ("encoder", "numbers", "sentences", "clauses")
CARD, PIECES = "model.json", "tokenizer.json"


class Network(Protocol):
    """What the reader needs of a network, whoever computes it."""

    @property
    def tokenizer(self) -> Tokenizer: ...

    @property
    def card(self) -> "Card": ...

    def run(self, graph: str, inputs: Arrays) -> Arrays:
        """The outputs of one graph; `encoder` gives `states`, which the others take."""
        ...


@dataclass(frozen=True, slots=True)
class Card:
    """What a model knows of itself.

    `codes` number the countries and organisations that it can tell apart. `event_threshold` is the least
    probability of an event that becomes a row. `calibration` holds, for counts, events and comparisons, slope
    and intercept of the logistic curve from the product of a row's probabilities to its confidence (Platt
    1999); `together` how often measures, aggregations and shapes of periods were coded together (measures x
    aggregations x shapes); `training` says what the model was made from.
    """

    version: str
    codes: Mapping[str, int]
    event_threshold: float = 0.35
    calibration: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    training: Mapping[str, Any] = field(default_factory=dict)
    together: NDArray[np.int64] = field(default_factory=lambda: count_together(()), compare=False)

    def confidence(self, kind: str, probability: float) -> float:
        """How often rows with this product of probabilities are right."""
        slope, intercept = self.calibration.get(kind, (1.0, 0.0))
        odds = min(max(probability, 1e-6), 1 - 1e-6)
        return float(1 / (1 + np.exp(-(slope * np.log(odds / (1 - odds)) + intercept))))


class StoredNetwork:
    """A model file, opened for reading articles."""

    def __init__(self, path: Path, threads: int = 1) -> None:
        self.sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        with zipfile.ZipFile(path) as file:
            self.card = read_card(json.loads(file.read(CARD)), path)
            self.tokenizer = read_tokenizer(file.read(PIECES).decode("utf-8"))
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = threads
            # An arena keeps all that it once took: a long article ran out of memory by that.
            options.enable_cpu_mem_arena = False
            options.log_severity_level = 3
            self._sessions = {
                graph: onnxruntime.InferenceSession(
                    file.read(f"{graph}.onnx"), options, providers=["CPUExecutionProvider"]
                )
                for graph in GRAPHS
            }
        self._names = {
            graph: (
                [one.name for one in session.get_inputs()],
                [one.name for one in session.get_outputs()],
            )
            for graph, session in self._sessions.items()
        }

    def run(self, graph: str, inputs: Arrays) -> Arrays:
        """The outputs of one graph by name."""
        taken, given = self._names[graph]
        values = self._sessions[graph].run(given, {name: inputs[name] for name in taken})
        return dict(zip(given, values, strict=True))


def read_tokenizer(text: str) -> Tokenizer:
    """Word pieces without limits of length, as windows cut them themselves."""
    tokenizer = Tokenizer.from_str(text)
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def read_card(stored: Mapping[str, Any], path: Path) -> Card:
    """The card of a model file.

    Raises
    ------
    UsageError
        where the model was trained for other closed lists.
    """
    if stored["inventory"] != inventory.describe():
        raise UsageError(
            f"The model {path} was trained for another codebook; train it anew with `crossings train`."
        )
    calibration = {kind: tuple(values) for kind, values in stored["calibration"].items()}
    return Card(
        stored["version"],
        stored["codes"],
        stored["event_threshold"],
        calibration,
        stored["training"],
        np.array(stored["together"], np.int64),
    )


def shipped_model() -> Path:
    """The model that the package carries."""
    return Path(str(resources.files(__package__).joinpath("model", "reader.zip")))


@cache
def open_network(path: Path | None = None, threads: int = 1) -> StoredNetwork:
    """The network in a model file, by default the shipped one; opened once in a process.

    Raises
    ------
    UsageError
        where there is no such file, or it is no model for this codebook.
    """
    where = path or shipped_model()
    if not where.is_file():
        raise UsageError(f"There is no model {where}; leave --model out for the one that ships.")
    try:
        return StoredNetwork(where, threads)
    except (zipfile.BadZipFile, KeyError) as error:
        raise UsageError(f"{where} is no model of crossings.") from error


def softmax(scores: NDArray[Any]) -> NDArray[Any]:
    """Probabilities along the last axis."""
    shifted = np.exp(scores - scores.max(-1, keepdims=True))
    return np.asarray(shifted / shifted.sum(-1, keepdims=True))


def sigmoid(scores: NDArray[Any]) -> NDArray[Any]:
    """Probabilities of single choices."""
    return np.asarray(1 / (1 + np.exp(-scores)))


def iterate_rows(outputs: Arrays) -> Iterator[dict[str, NDArray[Any]]]:
    """Row by row, the probabilities of each head."""
    chances = {name: softmax(scores) for name, scores in outputs.items()}
    for row in range(len(next(iter(chances.values()), ()))):
        yield {name: values[row] for name, values in chances.items()}
