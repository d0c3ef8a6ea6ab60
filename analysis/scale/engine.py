"""Who does the jobs: processes of this machine, or those of a cluster that dask.distributed has.

Every job runs in a process of its own (this module, as a program) that is kept for the next one. What ends
such a process thus ends neither a worker of a cluster nor this command; its job is done once more.
"""

import os
import pickle
import signal
import subprocess
import sys
import threading
import webbrowser
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from analysis.errors import CrossingsError, RunError, UsageError
from analysis.guard import describe_error
from analysis.scale.jobs import Done, Job

# The process of each thread that has done a job.
_children: "dict[int, Child]" = {}


class Child:
    """A process that does one job after the other."""

    def __init__(self) -> None:
        package = str(Path(__file__).parents[2])
        paths = [package, *filter(None, [os.environ.get("PYTHONPATH")])]
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        )

    def run(self, job: Job) -> Done | None:
        """What the job has done; None where the process ended.

        Raises CrossingsError, OSError: what the job raised.
        """
        assert self._process.stdin and self._process.stdout
        try:
            pickle.dump(job, self._process.stdin)
            self._process.stdin.flush()
            answer = pickle.load(self._process.stdout)
        except (EOFError, OSError, pickle.UnpicklingError):
            self.close()
            return None
        if isinstance(answer, Exception):
            raise answer
        return answer

    def close(self) -> None:
        """End the process, whatever it does."""
        with suppress(OSError), self._process:
            self._process.kill()


def run_in_child(job: Job) -> Done | None:
    """Do a job in the process that belongs to this thread; None where it ended that process."""
    thread = threading.get_ident()
    if thread not in _children:
        _children[thread] = Child()
    done = _children[thread].run(job)
    if done is None:
        _children.pop(thread, None)
    return done


def close_children() -> None:
    """End the processes that do jobs, and those kept for further ones."""
    while _children:
        _children.popitem()[1].close()


def serve_jobs() -> None:
    """Do the jobs that come in, until no more come; what anything prints goes to standard error."""
    source, sink = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the command that started it ends it
    with suppress(EOFError):
        while True:
            pickle.dump(_answer(pickle.load(source)), sink)
            sink.flush()


def _answer(job: Job) -> Done | Exception:
    try:
        return job.run()
    except (CrossingsError, OSError) as error:
        return error
    except Exception as error:
        return RunError(describe_error(error))


@dataclass(frozen=True, slots=True)
class Engine:
    """Where jobs are done, and how many at a time are given out."""

    executor: Executor
    width: int

    def run(self, jobs: Iterable[Job]) -> Iterator[tuple[Job, Done]]:
        """Do all jobs; each comes back when it is done."""
        left = iter(jobs)
        waiting: dict[Future[Done | None], Job] = {}
        while True:
            waiting |= {self._submit(job): job for job in islice(left, self.width - len(waiting))}
            if not waiting:
                return
            for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                job = waiting.pop(future)
                done = _result(future) or _result(self._submit(job))
                if done is None:
                    raise RunError("A process ends again and again; is there enough memory?")
                yield job, done

    def _submit(self, job: Job) -> "Future[Done | None]":
        return self.executor.submit(run_in_child, job)


def _result(future: "Future[Done | None]") -> Done | None:
    try:
        return future.result()
    except CancelledError as error:
        raise RunError("The scheduler is gone; run the command again, what is done is kept.") from error
    except Exception as error:
        # A worker of a cluster was lost again and again, each time at this job.
        if type(error).__name__ == "KilledWorker":
            return None
        raise


@contextmanager
def open_engine(workers: int, scheduler: str | None = None, dashboard: bool = False) -> Iterator[Engine]:
    """So many processes here, or the cluster of a scheduler (its address, or a scheduler file).

    Raises UsageError when there is no scheduler there, dask is not installed, or a worker has other versions.
    """
    if scheduler is None:
        pool = ThreadPoolExecutor(workers)
        try:
            yield Engine(pool, 2 * workers)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
            close_children()
        return
    with _connect(scheduler) as client:
        _check_versions(client)
        if dashboard:
            print(f"The dashboard is {client.dashboard_link}", file=sys.stderr)
            webbrowser.open(client.dashboard_link)
        threads = sum(client.nthreads().values())
        yield Engine(client.get_executor(pure=False), 2 * max(threads, 1) + 2)
        client.run(close_children)


def _connect(scheduler: str) -> Any:
    try:
        from distributed import Client
    except ModuleNotFoundError as error:
        raise UsageError(
            f"--scheduler needs {error.name}; run `pip install crossings[scale]` first."
        ) from error
    named = {"scheduler_file": scheduler} if Path(scheduler).is_file() else {"address": scheduler}
    try:
        return Client(**named, timeout=20)
    except (OSError, ValueError) as error:
        raise UsageError(f"There is no scheduler at {scheduler} ({error}).") from error


def _check_versions(client: Any) -> None:
    """Other versions may write other bytes under the same name."""
    from analysis.report.manifest import describe_versions

    here = describe_versions()
    for worker, there in client.run(describe_versions).items():
        for name in here:
            if there.get(name) != here[name]:
                raise UsageError(
                    f"{worker} has {name} {there.get(name)}, this is {here[name]}; make them the same."
                )


if __name__ == "__main__":
    serve_jobs()
