"""Whom to remind today: who has not returned, and who returned with errors, by the campaign's schedule."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from danvan_xl.campaign.model import Campaign, Unit
from danvan_xl.consolidate import FINE, NOT_RETURNED, vietnam_day
from danvan_xl.face import Result
from danvan_xl.findings import Finding
from danvan_xl.folder import FEEDBACK, FORMS
from danvan_xl.ledger import Mail, MailState
from danvan_xl.mail.compose import Letter
from danvan_xl.mail.drafts import letters_with
from danvan_xl.status import Status, UnitStatus

NOT_THERE, WITH_ERRORS = "nhac", "nhac_loi"


@dataclass(frozen=True, slots=True)
class Due:
    """A unit to be reminded. ``purpose``: of the mail, as table Thư has it."""

    unit: Unit
    purpose: str


def _last_planned_day(campaign: Campaign, unit: UnitStatus, today: dt.date) -> dt.date | None:
    """The latest day of the schedule that has come; None when none has."""
    if unit.deadline is None:
        return None
    days = (unit.deadline - dt.timedelta(days=n) for n in campaign.settings.remind_before)
    return max((day for day in days if day <= today), default=None)


def due(status: Status, mails: Iterable[Mail], *, any_day: bool = False) -> tuple[Due, ...]:
    """Units to be reminded on the status's day, none that had a reminder on that day already.

    With days in the campaign's ``nhac_truoc`` (before the deadline; negative: after it), a unit is due when one of
    them has come since its last reminder. Without, or with ``any_day``, it is due every day.
    """
    campaign = status.campaign
    last: dict[str, dt.date] = {}
    for mail in mails:
        if mail.purpose in (NOT_THERE, WITH_ERRORS) and mail.state is not MailState.REFUSED:
            last[mail.unit] = max(vietnam_day(mail.at), last.get(mail.unit, dt.date.min))
    found = []
    for unit in status.units:
        if unit.state == FINE:
            continue
        reminded = last.get(unit.code, dt.date.min)
        planned = status.today if any_day or not campaign.settings.remind_before else _last_planned_day(
            campaign, unit, status.today)
        if reminded < status.today and planned is not None and reminded < planned:
            purpose = NOT_THERE if unit.state == NOT_RETURNED else WITH_ERRORS
            found.append(Due(campaign.unit_by_code[unit.code], purpose))
    return tuple(found)


def reminders(
    result: Result, folder: Path, chosen: Iterable[Due], today: dt.date
) -> tuple[list[Letter], list[Finding]]:
    """The mails: with the unit's blank form, or with its feedback workbook when it returned with errors.

    Raises
    ------
    LookupError
        When table Thư has no text for a purpose.
    """
    asked = tuple(chosen)
    letters: list[Letter] = []
    findings: list[Finding] = []
    for purpose, place in ((NOT_THERE, FORMS), (WITH_ERRORS, FEEDBACK)):
        units = [d.unit for d in asked if d.purpose == purpose]
        if units and purpose == WITH_ERRORS:
            result.write_feedback(folder / FEEDBACK)
        if units:
            more, said = letters_with(result.campaign, folder / place, purpose, units, day=today)
            letters += more
            findings += said
    return letters, findings
