"""Entries of a code list and answers of Có or Không as people type them."""

from __future__ import annotations

from collections.abc import Mapping

from danvan_xl.intake.numbers import folded, word_key

YES_NO = ("Có", "Không")
_SURE = {"co": YES_NO[0], "khong": YES_NO[1]}
_LIKELY = {
    **dict.fromkeys(("x", "v", "✓", "✔", "c", "y", "yes", "1", "đúng", "true", "rồi", "đã có", "ok"), YES_NO[0]),
    **dict.fromkeys(
        ("k", "ko", "kg", "không có", "chưa", "chưa có", "n", "no", "0", "-", "–", "sai", "false"), YES_NO[1]),
}


def find_choice(text: str, entries: Mapping[str, str]) -> str | None:
    """The label that a text says, by label or by code; None when it says none, or might say several.

    Parameters
    ----------
    entries:
        Code → label.
    """
    key = word_key(text)
    found = {label for label in entries.values() if word_key(label) == key}
    found = found or {label for code, label in entries.items() if word_key(code) == key}
    return found.pop() if len(found) == 1 else None


def find_yes_no(text: str) -> tuple[str | None, str]:
    """Có or Không where only one can be meant; else None and what is probably meant."""
    key = word_key(folded(text).rstrip("."))
    sure = next((word for word in YES_NO if word_key(word) == key), _SURE.get(key))
    return sure, "" if sure else _LIKELY.get(key, "")
