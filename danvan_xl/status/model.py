"""A consolidation and the register together: the standing of every unit and group on a given day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field

from danvan_xl.campaign.model import Campaign, Unit
from danvan_xl.consolidate import NOT_RETURNED, UNREADABLE, WRONG, Consolidation, UnitResult, vietnam_day
from danvan_xl.findings import Finding
from danvan_xl.ledger import Mail, MailState, Receipt


@dataclass(frozen=True, slots=True)
class UnitStatus:
    """``days_left`` until the unit's own deadline, below 0 after it, None when it has returned or has no deadline.

    ``received`` is the day on which the return that counts came, ``first_received`` that of the unit's earliest one;
    ``sent`` the day on which its form was mailed, ``reminders`` how often it was reminded. Days are of Việt Nam.
    """

    code: str
    name: str
    group: str
    deadline: dt.date | None
    days_left: int | None
    state: str
    on_time: bool | None
    file: str
    received: dt.date | None
    first_received: dt.date | None
    sent: dt.date | None
    reminders: int
    n_errors: int
    n_warnings: int

    @property
    def returned(self) -> bool:
        return self.state != NOT_RETURNED

    @property
    def counts(self) -> bool:
        """Whether its figures are in the totals."""
        return self.state not in (NOT_RETURNED, UNREADABLE)


@dataclass(frozen=True, slots=True)
class GroupStatus:
    """``n_counted``: units whose return can be read and counts."""

    code: str
    name: str
    n_units: int
    n_counted: int
    n_fine: int
    n_late: int


@dataclass(frozen=True)
class Status:
    """``errors``: unit code → what it has to put right, in the order of the consolidation."""

    campaign: Campaign
    today: dt.date
    units: tuple[UnitStatus, ...]
    groups: tuple[GroupStatus, ...]
    errors: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)

    @property
    def total(self) -> GroupStatus:
        return _group("", "Toàn đợt", self.units)

    def record(self) -> dict[str, object]:
        """Plain values for JSON; days as ISO text."""
        settings, total = self.campaign.settings, self.total
        return _plain({
            "campaign": settings.code, "name": settings.name, "year": settings.year, "today": self.today,
            "deadline": settings.deadline, "n_units": total.n_units, "n_counted": total.n_counted,
            "n_fine": total.n_fine, "n_late": total.n_late, "groups": [asdict(g) for g in self.groups],
            "units": [asdict(u) for u in self.units],
        })


def _plain(value: object) -> dict[str, object]:
    def walk(of: object) -> object:
        match of:
            case dict():
                return {key: walk(part) for key, part in of.items()}
            case list():
                return [walk(part) for part in of]
            case dt.date():
                return of.isoformat()
        return None if of == "" else of

    walked = walk(value)
    assert isinstance(walked, dict)
    return walked


def _group(code: str, name: str, units: Iterable[UnitStatus]) -> GroupStatus:
    members = tuple(units)
    return GroupStatus(
        code, name, len(members), sum(u.counts for u in members),
        sum(u.counts and u.state != WRONG for u in members), sum(u.on_time is False for u in members))


@dataclass(frozen=True)
class _Register:
    receipts: Mapping[str, Receipt]
    mails: tuple[Mail, ...]
    today: dt.date

    def unit(self, campaign: Campaign, unit: Unit, found: UnitResult, files: Iterable[str],
             errors: int, warnings: int) -> UnitStatus:
        deadline = campaign.deadline_of(unit)
        waiting = found.state in (NOT_RETURNED, UNREADABLE)
        days = sorted(vietnam_day(r.at) for file in files if (r := self.receipts.get(file)) and r.at)
        receipt = self.receipts.get(found.file)
        sent = [m for m in self.mails if m.unit == unit.code and m.state is MailState.SENT]
        return UnitStatus(
            unit.code, unit.name, unit.group, deadline,
            (deadline - self.today).days if waiting and deadline else None, found.state, found.on_time, found.file,
            vietnam_day(receipt.at) if receipt and receipt.at else None, days[0] if days else None,
            next((vietnam_day(m.at) for m in sent if m.purpose == "gui"), None),
            sum(m.purpose != "gui" for m in sent), errors, warnings)


def status_of(
    result: Consolidation, receipts: Iterable[Receipt], mails: Iterable[Mail], today: dt.date
) -> Status:
    """
    Parameters
    ----------
    receipts, mails:
        All that the register holds.
    today:
        The day in Việt Nam from which the days left are counted.
    """
    campaign = result.campaign
    errors: dict[str, list[Finding]] = {}
    warnings: dict[str, int] = {}
    files: dict[str, set[str]] = {code: {found.file} for code, found in result.by_unit.items()}
    for finding in result.findings:
        if finding.unit not in result.by_unit:
            continue
        files[finding.unit].add(finding.file)
        if finding.severity == "loi" and finding.code != "N001":
            errors.setdefault(finding.unit, []).append(finding)
        warnings[finding.unit] = warnings.get(finding.unit, 0) + (finding.severity == "canh_bao")
    register = _Register({r.file: r for r in receipts}, tuple(mails), today)
    units = tuple(
        register.unit(campaign, found.unit, found, files[code], len(errors.get(code, ())), warnings.get(code, 0))
        for code, found in result.by_unit.items())
    groups = tuple(_group(g.code, g.name, (u for u in units if u.group == g.code)) for g in campaign.groups)
    return Status(campaign, today, units, groups, {code: tuple(found) for code, found in errors.items()})
