"""File names that any system can keep, whatever a sender called the file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from pathlib import PurePosixPath

from danvan_xl.files import is_device

LONGEST_STEM_BYTES = 120
"""Far below the 255 bytes that file systems allow, with room for a number and the folder's own path on Windows."""
_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')


def _cut(text: str, size: int) -> str:
    return text.encode()[:size].decode(errors="ignore")


def safe_name(name: str, fallback: str = "tep") -> str:
    """The last part of a name: NFC, printable, not hidden, no device of Windows, short enough.

    Direction marks and control characters are dropped, so that a name reads as it is.
    """
    text = unicodedata.normalize("NFC", name.replace("\\", "/")).rsplit("/", 1)[-1]
    text = "".join(c for c in text if unicodedata.category(c)[0] != "C")
    text = _FORBIDDEN.sub("_", text).strip(" ").rstrip(". ").lstrip(".~$ ")
    path = PurePosixPath(text or fallback)
    suffix = _cut(path.suffix, 20) if path.suffix != text else ""
    stem = _cut(path.name.removesuffix(path.suffix) if suffix else path.name, LONGEST_STEM_BYTES).rstrip(". ")
    if not stem or is_device(stem):
        stem = f"{fallback}_{stem}".rstrip("_")
    return stem + suffix


def folded_name(name: str) -> str:
    """What two names share when Windows or macOS would take them for the same file."""
    return unicodedata.normalize("NFC", name).casefold()


def free_name(name: str, taken: Collection[str]) -> str:
    """``name`` or, where it is taken (folded names), ``name (2)``, ``name (3)`` …"""
    path, number = PurePosixPath(name), 1
    while folded_name(name) in taken:
        number += 1
        name = f"{path.stem} ({number}){path.suffix}"
    return name
