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
from openpyxl.utils.cell import range_boundaries

Cells = dict[str, str]


@dataclass(frozen=True)
class Sheet:
    title: str
    cells: Cells
    merges: tuple[str, ...] = ()
    hidden: tuple[int, ...] = ()
    stale: Cells = field(default_factory=dict)
    """Cells whose cached value is not what the formula gives."""

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
            try:
                return self.formula(content[1:])
            except ZeroDivisionError:
                return "#DIV/0!"
        return float(content) if re.fullmatch(r"-?\d+(\.\d+)?", content) else content or None

    def number(self, cell: str) -> float:
        value = self.of(cell)
        if value == "#DIV/0!":
            raise ZeroDivisionError
        return value if isinstance(value, float) else 0.0

    def block(self, area: str) -> list[float]:
        left, top, right, bottom = range_boundaries(area)
        cells = (f"{get_column_letter(c)}{r}" for r in range(top, bottom + 1) for c in range(left, right + 1))
        return [self.number(cell) for cell in cells]

    def unsummed(self, area: str) -> list[float]:
        """The cells of an area that are no SUBTOTAL themselves."""
        left, top, _, bottom = range_boundaries(area)
        cells = [f"{get_column_letter(left)}{r}" for r in range(top, bottom + 1)]
        return [self.number(cell) for cell in cells if "SUBTOTAL" not in self.cells.get(cell, "")]

    def formula(self, text: str) -> float:
        text = re.sub(r"SUBTOTAL\(9,(\w+:\w+)\)", r"SUM(*unsummed('\1'))", text)
        area = re.sub(r"(?<!')\$?([A-Z]+)\$?(\d+):\$?([A-Z]+)\$?(\d+)", r"*block('\1\2:\3\4')", text)
        code = re.sub(r"(?<!['\w:])\$?([A-Z]{1,2})\$?(\d+)(?![\w('])", r"number('\1\2')", area)
        known = {"SUM": lambda *a: sum(a), "MIN": min, "MAX": max, "ROUND": _half_up,
                 "unsummed": self.unsummed, "block": self.block, "number": self.number}
        return float(eval(code, {"__builtins__": {}}, known))


def _cached(one: Sheet, cell: str) -> float | str:
    if cell in one.stale:
        return float(one.stale[cell])
    value = _Values(one.cells).of(cell)
    return 0 if value is None else value


def write(path: Path, *sheets: Sheet) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        for one in sheets:
            target = book.add_worksheet(one.title)
            for area in one.merges:
                target.merge_range(area, "")
            for cell, content in one.cells.items():
                if content.startswith("="):
                    target.write_formula(cell, content, None, _cached(one, cell))
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


SUBTOTALS = sheet("Biểu 3", """
ĐẢNG ỦY XÃ
BIỂU CHẤM ĐIỂM
Số TT|Tiêu chí|Thang điểm|Điểm đơn vị tự chấm|Điểm Hội đồng thẩm định|Ghi chú
PHẦN ĐIỂM CHUẨN
I|Công tác lãnh đạo
1|Nghị quyết, kế hoạch|10|10|9
2|Phân công theo dõi|15|14|14
|Cộng mục I|=C6+C7|=D6+D7|=E6+E7
II|Công tác tổ chức thực hiện
1|Tiếp xúc, đối thoại|30|28|28
2|Giải quyết kiến nghị|25|25|24
3|Dân chủ ở cơ sở|20|19.5|19.5
|Cộng mục II|=SUM(C10:C12)|=SUM(D10:D12)|=SUM(E10:E12)
|Tổng điểm chuẩn|=C8+C13|=D8+D13|=E8+E13
ĐIỂM THƯỞNG
1|Có mô hình được tỉnh công nhận|2|2|2
2|Được Trung ương khen|1|0|0
|Cộng điểm thưởng||=SUM(D16:D17)|=SUM(E16:E17)
ĐIỂM TRỪ
1|Báo cáo chậm mỗi lần trừ 0,5|2|0.5|1
2|Có đơn thư vượt cấp|2|0|0
|Cộng điểm trừ||=SUM(D20:D21)|=SUM(E20:E21)
|TỔNG CỘNG||=D14+D18-D22|=E14+E18-E22
""", "A4:F4", "A15:F15", "A19:F19")
"""Sums stand below their sections; bonus and penalty under headings without a number."""

LEVELS = sheet("Chấm", """
|||BẢNG ĐIỂM
STT|Nội dung đánh giá|Điểm tối đa|Điểm tự chấm|Điểm thẩm định|Tài liệu minh chứng
1|Cải cách hành chính|20|=SUBTOTAL(9,D4:D11)|=SUBTOTAL(9,E4:E11)
1.1|Hồ sơ đúng hạn|10|10|10|Báo cáo 15
|- Từ 95% trở lên|10
|- Từ 90% đến dưới 95%|7
|- Dưới 90%|0
1.2|Hồ sơ trực tuyến|10|7.5|7.5|Báo cáo 16
|- Từ 70% trở lên|10
|- Từ 50% đến dưới 70%|7.5
|- Dưới 50%|0
2|Dân chủ ở cơ sở|10|=SUBTOTAL(9,D13:D15)|=SUBTOTAL(9,E13:E15)
2.1|Công khai|6|6|6|Biên bản niêm yết
|+ Trong đó có ý kiến của Ban thanh tra nhân dân
2.2|Lấy ý kiến|4|4|3|Biên bản họp dân
|Tổng cộng|30|=SUBTOTAL(9,D3:D15)|=SUBTOTAL(9,E3:E15)
""")
"""Levels to choose from under a criterion, whose points are no parts; sums that skip sums."""

ALL_TYPED = sheet("Sheet1", """
Bảng điểm thi đua khối phường
Mục|Chỉ tiêu thi đua|Điểm||Kết quả
||Chuẩn|Đạt được|
A|B|1|2|3
1|Phát triển kinh tế|40|38|Đạt
a)|Thu ngân sách|25|24|102%
b)|Giải ngân|15|14|95%
2|Văn hóa - xã hội|35|33.5|Đạt
a)|Giáo dục|20|19|
b)|Y tế|15|14.5|
3|Quốc phòng, an ninh|25|25|Đạt
Tổng cộng||100|96.5
""", "A12:B12")
"""Nothing is calculated at all, a header of two lines without merged cells, letters with brackets."""

GUARDED = sheet("TC", """
TT|Nội dung|Điểm chuẩn|Tự chấm|Thẩm định lần 1|Thẩm định lần 2
A|PHẦN CHUNG|=SUM(C3,C6)|=ROUND(SUM(D3,D6),2)|=ROUND(SUM(E3,E6),2)|=MIN(60,SUM(F3,F6))
I|Tuyên truyền|=SUM(C4:C5)|=SUM(D4:D5)|=SUM(E4:E5)|=SUM(F4:F5)
1|Số buổi|20|18.25|18.25|18.25
2|Chất lượng|15|14.75|14.5|14.75
II|Vận động|25|24.5|24.25|24.25
B|PHẦN RIÊNG|=C8|=D8|=E8|=F8
I|Nhiệm vụ đặc thù|=C9+C10|=D9+D10|=E9+E10|=F9+F10
i|Chuyển đổi số|20|16.25|16.25|16.25
ii|Đô thị văn minh|20|20|19.75|19.75
C|Điểm thưởng, điểm trừ||0.5|0.5|0.5
|Tổng điểm (A+B+C)|=C2+C7|=D2+D7+D11|=E2+E7+E11|=F2+F7+F11
""")
"""Capital letters, Roman numbers twice, a single child, caps and rounding around sums, a mixed section."""

APPRAISED_TWICE = sheet("Phụ lục II", """
UBND TỈNH
BẢNG CHẤM
STT|Nội dung tiêu chí|Điểm tối đa|Điểm tự chấm|Điểm thẩm định lần 1|Giải trình|Điểm thẩm định lần 2|Tài liệu kiểm chứng
(1)|(2)|(3)|(4)|(5)|(6)|(7)|(8)
A. ĐIỂM CHUẨN||100|=D6+D9|=E6+E9||=G6+G9
I|Lãnh đạo|40|=SUM(D7:D8)|=SUM(E7:E8)||=SUM(G7:G8)
1)|Kế hoạch|20|20|18|Đã có KH|20|KH 1
2)|Họp|20|20|20||20|BB 1
II|Thực hiện|60|=SUM(D10:D11)|=SUM(E10:E11)||=SUM(G10:G11)
1)|Tuyên truyền|30|29|29||29|BC 1
2)|Đối thoại|30|30|30||30|BC 2
B. ĐIỂM THƯỞNG||5|=SUM(D13:D14)|=SUM(E13:E14)||=SUM(G13:G14)
1)|Mô hình hay|3|3|3||3|QĐ 1
2)|Được khen|2|0|0||0
C. ĐIỂM TRỪ||-5|=SUM(D16:D17)|=SUM(E16:E17)||=SUM(G16:G17)
1)|Chậm báo cáo|-3|-1|-1||-1|TB
2)|Vi phạm|-2|0|0||0
TỔNG CỘNG (A+B+C)||100|=D5+D12+D15|=E5+E12+E15||=G5+G12+G15
""", "A5:B5", "A12:B12", "A15:B15", "A18:B18")
"""Titles in the column of numbers, explanations between two appraisals, penalties negative, total in column A."""

TWO_TABLES = sheet("Bảng điểm", """
I. BẢNG ĐIỂM CHUẨN
TT|Tiêu chí|Điểm tối đa|Tự chấm
1|Một|10|9
2|Hai|20|19.5
3|Ba|70|70
|Tổng|=SUM(C3:C5)|=SUM(D3:D5)

II. BẢNG ĐIỂM THƯỞNG
TT|Tiêu chí|Điểm tối đa|Tự chấm
1|Thưởng một|1|1
2|Thưởng hai|2|0
|Tổng|=SUM(C10:C11)|=SUM(D10:D11)
|Tổng cộng||=D6+D12
""")
"""Two tables one below the other, each with its header and its sum."""

HALVED = sheet("Chấm điểm", """
TT|Nội dung|Điểm chuẩn|Điểm tự chấm
I|Một|=SUM(C3:C4)|=SUM(D3:D4)
1|a1|10|9
2|a2|10|9
II|Hai|=SUM(C6:C7)|=SUM(D6:D7)
1|b1|40|40
2|b2|40|38
|Tổng|=SUM(C2:C7)/2|=SUM(D2:D7)/2
""")
"""A total that adds sections and their parts and halves the result."""

NO_SUBTOTALS = sheet("Chấm điểm", """
TT|Nội dung|Điểm tối đa|Điểm tự chấm|Điểm thẩm định
I|Một
1|a1 nội dung|10|9|9
2|a2|10|9|9
II|Hai
1|b1|40|40|39
2|b2|40|38|38
|TỔNG CỘNG|100|=SUM(D3:D7)|=SUM(E3:E7)
|Xếp loại||Tốt|Tốt
""")
"""Sections without points; the total adds everything between."""

MERGED_NUMBERS = sheet("Tự chấm", """
BẢNG TỰ CHẤM
Mục|Tiêu chí|Nội dung đánh giá|Điểm tối đa|Điểm tự chấm|Điểm thẩm định
1|Nhận thức|Quán triệt văn bản|10|10|9
||Phổ biến|10|8|8
2|Hành động|Kế hoạch|40|40|40
||Kết quả|40|38|38
|Tổng cộng||100|=SUM(E3:E6)|=SUM(F3:F6)
""", "A3:A4", "B3:B4", "A5:A6", "B5:B6")
"""Two columns of text and numbers merged over their rows."""
