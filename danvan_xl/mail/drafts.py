"""One mail a unit with its own workbook, and drafts of them that Outlook and Thunderbird open ready to send."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from danvan_xl.campaign.model import Campaign, Group, Unit
from danvan_xl.files import write_whole
from danvan_xl.findings import Finding, Findings
from danvan_xl.intake import unit_inside
from danvan_xl.mail.compose import Letter, compose, draft_bytes, is_address
from danvan_xl.mail.texts import text_for

_FIXED = (2000, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Drafts:
    """``paths``: unit code → its draft; units with an error in ``findings`` have none."""

    paths: dict[str, Path]
    findings: Findings


def _refused(campaign: Campaign, unit: Unit, path: Path) -> Finding | None:
    """Why a unit gets no mail; None when its own workbook is there."""
    if not unit.email:
        return Finding("N007", unit=unit.code)
    if not is_address(unit.email):
        return Finding("N024", unit=unit.code, found=unit.email)
    if not path.is_file():
        return Finding("N006", unit=unit.code)
    inside = unit_inside(path.read_bytes())
    if inside != unit.code:
        owner = campaign.unit_by_code.get(inside or "")
        return Finding("N005", unit=unit.code, file=path.name, found=owner.name if owner else inside or "?",
                       expected=unit.name)
    return None


def letters_with(
    campaign: Campaign, folder: Path, purpose: str, units: Iterable[Unit], *, day: dt.date | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[list[Letter], list[Finding]]:
    """A mail for each unit whose own workbook ``<unit code>.xlsx`` lies in ``folder``.

    Parameters
    ----------
    day:
        Of a reminder, which may be sent again on another day.

    Raises
    ------
    LookupError
        When table Thư has no text for the purpose.
    """
    text_for(campaign, purpose)
    asked, letters, findings = tuple(units), [], []
    for done, unit in enumerate(asked, 1):
        path = folder / f"{unit.code}.xlsx"
        refusal = _refused(campaign, unit, path)
        if refusal is None:
            message = compose(campaign, unit, purpose, path.read_bytes(), path.name)
            letters.append(Letter(unit, purpose, message, day.isoformat() if day else ""))
        else:
            findings.append(refusal)
        if progress:
            progress(done, len(asked))
    return letters, findings


def write_letters(letters: Iterable[Letter], folder: Path) -> dict[str, Path]:
    """Each mail as ``<unit code>.eml``; unit code → path."""
    return {one.unit.code: write_whole(folder / f"{one.unit.code}.eml", draft_bytes(one)) for one in letters}


def write_drafts(
    campaign: Campaign, forms: str | Path, folder: str | Path, *, purpose: str = "gui",
    progress: Callable[[int, int], None] | None = None,
) -> Drafts:
    """Write ``<unit code>.eml`` for every unit whose own form lies in ``forms``. Nothing is sent.

    Raises
    ------
    LookupError
        When table Thư has no text for the purpose.
    """
    letters, findings = letters_with(campaign, Path(forms), purpose, campaign.units, progress=progress)
    return Drafts(write_letters(letters, Path(folder)), Findings(findings))


def _group_zip(members: Iterable[Unit], forms: Path) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for unit in members:
            archive.writestr(zipfile.ZipInfo(f"{unit.code}.xlsx", _FIXED), (forms / f"{unit.code}.xlsx").read_bytes())
    return stream.getvalue()


def write_group_zips(campaign: Campaign, forms: Path, folder: Path, units: Collection[str]) -> dict[str, Path]:
    """One zip a group with the forms of its units among ``units``, for the document system; group → path."""

    def members(group: Group) -> list[Unit]:
        return [u for u in campaign.units if u.group == group.code and u.code in units]

    return {group.code: write_whole(folder / f"{group.code}.zip", _group_zip(members(group), forms))
            for group in campaign.groups if members(group)}
