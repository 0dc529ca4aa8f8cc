"""What lies in a mailbox, a zip or a folder: every attachment and loose file, with its sender and time. Reads only."""

from __future__ import annotations

import datetime as dt
import email
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr
from pathlib import Path

from danvan_xl.intake.containers import (
    CONTAINER_LIMITS,
    DEPTH,
    SEPARATOR,
    is_noise,
    mail_time,
    unzipped,
    zip_entries,
)
from danvan_xl.safety import Kind, UnsafeError, kind_of, open_container

_ENVELOPE = re.compile(rb"(?:\A|(?<=\n)\r?\n)From [^\r\n]*\r?\n")
_QUOTED_FROM = re.compile(rb"(?m)^>(>*From )")


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file as it came. ``at`` is None when no message says when; ``source``: where it was found.

    A message without any attachment comes with ``content`` None, so that it can be reported.
    """

    name: str
    content: bytes | None
    source: str
    sender: str = ""
    message_id: str = ""
    subject: str = ""
    at: dt.datetime | None = None


def _is_file(part: EmailMessage) -> bool:
    """A part that someone attached: not the text, not a picture shown inside the text, not Excel's lock file."""
    name = part.get_filename() or ""
    if part.is_multipart() or name.startswith("~$") or not (name or part.get_content_maintype() == "application"):
        return False
    return not (part.get_content_disposition() == "inline" and part.get_content_maintype() == "image")


def _bytes(part: EmailMessage) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _header(message: EmailMessage, name: str) -> str:
    """A header on one line; "" when it is missing or cannot be read."""
    try:
        return " ".join(str(message.get(name, "")).split())
    except (ValueError, IndexError, TypeError, AttributeError):
        return ""


def _from_mail(content: bytes, source: str, depth: int) -> Iterator[Incoming]:
    message = email.message_from_bytes(content, policy=default)
    frame = Incoming("", None, source, parseaddr(_header(message, "From"))[1].lower(), _header(message, "Message-ID"),
                     _header(message, "Subject"), mail_time(message))
    files = [replace(frame, name=part.get_filename() or "", content=_bytes(part)) for part in message.walk()
             if _is_file(part)]
    for file in files:
        yield from _opened(file, depth)
    if not files:
        yield frame


def _from_zip(incoming: Incoming, depth: int) -> Iterator[Incoming]:
    """The files of a zip; the zip itself where it cannot be opened safely, so that its reader says why."""
    assert incoming.content is not None
    try:
        with open_container(incoming.content, CONTAINER_LIMITS) as archive:
            names = [name for name in zip_entries(archive) if not is_noise(name)]
        files = [(name, unzipped(incoming.content, name)) for name in names]
    except UnsafeError:
        yield incoming
        return
    for name, content in files:
        yield from _opened(replace(incoming, name=name, content=content, source=f"{incoming.source}{SEPARATOR}{name}"),
                           depth)


def _opened(incoming: Incoming, depth: int = 0) -> Iterator[Incoming]:
    """A file, or what a container holds."""
    content = incoming.content or b""
    if depth < DEPTH:
        if content.startswith(b"From "):
            for part in filter(None, _ENVELOPE.split(content)):
                yield from _from_mail(_QUOTED_FROM.sub(rb"\1", part), incoming.source, depth + 1)
            return
        match kind_of(content):
            case Kind.MAIL:
                yield from _from_mail(content, incoming.source, depth + 1)
                return
            case Kind.ARCHIVE:
                yield from _from_zip(incoming, depth + 1)
                return
    yield incoming


def incoming(path: Path) -> Iterator[Incoming]:
    """Everything that a folder (with its subfolders) or one file holds, in the order of its names."""
    files = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
    for file in files:
        source = file.relative_to(path).as_posix() if path.is_dir() else file.name
        if not is_noise(source):
            yield from _opened(Incoming(file.name, file.read_bytes(), source))
