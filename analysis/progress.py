"""Telling how far long work has come: a bar on a terminal, one plain line per step in a log."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

Announce = Callable[[str], None]


@contextmanager
def show_progress(total: int, console: Console | None = None) -> Iterator[Announce]:
    """Give a function that announces the next of `total` steps on standard error."""
    console = console or Console(stderr=True)
    if console.is_terminal:
        with _progress_bar(console) as bar:
            task = bar.add_task("", total=total)
            begun = count()
            yield lambda text: bar.update(task, description=text, completed=next(begun))
            bar.update(task, completed=total)
    else:
        steps = count(1)
        yield lambda text: console.print(f"{next(steps)}/{total} {text}", markup=False, soft_wrap=True)


def _progress_bar(console: Console) -> Progress:
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
    return Progress(*columns, TimeRemainingColumn(), console=console, transient=True)
