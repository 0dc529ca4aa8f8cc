"""Which sheet of a returned workbook is which: by what stands on it, then by names and titles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from danvan_xl.form.identity import KEYS
from danvan_xl.form.layout import FEEDBACK_SHEET, MAP_SHEET
from danvan_xl.form.write import CHOICE_SHEET
from danvan_xl.intake.book import Area, RawSheet
from danvan_xl.intake.numbers import same_words
from danvan_xl.intake.signs import SheetSigns, label_key

KNOWN, _COPY, _ALIKE = 0.3, 0.6, 0.9
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


def resemblance(sheet: RawSheet, signs: Mapping[str, SheetSigns]) -> dict[str, float]:
    """Title → share of what its plan promises that stands on a sheet."""
    texts = {c.value for c in sheet.cells.values() if isinstance(c.value, str)}
    labels = {label_key(text) for text in texts}
    return {title: one.share_in(texts, labels) for title, one in signs.items()}


def find_tabs(
    sheets: Sequence[RawSheet], signs: Mapping[str, SheetSigns], named: Mapping[str, Area], home: Mapping[str, str]
) -> Tabs:
    """
    Parameters
    ----------
    sheets:
        Those of the workbook that may be a form's.
    signs:
        Title in the layout → what its plan promises.
    named:
        Name → where it points in the workbook.
    home:
        Name → title of its sheet in the layout.
    """
    shares = {sheet.title: resemblance(sheet, signs) for sheet in sheets}
    votes = Counter((home[name], place.sheet) for name, place in named.items() if name in home)
    now: dict[str, RawSheet] = {}
    others: dict[str, list[RawSheet]] = {}
    for title in signs:
        def rank(sheet: RawSheet, title: str = title) -> tuple[float, int, bool]:
            return round(shares[sheet.title][title], 1), votes[title, sheet.title], same_words(sheet.title, title)

        fits = [s for s in sheets if shares[s.title][title] >= KNOWN]
        fits = fits or [s for s in sheets if votes[title, s.title] or same_words(s.title, title)]
        if fits:
            best = max(fits, key=rank)
            now[title] = best
            least = min(_COPY, _ALIKE * shares[best.title][title])
            others[title] = [s for s in sheets if s is not best and (
                shares[s.title][title] >= max(least, KNOWN) or signs[title].is_copied_in(s))]
    first = {sheet.title for sheet in now.values()}
    copies = {title: tuple(s for s in several if shares[s.title][title] >= _COPY or s.title not in first)
              for title, several in others.items()}
    taken = {s.title for s in (*now.values(), *(c for several in copies.values() for c in several))}
    return Tabs(now, copies, tuple(s for s in sheets if s.title not in taken))
