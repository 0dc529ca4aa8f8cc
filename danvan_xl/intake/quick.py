"""The quick way through a part's XML: by splitting its text, for parts written the way programs write them.

Here what it needs of any part, and the shared strings; sheets are read so by :mod:`danvan_xl.intake.sheet_text`.
"""

from __future__ import annotations

import re

from danvan_xl.intake.stored import plain

_ENTITY = re.compile(r"&(?:(lt|gt|amp|quot|apos)|#([0-9]+)|#x([0-9a-fA-F]+));")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}
_CHARACTERS = (9, 10), (13, 13), (0x20, 0xD7FF), (0xE000, 0xFFFD), (0x10000, 0x10FFFF)
"""First and last of those that XML may name (XML 1.0, production 2)."""
_ROOT = re.compile(
    rb'(?:\xef\xbb\xbf)?(?:<\?xml version="1.0"(?: encoding="(?:utf-8|UTF-8)")?(?: standalone="yes")?\s?\?>\s*)?'
    rb'<(?:worksheet|sst)\s[^<>]*?xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
)
_STRING, _STRING_END, _APART = "<si><t>", "</t></si>", "\0"
_OPENING = re.compile(r"<si><t [^<>/]*>")


class UnusualError(Exception):
    """The quick way does not fit; the slow pass must read this part."""


def check_start(content: bytes) -> None:
    """A part begins the way programs begin it."""
    root = _ROOT.match(content)
    # Excel ends the line of the declaration with \r\n; anywhere else a parser would turn \r into \n
    if root is None or content.find(b"\r", root.end()) >= 0:
        raise UnusualError


def decoded(written: bytes) -> str:
    try:
        return written.decode()
    except UnicodeDecodeError as error:
        raise UnusualError from error


def unescaped(text: str) -> str:
    if "&" not in text:
        return text

    def char(match: re.Match[str]) -> str:
        if match[1]:
            return _NAMED[match[1]]
        number = int(match[2]) if match[2] else int(match[3], 16)
        if not any(first <= number <= last for first, last in _CHARACTERS):
            raise UnusualError
        return chr(number)

    if text.count("&") != len(_ENTITY.findall(text)):
        raise UnusualError
    return _ENTITY.sub(char, text)


def quick_strings(content: bytes) -> list[str]:
    """The shared strings, when none is rich text.

    Raises
    ------
    UnusualError
        When the slow pass must read them.
    """
    check_start(content)
    text = decoded(content)
    body = text[text.find(">", text.find("<sst")) + 1 :].strip().removesuffix("</sst>")
    if "<si><t " in body:
        body = _OPENING.sub(_STRING, body)
    if not body.startswith(_STRING) or not body.endswith(_STRING_END):
        raise UnusualError
    # all at once: most strings are used by one cell only
    joined = body[len(_STRING) : -len(_STRING_END)].replace(_STRING_END + _STRING, _APART)
    strings = plain(unescaped(joined)).split(_APART)
    if "<" in joined or _APART in text or len(strings) != joined.count(_APART) + 1:
        raise UnusualError
    return strings
