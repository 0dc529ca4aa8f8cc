"""The manifest: SHA-256 of every file handed in and of every return that they rest on; and its verification.

Its last row is the digest of the rows before it. It proves that nothing changed by accident or by hand since; it is
no signature.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from danvan_xl.findings import Finding, Findings
from danvan_xl.folder import RETURNS

MANIFEST = "danh_muc_sha256.csv"
_HEADER = ("loai", "tep", "don_vi", "kich_thuoc", "sha256")
_HERE, _LIKE_FORMULAS = "./", ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
HANDED_IN, RETURN, _SEAL = "tep_nop", "bieu_don_vi", "niem_phong"


@dataclass(frozen=True, slots=True)
class Entry:
    """``kind``: :data:`HANDED_IN` (``file`` lies beside the manifest) or :data:`RETURN` (in the folder of returns)."""

    kind: str
    file: str
    unit: str
    size: int
    sha256: str


def entry(kind: str, file: str, unit: str, content: bytes) -> Entry:
    return Entry(kind, file, unit, len(content), hashlib.sha256(content).hexdigest())


def _rows(entries: Iterable[Entry]) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(_HEADER)
    for e in entries:
        # a spreadsheet program takes what begins like a formula for one; "./" before a path changes nothing else
        file = f"{_HERE}{e.file}" if e.file.startswith(_LIKE_FORMULAS) else e.file
        writer.writerow((e.kind, file, e.unit, e.size, e.sha256))
    return stream.getvalue()


def manifest_bytes(entries: Iterable[Entry]) -> bytes:
    body = _rows(entries)
    return f"{body}{_SEAL},,,,{hashlib.sha256(body.encode()).hexdigest()}\n".encode("utf-8-sig")


def _read(content: bytes) -> list[Entry] | None:
    """The entries; None when the manifest itself was changed."""
    try:
        text = content.decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text)))
        entries = [Entry(kind, file.removeprefix(_HERE), unit, int(size), sha)
                   for kind, file, unit, size, sha in rows[1:-1]]
    except (UnicodeDecodeError, ValueError, csv.Error):
        return None
    return entries if manifest_bytes(entries) == content else None


def is_handover(folder: Path) -> bool:
    """Whether a folder holds what was handed in."""
    return (folder / MANIFEST).is_file()


def _judge(entry: Entry, path: Path) -> Iterator[Finding]:
    if not path.is_file():
        yield Finding("N031", unit=entry.unit, file=entry.file)
        return
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != entry.sha256:
        yield Finding("N032", unit=entry.unit, file=entry.file, found=found[:16], expected=entry.sha256[:16])


def verify(folder: Path) -> Findings:
    """Whether a folder handed in is as it was made: nothing changed, missing or added.

    The returns are verified too where they are there: in ``nop_ve`` of the campaign folder that it lies in.
    """
    place = folder / MANIFEST
    entries = _read(place.read_bytes()) if place.is_file() else None
    if entries is None:
        return Findings([Finding("N030", file=MANIFEST)])
    findings: list[Finding] = []
    handed = [e for e in entries if e.kind == HANDED_IN]
    for e in handed:
        findings += _judge(e, folder / e.file)
    listed = {e.file for e in handed} | {MANIFEST}
    there = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
    findings += (Finding("N033", file=name) for name in there if name not in listed and not name.startswith("~$"))
    returns = folder.resolve().parent.parent / RETURNS
    if returns.is_dir():
        for e in entries:
            findings += _judge(e, returns / e.file) if e.kind == RETURN else ()
    return Findings(findings)
