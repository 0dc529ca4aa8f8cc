"""What a terminal or pipe can show: Vietnamese legible in any encoding, and never an encoding error."""

from __future__ import annotations

import codecs
import io
import unicodedata
from functools import partial

_SIGNS = {
    "✓": "[x]", "✔": "[x]", "☑": "[x]", "✕": "x", "✗": "x", "☐": "[ ]", "○": "o", "●": "*", "•": "*", "→": "->",
    "←": "<-", "≥": ">=", "≤": "<=", "≠": "!=", "−": "-", "–": "-", "—": "-", "×": "x", "“": '"', "”": '"', "‘": "'",
    "’": "'", "…": "...", "đ": "d", "Đ": "D",
}
"""Sign → what says the same in ASCII."""
_SHAPES = "\u0302\u0306\u031b"
"""Circumflex, breve, horn: they make another letter, which Windows' Vietnamese code page holds; a tone stands apart."""


def _parted(letter: str) -> str:
    """A letter without its tone, then the tone, as the code page 1258 writes it: ế → ê and the acute."""
    parts = unicodedata.normalize("NFD", letter)
    base, marks = parts[0], parts[1:]
    shape = "".join(m for m in marks if m in _SHAPES)
    return unicodedata.normalize("NFC", base + shape) + "".join(m for m in marks if m not in _SHAPES)


def _fits(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _shown(letter: str, encoding: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(c))
    ways = (_parted(letter), _SIGNS.get(letter), plain or None)
    # The letter alone is tried again by none of them, so that what nothing can show becomes a question mark.
    return next((way for way in ways if way is not None and way != letter and _fits(way, encoding)),
                "" if unicodedata.combining(letter) else "?")


def _replace(encoding: str, error: UnicodeError) -> tuple[str, int]:
    """``encoding``: the stream's; the error only says "charmap" for every code page."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    bad = error.object[error.start:error.end]
    return "".join(_shown(letter, encoding) for letter in bad), error.end


def is_unicode(stream: object) -> bool:
    """Whether a stream can show every letter."""
    return codecs.lookup(getattr(stream, "encoding", None) or "utf-8").name.startswith("utf")


def make_legible(stream: object) -> None:
    """Let a stream show Vietnamese as well as its encoding can.

    UTF stays. Windows' Vietnamese code page 1258 gets tones as marks of their own. Plain ASCII means a locale that
    says nothing about the terminal: UTF-8, as Python itself decides (PEP 540). In any other code page a letter that
    it lacks loses its marks.
    """
    if not isinstance(stream, io.TextIOWrapper):
        return
    encoding = codecs.lookup(stream.encoding).name
    if encoding.startswith("utf") or encoding == "ascii":
        stream.reconfigure(encoding="utf-8" if encoding == "ascii" else None, errors="replace")
    else:
        handler = f"danvan_{encoding}"
        codecs.register_error(handler, partial(_replace, encoding))
        stream.reconfigure(errors=handler)
