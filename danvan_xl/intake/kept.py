"""Files read in an earlier run of the command: known by name, hash, definition and version of this package."""

from __future__ import annotations

import hashlib
from pathlib import Path

import danvan_xl
from danvan_xl.campaign.model import Campaign
from danvan_xl.intake.packing import FORMAT
from danvan_xl.intake.read import Source
from danvan_xl.ledger import Ledger, keep_readings, readings


class Kept:
    """The register's readings as a cache; :meth:`save` after a run."""

    def __init__(self, campaign: Campaign, ledger: Ledger) -> None:
        self._ledger = ledger
        self._rules = f"{campaign.digest} {danvan_xl.__version__} {FORMAT}"
        self._known = readings(ledger, self._rules)
        self._new: dict[tuple[str, str], bytes] = {}
        self._used: set[tuple[str, str]] = set()
        self._hashes: dict[Path, str] = {}

    def _key(self, source: Source) -> tuple[str, str]:
        if source.path not in self._hashes:
            with source.path.open("rb") as stream:
                self._hashes[source.path] = hashlib.file_digest(stream, "sha256").hexdigest()
        return source.name, self._hashes[source.path]

    def get(self, source: Source) -> bytes | None:
        key = self._key(source)
        self._used.add(key)
        return self._known.get(key)

    def put(self, source: Source, found: bytes) -> None:
        self._new[self._key(source)] = found

    def save(self) -> None:
        keep_readings(self._ledger, self._rules, self._new, self._used)
