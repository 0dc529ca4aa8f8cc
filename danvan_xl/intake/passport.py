"""Whose workbook it is, by what stands inside: the very hidden sheet and the headings of the sheets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from danvan_xl.campaign.model import Campaign, Unit
from danvan_xl.findings import Finding
from danvan_xl.form.identity import KEYS, TABLE_ROW
from danvan_xl.form.layout import FORMAT_VERSION, GUIDE_SHEET, MAP_SHEET
from danvan_xl.form.write import Blueprints
from danvan_xl.intake.book import At, RawBook, RawSheet, a1
from danvan_xl.intake.expected import Expectations
from danvan_xl.intake.numbers import folded, same_words, word_key
from danvan_xl.intake.signs import HEADING, as_saved, names_unit
from danvan_xl.intake.tabs import is_own
from danvan_xl.intake.xlsx import read_xlsx
from danvan_xl.safety import UnsafeError

_TOP = ("ma", "stt", "tt")
"""What the first texts of a table are; the heading stands above them."""
_HIGH = 12
"""Rows from the top in which the table's header usually stands; only a sheet without it there is searched whole."""
_CAMPAIGN_FACTS = ("Đợt báo cáo", "Kỳ số liệu")


@dataclass(frozen=True, slots=True)
class Passport:
    """``entries`` by the keys of :data:`danvan_xl.form.identity.KEYS`; ``title``: the sheet that says so."""

    entries: Mapping[str, str]
    title: str

    def issued(self, campaign: Campaign, content: bytes) -> Mapping[str, str]:
        """Name, as LibreOffice saves it, → digest of its formula as sent, for a form of another version.

        Parameters
        ----------
        content:
            The file itself: this part of the sheet is read only when it is needed.
        """
        sheet = None
        if self.entries.get("dinh_nghia") != campaign.digest:
            sheet = read_xlsx(content, whole=True).sheet(self.title)
        if sheet is None:
            return {}
        text, last = sheet.text, max((row for row, _ in sheet.cells), default=0)
        return {as_saved(text((row, 0))): text((row, 4)) for row in range(TABLE_ROW + 1, last + 1) if text((row, 4))}


def read_passport(book: RawBook) -> Passport | None:
    """None when the workbook has no such sheet or it says nothing."""
    sheet = book.sheet(MAP_SHEET) or next((s for s in book.sheets if s.text((0, 0)) == KEYS[0]), None)
    if sheet is None:
        return None
    rows = range(TABLE_ROW)
    entries = {key: folded(sheet.text((row, 1))) for row in rows if (key := sheet.text((row, 0))) in KEYS}
    if "don_vi" not in entries:
        return None
    return Passport(entries, sheet.title)


def _headings(sheet: RawSheet) -> Iterator[tuple[str, At]]:
    """The names that stand after "Đơn vị:" above the table of a sheet."""
    high = [(at, cell.value) for at, cell in sheet.cells.items() if at[0] < _HIGH and isinstance(cell.value, str)]
    tops = [at[0] for at, text in high if word_key(text) in _TOP]
    texts = high if tops else [(at, cell.value) for at, cell in sheet.cells.items() if isinstance(cell.value, str)]
    top = min(tops or [at[0] for at, text in texts if word_key(text) in _TOP], default=6)
    for at, text in high if top <= _HIGH else texts:
        if at[0] < top and names_unit(text):
            yield folded(text)[len(HEADING):].strip(), at


def foreign_headings(book: RawBook, unit: Unit) -> Iterator[Finding]:
    """A finding for each sheet whose heading names another unit than the code inside."""
    for sheet in book.sheets:
        for name, at in _headings(sheet) if not is_own(sheet) else ():
            if name and not same_words(name, unit.name):
                yield Finding("C004", sheet=sheet.title, cell=a1(at), found=name, expected=unit.name)


def _saved(code: str) -> str:
    """A code as an entry has it once LibreOffice has saved the file."""
    return folded(as_saved(code))


def judge(
    campaign: Campaign, book: RawBook, blueprints: Blueprints, expectations: Expectations
) -> tuple[Unit | None, Passport | None, list[Finding]]:
    """The unit a workbook counts for, or None with the reason as a finding."""
    passport = read_passport(book)
    if passport is None:
        unit = _by_headings(campaign, book)
        if unit is None or not _same_campaign(book, unit, blueprints, expectations):
            return None, None, [Finding("C001")]
        return unit, None, [Finding("C021", found=unit.name)]
    entries, settings = passport.entries, campaign.settings
    if entries.get("dinh_dang") != FORMAT_VERSION:
        return None, passport, [Finding("C006", found=entries.get("dinh_dang", ""), expected=FORMAT_VERSION)]
    own = f"{settings.code} năm {settings.year}"
    said = f"{entries.get('dot', '')} năm {entries.get('nam', '')}"
    if said not in (own, f"{_saved(settings.code)} năm {settings.year}"):
        return None, passport, [Finding("C002", found=said, expected=own)]
    named = entries["don_vi"]
    unit = campaign.unit_by_code.get(named) or next((u for u in campaign.units if _saved(u.code) == named), None)
    if unit is None:
        return None, passport, [Finding("C003", found=entries["don_vi"])]
    foreign = list(foreign_headings(book, unit))
    if foreign:
        return None, passport, foreign
    older = [Finding("C007")] if entries.get("dinh_nghia") != campaign.digest else []
    return unit, passport, older


def _by_headings(campaign: Campaign, book: RawBook) -> Unit | None:
    """The one unit that all headings name; None when they name none, or several."""
    named = {word_key(name) for sheet in book.sheets if not is_own(sheet) for name, _ in _headings(sheet)}
    units = [unit for unit in campaign.units if word_key(unit.name) in named]
    return units[0] if len(units) == 1 and len(named) == 1 else None


def _facts(sheet: RawSheet) -> dict[str, str]:
    return {
        label: word_key(sheet.text((at[0], at[1] + 1))) for label in _CAMPAIGN_FACTS
        for at, cell in sheet.cells.items() if isinstance(cell.value, str) and same_words(cell.value, label)
    }


def _same_campaign(book: RawBook, unit: Unit, blueprints: Blueprints, expectations: Expectations) -> bool:
    """Whether the guide of a workbook that was copied names this campaign and its period."""
    wanted = _facts(expectations.of(blueprints.of(unit)).clean[GUIDE_SHEET])
    return len(wanted) == len(_CAMPAIGN_FACTS) and all(wanted.values()) and any(
        _facts(sheet) == wanted for sheet in book.sheets)


def file_hint(campaign: Campaign, file: str, unit: Unit) -> list[Finding]:
    """A file whose name is another unit's code or name."""
    def called() -> dict[str, Unit]:
        found: dict[str, Unit] = {}
        for one in campaign.units:
            found.setdefault(one.code, one)
            found.setdefault(word_key(one.name), one)
        return found

    stem = word_key(PurePosixPath(file.replace("\\", "/").rpartition("!")[2]).stem)
    other = campaign.once(("units by what files are called",), called).get(stem, unit)
    return [Finding("C008", found=other.name, expected=unit.name)] if other != unit else []


def unit_inside(content: bytes) -> str | None:
    """The unit code inside a workbook; None when it is no form that can be read."""
    try:
        passport = read_passport(read_xlsx(content))
    except UnsafeError:
        return None
    return passport.entries["don_vi"] if passport else None
