"""Work on batches in processes of its own, so that an ingest uses every core; results come in the order of the batches.

They are fresh processes that run `main` below: forks would inherit locked threads from polars, and multiprocessing
runs the user's script once more in each of them. They talk through their standard input and output alone, keep nothing
and end when these close: however an ingest ends, no process is left. See docs/decisions/0043-ingest-on-all-cores.md.
"""

from __future__ import annotations

import gc
import os
import pickle
import subprocess
import sys
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from itertools import chain, islice
from queue import SimpleQueue
from typing import Any, BinaryIO, TypeVar

import polars as pl
import pyarrow as pa

from claqueur.errors import UserError

Item = TypeVar("Item")
Result = TypeVar("Result")
Process = subprocess.Popen[bytes]

MOST = 3  # what reads and writes keeps about so many at work
# -P: a csv.py in the user's folder is none of ours. Not -m: what this module sends would be known as __main__'s.
COMMAND = ("-P", "-c", "from claqueur.ingest.workers import main; main()")
ONE_THREAD = dict.fromkeys(("POLARS_MAX_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
LEFT = (EOFError, OSError, pickle.UnpicklingError)  # what reading and writing raise when the other side is gone


@contextmanager
def workers(count: int | None = None) -> Iterator[Workers]:
    """Up to `count` processes (default: one per core, MOST at most), started when first needed and ended here.

    Raises UserError if one of them was ended from outside.
    """
    crew = Workers(min(_cores(), MOST) if count is None else count)
    try:
        yield crew
    except _GoneError:
        raise UserError(
            "A process that takes part in reading was ended from outside, most likely because memory ran out: nothing "
            "of this ingest was kept; close other programs and give the same command again.",
            "process_ended",
        ) from None
    finally:
        crew.end()


class _GoneError(Exception):
    """A process has ended before it had answered."""


class Workers:
    """Processes that call functions."""

    def __init__(self, count: int) -> None:
        self.count = count
        self._processes: list[Process] = []
        self._idle: SimpleQueue[Process] = SimpleQueue()
        self._threads: ThreadPoolExecutor | None = None

    def in_order(self, work: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
        """work(item) for each item, in their order, while the next are made: no more than `count` + 1 at once.

        work: a function of a module. A single item is worked on here, and all are where one core is to be used. Raises
        what `work` raises; what `items` raises, after the results of the items before.
        """
        raised: list[Exception] = []
        yield from self._in_order(work, _until_one_is_raised(items, raised))
        for error in raised:
            raise error

    def _in_order(self, work: Callable[[Item], Result], items: Iterator[Item]) -> Iterator[Result]:
        first = list(islice(items, 1))
        second = list(islice(items, self.count > 1))
        if not second:
            yield from map(work, chain(first, items))
            return
        waiting = deque(self._submit(work, item) for item in (first.pop(), second.pop()))
        for future in map(partial(self._submit, work), items):  # here no item is held longer than it is worked on
            waiting.append(future)
            if len(waiting) > self.count:
                yield waiting.popleft().result()
            del future
        while waiting:
            yield waiting.popleft().result()

    def end(self) -> None:
        """End the processes: they hold nothing that would have to be kept."""
        for process in self._processes:
            process.kill()
        if self._threads is not None:
            self._threads.shutdown(cancel_futures=True)
        for process in self._processes:
            process.wait()
            for stream in (process.stdin, process.stdout):
                with suppress(OSError):  # what was not sent
                    stream.close()  # type: ignore[union-attr]

    def _submit(self, work: Callable[[Item], Result], item: Item) -> Future[Result]:
        if self._threads is None:
            self._threads = ThreadPoolExecutor(self.count)
            for _ in range(self.count):
                self._processes.append(_started())
                self._idle.put(self._processes[-1])
        return self._threads.submit(self._ask, work, item)

    def _ask(self, work: Callable[[Item], Result], item: Item) -> Result:
        """work(item), done by a process that has nothing to do; there is one, as there are no more threads."""
        process = self._idle.get()
        try:
            answer = _answer(process, (work, item))
        except LEFT:
            raise _GoneError from None
        finally:
            self._idle.put(process)
        if isinstance(answer, Exception):
            raise answer
        return answer  # type: ignore[no-any-return]


def _until_one_is_raised(items: Iterable[Item], raised: list[Exception]) -> Iterator[Item]:
    """The items up to an error, which is put into `raised`."""
    try:
        yield from items
    except Exception as error:
        raised.append(error)


def _cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _started() -> Process:
    """A process that finds modules where this one does; Ctrl+C at the terminal is left to this one."""
    paths = os.pathsep.join(filter(None, map(str, sys.path)))  # a notebook may have put a Path there
    return subprocess.Popen(  # noqa: S603 the arguments are ours
        [sys.executable, *COMMAND],
        env={**os.environ, "PYTHONPATH": paths, **ONE_THREAD},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )


def _answer(process: Process, task: Any) -> Any:
    assert process.stdin is not None
    assert process.stdout is not None
    _Pickler(process.stdin, pickle.HIGHEST_PROTOCOL).dump(task)
    process.stdin.flush()
    return pickle.load(process.stdout)  # noqa: S301 what a process of our own has made


class _Pickler(pickle.Pickler):
    """Sends frames as Arrow: polars' own way takes five times as long."""

    def reducer_override(self, value: Any) -> Any:
        if not isinstance(value, pl.DataFrame):
            return NotImplemented
        table, sink = value.to_arrow(), pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, table.schema) as stream:
            stream.write_table(table)
        return _frame, (pickle.PickleBuffer(sink.getvalue()),)


def _frame(arrow: bytes) -> pl.DataFrame:
    return pl.DataFrame(pl.from_arrow(pa.ipc.open_stream(arrow).read_all()))


def main() -> None:
    """Answer each (function, argument) on standard input with the result or the exception, until it closes."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints is no answer
    gc.disable()  # as in the process that reads: see load.py
    with suppress(*LEFT):
        while True:
            _Pickler(answers, pickle.HIGHEST_PROTOCOL).dump(_done(sys.stdin.buffer))
            answers.flush()
    os._exit(0)  # nobody is there to take what may be left in `answers`


def _done(tasks: BinaryIO) -> Any:
    work, item = pickle.load(tasks)  # noqa: S301 what the process that started this one has made
    try:
        return work(item)
    except Exception as error:
        error.add_note(f"In a process that takes part in reading:\n{traceback.format_exc()}")
        return error
