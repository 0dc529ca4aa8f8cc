"""Returns as other programs write them (Google Sheets, WPS, converters), and as people make them: the same answers."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from openpyxl.utils import column_index_from_string

import danvan_xl as dv
from danvan_xl.intake.book import RawCell
from danvan_xl.intake.read import Reader
from danvan_xl.safety import Kind, kind_of
from tests import books, small
from tests.clay import Clay, Sheet, clay_bytes, read_clay

Parts = dict[str, bytes]


def _sheets(parts: Parts) -> list[str]:
    return [name for name in parts if name.startswith("xl/worksheets/sheet")]


def _each(parts: Parts, change: Callable[[str], str], *more: str) -> Parts:
    return parts | {name: change(parts[name].decode()).encode() for name in (*_sheets(parts), *more)}


def _without(parts: Parts, kind: str) -> Parts:
    """A part that the workbook refers to is left out."""
    relations = re.sub(f'<Relationship [^>]*/{kind}"[^>]*/>', "", parts["xl/_rels/workbook.xml.rels"].decode())
    return {n: d for n, d in parts.items() if kind not in n} | {"xl/_rels/workbook.xml.rels": relations.encode()}


def inline_strings(parts: Parts) -> Parts:
    """Google Sheets' older export and many converters: every text stands in its cell."""
    texts = re.findall(r"<si><t[^>]*>(.*?)</t></si>", parts["xl/sharedStrings.xml"].decode(), re.DOTALL)

    def inline(xml: str) -> str:
        return re.sub(r' t="s"><v>(\d+)</v>', lambda m: f' t="inlineStr"><is><t>{texts[int(m[1])]}</t></is>', xml)

    return _without(_each(parts, inline), "sharedStrings")


def prefixed(parts: Parts) -> Parts:
    """ClosedXML and other .NET libraries: every element under a prefix."""
    def prefix(xml: str) -> str:
        return re.sub(r"<(/?)(?=[a-zA-Z])", r"<\1x:", xml).replace('xmlns="http', 'xmlns:x="http')

    return _each(parts, prefix, "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml")


def without_addresses(parts: Parts) -> Parts:
    """Converters that count cells instead of addressing them."""
    def row(match: re.Match[str]) -> str:
        cells, last = "", 0
        for cell in re.finditer(r'<c r="([A-Z]+)\d+"([^>]*?)(/>|>.*?</c>)', match[2], re.DOTALL):
            column = column_index_from_string(cell[1])
            cells, last = cells + "<c/>" * (column - last - 1) + f"<c{cell[2]}{cell[3]}", column
        return f"{match[1]}{cells}</row>"

    return _each(parts, lambda xml: re.sub(r"(<row [^>]*?[^/]>)(.*?)</row>", row, xml, flags=re.DOTALL))


def by_wps(parts: Parts) -> Parts:
    """WPS: a dimension of one cell, attributes and extensions of its own."""
    def change(xml: str) -> str:
        xml = re.sub(r'<dimension ref="[^"]*"/>', '<dimension ref="A1:A1"/>', xml)
        own = 'xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData"'
        xml = xml.replace("<worksheet ", f"<worksheet {own} ", 1)
        xml = re.sub(r'<row r="(\d+)"', r'<row r="\1" etc:x="1"', xml)
        return xml.replace("</worksheet>", '<extLst><ext uri="{x}"><etc:v>5</etc:v></ext></extLst></worksheet>')

    return _each(parts, change)


def absolute_targets(parts: Parts) -> Parts:
    name = "xl/_rels/workbook.xml.rels"
    return parts | {name: parts[name].replace(b'Target="', b'Target="/xl/')}


def sheets_elsewhere(parts: Parts) -> Parts:
    name = "xl/_rels/workbook.xml.rels"
    moved = parts | {name: parts[name].replace(b'Target="worksheets/', b'Target="sheets/')}
    return {n.replace("xl/worksheets/", "xl/sheets/"): d for n, d in moved.items()}


def numbered_workbook(parts: Parts) -> Parts:
    """Some exports of Microsoft 365 call the main part ``workbook2.xml``."""
    named = {n.replace("workbook.xml", "workbook2.xml"): d for n, d in parts.items()}
    return named | {name: named[name].replace(b"workbook.xml", b"workbook2.xml")
                    for name in ("[Content_Types].xml", "_rels/.rels")}


def backslashes(parts: Parts) -> Parts:
    return {name.replace("/", "\\"): data for name, data in parts.items()}


def locked_structure(parts: Parts) -> Parts:
    """Protect workbook: sheets cannot be added or renamed. Nothing of it hides a value."""
    locked = parts["xl/workbook.xml"].replace(
        b"<sheets>", b'<workbookProtection workbookPassword="CC1A" lockStructure="1"/><sheets>')
    assert locked != parts["xl/workbook.xml"]
    return parts | {"xl/workbook.xml": locked}


def filtered_and_grouped(parts: Parts) -> Parts:
    """A filter left on, rows grouped and collapsed: what is hidden is still what the unit answered."""
    def change(xml: str) -> str:
        xml = re.sub(r'<row r="([678])"', r'<row r="\1" hidden="1" outlineLevel="1" collapsed="1"', xml)
        return xml.replace("</sheetData>", '</sheetData><autoFilter ref="B5:D9"><filterColumn colId="0"><filters>'
                           '<filter val="1"/></filters></filterColumn></autoFilter>', 1)

    return _each(parts, change)


PROGRAMS = (inline_strings, prefixed, without_addresses, by_wps, absolute_targets, sheets_elsewhere, numbered_workbook,
            backslashes, locked_structure, filtered_and_grouped)


@pytest.mark.parametrize("write", PROGRAMS)
def test_a_return_written_by_another_program_reads_the_same_without_a_finding(tmp_path, write):
    path = tmp_path / "vithanh.xlsx"
    path.write_bytes(books.package(write(books.parts(small.filled()))))
    assert kind_of(path.read_bytes()) is Kind.WORKBOOK
    read = dv.read_return(small.campaign(), path)
    assert [f.message for f in read.findings] == []
    got = Reader(small.campaign()).read_bytes(path.read_bytes(), path.name, Kind.WORKBOOK)
    assert {name: got.values.get(name) for name in small.VALUES} == small.VALUES
    assert {name: list(got.lists[name])[:3] for name in small.LISTS} == small.LISTS


def test_a_return_that_lost_its_styles_is_asked_about_its_dates_and_nothing_else():
    parts = _without(books.parts(small.filled()), "styles")
    parts = _each(parts, lambda xml: re.sub(r' s="\d+"', "", xml))
    got = Reader(small.campaign()).read_bytes(books.package(parts), "vithanh.xlsx", Kind.WORKBOOK)
    assert sorted((f.code, f.found, f.expected) for f in got.findings) == [
        ("G006", "46.027", "05/01/2026"), ("G006", "46.064", "11/02/2026"), ("G006", "46.086", "05/03/2026")]


def read(clay: Clay):
    return Reader(small.campaign()).read_bytes(clay_bytes(clay), "vithanh.xlsx", Kind.WORKBOOK)


def values_pasted_into_a_new_workbook(clay: Clay) -> None:
    for sheet in clay.sheets:
        sheet.cells = {at: RawCell(cell.value) for at, cell in sheet.cells.items()}
    clay.names.clear()
    clay.sheets = [s for s in clay.sheets if not s.title.startswith("_")]


def one_sheet_copied_out(clay: Clay) -> None:
    values_pasted_into_a_new_workbook(clay)
    clay.sheets = [s for s in clay.sheets if s.title == "Số liệu"]
    clay.sheets[0].title = "Sheet1"


def copied_and_filled_in_part(clay: Clay) -> None:
    sheet = clay.sheet("Hội nghị")
    twin = Sheet("Hội nghị (2)", dict(sheet.cells))
    clay.sheets.append(twin)
    del sheet.cells[5, 4], twin.cells[6, 4]


def typed_beside(column: int) -> Callable[[Clay], None]:
    """The number of von, which no unit must give, typed into another column of its row."""
    def change(clay: Clay) -> None:
        cells = clay.sheet("Số liệu").cells
        cells[9, column] = cells.pop((9, 6))

    return change


def merged_across(clay: Clay) -> None:
    sheet = clay.sheet("Hội nghị")
    sheet.merges.append("E7:E8")
    del sheet.cells[7, 4]


def sorted_after_a_column_came_between(clay: Clay) -> None:
    """A column between numbers and labels, then rows exchanged without their hidden codes: two bear one label."""
    clay.move("Hội nghị", lambda p: (p[0], p[1] + (p[1] > 1)), follow=True)
    swapped = {6: 7, 7: 6}
    clay.move("Hội nghị", lambda p: (swapped.get(p[0], p[0]), p[1]) if p[1] else p, follow=False)


PEOPLE = {
    "values pasted into a new workbook": (values_pasted_into_a_new_workbook, {}, {"C021", "F001", "C017", "C018"}),
    "a sheet copied and both filled in part": (copied_and_filled_in_part, {"cuoc": None, "hop_nu": None}, {"C012"}),
    "a number in the column of numbers": (typed_beside(1), {"von": None}, {"C018"}),
    "a number in the column of units": (typed_beside(3), {"von": None}, {"C015"}),
    "a number in the column of last year, which is not asked": (typed_beside(5), {"von": None}, {"C018"}),
    "a number in the column of statuses": (typed_beside(9), {"von": None}, {"G008"}),
    "a number in the column of notes": (typed_beside(10), {"von": None}, {"G016"}),
    "a number beside the table": (typed_beside(13), {"von": None}, {"C018"}),
    "sorted after a column came between": (
        sorted_after_a_column_came_between, {"hop_nu": None, "gui_nu": None}, {"C009", "F002"}),
    "two inputs merged": (merged_across, {"gui_nu": None}, {"C011"}),
}


@pytest.mark.parametrize("fault", PEOPLE)
def test_what_people_do_to_a_form_is_read_or_said(fault):
    change, missing, codes = PEOPLE[fault]
    clay = copy.deepcopy(read_clay(small.filled()))
    change(clay)
    got = read(clay)
    assert {name: got.values.get(name) for name in small.VALUES} == small.VALUES | missing
    assert {name: list(got.lists[name])[:3] for name in small.LISTS} == small.LISTS
    # results in the file that no program has calculated anew are stale, which is another matter
    assert {f.code for f in got.findings} - {"F004"} == codes


def test_one_sheet_copied_into_a_new_workbook_counts_for_nobody():
    clay = copy.deepcopy(read_clay(small.filled()))
    one_sheet_copied_out(clay)
    got = read(clay)
    assert got.unit is None and [f.code for f in got.findings] == ["C001"]


@pytest.mark.parametrize(("content", "kind", "code"), [
    ("Đơn vị;Số\nPhường Vị Thanh;5\n".encode(), Kind.TEXT, "T001"),
    ("Đơn vị\tSố\nPhường Vị Thanh\t5\n".encode("utf-16"), Kind.TEXT, "T001"),
    (b"\xef\xbb\xbf<!DOCTYPE html><html><body><table></table></body></html>", Kind.HTML, "T001"),
    (b"MIME-Version: 1.0\nX-Document-Type: Workbook\nContent-Type: multipart/related; boundary=\"x\"\n\n--x\n"
     b"Content-Type: text/html\n\n<html></html>\n--x--\n", Kind.HTML, "T001"),
    (b"{\\rtf1\\ansi x}", Kind.RICH_TEXT, "T007"),
], ids=["csv", "text of Excel in UTF-16", "web page", "web archive", "rtf"])
def test_what_is_named_xlsx_and_is_none_is_called_by_its_true_kind(tmp_path, content, kind, code):
    path = tmp_path / "vithanh.xlsx"
    path.write_bytes(content)
    assert kind_of(content) is kind
    [finding] = dv.read_return(small.campaign(), path).findings
    assert (finding.code, finding.found) == (code, kind.value)


def test_a_number_that_a_converter_wrote_with_underscores_or_as_no_number_is_no_value():
    for text in ("NaN", "INF", "1_000", "0x10"):
        parts = books.parts(small.filled())
        part = books.sheet_part(parts, "Số liệu")
        assert b"<v>14251</v>" in parts[part]
        parts[part] = parts[part].replace(b"<v>14251</v>", f"<v>{text}</v>".encode())
        got = Reader(small.campaign()).read_bytes(books.package(parts), "vithanh.xlsx", Kind.WORKBOOK)
        assert got.unit is None and [f.code for f in got.findings] == ["T002"], text
        assert got.values.get("hs_tong") != Decimal(1000)


@pytest.mark.parametrize("part", ["docProps/app.xml", "docProps/core.xml", "xl/theme/theme1.xml"])
def test_a_broken_part_that_holds_no_value_harms_nothing(part):
    """A sheet of unusual form is read by openpyxl too, which reads parts that hold no value."""
    parts = prefixed(books.parts(small.filled()))
    parts[part] = parts[part][:-30] + b'<x y="'
    got = Reader(small.campaign()).read_bytes(books.package(parts), "vithanh.xlsx", Kind.WORKBOOK)
    assert got.unit == "vithanh" and [f.message for f in got.findings] == []
