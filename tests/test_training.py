"""The network learns, is stored small, and says the same out of its file."""

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training needs requirements/train.txt")
pytest.importorskip("onnx", reason="training needs requirements/train.txt")

from analysis.meaning.network import Card, StoredNetwork, open_network  # noqa: E402
from analysis.meaning.windows import Arrays  # noqa: E402
from analysis.training.export import read_weights, write_model  # noqa: E402
from analysis.training.learn import Course, Settings, merge_examples, run_network  # noqa: E402
from analysis.training.network import Encoder, Reader  # noqa: E402
from tests.test_examples import COUNT, EVENT, example_of  # noqa: E402


@pytest.fixture
def network() -> Reader:
    """A network with weights of chance, no two alike."""
    torch.manual_seed(1)
    made = Reader(Encoder(open_network().tokenizer.get_vocab_size()))
    with torch.no_grad():
        for parameter in made.parameters():
            parameter.add_(0.01 * torch.randn_like(parameter))
    return made


def test_a_step_lowers_the_loss(network: Reader, tmp_path: Path) -> None:
    """Seeing one window again and again teaches it."""
    losses: list[float] = []
    course = Course(network, [[example_of([COUNT], [EVENT])]], Settings(epochs=100, hidden=0.0, batch=1))
    course.run(tmp_path / "checkpoint", lambda _, loss: losses.append(loss))
    assert losses[-1] < losses[0]


def test_a_killed_run_goes_on_from_its_checkpoint(network: Reader, tmp_path: Path) -> None:
    """A run that finds a finished checkpoint has nothing left to do and has its weights."""
    settings = Settings(epochs=2, batch=1)
    examples = [[example_of([COUNT], [EVENT])]]
    first = Course(network, examples, settings)
    first.run(tmp_path / "checkpoint", lambda *_: None)
    again = Course(Reader(Encoder(open_network().tokenizer.get_vocab_size())), examples, settings)
    again.run(tmp_path / "checkpoint", lambda *_: None)
    assert again.done == again.total
    for one, other in ((first.network, again.network), (first.mean, again.mean)):
        for name, value in one.state_dict().items():
            assert torch.equal(value, other.state_dict()[name])


def test_the_network_to_read_with_is_a_mean_of_states(network: Reader, tmp_path: Path) -> None:
    """After two steps each weight of the mean is the first state moved ten parts in eleven to the second."""
    examples = [[example_of([COUNT], [EVENT])]]
    course = Course(network, examples, Settings(epochs=1, batch=1))
    course.run(tmp_path / "one", lambda *_: None)
    before = {name: value.clone() for name, value in network.state_dict().items()}
    course.total = 2
    course.run(tmp_path / "two", lambda *_: None)
    share = 10 / 11
    for name, value in network.state_dict().items():
        expected = before[name] + (value - before[name]) * share
        assert torch.allclose(course.mean.state_dict()[name], expected, atol=1e-6)


def test_the_stored_network_says_what_the_trained_one_says(network: Reader, tmp_path: Path) -> None:
    """What the file's graphs compute differs from the network only by the rounding of stored weights."""
    example = example_of([COUNT], [EVENT])
    pieces = open_network().tokenizer
    card = Card("1", {"LT": 1}, calibration={"counts": (1.0, 0.0)}, training={"articles": 1})
    write_model(network, card, pieces.to_str(), example, tmp_path / "model.zip")
    stored = StoredNetwork(tmp_path / "model.zip")
    inputs: Arrays = example.inputs["windows"]
    with torch.no_grad():
        trained = network.eval().encoder(**merge_examples([example], "inputs")["windows"])
    assert np.abs(stored.run("encoder", inputs)["states"] - trained.numpy()).max() < 0.05
    weights, told = read_weights(tmp_path / "model.zip")
    assert told == card
    assert set(weights) == set(network.state_dict())


def test_windows_merge_into_one_batch(network: Reader) -> None:
    """Two windows in one batch are read as each is alone."""
    example = example_of([COUNT], [EVENT])
    network.eval()
    with torch.no_grad():
        alone = run_network(network, merge_examples([example], "inputs"))
        both = run_network(network, merge_examples([example, example], "inputs"))
    for name in ("measure", "period", "source"):
        n = len(alone["numbers"][name])
        assert torch.allclose(both["numbers"][name][n:], alone["numbers"][name], atol=1e-4)
