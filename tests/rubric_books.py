"""Rubric workbooks as offices make them, written as tables of text; one line a row, cells between bars.

``=…`` is a formula, ``'…`` a text, digits with a dot a number. Cached values are worked out by a small evaluator of
its own, so that a file looks as Excel saves it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import xlsxwriter
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import coordinate_from_string, range_boundaries

Cells = dict[str, str]


@dataclass(frozen=True)
class Sheet:
    title: str
    cells: Cells
    merges: tuple[str, ...] = ()
    hidden: tuple[int, ...] = ()
    stale: Cells = field(default_factory=dict)
    """Cells whose cached value is not what the formula gives; blank = never calculated."""

    def set(self, cell: str, content: str) -> Sheet:
        return replace(self, cells=self.cells | {cell: content})

    def hide(self, row: int) -> Sheet:
        return replace(self, hidden=(*self.hidden, row))

    def cache(self, cell: str, value: str) -> Sheet:
        return replace(self, stale=self.stale | {cell: value})


def sheet(title: str, text: str, *merges: str) -> Sheet:
    cells = {}
    for row, line in enumerate(text.strip("\n").split("\n"), 1):
        for column, content in enumerate(line.split("|"), 1):
            if content.strip():
                cells[f"{get_column_letter(column)}{row}"] = content.strip()
    return Sheet(title, cells, merges)


def _half_up(value: float, places: float = 0) -> float:
    unit = Decimal(1).scaleb(-int(places))
    return float(Decimal(repr(value)).quantize(unit, ROUND_HALF_UP))


class _Values:
    """Values of one sheet's cells; references inside the sheet only."""

    def __init__(self, cells: Cells) -> None:
        self.cells = cells

    def of(self, cell: str) -> float | str | None:
        content = self.cells.get(cell, "")
        if content.startswith("="):
            return self.formula(content[1:])
        return float(content) if re.fullmatch(r"-?\d+(\.\d+)?", content) else content or None

    def number(self, cell: str) -> float:
        value = self.of(cell)
        return value if isinstance(value, float) else 0.0

    def block(self, area: str) -> list[float]:
        left, top, right, bottom = range_boundaries(area)
        cells = (f"{get_column_letter(c)}{r}" for r in range(top, bottom + 1) for c in range(left, right + 1))
        return [self.number(cell) for cell in cells]

    def formula(self, text: str) -> float:
        area = re.sub(r"\$?([A-Z]+)\$?(\d+):\$?([A-Z]+)\$?(\d+)", r"*block('\1\2:\3\4')", text)
        code = re.sub(r"(?<!['\w:])\$?([A-Z]{1,2})\$?(\d+)(?![\w('])", r"number('\1\2')", area)
        known = {"SUM": lambda *a: sum(a), "MIN": min, "MAX": max, "ROUND": _half_up,
                 "SUBTOTAL": lambda _, *a: sum(a), "block": self.block, "number": self.number}
        return float(eval(code, {"__builtins__": {}}, known))


def write(path: Path, *sheets: Sheet) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        for one in sheets:
            target, values = book.add_worksheet(one.title), _Values(one.cells)
            for area in one.merges:
                target.merge_range(area, "")
            for cell, content in one.cells.items():
                letter, row = coordinate_from_string(cell)
                if content.startswith("="):
                    cached = one.stale.get(cell, "fresh")
                    target.write_formula(cell, content, None, values.of(cell) if cached == "fresh" else
                                         (float(cached) if cached else ""))
                elif content.startswith("'"):
                    target.write_string(cell, content[1:])
                elif re.fullmatch(r"-?\d+(\.\d+)?", content):
                    target.write_number(cell, float(content))
                else:
                    target.write_string(cell, content)
            for row in one.hidden:
                target.set_row(row - 1, None, None, {"hidden": True})
    return path


PROVINCE = sheet("Bảng tự chấm", """
ỦY BAN NHÂN DÂN THÀNH PHỐ
BẢNG TỰ CHẤM ĐIỂM CÔNG TÁC DÂN VẬN CHÍNH QUYỀN NĂM 2023
(Kèm theo Báo cáo số 05/BC-UBND ngày 05 tháng 01 năm 2024)
TT|Nội dung|Điểm|||Tài liệu kiểm chứng|Ghi chú
||Tối đa|Tự chấm|Thẩm định
(1)|(2)|(3)|(4)|(5)|(6)|(7)
I|Tổ chức và cụ thể hóa các văn bản|10|=SUM(D8:D9)|=SUM(E8:E9)
1|Ban hành kế hoạch năm|4|4||Kế hoạch số 12/KH-UBND
2|Phân công lãnh đạo phụ trách|6|6||Quyết định số 30/QĐ-UBND
II|Tham mưu, tổ chức thực hiện|90|=D11+D19|=E11+E19
1|Công tác tuyên truyền, vận động|50|=SUM(D12:D18)|=SUM(E12:E18)
a|Phổ biến chủ trương|10|10||Báo cáo số 1/BC
b|Tiếp công dân|10|9||Sổ tiếp công dân
c|Đối thoại với Nhân dân|5|5||Biên bản đối thoại
d|Giải quyết đơn thư|5|4.5||Báo cáo số 2/BC
đ|Cải cách hành chính|10|8||Báo cáo số 3/BC
e|Quy chế dân chủ ở cơ sở|5|5||Báo cáo số 4/BC
g|Mô hình Dân vận khéo|5|5||Quyết định công nhận
2|Phối hợp với Mặt trận và đoàn thể|40|=SUM(D20:D21)|=SUM(E20:E21)
a|Ký kết chương trình phối hợp|20|20||Chương trình số 7/CTr
b|Tiếp thu ý kiến giám sát, phản biện|20|18||Báo cáo số 9/BC
|TỔNG CỘNG|100|=D7+D10|=E7+E10

|NGƯỜI LẬP BIỂU||||CHỦ TỊCH
""", "A1:B1", "A2:G2", "A3:G3", "A4:A5", "B4:B5", "C4:E4", "F4:F5", "G4:G5")
"""Two title rows and more, a heading merged over three columns, the (1)(2)(3) row, letters with đ and without f."""

DOTTED = sheet("Chấm điểm CCHC", """
PHỤ LỤC
STT|Tiêu chí, tiêu chí thành phần|Điểm chuẩn|Đơn vị tự chấm|Điểm thẩm định lần 1|Điểm thẩm định lần 2|Minh chứng
1|CHỈ ĐẠO, ĐIỀU HÀNH|=C4+C5|=D4+D5|=E4+E5|=F4+F5
1.1|Kế hoạch cải cách hành chính|4|4|4|4|KH 01
1.2|Chế độ báo cáo|=SUM(C6:C7)|=SUM(D6:D7)|=SUM(E6:E7)|=SUM(F6:F7)
1.2.1|Báo cáo quý|1.5|1.5|1|1.5|BC 11
1.2.2|Báo cáo năm|0.5|0.5|0.5|0.5|BC 12
2|THỦ TỤC HÀNH CHÍNH|=SUM(C9:C11)|=SUM(D9:D11)|=SUM(E9:E11)|=SUM(F9:F11)
2.1|Rà soát thủ tục|3|2.5|2.5|2.5|BC 21
2.2|Công khai thủ tục|5|5|4|4|Ảnh chụp
2.3|Giải quyết đúng hạn|6|6|6|6|Trích xuất phần mềm
3|Điểm thưởng|2|1|1|1|QĐ 33
4|Điểm trừ|-2|-0.5|-0.5|-0.5|Kết luận 02
|Tổng cộng|=C3+C8|=D3+D8+D12+D13|=E3+E8+E12+E13|=F3+F8+F12+F13
""")
"""Dotted numbers, three score columns, formulas in the column of maxima, penalties as negative numbers."""

TOTAL_FIRST = sheet("Phiếu chấm", """
PHIẾU CHẤM ĐIỂM THI ĐUA

Nội dung đánh giá|Thang điểm|Điểm tự đánh giá|Hội đồng chấm|Căn cứ
TỔNG ĐIỂM (A+B-C)|100|=C5+C10-C13|=D5+D10-D13
A. Thực hiện nhiệm vụ chính trị|60|=SUM(C6,C9)|=SUM(D6,D9)
I. Nhiệm vụ chuyên môn|40|=ROUND(SUM(C7:C8),2)|=ROUND(SUM(D7:D8),2)
1. Hoàn thành chỉ tiêu|25|24|24|Báo cáo tổng kết
2. Sáng kiến, cải tiến|15|15|12|Quyết định sáng kiến
II. Chấp hành kỷ luật|20|20|20|Biên bản họp
B. Xây dựng tổ chức|40|=C11+C12|=D11+D12
1. Xây dựng Đảng|20|19|19|Nghị quyết
2. Đoàn thể vững mạnh|20|20|18|Quyết định khen
C. Điểm trừ|5|=SUM(C14:C15)|=SUM(D14:D15)
1. Đơn thư vượt cấp|3|1|1|Thông báo
2. Chậm báo cáo|2|0|0
""")
"""No column of numbers: they stand before the text. The total comes first; penalties are positive and subtracted."""
