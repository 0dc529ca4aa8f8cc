"""Whose workbook it is, by what stands inside: the very hidden sheet and the headings of the sheets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from danvan_xl.campaign.model import Campaign, Unit
from danvan_xl.findings import Finding
from danvan_xl.form.identity import KEYS, TABLE_ROW
from danvan_xl.form.layout import FORMAT_VERSION, MAP_SHEET
from danvan_xl.form.sheets import UNIT_HEADING
from danvan_xl.intake.book import RawBook, RawSheet, a1
from danvan_xl.intake.numbers import folded, same_words
from danvan_xl.intake.xlsx import read_xlsx
from danvan_xl.safety import UnsafeError

_HEADING = UNIT_HEADING.format("")


@dataclass(frozen=True, slots=True)
class Passport:
    """``entries`` by the keys of :data:`danvan_xl.form.identity.KEYS`; ``digests``: name → digest of its formula."""

    entries: Mapping[str, str]
    digests: Mapping[str, str]


def read_passport(book: RawBook) -> Passport | None:
    """None when the workbook has no such sheet or it says nothing."""
    sheet = book.sheet(MAP_SHEET)
    if sheet is None:
        return None
    rows = range(TABLE_ROW)
    entries = {key: folded(sheet.text((row, 1))) for row in rows if (key := sheet.text((row, 0))) in KEYS}
    if "don_vi" not in entries:
        return None
    last = max((row for row, _ in sheet.cells), default=0)
    table = range(TABLE_ROW + 1, last + 1)
    digests = {sheet.text((row, 0)): sheet.text((row, 4)) for row in table if sheet.text((row, 4))}
    return Passport(entries, digests)


def _headings(sheet: RawSheet) -> Iterator[tuple[str, tuple[int, int]]]:
    for at, cell in sheet.cells.items():
        if at[0] < 6 and isinstance(cell.value, str) and cell.value.startswith(_HEADING):
            yield folded(cell.value.removeprefix(_HEADING)), at


def foreign_headings(book: RawBook, unit: Unit) -> Iterator[Finding]:
    """A finding for each sheet whose heading names another unit than the code inside."""
    for sheet in book.sheets:
        for name, at in _headings(sheet):
            if name and not same_words(name, unit.name):
                yield Finding("C004", sheet=sheet.title, cell=a1(at), found=name, expected=unit.name)


def judge(campaign: Campaign, book: RawBook) -> tuple[Unit | None, Passport | None, list[Finding]]:
    """The unit a workbook counts for, or None with the reason as a finding."""
    passport = read_passport(book)
    if passport is None:
        return None, None, [Finding("C001")]
    entries, settings = passport.entries, campaign.settings
    if entries.get("dinh_dang") != FORMAT_VERSION:
        return None, passport, [Finding("C006", found=entries.get("dinh_dang", ""), expected=FORMAT_VERSION)]
    own = f"{settings.code} năm {settings.year}"
    said = f"{entries.get('dot', '')} năm {entries.get('nam', '')}"
    if said != own:
        return None, passport, [Finding("C002", found=said, expected=own)]
    unit = campaign.unit_by_code.get(entries["don_vi"])
    if unit is None:
        return None, passport, [Finding("C003", found=entries["don_vi"])]
    foreign = list(foreign_headings(book, unit))
    if foreign:
        return None, passport, foreign
    older = [Finding("C007")] if entries.get("dinh_nghia") != campaign.digest else []
    return unit, passport, older


def unit_inside(content: bytes) -> str | None:
    """The unit code inside a workbook; None when it is no form that can be read."""
    try:
        passport = read_passport(read_xlsx(content))
    except UnsafeError:
        return None
    return passport.entries["don_vi"] if passport else None
