"""Taking returns in: each file under a safe, unique name into the folder of returns, with a receipt in the register."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from danvan_xl.campaign.model import Campaign
from danvan_xl.files import write_whole
from danvan_xl.findings import Finding, Findings
from danvan_xl.intake import unit_inside
from danvan_xl.ledger import Ledger, Receipt, receipts, record_receipt
from danvan_xl.mail.inbox import Incoming
from danvan_xl.mail.names import folded_name, free_name, safe_name


@dataclass(frozen=True)
class Received:
    """``taken``: receipts of the new files; ``known``: source and name of every file that was there already."""

    taken: tuple[Receipt, ...]
    known: tuple[tuple[str, str], ...]
    findings: Findings


@dataclass
class _Desk:
    campaign: Campaign
    folder: Path
    ledger: Ledger
    now: dt.datetime
    taken: list[Receipt] = field(default_factory=list)
    known: list[tuple[str, str]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.receipts = {r.sha256: r for r in receipts(self.ledger)}
        self.files = {folded_name(p.relative_to(self.folder).as_posix()): p for p in self.folder.rglob("*")}
        self.names = {*self.files, *(folded_name(r.file) for r in self.receipts.values())}
        self.units = {u.email.lower(): u for u in self.campaign.units if u.email}

    def take(self, one: Incoming, at: dt.datetime | None) -> None:
        if one.content is None:
            self.findings.append(Finding("N022", file=one.source, found=one.subject or "không có tiêu đề",
                                         detail=one.sender or "không rõ người gửi"))
            return
        digest, name = hashlib.sha256(one.content).hexdigest(), safe_name(one.name)
        before = self.receipts.get(digest)
        if before is not None and (self.folder / before.file).is_file():
            self.known.append((one.source, before.file))
            return
        receipt = before or Receipt(digest, self._name(name, one.content), one.source, self.now, one.sender,
                                    one.message_id, one.subject, at)
        self._keep(receipt, one.content)

    def _name(self, name: str, content: bytes) -> str:
        """A free name; the name itself where this very content lies there already (a command was stopped midway)."""
        there = self.files.get(folded_name(name))
        if there is not None and folded_name(name) not in {folded_name(r.file) for r in self.receipts.values()} \
                and there.is_file() and there.read_bytes() == content:
            return there.relative_to(self.folder).as_posix()
        return free_name(name, self.names)

    def _keep(self, receipt: Receipt, content: bytes) -> None:
        """The file first, then its receipt: a kill between the two is made good by the next run."""
        write_whole(self.folder / receipt.file, content)
        record_receipt(self.ledger, receipt)
        self.receipts[receipt.sha256] = receipt
        self.names.add(folded_name(receipt.file))
        self.taken.append(receipt)
        self._compare(receipt, content)

    def _compare(self, receipt: Receipt, content: bytes) -> None:
        """A finding when a unit's own address sent another unit's workbook."""
        sender = self.units.get(receipt.sender)
        inside = self.campaign.unit_by_code.get(unit_inside(content) or "") if sender else None
        if sender and inside and inside.code != sender.code:
            self.findings.append(Finding("N023", unit=inside.code, file=receipt.file, found=receipt.sender,
                                         detail=sender.name, expected=inside.name))


def receive(
    campaign: Campaign, folder: Path, ledger: Ledger, files: Iterable[Incoming], now: dt.datetime,
    received_at: dt.datetime | None = None,
) -> Received:
    """
    Parameters
    ----------
    folder:
        Of returns; made when missing. A file that is there is never replaced by another one.
    received_at:
        When loose files came (on a drive, by the document system), where somebody knows it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    desk = _Desk(campaign, folder, ledger, now)
    for one in files:
        desk.take(one, one.at or received_at)
    return Received(tuple(desk.taken), tuple(desk.known), Findings(desk.findings))
