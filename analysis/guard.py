"""A limit on what one article may take, so that a runaway is refused and everything else is read.

The limits are far above what any article needs (60 s of computing, 2 GB), so no result hangs on the speed of
a machine. They hold where the system can set them: time in the main thread of a process, memory on Linux.
"""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

MOST_SECONDS = 60
MOST_BYTES = 2 * 1024**3
LONGEST_DETAIL = 200
STATM = Path("/proc/self/statm")


class OverrunError(Exception):
    """One article took more than its share of time."""


@contextmanager
def limit_work(seconds: float = MOST_SECONDS, memory: int = MOST_BYTES) -> Iterator[None]:
    """Stop what runs inside after `seconds` of computing or `memory` more bytes.

    Raises
    ------
    OverrunError, MemoryError
        where the limit is reached.
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


def describe_error(error: BaseException) -> str:
    """What went wrong, in a sentence of at most some 200 characters."""
    if isinstance(error, MemoryError):
        return f"It needed more than {MOST_BYTES // 1024**3} GB of memory."
    words = " ".join(str(error).split())[:LONGEST_DETAIL]
    if isinstance(error, OverrunError):
        return f"{words[:1].upper()}{words[1:]}."
    return f"{type(error).__name__}: {words.rstrip('.') or 'no more is known'}."
