"""Every sheet of the consolidated workbook of both campaigns: links, merges, pages, charts, formulas."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell import Cell
from openpyxl.utils import get_column_letter

import danvan_xl as dv
from danvan_xl.sample import write_sample_returns
from tests import books, office

GROUND, SUMMARY, OVERVIEW, RULES, EVIDENCE = "Dữ liệu", "Tổng hợp", "Tổng quan", "Phép kiểm tra", "Minh chứng"
SMALL, LARGE = "nga_bay_2023", "can_tho_2026"


@pytest.fixture(scope="session", params=[SMALL, pytest.param(LARGE, marks=pytest.mark.slow)])
def whole(request, tmp_path_factory) -> Path:
    """The workbook of all sample returns: 47 and 118 units."""
    if request.param == SMALL:
        return request.getfixturevalue("workbook")
    campaign, folder = dv.load_campaign(LARGE), tmp_path_factory.mktemp("lon")
    write_sample_returns(campaign, folder / "nop_ve")
    return dv.consolidate(campaign, folder / "nop_ve").write_workbook(folder / "tong_hop.xlsx")


@pytest.fixture(scope="session")
def book(whole):
    return openpyxl.load_workbook(whole, data_only=True)


@dataclass(frozen=True)
class Link:
    """A cell that opens another."""

    source: Cell
    target: Cell

    @property
    def said(self) -> str:
        return str(self.source.value)

    def beside(self, column: int) -> object:
        """A value of the row that the link stands in."""
        return self.source.parent.cell(self.source.row, column).value

    def owner(self) -> object:
        """The unit (by name) whose row of values the link opens."""
        return self.target.parent.cell(self.target.row, 2).value

    def header(self, row: int) -> object:
        return self.target.parent.cell(row, self.target.column).value


def links(book, title: str) -> Iterator[Link]:
    for row in book[title].iter_rows():
        for cell in row:
            if cell.hyperlink:
                sheet, _, place = cell.hyperlink.location.rpartition("!")
                sheet = sheet.strip("'").replace("''", "'")
                assert sheet in book.sheetnames, (title, cell.coordinate, sheet)
                target = book[sheet][place]
                assert target.row <= book[sheet].max_row and target.column <= book[sheet].max_column
                yield Link(cell, target)


def test_the_overview_names_and_opens_every_other_sheet(book):
    visible = [s.title for s in book.worksheets if s.sheet_state == "visible"]
    guide = [link for link in links(book, OVERVIEW) if link.target.coordinate == "A1"]
    assert [link.target.parent.title for link in guide] == [t for t in visible if t != OVERVIEW]
    assert all(link.said == link.target.parent.title for link in guide)


def test_a_unit_on_the_overview_opens_its_row_of_values(book):
    units = [link for link in links(book, OVERVIEW) if link.target.coordinate != "A1"]
    assert len(units) == sum(1 for c in book[GROUND]["B"][5:] if c.value and book[GROUND].cell(c.row, 1).value)
    assert all(link.target.parent.title == GROUND and link.owner() == link.said for link in units)


def test_a_total_and_a_check_open_the_column_they_are_made_of(book):
    for title, code in ((SUMMARY, ""), (RULES, "kt.")):
        found = list(links(book, title))
        assert found, title
        for link in found:
            assert link.target.parent.title == GROUND
            assert link.header(4) == f"{code}{link.beside(1)}", (title, link.source.coordinate)


def test_a_finding_a_correction_and_a_document_open_a_cell_of_their_unit(book):
    for title, unit in (("Kiểm tra", 2), (EVIDENCE, 2), ("Điều chỉnh và sửa chữa", 2)):
        for link in links(book, title):
            assert link.owner() == link.beside(unit), (title, link.source.coordinate)
            if link.said.startswith("Mở "):
                assert link.said == f"Mở {link.target.coordinate}"


def test_a_document_opens_the_points_that_it_is_to_prove(book):
    found = list(links(book, EVIDENCE))
    assert len(found) > 10
    for link in found:
        sheet = link.target.parent
        assert not sheet.column_dimensions[link.target.column_letter].hidden
        column = link.target.column
        while sheet.cell(4, column).value is None:
            column -= 1
        short = str(sheet.cell(4, column).value).rpartition(" (tối đa")[0]
        assert short and str(link.beside(3)).endswith(short), link.source.coordinate


def test_no_link_is_left_unlooked_at(book):
    looked_at = {OVERVIEW, SUMMARY, RULES, "Kiểm tra", EVIDENCE, "Điều chỉnh và sửa chữa"}
    assert {s.title for s in book.worksheets if any(links(book, s.title))} <= looked_at


def test_nothing_is_merged_in_data_and_no_merge_is_split_between_pages(book):
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            assert not sheet.merged_cells.ranges, sheet.title
            continue
        first = next(c.row for c in sheet["A"] if c.value == "Nhóm") if sheet.title == OVERVIEW else None
        header = first or int(re.search(r"\d+", sheet.freeze_panes)[0]) - 1
        breaks = [b.id for b in sheet.col_breaks.brk]
        for merged in sheet.merged_cells.ranges:
            assert merged.max_row < header, (sheet.title, merged.coord)
            assert not [b for b in breaks if merged.min_col <= b < merged.max_col], (sheet.title, merged.coord)


def test_the_row_repeated_in_print_is_the_header_of_the_only_table(book):
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible" and sheet.title != OVERVIEW:
            header = int(re.search(r"\d+", sheet.freeze_panes)[0]) - 1
            last = int(sheet.print_title_rows.rpartition("$")[2])
            assert last == header or sheet.title == "Bảng tự chấm điểm", sheet.title
            filled = [c for c in sheet[last] if c.value]
            assert len(filled) >= 3 and all(c.font.bold for c in filled), sheet.title


def room(sheet) -> float:
    """Inches between the margins across the page, at 100%."""
    wide = {"9": 297, "8": 420}[str(sheet.page_setup.paperSize)]
    high = {"9": 210, "8": 297}[str(sheet.page_setup.paperSize)]
    across = wide if sheet.page_setup.orientation == "landscape" else high
    return (across / 25.4 - sheet.page_margins.left - sheet.page_margins.right) * 100 / sheet.page_setup.scale


def test_every_page_is_as_wide_as_its_columns_and_readable(book):
    """A letter of the workbook's font is 7 pixels wide, 96 go to the inch."""
    for sheet in (s for s in book.worksheets if s.sheet_state == "visible"):
        assert sheet.page_setup.scale >= 50, sheet.title
        first, last = re.findall(r"\$([A-Z]+)\$", sheet.print_area)
        first, last = (openpyxl.utils.column_index_from_string(c) for c in (first, last))
        sizes = {}
        for dimension in sheet.column_dimensions.values():
            for column in range(dimension.min or 0, (dimension.max or -1) + 1):
                sizes[column] = 0 if dimension.hidden else dimension.width * 7 / 96
        edges = [first - 1, *(b.id for b in sheet.col_breaks.brk), last]
        repeated = sizes[first] if sheet.print_title_cols else 0
        for before, end in pairwise(edges):
            width = sum(sizes.get(c, 64 / 96) for c in range(before + 1, end + 1))
            width += repeated if before >= first else 0
            assert width <= room(sheet), (sheet.title, get_column_letter(before + 1))


def test_every_page_of_the_data_says_to_which_form_its_first_columns_belong(book):
    sheet, identity = book[GROUND], dict(book["_danvan"].iter_rows(max_col=2, values_only=True))
    campaign = next(c for c in map(dv.load_campaign, (SMALL, LARGE)) if c.settings.code == identity["dot"])
    amid = 0
    for column in (b.id + 1 for b in sheet.col_breaks.brk):
        name = sheet.cell(4, column).value.partition(".")[0]
        if field := campaign.plain_fields.get(name):
            title, said = campaign.form_by_code[field.form].title, sheet.cell(3, column).value
            assert said in (title, f"{title} (tiếp)"), get_column_letter(column)
            amid += said != title
    assert amid


def test_the_totals_of_a_rubric_stand_on_one_page(book):
    found = 0
    for sheet in book.worksheets:
        titles = {c.value: c.column for c in sheet[6]}
        if "TỔNG ĐIỂM" in titles:
            found += 1
            between = range(titles["Điểm chuẩn"], titles["XẾP LOẠI"])
            assert not [b.id for b in sheet.col_breaks.brk if b.id in between], sheet.title
    assert found


def test_every_chart_carries_the_values_that_it_shows(book, whole):
    parts = books.parts(whole.read_bytes())
    charts = [parts[n].decode() for n in parts if re.fullmatch(r"xl/charts/chart\d+\.xml", n)]
    assert charts
    for chart in charts:
        shown = re.findall(r"<c:(?:num|str)Ref><c:f>([^<]*)</c:f><c:(?:num|str)Cache>(.*?)</c:(?:num|str)Cache>", chart)
        assert len(shown) == chart.count("<c:f>")
        for area, cache in shown:
            sheet, _, cells = area.replace("$", "").rpartition("!")
            values = [row[0].value for row in book[sheet.strip("'")][cells]]
            points = dict(re.findall(r'<c:pt idx="(\d+)"><c:v>([^<]*)</c:v>', cache))
            for i, value in enumerate(values):
                cached = points.get(str(i), "")
                if isinstance(value, (int, float)):
                    assert float(cached) == pytest.approx(value), (area, i)
                else:
                    assert cached == value or (not value and cached in ("", "0")), (area, i)


def test_a_chart_has_no_more_bars_than_a_page_shows(whole):
    parts = books.parts(whole.read_bytes())
    charts = [parts[n].decode() for n in parts if re.fullmatch(r"xl/charts/chart\d+\.xml", n)]
    assert max(int(n) for c in charts for n in re.findall(r'<c:ptCount val="(\d+)"', c)) <= 45


def written_formulas(path: Path) -> int:
    return sum(len(re.findall(rb"<f[ >]", part)) for name, part in books.parts(path.read_bytes()).items()
               if name.startswith("xl/worksheets/sheet"))


@office.needs_office
def test_libreoffice_computes_every_formula_of_every_sheet_to_its_cached_value(whole, tmp_path):
    formulas = office.formula_cells(whole)
    assert len(formulas) == written_formulas(whole)
    computing = {OVERVIEW, GROUND, SUMMARY, "Chấm điểm", "Bảng tự chấm điểm", RULES}
    sheets = {sheet for sheet, _ in formulas}
    assert computing & set(openpyxl.load_workbook(whole, read_only=True).sheetnames) <= sheets
    assert sum(sheet.startswith("Điểm - ") for sheet in sheets) >= 2
    (recalculated,) = office.convert([whole], tmp_path / "out")
    assert list(office.differences(whole, recalculated)) == []


@office.needs_office
def test_the_oracle_sees_one_wrong_cached_value_on_each_sheet(workbook, tmp_path):
    changed, formulas = tmp_path / "sai.xlsx", office.formula_cells(workbook)
    shutil.copy(workbook, changed)
    before = office.cells(workbook)
    spoilt = {}
    for (sheet, cell), formula in formulas.items():
        if sheet not in spoilt and isinstance(before.get((sheet, cell)), float | int) and formula[0] == "=":
            spoilt[sheet] = cell
            text = formula[1:].replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
            books.set_cell(changed, sheet, cell, f"<f>{text}</f><v>987654.5</v>")
    assert len(spoilt) >= 7
    (recalculated,) = office.convert([changed], tmp_path / "out")
    assert {(d[0], d[1]) for d in office.differences(changed, recalculated)} == set(spoilt.items())
