"""Writing a file as a whole: into a temporary file beside it, then renamed over it."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


class OutputBusyError(OSError):
    """The file to be replaced is open in another program; the message is Vietnamese and for people."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"Không ghi được {path}: tệp đang mở trong Excel hoặc Word. Hãy đóng tệp rồi chạy lại.")
        self.path = path


def write_whole(path: Path, content: bytes) -> Path:
    """Replace ``path`` by ``content`` in one step; folders above it are made.

    Raises
    ------
    OutputBusyError
        When Excel or Word keeps the file open.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if (path.parent / f"~${path.name}").exists():
        raise OutputBusyError(path)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".danvan-", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        Path(temporary).replace(path)
    except PermissionError as error:
        Path(temporary).unlink(missing_ok=True)
        raise OutputBusyError(path) from error
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return path
