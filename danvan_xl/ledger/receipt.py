"""Files received: which content came from whom, when, by which message, and where it was put."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from danvan_xl.ledger.store import Ledger, stamp


class ReceiptState(StrEnum):
    """Set by a consolidation. ``PENDING``: none has run since."""

    PENDING = ""
    ACCEPTED = "duoc_tinh"
    SUPERSEDED = "bi_thay_the"


@dataclass(frozen=True, slots=True)
class Receipt:
    """``file``: relative to the folder of returns; ``at``: when it was received, None when nobody knows;
    ``taken_at``: when the office put it into the folder."""

    sha256: str
    file: str
    source: str
    taken_at: dt.datetime
    sender: str = ""
    message_id: str = ""
    subject: str = ""
    at: dt.datetime | None = None
    state: ReceiptState = ReceiptState.PENDING

    @property
    def order(self) -> dt.datetime:
        """The time that decides which of a unit's files is the newest."""
        return self.at or self.taken_at


def record_receipt(ledger: Ledger, receipt: Receipt) -> bool:
    """Record a file; False when the same content had been received before (then nothing changes)."""
    with ledger.writing() as connection:
        done = connection.execute(
            "INSERT INTO receipt (sha256, file, source, sender, message_id, subject, at, taken_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (sha256) DO NOTHING",
            (receipt.sha256, receipt.file, receipt.source, receipt.sender, receipt.message_id, receipt.subject,
             stamp(receipt.at) if receipt.at else None, stamp(receipt.taken_at)))
        return done.rowcount == 1


def record_choice(ledger: Ledger, accepted: Collection[str], superseded: Collection[str]) -> None:
    """Which files the latest consolidation counted, and for which another one of the unit was counted."""
    with ledger.writing() as connection:
        connection.execute("UPDATE receipt SET state = ?", (ReceiptState.PENDING,))
        connection.executemany("UPDATE receipt SET state = ? WHERE file = ?", [
            *((ReceiptState.SUPERSEDED, file) for file in superseded),
            *((ReceiptState.ACCEPTED, file) for file in accepted)])


def receipts(ledger: Ledger) -> tuple[Receipt, ...]:
    """All files in the order in which they were taken in."""
    rows = ledger.rows("SELECT * FROM receipt ORDER BY id")
    return tuple(
        Receipt(r["sha256"], r["file"], r["source"], dt.datetime.fromisoformat(r["taken_at"]), r["sender"],
                r["message_id"], r["subject"], dt.datetime.fromisoformat(r["at"]) if r["at"] else None,
                ReceiptState(r["state"])) for r in rows)
