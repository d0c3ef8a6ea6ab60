"""The training loop: batches of windows, the loss of each head, checkpoints that a run goes on from.

What is kept is not the last state of the weights but a moving mean of them (Polyak and Juditsky 1992): a mean
of several states read unseen articles better than each of them (docs/reader.md).
"""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - the name that PyTorch gives it
from torch.optim.swa_utils import AveragedModel

from analysis.meaning.inventory import COUNT_ROLES, EVENT_LABELS, EVENT_ROLES, MARKS, NUMBER_LABELS
from analysis.meaning.windows import Arrays
from analysis.training.examples import UNREACHED, Example
from analysis.training.network import OUT_OF_REACH, Reader

Batch = dict[str, dict[str, Tensor]]
# How much each field weighs in the loss.
WEIGHTS = {
    "measure": 3.0,
    "unit": 1.0,
    "aggregation": 1.5,
    "modality": 0.7,
    "group_kind": 0.7,
    "rate_per": 0.3,
    "relation": 1.5,
    "ref_measure": 0.4,
    "origin": 1.3,
    "destination": 1.3,
    "group": 0.7,
    "period": 2.5,
    "source": 0.7,
    "ref_period": 0.8,
    "factor": 0.8,
    "ref_value": 0.8,
    "status": 1.0,
    "actor": 1.0,
    "target": 1.0,
    "types": 60.0,
    "words": 10.0,  # in a short training 60 drowned all other fields (docs/reader.md)
    "edges": 1.0,
}
# Fields that only claims have; the others are taught by every coded number.
CLAIMS_ONLY = frozenset({"modality", "group_kind", "origin", "destination", "group", "rate_per"})
COMPARED = frozenset({"relation", "ref_measure", "ref_period", "factor", "ref_value"})
# Fields that are classes, those that point at countries, and other pointers.
Fields = tuple[Sequence[str], Sequence[str], Sequence[str]]
NUMBER_FIELDS: Fields = (
    tuple(NUMBER_LABELS),
    COUNT_ROLES,
    ("period", "source", "ref_period", "factor", "ref_value"),
)
CLAUSE_FIELDS: Fields = (tuple(EVENT_LABELS), EVENT_ROLES, ("period", "source"))
# A claim that is compared counts this much where comparisons are taught: one in ten claims is.
COMPARISON = 6.0
# The mean of the weights covers about the last tenth of the steps, at most so many.
TENTH, LONGEST_MEAN = 10, 500


@dataclass(frozen=True, slots=True)
class Settings:
    """How a reader is trained from the base encoder; the card of a model says in what rounds it was made."""

    epochs: int = 6
    batch: int = 8
    encoder_rate: float = 1.5e-4
    head_rate: float = 1e-3
    smoothing: float = 0.05
    hidden: float = 0.08  # share of pieces that are hidden
    empty: float = 0.4  # share of the windows without claim or event that an epoch sees
    seed: int = 0

    def for_more(self) -> "Settings":
        """Settings to train a model on with: half the rates, so that it keeps what it knows."""
        return replace(self, encoder_rate=self.encoder_rate / 2, head_rate=self.head_rate / 2)


def merge_examples(examples: Sequence[Example], part: str) -> Batch:
    """The arrays of several windows as one batch; `part` is inputs or labels."""
    groups: dict[str, list[Arrays]] = {}
    sentences = 0
    for n, example in enumerate(examples):
        for name, arrays in getattr(example, part).items():
            moved = dict(arrays)
            if "window" in moved:
                moved["window"] = moved["window"] + n
            if "sentence_row" in moved:
                moved["sentence_row"] = moved["sentence_row"] + sentences
            groups.setdefault(name, []).append(moved)
        sentences += len(example.inputs["sentences"]["window"])
    return {
        name: {key: torch.from_numpy(_stack([one[key] for one in several])) for key in several[0]}
        for name, several in groups.items()
    }


def _stack(arrays: Sequence[Any]) -> Any:
    """Arrays one below the other, each padded to the widest."""
    shape = [max(a.shape[axis] for a in arrays) for axis in range(1, arrays[0].ndim)]
    stacked = np.zeros((sum(len(a) for a in arrays), *shape), arrays[0].dtype)
    row = 0
    for a in arrays:
        stacked[(slice(row, row + len(a)), *(slice(0, n) for n in a.shape[1:]))] = a
        row += len(a)
    return stacked


def run_network(network: Reader, inputs: Batch) -> dict[str, dict[str, Tensor]]:
    """What the heads say of a batch."""
    states = network.encoder(**inputs["windows"])
    said = {"sentences": network.sentences(states, **inputs["sentences"])}
    said["sentences"]["words"] = network.sentences.words(states)
    for name, head in (("numbers", network.numbers), ("clauses", network.clauses)):
        if len(inputs[name]["window"]):
            said[name] = head(states, **inputs[name])
    return said


def measure_loss(
    said: Mapping[str, Mapping[str, Tensor]], batch: Batch, labels: Batch, smoothing: float
) -> Tensor:
    """The loss of a batch: the sum over heads of the mean over their rows, weighted."""
    types, told = said["sentences"]["types"], labels["sentences"]
    each = F.binary_cross_entropy_with_logits(types, told["types"], reduction="none")
    losses = [WEIGHTS["types"] * (each * told["weights"]).mean()]
    losses.append(_word_loss(said["sentences"]["words"], batch, labels))
    if "numbers" in said:
        weigh = _weigh_numbers(labels["numbers"])
        losses += _head_losses(said["numbers"], labels["numbers"], NUMBER_FIELDS, weigh, smoothing)
    if "clauses" in said:
        weights = labels["clauses"]["weights"]
        losses += _head_losses(
            said["clauses"], labels["clauses"], CLAUSE_FIELDS, lambda _: weights, smoothing
        )
        losses += _edge_losses(said["sentences"]["edges"], batch, labels["clauses"])
    return torch.stack(losses).sum()


def _head_losses(
    said: Mapping[str, Tensor],
    labels: Mapping[str, Tensor],
    fields: Fields,
    weigh: Callable[[str], Tensor],
    smoothing: float,
) -> list[Tensor]:
    classes, roles, others = fields
    return [
        *(WEIGHTS[f] * _classify(said[f], labels[f], weigh(f), smoothing) for f in classes),
        *(WEIGHTS[f] * _point(said[f], labels[f], weigh(f), f in roles) for f in (*roles, *others)),
    ]


def _word_loss(words: Tensor, batch: Batch, labels: Batch) -> Tensor:
    """Single words tell the types of the clauses that they stand in, and no others.

    A type that a sentence tells without a clause of its own (one that is told again) teaches nothing.
    """
    sentences, told = batch["sentences"], labels["sentences"]
    words = words[sentences["window"]]
    at = torch.arange(words.shape[1])[None]
    inside = (at >= sentences["pieces"][:, :1]) & (at < sentences["pieces"][:, 1:])
    targets, placed = torch.zeros_like(words), torch.zeros_like(told["types"])
    if "clauses" in labels:
        clauses, kinds = labels["clauses"], batch["clauses"]["type"].tolist()
        places = (clauses[name].tolist() for name in ("sentence_row", "first", "last"))
        for row, first, last, kind in zip(*places, kinds, strict=True):
            targets[row, first : last + 1, kind] = 1
            placed[row, kind] = 1
    weights = torch.maximum(1 - told["types"], placed) * told["weights"]
    each = F.binary_cross_entropy_with_logits(words, targets, reduction="none")
    each = each * weights[:, None] * inside[..., None]
    return WEIGHTS["words"] * each.sum() / (inside.sum() * words.shape[-1]).clamp(min=1)


def _weigh_numbers(labels: Mapping[str, Tensor]) -> Callable[[str], Tensor]:
    """How much each number weighs where a field is taught."""
    claims, relation = labels["claim_weights"], labels["relation"]
    compared = claims * torch.where(relation > NUMBER_LABELS["relation"].index("none"), COMPARISON, 1.0)

    def weights(name: str) -> Tensor:
        if name == "measure":
            return labels["weights"]
        return compared if name in COMPARED else claims if name in CLAIMS_ONLY else labels["field_weights"]

    return weights


def _edge_losses(edges: Tensor, batch: Batch, labels: Mapping[str, Tensor]) -> list[Tensor]:
    """First and last piece of each clause, among the pieces of its sentence."""
    clauses = batch["clauses"]
    own = edges[clauses["window"], :, :, clauses["type"]]
    at = torch.arange(own.shape[1])[None]
    inside = (at >= clauses["sentence"][:, :1]) & (at < clauses["sentence"][:, 1:])
    own = own.masked_fill(~inside[..., None], OUT_OF_REACH)
    return [
        WEIGHTS["edges"]
        * _mean(F.cross_entropy(own[..., side], labels[name], reduction="none"), labels["weights"])
        for side, name in enumerate(("first", "last"))
    ]


def _mean(each: Tensor, weights: Tensor) -> Tensor:
    return (each * weights).sum() / max(1, len(each))


def _classify(scores: Tensor, labels: Tensor, weights: Tensor, smoothing: float) -> Tensor:
    taught = labels != UNREACHED
    each = F.cross_entropy(scores, labels.clamp(min=0), reduction="none", label_smoothing=smoothing)
    return (each * weights * taught).sum() / taught.sum().clamp(min=1)


def _point(scores: Tensor, labels: Tensor, weights: Tensor, is_shared: bool) -> Tensor:
    """Shared: cross entropy with the coded shares; else -log of the mass of all that is right."""
    taught = labels.sum(1) > 0
    if not taught.any():
        return scores.sum() * 0
    scores, labels, weights = scores[taught], labels[taught], weights[taught]
    if is_shared:
        each = -(labels * F.log_softmax(scores, 1)).sum(1)
    else:
        right = scores.masked_fill(labels == 0, OUT_OF_REACH)
        each = torch.logsumexp(scores, 1) - torch.logsumexp(right, 1)
    return _mean(each, weights)


def _move_mean(mean: Tensor, state: Tensor, steps: Tensor) -> Tensor:
    return mean + (state - mean) * max(1 / LONGEST_MEAN, TENTH / (TENTH + int(steps)))


class Course:
    """A training run over examples; `rounds` are the same articles cut into windows in several ways.

    `mean` is the network to read with.
    """

    def __init__(self, network: Reader, rounds: Sequence[Sequence[Example]], settings: Settings) -> None:
        self.network, self.rounds, self.settings = network, rounds, settings
        self.average = AveragedModel(network, avg_fn=_move_mean)
        network.encoder.words.weight.requires_grad = False
        slow = [p for p in network.encoder.parameters() if p.requires_grad]
        fast = [p for name, p in network.named_parameters() if not name.startswith("encoder.")]
        rates = [settings.encoder_rate, settings.head_rate]
        self.optimizer = torch.optim.AdamW(
            [{"params": slow, "lr": rates[0]}, {"params": fast, "lr": rates[1]}], weight_decay=0.01
        )
        self.per_epoch = len(self._batches(0))
        self.total = settings.epochs * self.per_epoch
        self.schedule = torch.optim.lr_scheduler.OneCycleLR(
            self.optimizer, rates, total_steps=self.total + 60, pct_start=0.08, anneal_strategy="linear"
        )
        self.done = 0
        self._parts: dict[str, Any] = {
            "network": network,
            "average": self.average,
            "optimizer": self.optimizer,
            "schedule": self.schedule,
        }

    @property
    def mean(self) -> Reader:
        """The network with the moving mean of its weights."""
        reader = self.average.module
        assert isinstance(reader, Reader)
        return reader

    def _batches(self, epoch: int) -> list[list[Example]]:
        """The windows of an epoch in batches of like lengths, in an order that seed and epoch give."""
        chance = random.Random(1000 * self.settings.seed + epoch)
        examples = self.rounds[epoch % len(self.rounds)]
        empty = [one for one in examples if not one.live]
        chosen = [one for one in examples if one.live]
        chosen += chance.sample(empty, round(self.settings.empty * len(empty)))
        chance.shuffle(chosen)
        size = self.settings.batch
        pools = [chosen[k : k + 8 * size] for k in range(0, len(chosen), 8 * size)]
        batches = []
        for pool in pools:
            pool.sort(key=lambda one: len(one.window.pieces))
            batches += [pool[k : k + size] for k in range(0, len(pool), size)]
        chance.shuffle(batches)
        return batches

    def run(self, checkpoint: Path, tell: Callable[[int, float], None]) -> None:
        """Train to the end, from the checkpoint where there is one.

        `tell` hears now and then of the steps done and the mean loss of the last hundred.
        """
        if checkpoint.exists():
            self._load(checkpoint)
        losses: list[float] = []
        while self.done < self.total:
            epoch, skip = divmod(self.done, self.per_epoch)
            for batch in self._batches(epoch)[skip : self.per_epoch]:
                losses.append(self._step(batch))
                if self.done % 50 == 0:
                    tell(self.done, float(np.mean(losses[-100:])))
                if self.done % 200 == 0:
                    self._save(checkpoint)
                if self.done >= self.total:
                    break
        self._save(checkpoint)

    def _step(self, examples: Sequence[Example]) -> float:
        torch.manual_seed(1_000_003 * self.settings.seed + self.done)
        self.network.train()
        inputs, labels = merge_examples(examples, "inputs"), merge_examples(examples, "labels")
        _hide(inputs["windows"], self.settings.hidden)
        loss = measure_loss(run_network(self.network, inputs), inputs, labels, self.settings.smoothing)
        self.optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.optimizer.step()
        self.schedule.step()
        self.average.update_parameters(self.network)
        self.done += 1
        return float(loss.detach())

    def _save(self, path: Path) -> None:
        state: dict[str, Any] = {name: one.state_dict() for name, one in self._parts.items()}
        part = path.with_name(f"{path.name}.part")
        torch.save({**state, "done": self.done}, part)
        part.replace(path)

    def _load(self, path: Path) -> None:
        state = torch.load(path, weights_only=True)
        for name, one in self._parts.items():
            one.load_state_dict(state[name])
        self.done = state["done"]


MASK_PIECE = 103  # [MASK] of the uncased vocabulary


def _hide(windows: dict[str, Tensor], share: float) -> None:
    """Hide some pieces, never those of numbers or the special ones."""
    hide = torch.rand(windows["ids"].shape) < share
    hide &= (windows["marks"] != MARKS.index("number")) & (windows["segments"] > 0)
    windows["ids"] = windows["ids"].masked_fill(hide, MASK_PIECE)
