"""The units as the register last knew them, so that it can be read without the definition."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from danvan_xl.ledger.store import Ledger, stamp


@dataclass(frozen=True, slots=True)
class UnitRow:
    """``deadline``: the unit's own where it has an extension, as an ISO date; "" when there is none."""

    code: str
    name: str
    email: str
    deadline: str


def record_units(ledger: Ledger, units: Iterable[UnitRow], at: dt.datetime) -> None:
    with ledger.writing() as connection:
        connection.executemany(
            "INSERT INTO unit VALUES (?, ?, ?, ?, ?) ON CONFLICT (code) DO UPDATE SET name = excluded.name,"
            " email = excluded.email, deadline = excluded.deadline, at = excluded.at",
            [(u.code, u.name, u.email, u.deadline, stamp(at)) for u in units])


def known_units(ledger: Ledger) -> tuple[UnitRow, ...]:
    rows = ledger.rows("SELECT code, name, email, deadline FROM unit ORDER BY code")
    return tuple(UnitRow(*row) for row in rows)
