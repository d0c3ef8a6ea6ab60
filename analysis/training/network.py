"""The network that reads: one encoder pass over a window, and small heads for every number and clause in it.

The encoder is a BERT (Devlin et al. 2019) whose weights come from all-MiniLM-L6-v2 (Wang et al. 2020);
segments and marks are added to its word embeddings. Candidates are scored by what they are named with, by
what is known of where they stand, and by the words that are read (a pointer network, Vinyals et al. 2015).
"""

from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - the name that PyTorch gives it

from analysis.meaning.inventory import (
    COUNT_ROLES,
    COUNTRY_FEATURES,
    EVENT_LABELS,
    EVENT_ROLES,
    FORMS,
    FOUND_UNITS,
    KINDS,
    MARKS,
    NUMBER_FLAGS,
    NUMBER_LABELS,
    OTHER_FEATURES,
    PERIOD_FEATURES,
    SEGMENTS,
    SOURCE_FEATURES,
)
from analysis.vocabulary import BOUNDS, EVENT_TYPES

WIDTH, HEADS, LAYERS, INNER, POSITIONS = 384, 12, 6, 1536, 512
HIDDEN = 256
CODES = 400  # countries and organisations that the model can tell apart; 0 is any other
CODE_WIDTH = 32
OUT_OF_REACH = -1e4


class Layer(nn.Module):
    """One transformer layer, normalised after each step as in BERT."""

    def __init__(self) -> None:
        super().__init__()
        self.attend = nn.Linear(WIDTH, 3 * WIDTH)
        self.join = nn.Linear(WIDTH, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.widen, self.narrow = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)
        self.last_norm = nn.LayerNorm(WIDTH, eps=1e-12)

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        rows, length = states.shape[0], states.shape[1]
        split = self.attend(states).view(rows, length, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
        joined = F.scaled_dot_product_attention(*split.unbind(0), attn_mask=mask)
        states = self.norm(states + self.join(joined.transpose(1, 2).reshape(rows, length, WIDTH)))
        return self.last_norm(states + self.narrow(F.gelu(self.widen(states))))


class Encoder(nn.Module):
    """Windows (windows x pieces) to states (windows x pieces x WIDTH)."""

    def __init__(self, vocabulary: int) -> None:
        super().__init__()
        self.words = nn.Embedding(vocabulary, WIDTH)
        self.positions = nn.Parameter(torch.zeros(POSITIONS, WIDTH))
        self.segments, self.marks = nn.Embedding(len(SEGMENTS), WIDTH), nn.Embedding(len(MARKS), WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        for added in (self.segments, self.marks):
            nn.init.normal_(added.weight, std=0.02)

    def forward(self, ids: Tensor, segments: Tensor, marks: Tensor, mask: Tensor) -> Tensor:
        states = self.words(ids) + self.segments(segments) + self.marks(marks)
        states = self.norm(states + self.positions[: ids.shape[1]])
        hidden = ((1 - mask) * OUT_OF_REACH)[:, None, None, :]
        for layer in self.layers:
            states = layer(states, hidden)
        return states


def load_encoder(folder: Path) -> Encoder:
    """The encoder with the weights of a published BERT (safetensors, as transformers names them)."""
    given = load_file(str(folder / "model.safetensors"))
    given = {name.removeprefix("bert."): value for name, value in given.items()}
    encoder = Encoder(given["embeddings.word_embeddings.weight"].shape[0])
    own = {
        "words.weight": given["embeddings.word_embeddings.weight"],
        "positions": given["embeddings.position_embeddings.weight"]
        + given["embeddings.token_type_embeddings.weight"][0],
        "norm.weight": given["embeddings.LayerNorm.weight"],
        "norm.bias": given["embeddings.LayerNorm.bias"],
    }
    names = {
        "join": "attention.output.dense",
        "norm": "attention.output.LayerNorm",
        "widen": "intermediate.dense",
        "narrow": "output.dense",
        "last_norm": "output.LayerNorm",
    }
    for n in range(LAYERS):
        for part in ("weight", "bias"):
            base = f"encoder.layer.{n}."
            parts = [given[f"{base}attention.self.{role}.{part}"] for role in ("query", "key", "value")]
            own[f"layers.{n}.attend.{part}"] = torch.cat(parts)
            own |= {
                f"layers.{n}.{mine}.{part}": given[f"{base}{name}.{part}"] for mine, name in names.items()
            }
    encoder.load_state_dict(own, strict=False)
    return encoder


def pool(states: Tensor, window: Tensor, where: Tensor) -> Tensor:
    """Mean of the states of the pieces where[..., 0]:where[..., 1] of each row's window; 0 for NOWHERE."""
    sums = F.pad(states.cumsum(1), (0, 0, 1, 0))
    rows = window.view(-1, *[1] * (where.dim() - 2)).expand(where.shape[:-1])
    length = (where[..., 1] - where[..., 0]).clamp(min=1).unsqueeze(-1)
    return (sums[rows, where[..., 1]] - sums[rows, where[..., 0]]) / length


def _mix(width: int, drop: float) -> tuple[nn.Module, ...]:
    """The layers in which a head puts together what it knows."""
    return nn.Dropout(drop), nn.Linear(width, 2 * HIDDEN), nn.GELU(), nn.Dropout(drop)


class Pointer(nn.Module):
    """Scores of candidates (rows x candidates x outputs); the first candidate is none where there is one."""

    def __init__(self, features: int, outputs: int, drop: float, has_none: bool = True) -> None:
        super().__init__()
        self.context, self.named = nn.Linear(2 * HIDDEN, HIDDEN), nn.Linear(WIDTH, HIDDEN, bias=False)
        self.known = nn.Linear(features, HIDDEN)
        self.middle = nn.Sequential(
            nn.GELU(), nn.Dropout(drop), nn.Linear(HIDDEN, HIDDEN), nn.GELU(), nn.Linear(HIDDEN, outputs)
        )
        self.none = nn.Linear(2 * HIDDEN, outputs) if has_none else None

    def forward(
        self, states: Tensor, read: Tensor, inputs: Mapping[str, Tensor], name: str, *extra: Tensor
    ) -> Tensor:
        features = inputs[f"{name}_features"]
        if extra:
            features = torch.cat([features, *extra], -1)
        named = pool(self.named(states), inputs["window"], inputs[f"{name}_where"])
        scores = self.middle(self.context(read)[:, None] + named + self.known(features))
        reach = (1 - inputs[f"{name}_mask"])[..., None] * OUT_OF_REACH
        scores = scores + reach
        return scores if self.none is None else torch.cat([self.none(read)[:, None], scores], 1)


class Choosers(nn.Module):
    """The pointers over countries, periods and sources that numbers and clauses both have."""

    def __init__(self, roles: tuple[str, ...], periods: tuple[str, ...], drop: float) -> None:
        super().__init__()
        self.roles, self.period_names = roles, periods
        self.codes, self.code_drop = nn.Embedding(CODES, CODE_WIDTH, padding_idx=0), nn.Dropout(0.3)
        self.forms = nn.Embedding(len(FORMS), CODE_WIDTH)
        self.countries = Pointer(COUNTRY_FEATURES + CODE_WIDTH, len(roles), drop)
        self.periods = Pointer(PERIOD_FEATURES + CODE_WIDTH, len(periods), drop, has_none=False)
        self.sources = Pointer(SOURCE_FEATURES, 1, drop)

    def forward(self, states: Tensor, read: Tensor, inputs: Mapping[str, Tensor]) -> dict[str, Tensor]:
        codes = self.code_drop(self.codes(inputs["country_kind"]))
        countries = self.countries(states, read, inputs, "country", codes)
        periods = self.periods(states, read, inputs, "period", self.forms(inputs["period_kind"]))
        sources = self.sources(states, read, inputs, "source")
        return {
            **{role: countries[..., n] for n, role in enumerate(self.roles)},
            **{name: periods[..., n] for n, name in enumerate(self.period_names)},
            "source": sources[..., 0],
        }


class Numbers(nn.Module):
    """What each number says."""

    def __init__(self, drop: float) -> None:
        super().__init__()
        self.units, self.bounds = nn.Embedding(len(FOUND_UNITS), 24), nn.Embedding(len(BOUNDS), 8)
        self.kinds = nn.Embedding(len(KINDS), 8)
        self.read = nn.Sequential(*_mix(4 * WIDTH + 40 + NUMBER_FLAGS, drop))
        self.heads = nn.ModuleDict({name: nn.Linear(2 * HIDDEN, len(k)) for name, k in NUMBER_LABELS.items()})
        self.knowing = nn.Linear(len(NUMBER_LABELS["measure"]), 2 * HIDDEN, bias=False)
        nn.init.zeros_(self.knowing.weight)
        self.choose = Choosers(COUNT_ROLES, ("period", "ref_period"), drop)
        self.others = Pointer(OTHER_FEATURES, 2, drop)

    def forward(self, states: Tensor, **inputs: Tensor) -> dict[str, Tensor]:
        window, pieces, found = inputs["window"], inputs["pieces"], inputs["found"]
        known = [
            pool(states, window, pieces),
            states[window, (pieces[:, 0] - 1).clamp(min=0)],
            pool(states, window, inputs["sentence"]),
            states[window, 0],
            self.units(found[:, 0]),
            self.bounds(found[:, 1]),
            self.kinds(found[:, 2]),
            inputs["flags"],
        ]
        read = self.read(torch.cat(known, -1))
        # All else is read knowing what the number measures: a stock stands on a day, a toll has no direction.
        measure = self.heads["measure"](read)
        read = read + self.knowing(measure.softmax(-1))
        others = self.others(states, read, inputs, "other")
        return {
            **{name: head(read) for name, head in self.heads.items()},
            "measure": measure,
            **self.choose(states, read, inputs),
            "factor": others[..., 0],
            "ref_value": others[..., 1],
        }


class Sentences(nn.Module):
    """Which types of event each sentence reports, and where their clauses begin and end."""

    def __init__(self, drop: float) -> None:
        super().__init__()
        self.kinds = nn.Embedding(len(KINDS), 8)
        self.types = nn.Sequential(*_mix(3 * WIDTH + 9, drop), nn.Linear(2 * HIDDEN, len(EVENT_TYPES)))
        self.edges, self.any_edge = nn.Linear(WIDTH, 2 * len(EVENT_TYPES)), nn.Linear(WIDTH, 2)
        self.words = nn.Linear(WIDTH, len(EVENT_TYPES))
        nn.init.normal_(self.words.weight, std=0.002)
        nn.init.zeros_(self.words.bias)

    def forward(self, states: Tensor, **inputs: Tensor) -> dict[str, Tensor]:
        """types: sentences x types; edges: windows x pieces x 2 x types.

        A sentence tells a type by what it says as a whole, and by single words (a soft maximum over them).
        """
        window, pieces = inputs["window"], inputs["pieces"]
        at = torch.arange(states.shape[1])[None]
        inside = (at >= pieces[:, :1]) & (at < pieces[:, 1:])
        outside = (~inside)[..., None] * OUT_OF_REACH
        highest = (states[window] + outside).amax(1)
        length = (pieces[:, 1:] - pieces[:, :1]).float().clamp(min=1)
        told = torch.logsumexp(self.words(states)[window] + outside, 1) - length.log()
        mean = pool(states, window, pieces)
        situation = torch.cat([self.kinds(inputs["kind"]), inputs["position"][:, None]], -1)
        edges = self.edges(states).unflatten(-1, (2, len(EVENT_TYPES))) + self.any_edge(states)[..., None]
        whole = self.types(torch.cat([mean, highest, states[window, 0], situation], -1))
        return {"types": whole + told, "edges": edges}


class Clauses(nn.Module):
    """What each clause says of the event of its type."""

    def __init__(self, drop: float) -> None:
        super().__init__()
        self.types = nn.Embedding(len(EVENT_TYPES), 64)
        self.read = nn.Sequential(*_mix(3 * WIDTH + 64, drop))
        self.heads = nn.ModuleDict({name: nn.Linear(2 * HIDDEN, len(k)) for name, k in EVENT_LABELS.items()})
        self.choose = Choosers(EVENT_ROLES, ("period",), drop)

    def forward(self, states: Tensor, **inputs: Tensor) -> dict[str, Tensor]:
        window = inputs["window"]
        known = [
            pool(states, window, inputs["pieces"]),
            pool(states, window, inputs["sentence"]),
            states[window, 0],
            self.types(inputs["type"]),
        ]
        read = self.read(torch.cat(known, -1))
        return {
            **{name: head(read) for name, head in self.heads.items()},
            **self.choose(states, read, inputs),
        }


class Reader(nn.Module):
    """The whole network."""

    def __init__(self, encoder: Encoder, drop: float = 0.15) -> None:
        super().__init__()
        self.encoder = encoder
        self.numbers, self.sentences, self.clauses = Numbers(drop), Sentences(drop), Clauses(drop)
