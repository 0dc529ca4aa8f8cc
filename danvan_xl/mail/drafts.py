"""One draft a unit: a file that Outlook and Thunderbird open ready to send, with the unit's own form attached."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from danvan_xl.campaign.model import Campaign, Unit
from danvan_xl.files import write_whole
from danvan_xl.findings import Finding, Findings
from danvan_xl.intake import unit_inside
from danvan_xl.mail.texts import filled, mail_values, text_for

_WORKBOOK = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")


@dataclass(frozen=True)
class Drafts:
    """``paths``: unit code → its draft; units with an error in ``findings`` have none."""

    paths: dict[str, Path]
    findings: Findings


def draft(campaign: Campaign, unit: Unit, purpose: str, form: bytes, file: str) -> bytes:
    """The draft of one mail; the same input gives the same bytes."""
    text, values = text_for(campaign, purpose), mail_values(campaign, unit, file)
    message = EmailMessage(policy=SMTP)
    message["Subject"] = filled(text.subject, values)
    if campaign.settings.contact_email:
        message["From"] = campaign.settings.contact_email
    message["To"] = unit.email
    message["X-Unsent"] = "1"
    message.set_content(filled(text.body, values))
    message.add_attachment(form, maintype=_WORKBOOK[0], subtype=_WORKBOOK[1], filename=file)
    digest = hashlib.sha256(form + unit.code.encode() + purpose.encode()).hexdigest()
    message.set_boundary(f"=_danvan_{digest[:32]}")
    return message.as_bytes()


def _refused(campaign: Campaign, unit: Unit, path: Path) -> Finding | None:
    """Why a unit gets no draft; None when its own form is there."""
    if not unit.email:
        return Finding("N007", unit=unit.code)
    if not path.is_file():
        return Finding("N006", unit=unit.code, file=path.name)
    inside = unit_inside(path.read_bytes())
    if inside != unit.code:
        owner = campaign.unit_by_code.get(inside or "")
        return Finding("N005", unit=unit.code, file=path.name, found=owner.name if owner else inside or "?",
                       expected=unit.name)
    return None


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
    text_for(campaign, purpose)
    paths, findings = {}, []
    for done, unit in enumerate(campaign.units, 1):
        source = Path(forms) / f"{unit.code}.xlsx"
        refusal = _refused(campaign, unit, source)
        if refusal is None:
            content = draft(campaign, unit, purpose, source.read_bytes(), source.name)
            paths[unit.code] = write_whole(Path(folder) / f"{unit.code}.eml", content)
        else:
            findings.append(refusal)
        if progress:
            progress(done, len(campaign.units))
    return Drafts(paths, Findings(findings))
