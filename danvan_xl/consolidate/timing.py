"""When returns were received, by the register of the campaign folder, and whether that was in time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from danvan_xl.campaign.model import Campaign, Unit
from danvan_xl.findings import Finding
from danvan_xl.intake import Return
from danvan_xl.ledger import LedgerError, find_ledger, receipts

VIETNAM = dt.timezone(dt.timedelta(hours=7), "Asia/Ho_Chi_Minh")
"""Deadlines are days of Việt Nam, which keeps no summer time."""


def receipt_times(campaign: Campaign, returns: Iterable[Return]) -> tuple[dict[str, dt.datetime], list[Finding]]:
    """File → when its very content was received, where the register of the campaign's folder knows."""
    try:
        ledger = find_ledger(campaign.folder)
        if ledger is None:
            return {}, []
        with ledger:
            known = {r.sha256: r.at for r in receipts(ledger)}
    except LedgerError as error:
        return {}, [Finding("N020", detail=str(error))]
    return {r.file: at for r in returns if (at := known.get(r.sha256))}, []


def on_time(campaign: Campaign, unit: Unit, received: dt.datetime | None) -> bool | None:
    """Whether a time lies within the unit's deadline, an extension included; None when either is unknown."""
    deadline = campaign.deadline_of(unit)
    if deadline is None or received is None:
        return None
    return received.astimezone(VIETNAM).date() <= deadline


def late(campaign: Campaign, unit: Unit, file: str, receipts: Mapping[str, dt.datetime]) -> Iterable[Finding]:
    """A finding when a unit's return came after its deadline."""
    received, deadline = receipts.get(file), campaign.deadline_of(unit)
    if received and deadline and on_time(campaign, unit, received) is False:
        yield Finding("N021", unit=unit.code, file=file, found=f"{received.astimezone(VIETNAM):%d/%m/%Y}",
                      expected=f"{deadline:%d/%m/%Y}")
