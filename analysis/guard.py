"""A limit on what one article may take, so that a runaway is refused and everything else is read.

The limits are far above what any article needs (60 s of computing, 2 GB), so no result hangs on the speed of
a machine. They hold where the system can set them: time in the main thread of a process, memory on Linux.
There, what has more than one thing to read does so in a process beside it: what ends that process (a library
that crashes, or that never comes back to Python) costs one article as well.
"""

import signal
import sys
import threading
import warnings
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing import Pipe, current_process, get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")
MOST_SECONDS = 60
# Later than that, what does not heed the limit is ended with its process.
LAST_SECONDS = 90
MOST_BYTES = 2 * 1024**3
LONGEST_DETAIL = 200
STATM = Path("/proc/self/statm")


class OverrunError(Exception):
    """One article took more than its share of time."""


@contextmanager
def limit_work(seconds: float = MOST_SECONDS, memory: int = MOST_BYTES) -> Iterator[None]:
    """Stop what runs inside after `seconds` of computing or `memory` more bytes.

    Raises OverrunError, MemoryError where the limit is reached.
    """
    with _limit_time(seconds), _limit_memory(memory):
        yield


@contextmanager
def _limit_time(seconds: float) -> Iterator[None]:
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_: Any) -> None:
        raise OverrunError(f"it took more than {seconds:g} seconds")

    before = signal.signal(signal.SIGVTALRM, stop)
    # Again every second: a library may catch the first one.
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, 1)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


@contextmanager
def _limit_memory(memory: int) -> Iterator[None]:
    if not STATM.exists():
        yield
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = int(STATM.read_text().split()[0]) * resource.getpagesize() + memory
    bounds = [limit, *(bound for bound in (soft, hard) if bound != resource.RLIM_INFINITY)]
    resource.setrlimit(resource.RLIMIT_AS, (min(bounds), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def work_apart(
    work: Callable[[Item], Iterable[Result]],
    items: Sequence[Item],
    refuse: Callable[[Item, str], Result],
    split: Callable[[Item], list[Item]] | None = None,
) -> Iterator[Result]:
    """All that `work` gives of each item, in their order, worked out in a process beside this one.

    An item that ends the process is done again in the parts that `split` makes of it. One that has no parts
    costs only itself: `refuse` makes a result of it and of a sentence that says how it ended, and another
    process goes on with the next one. What `work` raises is raised here. Where there are no forks, all is
    done in this process.
    """
    if not _can_fork():
        for item in items:
            yield from work(item)
        return
    left = [*items]
    while left:
        n_done, ending = yield from _work_until_it_ends(work, left)
        del left[:n_done]
        if left:
            item = left.pop(0)
            parts = split(item) if split else [item]
            if len(parts) > 1:
                left[:0] = parts
            else:
                yield refuse(item, ending)


def _can_fork() -> bool:
    """Whether this is the main thread on Linux, and of no process that may start none (as in a Pool)."""
    is_main = threading.current_thread() is threading.main_thread()
    return sys.platform == "linux" and is_main and not current_process().daemon


def _work_until_it_ends(
    work: Callable[[Item], Iterable[Result]], items: Sequence[Item]
) -> Generator[Result, None, tuple[int, str]]:
    """The results of one process; returns how many items it finished, and how it ended."""
    ours, theirs = Pipe(duplex=False)
    # A daemon, so that no program waits at its end for results that it has not asked for.
    child = get_context("fork").Process(target=_serve, args=(theirs, work, items), daemon=True)
    with warnings.catch_warnings():
        # Python 3.12 warns where libraries have threads; the child uses none of theirs.
        warnings.simplefilter("ignore", DeprecationWarning)
        child.start()
    theirs.close()
    n_done = 0
    try:
        while n_done < len(items) and (found := _receive(ours)) is not None:
            if isinstance(found, Exception):
                raise found
            yield from found
            n_done += 1
    finally:
        ours.close()
        child.kill()  # nothing to one that has ended
        child.join()
    return n_done, _describe_ending(child.exitcode)


def _receive(ours: Connection) -> Any:
    """The results of one item, or what it raised; None where the process ended, maybe in mid-word."""
    with suppress(EOFError, OSError):
        return ours.recv()
    return None


def _serve(theirs: Connection, work: Callable[[Item], Iterable[Result]], items: Sequence[Item]) -> None:
    """Send the results of each item, until one raises."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends this process
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    try:
        for item in items:
            results = []
            signal.setitimer(signal.ITIMER_PROF, LAST_SECONDS)
            for result in work(item):
                results.append(result)
                signal.setitimer(signal.ITIMER_PROF, LAST_SECONDS)
            theirs.send(results)
    except Exception as error:
        theirs.send(error)


def _describe_ending(code: int | None) -> str:
    if code == -signal.SIGPROF:
        return f"It took more than {LAST_SECONDS} seconds."
    return f"Reading it ended the process (code {code})."


def describe_error(error: BaseException) -> str:
    """What went wrong, in a sentence of at most some 200 characters."""
    # The network's libraries raise an error of their own kind.
    if isinstance(error, MemoryError) or "Failed to allocate memory" in str(error):
        return f"It needed more than {MOST_BYTES // 1024**3} GB of memory."
    words = " ".join(str(error).split())[:LONGEST_DETAIL]
    if isinstance(error, OverrunError):
        return f"{words[:1].upper()}{words[1:]}."
    return f"{type(error).__name__}: {words.rstrip('.') or 'no more is known'}."
