"""When returns were received, by the register of the campaign folder, and whether that was in time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from pathlib import Path

from danvan_xl.campaign.model import Campaign, Unit
from danvan_xl.findings import Finding
from danvan_xl.intake import Return
from danvan_xl.intake.containers import SEPARATOR, time_of_mail
from danvan_xl.ledger import LedgerError, Receipt, find_ledger, receipts

VIETNAM = dt.timezone(dt.timedelta(hours=7), "Asia/Ho_Chi_Minh")
"""Deadlines are days of Việt Nam, which keeps no summer time."""



def vietnam_day(at: dt.datetime) -> dt.date:
    return at.astimezone(VIETNAM).date()


def known_receipts(
    campaign: Campaign, folder: Path, returns: Iterable[Return]
) -> tuple[dict[str, Receipt], list[Finding]]:
    """File → the receipt of its very content: from the register of the campaign's folder, else from its mail's date."""
    known: dict[str, Receipt] = {}
    findings = []
    try:
        ledger = find_ledger(campaign.folder)
        if ledger is not None:
            with ledger:
                known = {r.sha256: r for r in receipts(ledger)}
    except LedgerError as error:
        findings = [Finding("N020", detail=str(error))]
    found = {r.file: receipt for r in returns if (receipt := known.get(r.sha256) or _of_mail(folder, r))}
    return found, findings


def _of_mail(folder: Path, found: Return) -> Receipt | None:
    """The receipt of a workbook inside a saved mail that lies in the folder of returns."""
    container, inside, _ = found.file.partition(SEPARATOR)
    at = time_of_mail((folder / container).read_bytes()) if inside and (folder / container).is_file() else None
    return Receipt(found.sha256, found.file, container, at, at=at) if at else None


def on_time(campaign: Campaign, unit: Unit, receipt: Receipt | None) -> bool | None:
    """Whether a return came within the unit's deadline, an extension included.

    None when that is not known: a file without a time of receipt is in time when it was taken in before the deadline,
    and may have come before it when it was taken in later.
    """
    deadline = campaign.deadline_of(unit)
    if deadline is None or receipt is None:
        return None
    if receipt.at is None:
        return True if vietnam_day(receipt.order) <= deadline else None
    return vietnam_day(receipt.at) <= deadline


def late(campaign: Campaign, unit: Unit, file: str, receipt: Receipt | None) -> Iterator[Finding]:
    """A finding when a unit's return came after its deadline."""
    deadline = campaign.deadline_of(unit)
    if receipt and receipt.at and deadline and on_time(campaign, unit, receipt) is False:
        yield Finding("N021", unit=unit.code, file=file, found=f"{vietnam_day(receipt.at):%d/%m/%Y}",
                      expected=f"{deadline:%d/%m/%Y}")
