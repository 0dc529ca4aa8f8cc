"""Returns inside a zip or a saved mail: what lies in it, and one member at a time, under limits.

A member is asked for by the name that :func:`members` gave; nothing is ever unpacked to the disk.
"""

from __future__ import annotations

import datetime as dt
import zipfile
import zlib
from collections.abc import Iterable
from typing import TYPE_CHECKING, TypeVar

from danvan_xl.safety import (
    LIMITS,
    MEGABYTE,
    Kind,
    Limits,
    UnsafeError,
    kind_of,
    leads_out,
    open_container,
)

if TYPE_CHECKING:
    from email.message import EmailMessage

DEPTH = 3
SEPARATOR = "!"
CONTAINER_LIMITS = Limits(file_size=500 * MEGABYTE, entries=3000, inflated=2048 * MEGABYTE, ratio=LIMITS.ratio)
_IGNORED = ("thumbs.db", "desktop.ini", ".ds_store")

T = TypeVar("T")


def is_noise(name: str) -> bool:
    """Lock files of open workbooks, hidden files, what operating systems leave behind."""
    last = name.rpartition("/")[2]
    return not last or last.startswith(("~$", ".")) or last.lower() in _IGNORED or name.startswith("__MACOSX/")


def _numbered(found: Iterable[tuple[str, T]]) -> dict[str, T]:
    """Names made unique: the second ``a.xlsx`` is ``a.xlsx (2)``."""
    result: dict[str, T] = {}
    for name, item in found:
        number, unique = 1, name
        while unique in result:
            number += 1
            unique = f"{name} ({number})"
        result[unique] = item
    return result


def _zip_name(info: zipfile.ZipInfo) -> str:
    """A name that an older packer did not mark as UTF-8 is mostly UTF-8 all the same."""
    if not info.flag_bits & 0x800:
        try:
            return info.filename.encode("cp437").decode("utf-8")
        except UnicodeError:
            pass
    return info.filename


def zip_entries(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The files of a zip by unique names."""
    return _numbered((_zip_name(info), info) for info in archive.infolist() if not info.is_dir())


def _mail(content: bytes) -> EmailMessage:
    """Python's own reader of mail takes long to load and few returns come in a saved mail."""
    from email import message_from_bytes, policy

    return message_from_bytes(content, policy=policy.default)


def _mail_parts(content: bytes) -> dict[str, EmailMessage]:
    """What is attached, forwarded mails included; pictures of a signature are no attachments."""
    parts = (part for part in _mail(content).walk() if not part.is_multipart())
    files = ((part.get_filename(), part) for part in parts)
    return _numbered(
        (name.replace("\\", "/").rpartition("/")[2], part) for name, part in files
        if name and not (part.get_content_maintype() == "image" and part.get_content_disposition() != "attachment")
    )


def mail_time(message: EmailMessage) -> dt.datetime | None:
    """When the receiving server took a mail in (its topmost Received), else the sender's own date; with its zone."""
    from email.utils import parsedate_to_datetime

    received = message.get_all("Received", [])
    candidates = [str(received[0]).rsplit(";", 1)[-1]] if received else []
    for text in (*candidates, str(message.get("Date", ""))):
        try:
            found = parsedate_to_datetime(text.strip())
        except (ValueError, TypeError, IndexError):
            continue
        return found if found.tzinfo else found.replace(tzinfo=dt.UTC)
    return None


def time_of_mail(content: bytes) -> dt.datetime | None:
    """:func:`mail_time` of a file; None when it is no mail or does not say."""
    return mail_time(_mail(content)) if _is_mail(content) else None


def _is_mail(content: bytes) -> bool:
    return kind_of(content) is Kind.MAIL


def members(content: bytes) -> tuple[str, ...]:
    """Names of the files in a container, in its order.

    Raises
    ------
    UnsafeError
        When it is broken or passes a limit.
    """
    if _is_mail(content):
        names = tuple(_mail_parts(content))
    else:
        with open_container(content, CONTAINER_LIMITS) as archive:
            names = tuple(zip_entries(archive))
    return tuple(name for name in names if not is_noise(name))


def member(content: bytes, name: str) -> bytes:
    """One member of a container.

    Raises
    ------
    UnsafeError
        When it cannot be had, is larger than a return may be, or its path would lead out of the container.
    """
    if leads_out(name):
        raise UnsafeError("T012", name)
    found = _mail_parts(content)[name].get_payload(decode=True) if _is_mail(content) else unzipped(content, name)
    if not isinstance(found, bytes):
        raise UnsafeError("T002", "tệp đính kèm không đọc được")
    if len(found) > LIMITS.file_size:
        most = f"{LIMITS.file_size // MEGABYTE} MB"
        raise UnsafeError("T003", f"tệp nặng hơn {most}", most)
    return found


def unzipped(content: bytes, name: str) -> bytes:
    """One file of a zip, at most a byte more than a return may have.

    Raises
    ------
    UnsafeError
        When it cannot be inflated.
    """
    with open_container(content, CONTAINER_LIMITS) as archive:
        try:
            with archive.open(zip_entries(archive)[name]) as stream:
                return stream.read(LIMITS.file_size + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError) as error:
            raise UnsafeError("T002", "không giải nén được") from error
