"""Text in the old Vietnamese encoding TCVN3 (fonts .VnTime …), which looks like "Thµnh phè" without its font.

Only what cannot be anything else is taken for it: such a text has no letter beyond Latin-1, and signs such as ``µ``
or ``¸`` stand inside words.
"""

from __future__ import annotations

import re

_TABLE = {
    "¨": "ă", "©": "â", "ª": "ê", "«": "ô", "¬": "ơ", "\u00ad": "ư", "®": "đ", "µ": "à", "¶": "ả", "·": "ã", "¸": "á",
    "¹": "ạ", "»": "ằ", "¼": "ẳ", "½": "ẵ", "¾": "ắ", "Æ": "ặ", "Ç": "ầ", "È": "ẩ", "É": "ẫ", "Ê": "ấ", "Ë": "ậ",
    "Ì": "è", "Î": "ẻ", "Ï": "ẽ", "Ð": "é", "Ñ": "ẹ", "Ò": "ề", "Ó": "ể", "Ô": "ễ", "Õ": "ế", "Ö": "ệ", "×": "ì",
    "Ø": "ỉ", "Ü": "ĩ", "Ý": "í", "Þ": "ị", "ß": "ò", "á": "ỏ", "â": "õ", "ã": "ó", "ä": "ọ", "å": "ồ", "æ": "ổ",
    "ç": "ỗ", "è": "ố", "é": "ộ", "ê": "ờ", "ë": "ở", "ì": "ỡ", "í": "ớ", "î": "ợ", "ï": "ù", "ñ": "ủ", "ò": "ũ",
    "ó": "ú", "ô": "ụ", "õ": "ừ", "ö": "ử", "÷": "ữ", "ø": "ứ", "ù": "ự", "ú": "ỳ", "û": "ỷ", "ü": "ỹ", "ý": "ý",
    "þ": "ỵ", "¡": "Ă", "¢": "Â", "£": "Ê", "¤": "Ô", "¥": "Ơ", "¦": "Ư", "§": "Đ",
}
"""TCVN 5712:1993 (VN3): what its bytes look like in Latin-1 → the letter."""
_LETTER = "A-Za-zÀ-ÿ\u00ad"
_CERTAIN = re.compile(f"(?<=[{_LETTER}])[µ¶¸¹¨ª¬¼½¾](?=[{_LETTER}])|(?<![{_LETTER}])®(?=[{_LETTER}])")
_LIKELY = re.compile(f"(?<=[{_LETTER}])[«©·](?=[{_LETTER}])")
"""Quotation marks, a copyright sign or a dot of a unit can stand between letters too: once is not enough."""
_FOREIGN = re.compile("[^\u0000-\u00ff\u2010-\u2026]")


def from_tcvn3(text: str) -> str | None:
    """A text as its writer saw it, or None when it is not certainly TCVN3."""
    if text.isascii() or _FOREIGN.search(text):
        return None
    if not _CERTAIN.search(text) and len(set(_LIKELY.findall(text))) < 2:
        return None
    return "".join(_TABLE.get(char, char) for char in text)
