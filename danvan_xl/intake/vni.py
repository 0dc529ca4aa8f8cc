"""Text in the old Vietnamese encoding VNI (fonts VNI-Times …), which looks like "UÛy ban nhaân daân" without its font.

A letter's sign is a letter of its own behind it. Pairs of such letters occur in other languages too ("Haïti", "août"),
so a text is taken for VNI only where every word with a sign becomes a Vietnamese syllable.
"""

from __future__ import annotations

import re
import unicodedata

_ACUTE, _GRAVE, _HOOK, _TILDE, _DOT = "\u0301", "\u0300", "\u0309", "\u0303", "\u0323"
_HAT, _BREVE, _HORN = "\u0302", "\u0306", "\u031b"
_TONES = dict(zip("ùøûõï", (_ACUTE, _GRAVE, _HOOK, _TILDE, _DOT), strict=True))
_HATS = {"â": _HAT, **{c: _HAT + tone for c, tone in zip("áàåãä", _TONES.values(), strict=True)}}
_BREVES = {"ê": _BREVE, **{c: _BREVE + tone for c, tone in zip("éèúüë", _TONES.values(), strict=True)}}
_SINGLE = {"ñ": "đ", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "ô": "ơ", "ö": "ư"}
_SIGNS = {
    "a": _TONES | _HATS | _BREVES, "e": _TONES | _HATS, "o": _TONES | _HATS, "u": _TONES, "y": _TONES, "ô": _TONES,
    "ö": _TONES,
}
"""VNI-Windows: base letter → the sign behind it → what it adds to the letter."""
_LETTER = "A-Za-zÀ-ÖØ-öø-ÿ"
_WORD = re.compile(f"[{_LETTER}]+")
_FOREIGN = re.compile("[^\u0000-\u00ff\u2010-\u2026]")
_ALSO_UNICODE = ("oá", "oà", "oã")
"""Pairs that stand in ordinary Vietnamese words: "toán", "hoà", "hoãn"."""
_SYLLABLE = re.compile(
    "(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnprstvx])?"
    "(?:uyê|uya|oa|oă|oe|uâ|uê|uơ|uy|iê|yê|uô|ươ|ia|ya|ua|ưa|[aăâeêioôơuưy])(?:ch|nh|ng|[cmnptiyuo])?$")


def _letters(word: str) -> tuple[str, int] | None:
    """A word as its writer saw it, and how many of its pairs no other Vietnamese text has; None when it is no VNI."""
    result, certain, at = "", 0, 0
    while at < len(word):
        char, base = word[at], word[at].lower()
        sign = _SIGNS.get(base, {}).get(word[at + 1 : at + 2].lower())
        letter = _SINGLE.get(base, base)
        if sign is None and not base.isascii() and base not in _SINGLE:
            return None
        letter = unicodedata.normalize("NFC", letter + (sign or ""))
        result += letter.upper() if char.isupper() else letter
        certain += sign is not None and word[at : at + 2].lower() not in _ALSO_UNICODE
        at += 1 if sign is None else 2
    return result, certain


def _is_syllable(word: str) -> bool:
    """Whether a word may be a Vietnamese one: one syllable with at most one tone."""
    parts = unicodedata.normalize("NFD", word.lower())
    tones = sum(c in _TONES.values() for c in parts)
    plain = unicodedata.normalize("NFC", "".join(c for c in parts if c not in _TONES.values()))
    return tones <= 1 and _SYLLABLE.match(plain) is not None


def from_vni(text: str) -> str | None:
    """A text as its writer saw it, or None when it is not certainly VNI."""
    if text.isascii() or _FOREIGN.search(text):
        return None
    words = [(word[0], _letters(word[0])) for word in _WORD.finditer(text)]
    read = [found for _, found in words if found]
    marked = [found for word, found in words if not word.isascii()]
    sure = sum(found is not None and found[1] > 0 for found in marked)
    if not sure or any(found is None or not _is_syllable(found[0]) for found in marked):
        return None
    if sure < 2 and not (len(read) > 1 and all(_is_syllable(word) for word, _ in read)):
        return None
    seen = dict(zip((word for word, _ in words), (word for word, _ in read), strict=True))
    return _WORD.sub(lambda match: seen[match[0]], text)
