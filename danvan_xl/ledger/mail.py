"""Mails, each claimed before it leaves: one that is claimed and not settled may have left, so it is not sent again."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from danvan_xl.ledger.store import Ledger, stamp


class MailState(StrEnum):
    """``CLAIMED`` is written before a server sees the mail; found later, its fate is unknown."""

    CLAIMED = "sap_gui"
    SENT = "da_gui"
    REFUSED = "bi_tu_choi"


@dataclass(frozen=True, slots=True)
class Mail:
    """``occasion`` tells mails of one purpose apart ("" for the one that sends the form, a day for a reminder)."""

    unit: str
    purpose: str
    occasion: str
    address: str
    message_id: str
    at: dt.datetime
    state: MailState
    detail: str = ""


def claim(ledger: Ledger, mail: Mail, *, unknown_too: bool = False) -> bool:
    """Reserve the one mail of a unit, purpose and occasion; True when the caller may send it.

    A mail that a server refused may be claimed again. One whose fate is unknown only with ``unknown_too``.
    """
    free = (MailState.REFUSED, MailState.CLAIMED) if unknown_too else (MailState.REFUSED,)
    key = (mail.unit, mail.purpose, mail.occasion)
    with ledger.writing() as connection:
        found = connection.execute(
            "SELECT state FROM mail WHERE unit = ? AND purpose = ? AND occasion = ?", key).fetchone()
        if found is not None and found["state"] not in free:
            return False
        connection.execute("DELETE FROM mail WHERE unit = ? AND purpose = ? AND occasion = ?", key)
        connection.execute(
            "INSERT INTO mail (unit, purpose, occasion, address, message_id, at, state) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (*key, mail.address, mail.message_id, stamp(mail.at), MailState.CLAIMED))
    return True


def settle(ledger: Ledger, message_id: str, state: MailState, at: dt.datetime, detail: str = "") -> None:
    """What became of a claimed mail."""
    with ledger.writing() as connection:
        connection.execute("UPDATE mail SET state = ?, at = ?, detail = ? WHERE message_id = ?",
                           (state, stamp(at), detail, message_id))


def mails(ledger: Ledger) -> tuple[Mail, ...]:
    """All mails in the order in which they were claimed."""
    rows = ledger.rows("SELECT unit, purpose, occasion, address, message_id, at, state, detail FROM mail ORDER BY id")
    return tuple(
        Mail(r["unit"], r["purpose"], r["occasion"], r["address"], r["message_id"],
             dt.datetime.fromisoformat(r["at"]), MailState(r["state"]), r["detail"]) for r in rows)
