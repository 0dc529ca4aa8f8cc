"""Forms issued: which workbook, by its hash, was made for which unit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from danvan_xl.ledger.store import Ledger, stamp


@dataclass(frozen=True, slots=True)
class Issued:
    """``definition``: digest of the definition that the form was made from."""

    unit: str
    sha256: str
    file: str
    definition: str


def record_issued(ledger: Ledger, forms: Iterable[Issued], at: dt.datetime) -> None:
    """The same form made again keeps the time at which it was first made."""
    with ledger.writing() as connection:
        connection.executemany("INSERT OR IGNORE INTO form_issued VALUES (?, ?, ?, ?, ?)",
                               [(f.unit, f.sha256, f.file, f.definition, stamp(at)) for f in forms])


def issued(ledger: Ledger) -> tuple[Issued, ...]:
    rows = ledger.rows("SELECT unit, sha256, file, definition FROM form_issued ORDER BY unit, at, sha256")
    return tuple(Issued(*row) for row in rows)
