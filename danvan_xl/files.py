"""Writing a file as a whole: into a temporary file beside it, then renamed over it."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path

LONGEST_NAME_BYTES = 255
_FORBIDDEN = re.compile(r'[<>:"|?*\x00-\x1f]')
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)", re.IGNORECASE)


class OutputBusyError(OSError):
    """The file to be replaced is open in another program; the message is Vietnamese and for people.

    ``path`` is the file.

    Examples
    --------
    >>> from danvan_xl import load_campaign, save_campaign
    >>> Path("~$dot.xlsx").touch()
    >>> try:
    ...     save_campaign(load_campaign("nga_bay_2023"), "dot.xlsx")
    ... except OutputBusyError as error:
    ...     print(error.path)
    dot.xlsx
    """

    def __init__(self, path: Path) -> None:
        super().__init__(f"Không ghi được {path}: tệp đang mở trong Excel hoặc Word. Hãy đóng tệp rồi chạy lại.")
        self.path = path


class OutputNameError(OSError):
    """A file or folder would get a name that Windows cannot keep; the message is Vietnamese and for people."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"Không dùng được tên “{path.name}”: {reason}. Hãy chọn tên khác, ngắn và không có ký tự lạ.")
        self.path = path


def is_device(name: str) -> bool:
    """Whether Windows takes the name for a device, with any suffix: CON, nul.xlsx, com1."""
    return _DEVICE.fullmatch(name.split(".")[0].strip()) is not None


def _fits(name: str) -> bool:
    return len(name.encode()) <= LONGEST_NAME_BYTES


def _name_problem(name: str) -> str:
    """Why Windows could not keep a name, as a Vietnamese phrase; "" when it can."""
    if is_device(name):
        return "Windows dành tên này cho thiết bị"
    if name.endswith((".", " ")):
        return "tên kết thúc bằng dấu chấm hoặc dấu cách"
    if _FORBIDDEN.search(name):
        return 'tên có ký tự Windows không nhận (< > : " | ? *)'
    if not _fits(name):
        return f"tên dài hơn {LONGEST_NAME_BYTES} byte"
    return ""


def _check_names(path: Path) -> None:
    """The file's own name, and those of the folders still to be made; what is there already is somebody else's."""
    for place in (path, *path.parents):
        if place.name in ("", ".."):
            return
        if reason := _name_problem(place.name):
            raise OutputNameError(place, reason)
        if _fits(place.parent.name) and place.parent.exists():
            return


def write_whole(path: Path, content: bytes) -> Path:
    """Replace ``path`` by ``content`` in one step; folders above it are made.

    Raises
    ------
    OutputBusyError
        When Excel or Word keeps the file open.
    OutputNameError
        When Windows could not keep the name, wherever this runs: the folder may go there.
    """
    _check_names(path)
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
