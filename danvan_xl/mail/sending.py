"""Sending: at most one mail a unit, purpose and occasion, whatever happens on the way.

"About to send" is committed to the register before the server sees the mail's text, and settled after its answer.
A command killed between the two leaves a mail whose fate nobody knows: it is named, and not sent again by itself.
"""

from __future__ import annotations

import datetime as dt
import smtplib
import time
from collections.abc import Callable, Iterable
from copy import deepcopy
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import make_msgid

from danvan_xl.findings import Finding, Findings
from danvan_xl.ledger import Ledger, Mail, MailState, claim, mails, settle
from danvan_xl.mail.compose import Letter
from danvan_xl.mail.server import Server, ServerError, Session, is_reserved

Clock = Callable[[], dt.datetime]


@dataclass(frozen=True)
class Posted:
    """Unit codes: ``sent`` now, ``already`` sent before; everything else is in ``findings``."""

    sent: tuple[str, ...]
    already: tuple[str, ...]
    findings: Findings


def _stamped(message: EmailMessage, sender: str, clock: Clock) -> tuple[str, bytes]:
    """Message id and bytes of a mail as it leaves."""
    stamped, message_id = deepcopy(message), make_msgid(domain=sender.rpartition("@")[2])
    stamped["Date"], stamped["Message-ID"] = clock(), message_id
    return message_id, stamped.as_bytes()


@dataclass
class _Post:
    session: Session
    server: Server
    ledger: Ledger
    sender: str
    clock: Clock
    again: bool
    sent: list[str] = field(default_factory=list)
    already: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.before = {(m.unit, m.purpose, m.occasion): m for m in mails(self.ledger)}

    def wants(self, letter: Letter) -> bool:
        """Whether a mail is still to be sent; says so when it is not."""
        unit, before = letter.unit, self.before.get((letter.unit.code, letter.purpose, letter.occasion))
        if before is not None and before.state is MailState.SENT:
            self.already.append(unit.code)
            return False
        if before is not None and before.state is MailState.CLAIMED and not self.again:
            self._unknown(letter, before.at)
            return False
        if is_reserved(unit.email) and not self.server.is_here:
            self.findings.append(Finding("N025", unit=unit.code, found=unit.email))
            return False
        return True

    def send(self, letter: Letter) -> None:
        unit, now = letter.unit, self.clock()
        message_id, content = _stamped(letter.message, self.sender, self.clock)
        mail = Mail(unit.code, letter.purpose, letter.occasion, unit.email, message_id, now, MailState.CLAIMED)
        refusal = self.session.offer(self.sender, unit.email)
        if not claim(self.ledger, mail, unknown_too=self.again):
            self.session.drop()
            self.already.append(unit.code)
            return
        if not refusal:
            try:
                refusal = self.session.hand_over(content)
            except (smtplib.SMTPException, OSError):
                self.session.drop()
                self._unknown(letter, now)
                return
        if refusal:
            settle(self.ledger, message_id, MailState.REFUSED, self.clock(), refusal)
            self.findings.append(Finding("N026", unit=unit.code, found=unit.email, detail=refusal))
        else:
            settle(self.ledger, message_id, MailState.SENT, self.clock())
            self.sent.append(unit.code)

    def _unknown(self, letter: Letter, at: dt.datetime) -> None:
        self.findings.append(Finding("N027", unit=letter.unit.code, found=letter.unit.email,
                                     detail=f"{at.astimezone():%H:%M ngày %d/%m/%Y}"))


def post(
    server: Server, letters: Iterable[Letter], ledger: Ledger, sender: str, clock: Clock, *,
    limit: int | None = None, pause: float = 0.0, again: bool = False,
    progress: Callable[[str], None] | None = None,
) -> Posted:
    """Send mails one by one.

    Parameters
    ----------
    limit:
        At most so many now.
    pause:
        Seconds between two mails.
    again:
        Also those of which nobody knows whether they have left.

    Raises
    ------
    ServerError
        When the server cannot be used for the first mail; when it fails later, what was sent is said (N028).
    """
    with Session(server) as session:
        work = _Post(session, server, ledger, sender, clock, again)
        offered = 0
        for letter in letters:
            if limit is not None and offered >= limit:
                break
            if not work.wants(letter):
                continue
            if offered and pause:
                time.sleep(pause)
            offered += 1
            try:
                work.send(letter)
            except ServerError as error:
                if offered == 1:
                    raise
                work.findings.append(Finding("N028", detail=str(error)))
                break
            if progress:
                progress(letter.unit.code)
    return Posted(tuple(work.sent), tuple(work.already), Findings(work.findings))


def rehearse(server: Server, letters: Iterable[Letter], address: str, clock: Clock, limit: int | None) -> Posted:
    """Send every mail to the office's own address instead; the register does not hear of it.

    Raises
    ------
    ServerError
        When the server cannot be used for the first mail.
    """
    sent: list[str] = []
    findings: list[Finding] = []
    with Session(server) as session:
        for letter in list(letters)[:limit]:
            message = deepcopy(letter.message)
            message.replace_header("To", address)
            try:
                refusal = session.offer(address, address) or session.hand_over(_stamped(message, address, clock)[1])
            except (ServerError, smtplib.SMTPException, OSError) as error:
                if isinstance(error, ServerError) and not (sent or findings):
                    raise
                findings.append(Finding("N028", detail=str(error)))
                break
            if refusal:
                findings.append(Finding("N026", unit=letter.unit.code, found=address, detail=refusal))
            else:
                sent.append(letter.unit.code)
    return Posted(tuple(sent), (), Findings(findings))
