"""One entry of the catalogue: a code with its severity and wording."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    code: str
    severity: str
    title: str
    text: str
    remedy: str


def entries(*rows: tuple[str, str, str, str, str]) -> dict[str, Entry]:
    """Rows of code, severity, title, text and remedy by their code."""
    return {row[0]: Entry(*row) for row in rows}
