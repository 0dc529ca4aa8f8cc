"""Text that is fit for XML and always a text."""

from __future__ import annotations

import re
import unicodedata
from xml.sax.saxutils import escape

_LINE_END = re.compile(r"\r\n|[\r\n\u2028\u2029\t]")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """NFC without characters that XML forbids; line ends become spaces."""
    plain = unicodedata.normalize("NFC", text)
    if plain.isprintable():
        return plain
    plain = _ILLEGAL.sub("", plain)
    return _LINE_END.sub(" ", plain)


def text_xml(text: str) -> str:
    """The cleaned text as the ``w:t`` of a run; nothing for no text, as Word writes it."""
    plain = clean(text)
    space = ' xml:space="preserve"' if plain != plain.strip() else ""
    return f"<w:t{space}>{escape(plain)}</w:t>" if plain else ""
