"""One sparse pass over the XML of an .xlsx: values, formulas, errors and which formulas were ever calculated.

A dense reader loses error values and the state of a formula without a cached value, and one far cell fills the
memory; here only cells that hold something are kept.
"""

from __future__ import annotations

import datetime as dt
import logging
import posixpath
from collections.abc import Callable
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple, TypeVar
from xml.etree import ElementTree
from xml.etree.ElementTree import Element
from xml.parsers import expat

from danvan_xl.findings import Finding
from danvan_xl.form.identity import TABLE_ROW
from danvan_xl.form.layout import MAP_SHEET
from danvan_xl.intake.book import At, RawBook, RawSheet, a1, position
from danvan_xl.intake.looks import MAIN, RAISED, is_on, run_as_seen
from danvan_xl.intake.quick import UnusualError, quick_strings
from danvan_xl.intake.second import differences
from danvan_xl.intake.sheet_text import QuickSheet, quick_sheet
from danvan_xl.intake.sheet_xml import SheetReader, full_sheet
from danvan_xl.intake.stored import MAC_SHIFT, Stored, Styles, plain, shown_styles
from danvan_xl.safety import LIMITS, MEGABYTE, Limits, SafeArchive, UnsafeError, main_part, open_archive

# a DOCTYPE never gets here (SafeArchive refuses it), so the standard parser is safe
logger = logging.getLogger(__name__)
T = TypeVar("T")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_MODIFIED = "{http://purl.org/dc/terms/}modified"
_QUICK_SIZE = 16 * MEGABYTE
_SECOND_SIZE = 4 * MEGABYTE
_KEPT_SIZE = MEGABYTE // 4
_VAST = 10_000_000
_MOST_COLUMNS = 26 ** 3 + 26 ** 2 + 26
"""That addresses of three letters can name."""
_MACROS = frozenset(("vbaProject", "xlMacrosheet"))
_EMPTY_ROWS = 100_000


def _strings(archive: SafeArchive, part: str) -> list[str]:
    if part not in archive:
        return []
    content = archive.read(part)
    try:
        return quick_strings(content)
    except UnusualError:
        return complete_strings(content)


def complete_strings(content: bytes) -> list[str]:
    """The shared strings, rich ones too."""
    return [_rich(item) for item in ElementTree.fromstring(content).iterfind(f"{MAIN}si")]


def _rich(item: Element) -> str:
    runs = [t.text or "" for t in item.iterfind(f"{MAIN}t")]
    for run in item.iterfind(f"{MAIN}r"):
        raised = run.find(f"{MAIN}rPr/{MAIN}vertAlign")
        runs.append(run_as_seen(
            run.findtext(f"{MAIN}t") or "", is_struck=is_on(run.find(f"{MAIN}rPr/{MAIN}strike")),
            is_raised=raised is not None and raised.get("val") in RAISED))
    return plain("".join(runs))


def _sheet(content: bytes, stored: Stored, limits: Limits, rows: int | None) -> QuickSheet | SheetReader:
    try:
        if len(content) <= _QUICK_SIZE:
            return quick_sheet(content, stored, limits, rows)
    except UnusualError:
        logger.debug("a sheet of unusual form is read in full")
    return full_sheet(content, stored, limits)


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
            text = plain("".join(t.text or "" for t in comment.iter(f"{MAIN}t")))
            if at and text.strip():
                result[at] = text
    return result


def _once(of: Callable[[Element], T]) -> Callable[[bytes], T]:
    """What is taken from a part of the package itself; that of many returns is the same."""
    def taken(content: bytes) -> T:
        return of(ElementTree.fromstring(content))

    kept = lru_cache(maxsize=64)(taken)
    return lambda content: kept(content) if len(content) <= _KEPT_SIZE else taken(content)


def _target(base: str, relation: Element) -> str:
    target = relation.get("Target", "")
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(base, target))


@_once
def _relations(relations: Element) -> tuple[dict[str, str], dict[str, str]]:
    """Relation id → part, for sheets with cells only, and kind of relation → part, of the workbook."""
    by_id, by_kind = {}, {}
    for relation in relations:
        if relation.get("TargetMode") == "External":
            continue
        part, kind = _target("xl", relation), relation.get("Type", "").rpartition("/")[2]
        by_id[relation.get("Id", "")] = part if kind == "worksheet" else ""
        by_kind[kind] = part
    return by_id, by_kind


class _Workbook(NamedTuple):
    """``sheets``: title, state and relation of each; ``mac``: dates are counted from 1904."""

    sheets: list[tuple[str, str, str]]
    names: dict[str, str]
    mac: bool


@_once
def _workbook(root: Element) -> _Workbook:
    properties, names = root.find(f"{MAIN}workbookPr"), root.iterfind(f"{MAIN}definedNames/{MAIN}definedName")
    return _Workbook(
        [(sheet.get("name", ""), sheet.get("state", "visible"), sheet.get(_RELATION, ""))
         for sheet in root.iterfind(f"{MAIN}sheets/{MAIN}sheet")],
        {n.get("name", ""): n.text or "" for n in names if n.get("localSheetId") is None},
        properties is not None and properties.get("date1904") in ("1", "true"))


def read_xlsx(content: bytes, limits: Limits = LIMITS, *, whole: bool = False) -> RawBook:
    """All cells, names and sheet states of an .xlsx or .xlsm; no link is followed, no macro run.

    Parameters
    ----------
    whole:
        Also what stands below the first rows of the very hidden sheet: half of all cells, and seldom needed.

    Raises
    ------
    UnsafeError
        With the code of the finding, when the package is broken, passes a limit or declares a DOCTYPE.
    """
    with open_archive(content, limits) as archive:
        try:
            return _read(archive, limits, content, whole)
        except (KeyError, ValueError, IndexError, AttributeError, ArithmeticError, expat.ExpatError,
                ElementTree.ParseError) as error:
            raise UnsafeError("T002", "nội dung bên trong bị hỏng") from error


def _vast(title: str, found: QuickSheet | SheetReader) -> list[Finding]:
    """Something said when a sheet claims or fills far more than a form has: only filled cells were read."""
    corner = position(found.dimension.rpartition(":")[2]) or (0, 0)
    lowest = max(found.cells, default=(0, 0))[0]
    if isinstance(found, QuickSheet) and max(lowest, found.rows, corner[0]) < _VAST // _MOST_COLUMNS:
        return []
    last = lowest, max(map(itemgetter(1), found.cells), default=0)
    if (last[0] + 1) * (last[1] + 1) > _VAST:
        said = f"có ô đến {a1(last)}"
    elif found.rows - len(set(map(itemgetter(0), found.cells))) > _EMPTY_ROWS:
        said = f"{found.rows} dòng, phần lớn để trống"
    elif (corner[0] + 1) * (corner[1] + 1) > _VAST:
        said = f"khai báo {found.dimension}"
    else:
        return []
    return [Finding("T018", sheet=title, found=said)]


def _read(archive: SafeArchive, limits: Limits, content: bytes, whole: bool) -> RawBook:
    main = main_part(archive) or "xl/workbook.xml"
    workbook = _workbook(archive.read(main))
    by_id, by_kind = _relations(archive.read(main.replace("xl/", "xl/_rels/") + ".rels"))
    styles = by_kind.get("styles", "")
    stored = Stored(
        _strings(archive, by_kind.get("sharedStrings", "")),
        shown_styles(archive.read(styles)) if styles in archive else Styles(),
        MAC_SHIFT if workbook.mac else 0,
    )
    if len(workbook.sheets) > limits.sheets:
        raise UnsafeError("T003", f"có {len(workbook.sheets)} trang", f"{limits.sheets} trang")
    sheets: list[RawSheet] = []
    remarks: list[Finding] = []
    unusual, size = False, 0
    for title, state, relation in workbook.sheets:
        if not (part := by_id[relation]):
            continue
        xml = archive.read(part)
        found = _sheet(xml, stored, limits, TABLE_ROW if title == MAP_SHEET and not whole else None)
        unusual, size = unusual or isinstance(found, SheetReader), size + len(xml)
        sheets.append(RawSheet(title, state, found.cells, tuple(found.merges), _comments(archive, part),
                               frozenset(found.hidden_rows)))
        remarks += _vast(title, found)
    if unusual and not remarks and size <= _SECOND_SIZE:
        remarks += differences(sheets, content)
    remarks += [Finding("T017", found=code, detail=part) for part, code in archive.encodings.items()]
    has_macros = "xl/vbaProject.bin" in archive or not _MACROS.isdisjoint(by_kind)
    return RawBook(tuple(sheets), workbook.names, has_macros, _saved_at(archive), remarks=tuple(remarks))


def _saved_at(archive: SafeArchive) -> dt.datetime | None:
    if "docProps/core.xml" not in archive:
        return None
    try:
        text = ElementTree.fromstring(archive.read("docProps/core.xml")).findtext(_MODIFIED) or ""
        return dt.datetime.fromisoformat(text.replace("Z", "+00:00")).replace(tzinfo=None)
    except (ValueError, ElementTree.ParseError):
        return None
