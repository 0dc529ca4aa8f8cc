"""Which command ran when, on which definition, and how it ended."""

from __future__ import annotations

import datetime as dt

from danvan_xl.ledger.store import Ledger, stamp


def start_run(ledger: Ledger, verb: str, definition: str, at: dt.datetime) -> int:
    """The number of the run; one that never ends was killed."""
    with ledger.writing() as connection:
        done = connection.execute("INSERT INTO run (verb, definition, at) VALUES (?, ?, ?)",
                                  (verb, definition, stamp(at)))
        assert done.lastrowid is not None
        return done.lastrowid


def end_run(ledger: Ledger, run: int, outcome: str, at: dt.datetime) -> None:
    with ledger.writing() as connection:
        connection.execute("UPDATE run SET outcome = ?, ended_at = ? WHERE id = ?", (outcome, stamp(at), run))
