"""From a trained network to the one file that ships, and back for training on.

Each part becomes an ONNX graph. Weights are stored as half floats, word embeddings as bytes with a scale for
each word; both are widened when the file is opened, so that all arithmetic is in single precision.
"""

import json
import tempfile
import warnings
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from analysis.meaning.inventory import describe
from analysis.meaning.network import CARD, GRAPHS, PIECES, Card, read_card
from analysis.training.examples import Example
from analysis.training.learn import merge_examples
from analysis.training.network import Encoder, Reader

OPSET = 17
FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # the same file for the same weights
SMALL = 64  # values: smaller weights stay as they are


class StoredWords(nn.Module):
    """Word embeddings as bytes, with the scale of each word."""

    def __init__(self, weight: Tensor) -> None:
        super().__init__()
        scale = weight.abs().amax(1, keepdim=True).clamp(min=1e-8) / 127
        self.register_buffer("bytes", (weight / scale).round().to(torch.int8))
        self.register_buffer("scale", scale)

    def forward(self, ids: Tensor) -> Tensor:
        """The embeddings of word pieces."""
        return self.bytes[ids].float() * self.scale[ids]


class ByPosition(nn.Module):
    """A part of the network whose inputs and outputs are told by position, as graphs have them."""

    def __init__(self, part: nn.Module, names: Sequence[str]) -> None:
        super().__init__()
        self.head, self.names = part, names

    def forward(self, *values: Tensor) -> tuple[Tensor, ...]:
        """The outputs in the order in which the part names them."""
        return tuple(self.head(**dict(zip(self.names, values, strict=True))).values())


def write_model(network: Reader, card: Card, tokenizer: str, example: Example, path: Path) -> None:
    """Write a model file; `example` shows the graphs what comes in, `tokenizer` is its JSON."""
    parts = {graph: _shrink(model) for graph, model in _trace(network.eval(), example).items()}
    entries: dict[str, bytes] = {
        CARD: json.dumps(_describe(card), indent=1, ensure_ascii=False).encode("utf-8"),
        PIECES: tokenizer.encode("utf-8"),
        **{f"{graph}.onnx": model.SerializeToString(deterministic=True) for graph, model in parts.items()},
    }
    part = path.with_name(f"{path.name}.part")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:
        for name, content in entries.items():
            file.writestr(zipfile.ZipInfo(name, FIRST_DAY), content, zipfile.ZIP_DEFLATED, 9)
    part.replace(path)


def _describe(card: Card) -> dict[str, Any]:
    return {
        "version": card.version,
        "codes": dict(card.codes),
        "event_threshold": card.event_threshold,
        "calibration": {kind: list(values) for kind, values in card.calibration.items()},
        "inventory": describe(),
        "training": dict(card.training),
        "together": card.together.tolist(),
    }


def _trace(network: Reader, example: Example) -> dict[str, onnx.ModelProto]:
    inputs = merge_examples([example, example], "inputs")
    state = network.encoder.state_dict()
    encoder = Encoder(1)
    encoder.words = StoredWords(state.pop("words.weight"))
    encoder.load_state_dict(state, strict=False)
    encoder.eval()
    windows = inputs["windows"]
    graphs = {"encoder": _export(encoder, windows, ["states"])}
    with torch.no_grad():
        states = encoder(**windows)
        for name in GRAPHS[1:]:
            head, taken = getattr(network, name), {"states": states, **inputs[name]}
            graphs[name] = _export(ByPosition(head, list(taken)), taken, list(head(**taken)))
    return graphs


def _export(module: nn.Module, inputs: Mapping[str, Tensor], outputs: list[str]) -> onnx.ModelProto:
    """One graph, with every axis but that of features open."""
    axes = {name: {n: f"{name}_{n}" for n in range(value.dim())} for name, value in inputs.items()}
    for name in inputs:
        if name.endswith("_features") or name in ("pieces", "sentence", "found", "flags"):
            axes[name].popitem()
    if "states" in axes and len(axes["states"]) == 3:
        axes["states"].popitem()
    axes |= {name: {0: f"{name}_rows"} for name in outputs}
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        # The exporter that keeps the names of weights, which training on needs, is not PyTorch's default.
        warnings.simplefilter("ignore")
        path = Path(folder, "graph.onnx")
        torch.onnx.export(
            module,
            tuple(inputs.values()),
            str(path),
            input_names=list(inputs),
            output_names=outputs,
            dynamic_axes=axes,
            opset_version=OPSET,
            do_constant_folding=False,
            dynamo=False,
        )
        return onnx.load(str(path))


def _shrink(model: onnx.ModelProto) -> onnx.ModelProto:
    """The graph with its weights as half floats, each widened by a cast."""
    graph, casts = model.graph, []
    for weight in graph.initializer:
        if weight.data_type != TensorProto.FLOAT or np.prod(weight.dims) < SMALL:
            continue
        name = weight.name
        half = numpy_helper.from_array(numpy_helper.to_array(weight).astype(np.float16), f"{name}.half")
        weight.CopyFrom(half)
        casts.append(helper.make_node("Cast", [f"{name}.half"], [name], to=TensorProto.FLOAT))
    nodes = [*casts, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)
    model.producer_version = ""
    return model


def read_weights(path: Path) -> tuple[Mapping[str, Tensor], Card]:
    """The weights of a model file, as the network's state, and its card."""
    state: dict[str, Tensor] = {}
    with zipfile.ZipFile(path) as file:
        card = read_card(json.loads(file.read(CARD)), path)
        for graph in GRAPHS:
            prefix = "encoder." if graph == "encoder" else f"{graph}."
            for weight in onnx.load_from_string(file.read(f"{graph}.onnx")).graph.initializer:
                name = weight.name.removesuffix(".half").removeprefix("head.")
                state[prefix + name] = torch.from_numpy(numpy_helper.to_array(weight).copy()).float()
    words = state.pop("encoder.words.bytes") * state.pop("encoder.words.scale")
    return {**state, "encoder.words.weight": words}, card
