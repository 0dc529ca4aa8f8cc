"""Worker processes with a limit of time and memory; one that dies is replaced, and its file is one finding."""

from __future__ import annotations

import atexit
import logging
import math
import os
import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from queue import SimpleQueue

from danvan_xl.intake.read import Source
from danvan_xl.intake.worker import failed, receive, send
from danvan_xl.safety import MEGABYTE

logger = logging.getLogger(__name__)
SECONDS = 60.0
_LOOK = 1.0
"""Seconds after which a watch looks again, at the latest."""
MEMORY = 2048 * MEGABYTE
FILES_A_WORKER = 12
MOST_WORKERS = min(os.cpu_count() or 1, 8)
_BOOT = (
    "import pickle, sys; sys.path[:] = pickle.load(sys.stdin.buffer); "
    "from danvan_xl.intake.worker import main; main({memory})"
)


class WorkerLostError(Exception):
    """``code``: the finding's; ``detail`` and ``expected`` are its Vietnamese phrases."""

    def __init__(self, code: str, detail: str = "", expected: str = "") -> None:
        super().__init__(code)
        self.code, self.detail, self.expected = code, detail, expected


class _Watch:
    """Kills a process that takes too long over one request. One thread for all of them: a file takes no time."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process, self._due, self._over = process, math.inf, threading.Event()
        self.is_late = False
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        while not self._over.wait(min(max(self._due - time.monotonic(), 0.0), _LOOK)):
            if time.monotonic() >= self._due:
                self.is_late = True
                self._process.kill()
                return

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        self._due = time.monotonic() + seconds
        try:
            yield
        finally:
            self._due = math.inf

    def end(self) -> None:
        self._over.set()


class Worker:
    """One child process; starts at the first request and again after it was lost."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._watch: _Watch | None = None
        self._campaign = b""

    def _start(self) -> subprocess.Popen[bytes]:
        process = subprocess.Popen([sys.executable, "-c", _BOOT.format(memory=MEMORY)],
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        assert process.stdin is not None
        process.stdin.write(pickle.dumps(sys.path))
        self._process, self._watch, self._campaign = process, _Watch(process), b""
        return process

    def read(self, campaign: bytes, source: Source, seconds: float) -> bytes:
        """What reading the source gave, packed.

        Raises
        ------
        WorkerLostError
            When the process died or took too long; the next request starts a new one.
        """
        process = self._process or self._start()
        watch = self._watch
        assert process.stdin is not None and process.stdout is not None and watch is not None
        try:
            if self._campaign != campaign:
                send(process.stdin, campaign)
                self._campaign = campaign
            send(process.stdin, source)
            with watch.within(seconds):
                reply: bytes = receive(process.stdout)
        except (EOFError, OSError, pickle.UnpicklingError) as error:
            self.close()
            logger.warning("a reading process was lost (%s)", "too slow" if watch.is_late else "died")
            if watch.is_late:
                raise WorkerLostError("T011", expected=f"{seconds:g}") from error
            raise WorkerLostError("T010", "tiến trình đọc bị dừng (tệp quá lớn hoặc có nội dung gây hại)") from error
        return reply

    def close(self) -> None:
        process, self._process = self._process, None
        if process is not None and self._watch is not None:
            self._watch.end()
            process.kill()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    try:
                        pipe.close()
                    except OSError:
                        continue
            process.wait()


class Workers:
    """Processes kept for the next folder: starting one costs more than reading a few files."""

    def __init__(self) -> None:
        self._idle: list[Worker] = []
        self._owner = os.getpid()
        self._lock = threading.Lock()

    def _take(self) -> Worker:
        with self._lock:
            if self._owner != os.getpid():
                # after a fork the pipes belong to the parent
                self._idle, self._owner = [], os.getpid()
            return self._idle.pop() if self._idle else Worker()

    def _give_back(self, worker: Worker) -> None:
        with self._lock:
            self._idle.append(worker)

    def close(self) -> None:
        with self._lock:
            idle, self._idle = self._idle, []
        if self._owner == os.getpid():
            for worker in idle:
                worker.close()

    def read(
        self, campaign: bytes, sources: Sequence[Source], pack: Callable[[object], bytes], *,
        count: int | None, seconds: float,
    ) -> Iterator[tuple[int, bytes]]:
        """Position of a source and what was found there, packed, in the order in which they are done.

        Parameters
        ----------
        count:
            Processes at once; by default as many as are worth starting.
        """
        most = count or max(1, min(MOST_WORKERS, len(sources) // FILES_A_WORKER))
        waiting: SimpleQueue[int] = SimpleQueue()
        done: SimpleQueue[tuple[int, bytes] | BaseException] = SimpleQueue()
        for position in range(len(sources)):
            waiting.put(position)
        stop = threading.Event()

        def serve() -> None:
            worker = self._take()
            try:
                while not stop.is_set() and not waiting.empty():
                    position = waiting.get_nowait()
                    done.put((position, self._one(worker, campaign, sources[position], pack, seconds)))
            except BaseException as error:
                done.put(error)
            finally:
                self._give_back(worker)

        threads = [threading.Thread(target=serve, daemon=True) for _ in range(min(most, len(sources)))]
        for thread in threads:
            thread.start()
        try:
            for _ in range(len(sources)):
                found = done.get()
                if isinstance(found, BaseException):
                    raise found
                yield found
        finally:
            stop.set()

    def _one(self, worker: Worker, campaign: bytes, source: Source, pack: Callable[[object], bytes],
             seconds: float) -> bytes:
        try:
            return worker.read(campaign, source, seconds)
        except WorkerLostError as lost:
            return pack(failed(source.name, lost.code, lost.detail, lost.expected))


WORKERS = Workers()
atexit.register(WORKERS.close)
