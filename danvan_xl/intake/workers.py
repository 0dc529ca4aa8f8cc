"""Worker processes with a limit of time and memory; one that dies is replaced, and its file is one finding."""

from __future__ import annotations

import atexit
import logging
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from queue import SimpleQueue

from danvan_xl.intake.read import Source
from danvan_xl.intake.worker import failed, receive, send
from danvan_xl.safety import MEGABYTE

logger = logging.getLogger(__name__)
SECONDS = 60.0
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


class Worker:
    """One child process; starts at the first request and again after it was lost."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._campaign = b""

    def _start(self) -> subprocess.Popen[bytes]:
        process = subprocess.Popen([sys.executable, "-c", _BOOT.format(memory=MEMORY)],
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        assert process.stdin is not None
        process.stdin.write(pickle.dumps(sys.path))
        self._process, self._campaign = process, b""
        return process

    def read(self, campaign: bytes, source: Source, seconds: float) -> bytes:
        """What reading the source gave, packed.

        Raises
        ------
        WorkerLostError
            When the process died or took too long; the next request starts a new one.
        """
        process = self._process or self._start()
        assert process.stdin is not None and process.stdout is not None
        late = threading.Event()

        def kill() -> None:
            late.set()
            process.kill()

        try:
            if self._campaign != campaign:
                send(process.stdin, campaign)
                self._campaign = campaign
            send(process.stdin, source)
            clock = threading.Timer(seconds, kill)
            clock.daemon = True
            clock.start()
            try:
                reply: bytes = receive(process.stdout)
            finally:
                clock.cancel()
        except (EOFError, OSError, pickle.UnpicklingError) as error:
            self.close()
            logger.warning("a reading process was lost (%s)", "too slow" if late.is_set() else "died")
            if late.is_set():
                raise WorkerLostError("T011", expected=f"{seconds:g}") from error
            raise WorkerLostError("T010", "tiến trình đọc bị dừng (tệp quá lớn hoặc có nội dung gây hại)") from error
        return reply

    def close(self) -> None:
        process, self._process = self._process, None
        if process is not None:
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
