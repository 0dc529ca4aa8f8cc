"""The streams of an old Office file (OLE compound file), without a library: what it is, and one stream.

Layout after [MS-CFB]: a header of 512 bytes, a table of sector chains, a directory of 128-byte entries.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENTRY = 128
_NONE = 0xFFFFFFFF
_MOST_ENTRIES = 4096
_MOST_LINKS = 256
_SMALLEST = 4096


def _numbers(block: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(block) // 4}I", block[: len(block) // 4 * 4])


@dataclass(frozen=True, slots=True)
class _Sectors:
    content: bytes
    size: int
    chains: tuple[int, ...]

    def sector(self, number: int) -> bytes:
        return self.content[(number + 1) * self.size : (number + 2) * self.size]

    def stream(self, first: int, most: int) -> bytes:
        """The sectors of a chain, joined, up to ``most`` bytes."""
        parts: list[bytes] = []
        seen: set[int] = set()
        while first < len(self.chains) and first not in seen and len(parts) * self.size < most:
            seen.add(first)
            parts.append(self.sector(first))
            first = self.chains[first]
        return b"".join(parts)[:most]


def _sectors(content: bytes) -> _Sectors | None:
    if len(content) < 512:
        return None
    size = 1 << min(struct.unpack_from("<H", content, 30)[0], 16)
    bare = _Sectors(content, size, ())
    tables = list(_numbers(content[76:512]))
    more, links = struct.unpack_from("<I", content, 68)[0], 0
    while more < _NONE - 3 and links < _MOST_LINKS:
        *found, more = _numbers(bare.sector(more)) or (_NONE,)
        tables += found
        links += 1
    chains: list[int] = []
    for number in tables:
        if number < _NONE - 3:
            chains += _numbers(bare.sector(number))
    return _Sectors(content, size, tuple(chains))


def _entries(sectors: _Sectors) -> list[bytes]:
    first = struct.unpack_from("<I", sectors.content, 48)[0]
    directory = sectors.stream(first, _MOST_ENTRIES * _ENTRY)
    return [directory[i : i + _ENTRY] for i in range(0, len(directory) - _ENTRY + 1, _ENTRY)]


def _root(entries: list[bytes]) -> Iterator[tuple[str, bytes]]:
    """Name and entry of what lies directly in the root."""
    waiting, seen = [struct.unpack_from("<I", entries[0], 76)[0]] if entries else [], set()
    while waiting:
        at = waiting.pop()
        if at >= len(entries) or at in seen:
            continue
        seen.add(at)
        length = struct.unpack_from("<H", entries[at], 64)[0]
        yield entries[at][: max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace"), entries[at]
        waiting += struct.unpack_from("<2I", entries[at], 68)


def root_streams(content: bytes) -> frozenset[str]:
    """Names of what lies directly in the root; an embedded document's own streams are not among them."""
    sectors = _sectors(content)
    return frozenset(name for name, _ in _root(_entries(sectors))) if sectors else frozenset()


def root_stream(content: bytes, name: str) -> bytes:
    """The content of a stream in the root; b"" when there is none (or a tiny one, which lies elsewhere)."""
    sectors = _sectors(content)
    for found, entry in _root(_entries(sectors)) if sectors else ():
        if found == name and sectors:
            first, size = struct.unpack_from("<II", entry, 116)
            return sectors.stream(first, size) if size >= _SMALLEST else b""
    return b""
