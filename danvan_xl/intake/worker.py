"""The child process that reads returned files, one at a time, and sends back what they say.

Started with ``python -c``, never by multiprocessing: that would import the caller's main module again in every
child, which fails for a plain script without ``if __name__ == "__main__"`` and on Windows always. Requests and
replies are pickled plain data, each after its length, over the two standard pipes.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import struct
import sys
import threading
from pathlib import Path
from typing import IO, Any

from danvan_xl.findings import Finding, Findings
from danvan_xl.intake.answers import Return
from danvan_xl.intake.packing import Packer, unpack_campaign
from danvan_xl.intake.read import Reader, Source

_LENGTH = struct.Struct("<Q")
GARBAGE = 100_000, 50, 50
"""A file read makes many small objects and few cycles: looking for those often would cost a fifth of the time."""
_mine = threading.local()


def send(stream: IO[bytes], message: Any) -> None:
    content = pickle.dumps(message, protocol=5)
    stream.write(_LENGTH.pack(len(content)) + content)
    stream.flush()


def receive(stream: IO[bytes]) -> Any:
    """
    Raises
    ------
    EOFError
        When the other side is gone.
    """
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    content = stream.read(_LENGTH.unpack(head)[0])
    return pickle.loads(content)


def failed(name: str, code: str, detail: str = "", expected: str = "") -> Return:
    """A return that could not be read because reading itself failed."""
    return Return(name, findings=Findings([Finding(code, file=name, detail=detail, expected=expected)]))


def read_packed(campaign: bytes, source: Source) -> bytes:
    """Read one file in this process and thread; what was found is packed.

    Whatever a file does to the reader, short of ending the process, is a finding.
    """
    if getattr(_mine, "campaign", None) != campaign:
        _mine.campaign, known = campaign, unpack_campaign(campaign)
        _mine.reader, _mine.packer = Reader(known), Packer(known)
    try:
        found = _mine.reader.look(source)
    except MemoryError:
        found = failed(source.name, "T010", "cần quá nhiều bộ nhớ")
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        # calamine's PanicException is no Exception
        found = failed(source.name, "T010", f"chương trình đọc gặp lỗi {type(error).__name__}")
    packed: bytes = _mine.packer.pack(found)
    return packed


def read_batch(campaign: bytes, sources: tuple[tuple[str, tuple[str, ...], str], ...]) -> list[bytes]:
    """For an executor of the caller's: several files in one task. Takes and gives plain data."""
    return [read_packed(campaign, Source(Path(path), inner, name)) for path, inner, name in sources]


def _limit_memory(most: int) -> None:
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(most_memory: int) -> None:
    """Serve requests until the parent closes the pipe. What libraries print is thrown away."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    replies = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    _limit_memory(most_memory)
    gc.set_threshold(*GARBAGE)
    campaign = b""
    while True:
        try:
            request = receive(sys.stdin.buffer)
        except EOFError:
            return
        if isinstance(request, bytes):
            campaign = request
        else:
            send(replies, read_packed(campaign, request))
