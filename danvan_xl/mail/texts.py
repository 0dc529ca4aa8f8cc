"""Subject and text of a mail from table Thư, with the names filled in."""

from __future__ import annotations

from danvan_xl.campaign.model import Campaign, MailText, Unit
from danvan_xl.campaign.template import Literal, parse_template


def mail_values(campaign: Campaign, unit: Unit, file: str) -> dict[str, str]:
    """The names that a mail may use."""
    settings, deadline = campaign.settings, campaign.deadline_of(unit)
    return {
        "ten_don_vi": unit.name, "ma_don_vi": unit.code, "lien_he": unit.contact, "ten_dot": settings.name,
        "nam": str(settings.year), "ky": settings.period, "han_nop": f"{deadline:%d/%m/%Y}" if deadline else "",
        "co_quan": settings.office, "so_van_ban_yeu_cau": settings.request_document, "tep": file,
        "nguoi_lien_he": settings.contact, "email_lien_he": settings.contact_email,
    }


def filled(text: str, values: dict[str, str]) -> str:
    """
    Raises
    ------
    KeyError
        For a name that mails do not have.
    """
    parts = (s.text if isinstance(s, Literal) else values[getattr(s, "source", "")] for s in parse_template(text))
    return "".join(parts)


def text_for(campaign: Campaign, purpose: str) -> MailText:
    """The text of a purpose (gui, nhac, nhac_loi, cam_on).

    Raises
    ------
    LookupError
        When table Thư has none; the message is for people.
    """
    for mail in campaign.mails:
        if mail.purpose == purpose:
            return mail
    raise LookupError(f"Bảng Thư không có thư cho mục đích “{purpose}”.")
