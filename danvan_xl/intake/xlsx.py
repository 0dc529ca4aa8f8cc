"""One sparse pass over the XML of an .xlsx: values, formulas, errors and which formulas were ever calculated.

A dense reader loses error values and the state of a formula without a cached value, and one far cell fills the
memory; here only cells that hold something are kept.
"""

from __future__ import annotations

import datetime as dt
import posixpath
import re
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element
from xml.parsers import expat

from defusedxml import ElementTree
from openpyxl.formula.translate import Translator
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format

from danvan_xl.formula import EPOCH, FormulaError, Value, from_float
from danvan_xl.intake.book import At, RawBook, RawCell, RawSheet, a1, position
from danvan_xl.safety import LIMITS, Limits, SafeArchive, UnsafeError, open_archive

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_MODIFIED = "{http://purl.org/dc/terms/}modified"
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_MAC_SHIFT = 1462


def _plain(text: str) -> str:
    """``_x000D_`` and its like are how a workbook stores control characters."""
    return _ESCAPED.sub(lambda m: chr(int(m[1], 16)), text) if "_x" in text else text


def _strings(archive: SafeArchive, part: str) -> list[str]:
    if part not in archive:
        return []
    result = []
    for item in ElementTree.fromstring(archive.read(part)).iterfind(f"{MAIN}si"):
        runs = [t.text or "" for t in item.iterfind(f"{MAIN}t")]
        runs += [t.text or "" for t in item.iterfind(f"{MAIN}r/{MAIN}t")]
        result.append(_plain("".join(runs)))
    return result


@dataclass(frozen=True, slots=True)
class _Styles:
    """Numbers of the cell styles that show a number as a date, and as a percentage."""

    dated: frozenset[str] = frozenset()
    percent: frozenset[str] = frozenset()


def _shown_styles(archive: SafeArchive, part: str) -> _Styles:
    if part not in archive:
        return _Styles()
    root = ElementTree.fromstring(archive.read(part))
    formats: dict[str, str] = {str(k): v for k, v in BUILTIN_FORMATS.items()}
    formats |= {f.get("numFmtId", ""): f.get("formatCode", "") for f in root.iterfind(f"{MAIN}numFmts/{MAIN}numFmt")}
    used = [xf.get("numFmtId", "0") for xf in root.iterfind(f"{MAIN}cellXfs/{MAIN}xf")]
    codes = [formats.get(code, "General") for code in used]
    return _Styles(
        frozenset(str(i) for i, code in enumerate(codes) if is_date_format(code)),
        frozenset(str(i) for i, code in enumerate(codes) if "%" in code),
    )


@dataclass
class _SheetReader:
    """Collects the cells of one sheet while expat runs through it."""

    strings: list[str]
    styles: _Styles
    shift: int
    limits: Limits
    cells: dict[At, RawCell] = field(default_factory=dict)
    merges: list[str] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    _shared: dict[str, tuple[str, str]] = field(default_factory=dict)
    _row: int = -1
    _column: int = -1
    _attributes: dict[str, str] = field(default_factory=dict)
    _formula: dict[str, str] | None = None
    _formula_text: str = ""
    _value: str | None = None
    _buffer: list[str] | None = None
    _seen: int = 0
    _phonetic: bool = False
    _hidden: bool = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        match tag:
            case "c":
                self._open_cell(attributes)
            case "row":
                self._row = int(attributes["r"]) - 1 if "r" in attributes else self._row + 1
                self._column = -1
                self._hidden = attributes.get("hidden") in ("1", "true")
            case "f":
                self._formula, self._buffer = attributes, []
            case "v" | "t":
                self._buffer = []
            case "rPh":
                self._phonetic = True
            case "mergeCell":
                self.merges.append(attributes.get("ref", ""))

    def _open_cell(self, attributes: dict[str, str]) -> None:
        at = position(attributes.get("r", ""))
        self._row, self._column = at if at else (self._row, self._column + 1)
        self._attributes, self._formula, self._value, self._formula_text = attributes, None, None, ""

    def text(self, data: str) -> None:
        if self._buffer is not None:
            self._buffer.append(data)

    def end(self, tag: str) -> None:
        if tag == "c":
            self._close_cell()
        elif tag == "rPh":
            self._phonetic = False
        elif tag in ("f", "v", "t") and self._buffer is not None:
            content, self._buffer = "".join(self._buffer), None
            if tag == "f":
                self._formula_text = content
            elif not self._phonetic:
                self._value = (self._value or "") + content if tag == "t" else content

    def _formula_of(self) -> str | None:
        if self._formula is None:
            return None
        here, group = a1((self._row, self._column)), self._formula.get("si", "")
        if self._formula.get("t") != "shared" or not group:
            return self._formula_text
        if self._formula_text:
            self._shared[group] = (self._formula_text, here)
            return self._formula_text
        master = self._shared.get(group)
        return Translator("=" + master[0], master[1]).translate_formula(here)[1:] if master else ""

    def _close_cell(self) -> None:
        formula = self._formula_of()
        if self._value is None and formula is None:
            return
        self._seen += 1
        if self._seen > self.limits.cells:
            raise UnsafeError("T003", "một trang có quá nhiều ô", f"{self.limits.cells} ô")
        style = self._attributes.get("s", "0")
        dated = style in self.styles.dated
        value = self._typed(self._value, dated) if self._value is not None else None
        if value is not None or formula is not None:
            if self._hidden:
                self.hidden_rows.add(self._row)
            self.cells[self._row, self._column] = RawCell(
                value, formula, self._value is not None, dated, style in self.styles.percent)

    def _typed(self, text: str, dated: bool) -> Value:
        match self._attributes.get("t", "n"):
            case "s":
                index = int(text)
                return self.strings[index] or None
            case "b":
                return text.strip() in ("1", "true")
            case "e":
                return FormulaError(text)
            case "d":
                return dt.date.fromisoformat(text[:10])
            case "str" | "inlineStr":
                return _plain(text) or None
        if not text.strip():
            return None
        number = float(text)
        if dated and number == int(number) and 0 < number < 2_958_466 - self.shift:
            return EPOCH + dt.timedelta(days=int(number) + self.shift)
        return from_float(number)


def _sheet(content: bytes, strings: list[str], styles: _Styles, shift: int, limits: Limits) -> _SheetReader:
    reader = _SheetReader(strings, styles, shift, limits)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    local: dict[str, str] = {}

    def name(tag: str) -> str:
        return local.setdefault(tag, tag.rpartition(":")[2])

    parser.StartElementHandler = lambda tag, attributes: reader.start(name(tag), attributes)
    parser.EndElementHandler = lambda tag: reader.end(name(tag))
    parser.CharacterDataHandler = reader.text
    parser.Parse(content, True)
    return reader


def _comments(archive: SafeArchive, part: str) -> dict[At, str]:
    """What people pinned to the cells of a sheet."""
    folder, _, name = part.rpartition("/")
    relations = f"{folder}/_rels/{name}.rels"
    result: dict[At, str] = {}
    if relations not in archive:
        return result
    for relation in ElementTree.fromstring(archive.read(relations)):
        target = _target(folder, relation)
        if not relation.get("Type", "").endswith("/comments") or target not in archive:
            continue
        for comment in ElementTree.fromstring(archive.read(target)).iter(f"{MAIN}comment"):
            at = position(comment.get("ref", ""))
            text = _plain("".join(t.text or "" for t in comment.iter(f"{MAIN}t")))
            if at and text.strip():
                result[at] = text
    return result


def _target(base: str, relation: Element) -> str:
    target = relation.get("Target", "")
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(base, target))


def _relations(archive: SafeArchive) -> tuple[dict[str, str], dict[str, str]]:
    """Relation id → part, and kind of relation → part, of the workbook."""
    by_id, by_kind = {}, {}
    for relation in ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels")):
        if relation.get("TargetMode") == "External":
            continue
        part = _target("xl", relation)
        by_id[relation.get("Id", "")] = part
        by_kind[relation.get("Type", "").rpartition("/")[2]] = part
    return by_id, by_kind


def _names(workbook: Element) -> dict[str, str]:
    found = workbook.iterfind(f"{MAIN}definedNames/{MAIN}definedName")
    return {n.get("name", ""): n.text or "" for n in found if n.get("localSheetId") is None}


def read_xlsx(content: bytes, limits: Limits = LIMITS) -> RawBook:
    """All cells, names and sheet states of an .xlsx or .xlsm; no link is followed, no macro run.

    Raises
    ------
    UnsafeError
        With the code of the finding, when the package is broken, passes a limit or declares a DOCTYPE.
    """
    with open_archive(content, limits) as archive:
        try:
            return _read(archive, limits)
        except (KeyError, ValueError, IndexError, AttributeError, expat.ExpatError, ElementTree.ParseError) as error:
            raise UnsafeError("T002", "nội dung bên trong bị hỏng") from error


def _read(archive: SafeArchive, limits: Limits) -> RawBook:
    workbook = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    by_id, by_kind = _relations(archive)
    strings = _strings(archive, by_kind.get("sharedStrings", ""))
    styles = _shown_styles(archive, by_kind.get("styles", ""))
    properties = workbook.find(f"{MAIN}workbookPr")
    mac = properties is not None and properties.get("date1904") in ("1", "true")
    listed = workbook.findall(f"{MAIN}sheets/{MAIN}sheet")
    if len(listed) > limits.sheets:
        raise UnsafeError("T003", f"có {len(listed)} trang", f"{limits.sheets} trang")
    sheets = []
    for entry in listed:
        part = by_id[entry.get(_RELATION, "")]
        if not part.startswith("xl/worksheets/"):
            continue
        found = _sheet(archive.read(part), strings, styles, _MAC_SHIFT if mac else 0, limits)
        sheets.append(RawSheet(entry.get("name", ""), entry.get("state", "visible"), found.cells,
                               tuple(found.merges), _comments(archive, part), frozenset(found.hidden_rows)))
    return RawBook(tuple(sheets), _names(workbook), "xl/vbaProject.bin" in archive, _saved_at(archive))


def _saved_at(archive: SafeArchive) -> dt.datetime | None:
    if "docProps/core.xml" not in archive:
        return None
    text = ElementTree.fromstring(archive.read("docProps/core.xml")).findtext(_MODIFIED) or ""
    try:
        return dt.datetime.fromisoformat(text.replace("Z", "+00:00")).replace(tzinfo=None)
    except ValueError:
        return None
