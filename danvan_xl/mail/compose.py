"""One mail to one unit: subject and text from table Thư, one workbook attached. The same input gives the same bytes."""

from __future__ import annotations

import hashlib
import re
from copy import deepcopy
from dataclasses import dataclass
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP

from danvan_xl.campaign.model import Campaign, Unit
from danvan_xl.mail.texts import filled, mail_values, text_for

_WORKBOOK = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")
_ADDRESS = re.compile(r"[A-Za-z0-9._%+'-]+@(?:[A-Za-z0-9-]+\.)*[A-Za-z0-9-]+")


@dataclass(frozen=True, slots=True)
class Letter:
    """``occasion`` tells mails of one purpose apart: "" or the day of a reminder (ISO)."""

    unit: Unit
    purpose: str
    message: EmailMessage
    occasion: str = ""


def is_address(text: str) -> bool:
    """Whether a text is one plain mail address (one recipient a mail)."""
    return _ADDRESS.fullmatch(text) is not None


def compose(campaign: Campaign, unit: Unit, purpose: str, workbook: bytes | None, file: str) -> EmailMessage:
    """
    Parameters
    ----------
    workbook:
        Attached as ``file``; None attaches nothing.

    Raises
    ------
    LookupError
        When table Thư has no text for the purpose.
    """
    text, values = text_for(campaign, purpose), mail_values(campaign, unit, file)
    message = EmailMessage(policy=SMTP)
    # Set raw: the folding of email.policy loses a space between two encoded words of a long subject.
    subject = Header(" ".join(filled(text.subject, values).split()), "utf-8", maxlinelen=70, header_name="Subject")
    message.set_raw("Subject", subject.encode(linesep="\r\n"))
    if campaign.settings.contact_email:
        message["From"] = campaign.settings.contact_email
    message["To"] = unit.email
    message.set_content(filled(text.body, values), cte="quoted-printable")
    if workbook is not None:
        message.add_attachment(workbook, maintype=_WORKBOOK[0], subtype=_WORKBOOK[1], filename=file)
        digest = hashlib.sha256(workbook + unit.code.encode() + purpose.encode()).hexdigest()
        message.set_boundary(f"=_danvan_{digest[:32]}")
    return message


def draft_bytes(letter: Letter) -> bytes:
    """As a file that Outlook and Thunderbird open ready to send."""
    message = deepcopy(letter.message)
    message["X-Unsent"] = "1"
    return message.as_bytes()
