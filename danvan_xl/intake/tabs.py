"""Which sheet of a returned workbook is which: by what stands on it, then by names and titles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from danvan_xl.form.identity import KEYS
from danvan_xl.form.layout import FEEDBACK_SHEET, MAP_SHEET
from danvan_xl.form.write import CHOICE_SHEET
from danvan_xl.intake.book import Area, RawBook, RawSheet
from danvan_xl.intake.numbers import same_words
from danvan_xl.intake.signs import SheetSigns, as_saved, label_key

_KNOWN, _COPY, _ALIKE = 0.3, 0.6, 0.9
"""Share of a plan's signs that makes a sheet the plan's, and one more sheet its copy, and of the signs that the first
still has."""


@dataclass(frozen=True, slots=True)
class Tabs:
    """``now``: title in the layout → the sheet; ``copies``: the same → further sheets with the same signs."""

    now: Mapping[str, RawSheet]
    copies: Mapping[str, tuple[RawSheet, ...]]
    added: tuple[RawSheet, ...]


def is_own(sheet: RawSheet) -> bool:
    """Whether a sheet is one that the tool adds to the forms: hidden, or the list of corrections."""
    return sheet.title in (MAP_SHEET, CHOICE_SHEET, FEEDBACK_SHEET) or sheet.text((0, 0)) in KEYS


def _shares(sheets: list[RawSheet], signs: Mapping[str, SheetSigns]) -> dict[tuple[str, str], float]:
    codes = {
        title: {k for k in s.ids if not k.isdigit()} | {k for k in s.columns if "." in k} for title, s in signs.items()
    }
    promised = {title: keys | {as_saved(key) for key in keys} for title, keys in codes.items()}
    labels = {title: set(s.labels.values()) | s.shared for title, s in signs.items()}
    result = {}
    for sheet in sheets:
        texts = {c.value for c in sheet.cells.values() if isinstance(c.value, str)}
        seen = {label_key(text) for text in texts}
        for title in signs:
            most = len(codes[title]) + len(labels[title])
            hits = len(promised[title] & texts) + len(labels[title] & seen)
            result[title, sheet.title] = hits / most if most else 0.0
    return result


def find_tabs(
    book: RawBook, signs: Mapping[str, SheetSigns], named: Mapping[str, Area], home: Mapping[str, str]
) -> Tabs:
    """
    Parameters
    ----------
    signs:
        Title in the layout → what its plan promises.
    named:
        Name → where it points in the workbook.
    home:
        Name → title of its sheet in the layout.
    """
    sheets = [s for s in book.sheets if not is_own(s)]
    shares = _shares(sheets, signs)
    votes = Counter((home[name], place.sheet) for name, place in named.items() if name in home)
    now: dict[str, RawSheet] = {}
    others: dict[str, list[RawSheet]] = {}
    for title in signs:
        def rank(sheet: RawSheet, title: str = title) -> tuple[float, int, bool]:
            return round(shares[title, sheet.title], 1), votes[title, sheet.title], same_words(sheet.title, title)

        fits = [s for s in sheets if shares[title, s.title] >= _KNOWN]
        fits = fits or [s for s in sheets if votes[title, s.title] or same_words(s.title, title)]
        if fits:
            best = max(fits, key=rank)
            now[title] = best
            least = min(_COPY, _ALIKE * shares[title, best.title])
            others[title] = [s for s in fits if s is not best and shares[title, s.title] >= max(least, _KNOWN)]
    first = {sheet.title for sheet in now.values()}
    copies = {title: tuple(s for s in several if shares[title, s.title] >= _COPY or s.title not in first)
              for title, several in others.items()}
    taken = {s.title for s in (*now.values(), *(c for several in copies.values() for c in several))}
    return Tabs(now, copies, tuple(s for s in sheets if s.title not in taken))
