"""Simple workbooks for handing in: one sheet, a title, a table of values. No formula, no text taken for one."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from danvan_xl.consolidate import NOT_RETURNED, UNREADABLE
from danvan_xl.consolidate.office import written_day
from danvan_xl.consolidate.register import register
from danvan_xl.face import Result
from danvan_xl.form.style import lines
from danvan_xl.formula import Value
from danvan_xl.intake import shown
from danvan_xl.scoring import BASES
from danvan_xl.status import STATE_WORDS, Status, punctuality
from danvan_xl.tables import put_text
from danvan_xl.workbook.amended import repairs
from danvan_xl.workbook.own_evidence import OwnEvidence
from danvan_xl.workbook.plan import Plan

Columns = Sequence[tuple[str, float]]
_HEADER = 4


def table_book(result: Result, title: str, notes: Sequence[str], columns: Columns, rows: Sequence[Sequence[Value]],
               bold: frozenset[int] = frozenset()) -> bytes:
    """
    Parameters
    ----------
    columns:
        Title and width of each.
    bold:
        Rows (from 0) that are set in bold.
    """
    settings = result.campaign.settings
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_urls": False})
    created = dt.datetime.combine(settings.report_date or dt.date(settings.year, 1, 1), dt.time())
    book.set_properties({"created": created, "title": title, "author": settings.office})
    font = {"font_name": "Times New Roman", "font_size": 12, "valign": "top"}
    sheet = book.add_worksheet(title[:31])
    for row, text in enumerate((settings.office, title, *notes)):
        sheet.write_string(row, 0, text, book.add_format({**font, "bold": row < 2, "italic": row > 1}))
    head = book.add_format({**font, "bold": True, "border": 1, "text_wrap": True, "bg_color": "#D9E1F2"})
    for at, (name, width) in enumerate(columns):
        sheet.set_column(at, at, width)
        sheet.write_string(_HEADER, at, name, head)
    styles = {strong: {form: book.add_format({**font, "border": 1, "text_wrap": True, "bold": strong,
                                              "num_format": form}) for form in ("@", "General", "dd/mm/yyyy")}
              for strong in (False, True)}
    for at, record in enumerate(rows):
        tallest = 1
        for column, value in enumerate(record):
            _put(sheet, _HEADER + 1 + at, column, value, styles[at in bold])
            tallest = max(tallest, lines(str(value or ""), columns[column][1] * 0.9))
        sheet.set_row(_HEADER + 1 + at, min(16.5 * tallest + 3, 400))
    sheet.set_row(_HEADER, 34)
    sheet.freeze_panes(_HEADER + 1, 0)
    sheet.repeat_rows(_HEADER)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    book.close()
    return stream.getvalue()


def _put(sheet: Worksheet, row: int, column: int, value: Value, style: Mapping[str, Format]) -> None:
    match value:
        case Decimal():
            sheet.write_number(row, column, float(value), style["General"])
        case dt.date():
            sheet.write_datetime(row, column, dt.datetime.combine(value, dt.time()), style["dd/mm/yyyy"])
        case None:
            sheet.write_blank(row, column, None, style["@"])
        case _:
            put_text(sheet, row, column, str(value), style["@"])


def own_table(result: Result) -> bytes | None:
    """Bảng tự chấm điểm in the official columns; None when the office has no rubric of its own."""
    if not result.city_scores or result.city_standing is None:
        return None
    settings, evidence = result.campaign.settings, OwnEvidence(Plan(result))
    rows: list[tuple[Value, ...]] = []
    bold = set()
    for score in result.city_scores:
        c = score.criterion
        if not c.is_leaf:
            bold.add(len(rows))
        note = BASES[score.basis] if c.is_leaf else ""
        rows.append((c.number, c.text, c.maximum, score.points, None, evidence.text(c), note))
    standing, values = result.city_standing, result.city.values
    for name, label in (("diem_chuan", "Điểm chuẩn"), ("diem_thuong", "Điểm thưởng"), ("diem_tru", "Điểm trừ"),
                        ("tong_diem", "TỔNG ĐIỂM")):
        bold.add(len(rows))
        rows.append((None, label, None, values.get(name), None, None, None))
    bold.add(len(rows))
    rows.append((None, "Tự xếp loại", None, standing.level, None, None, standing.reason))
    return table_book(
        result, "Bảng tự chấm điểm", [n for n in (settings.rubric_note, settings.scoring_basis) if n][:2],
        (("TT", 7), ("Nội dung", 52), ("Điểm tối đa", 9), ("Điểm tự chấm", 9), ("Điểm thẩm định", 9),
         ("Tài liệu kiểm chứng", 50), ("Ghi chú", 20)), rows, frozenset(bold))


def evidence_book(result: Result) -> bytes:
    names = {u.code: u.name for u in result.campaign.units}
    rows = [(Decimal(n), names.get(e.unit, "chưa rõ đơn vị"), e.criterion, e.number, e.day, e.title,
             "\n".join(e.attached), ", ".join(p for p in (e.file, e.sheet, e.cell) if p))
            for n, e in enumerate(register(result), 1)]
    return table_book(
        result, "Danh mục tài liệu kiểm chứng", (f"Tổng hợp từ {result.completeness}.",),
        (("TT", 5), ("Đơn vị", 24), ("Tiêu chí", 34), ("Số, ký hiệu", 18), ("Ngày", 12), ("Nội dung", 34),
         ("Tệp đính kèm", 22), ("Nơi ghi", 26)), rows)


def _changed(result: Result) -> Iterator[tuple[Value, ...]]:
    names = {u.code: u.name for u in result.campaign.units}
    for a in result.adjustments:
        yield ("Điều chỉnh", names[a.unit], a.label, shown(a.before) or "trống", shown(a.after) or "trống", a.reason,
               a.person, written_day(a.day), f"{result.by_unit[a.unit].file}, {a.sheet}, {a.cell}")
    for f in repairs(result):
        yield ("Sửa chữa khi đọc", names.get(f.unit, ""), f.field, f.found, f.expected, f.title, "phần mềm", "",
               f"{f.file}, {f.sheet}, {f.cell}")


def corrections_book(result: Result) -> bytes:
    rows = list(_changed(result))
    note = "Tệp của đơn vị giữ nguyên." if rows else "Không có giá trị nào được điều chỉnh hoặc sửa chữa."
    return table_book(
        result, "Điều chỉnh và sửa chữa", (f"Tổng hợp từ {result.completeness}.", note),
        (("Loại", 14), ("Đơn vị", 24), ("Chỉ tiêu", 36), ("Đơn vị ghi", 16), ("Được tính là", 16), ("Lý do", 36),
         ("Người", 16), ("Ngày", 12), ("Nơi ghi", 28)), rows)


def absent_book(result: Result, status: Status) -> bytes:
    """Units whose figures are missing from the totals."""
    absent = [u for u in status.units if u.state in (NOT_RETURNED, UNREADABLE)]
    groups = {g.code: g.name for g in result.campaign.groups}
    rows = [(Decimal(n), u.name, groups[u.group], STATE_WORDS[u.state][1], u.deadline, punctuality(u),
             Decimal(u.reminders)) for n, u in enumerate(absent, 1)]
    note = f"Tổng hợp từ {result.completeness}." + ("" if rows else " Tất cả các đơn vị đã nộp.")
    return table_book(result, "Đơn vị chưa nộp", (note,), (
        ("TT", 5), ("Đơn vị", 36), ("Nhóm", 24), ("Tình trạng", 18), ("Hạn nộp", 12), ("Thời hạn", 20),
        ("Số lần nhắc", 10)), rows)
