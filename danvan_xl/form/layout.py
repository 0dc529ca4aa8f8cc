"""The map of a unit's workbook: where every name stands. The writer writes by it, the reader reads by it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from xlsxwriter.utility import quote_sheetname, xl_col_to_name

from danvan_xl.campaign.model import Campaign, Check, Criterion, Field, Form, FormKind, Unit
from danvan_xl.campaign.names import facets_of
from danvan_xl.campaign.program import unit_checks
from danvan_xl.form.provisional import BEST, WORST

FORMAT_VERSION = "1"
MAP_SHEET = "_danvan"
GUIDE_SHEET = "Hướng dẫn"
CHECK_SHEET = "Kiểm tra"
FEEDBACK_SHEET = "Cần sửa"
"""First sheet of a feedback workbook; a reader passes it over."""
UNIT_HEADING = "Đơn vị: {}"
TITLE_ROW, UNIT_ROW, NOTE_ROW, KEY_ROW, HEADER_ROW, FIRST_ROW = range(6)
GUIDE_INPUTS = (
    ("#hd.so_van_ban", "Số văn bản gửi kèm"), ("#hd.ngay_van_ban", "Ngày văn bản"),
    ("#hd.nguoi_lap", "Người lập biểu"), ("#hd.lanh_dao", "Lãnh đạo duyệt"),
)
GUIDE_DAYS = frozenset(("#hd.ngay_van_ban",))
"""Inputs of the guide that take a date."""
TOTAL_ROWS = (
    ("diem_chuan", "Điểm chuẩn"), ("diem_thuong", "Điểm thưởng"), ("diem_tru", "Điểm trừ"),
    ("tong_diem", "TỔNG ĐIỂM"), ("#tam_tinh", "Điểm tạm tính (các tiêu chí đã có điểm)"),
    ("so_tieu_chi_0", "Số tiêu chí bị 0 điểm"), ("so_tu_cham", "Số tiêu chí đã tự chấm"),
    ("#du_kien", "Xếp loại dự kiến"),
    (BEST, "Xếp loại nếu tiêu chí chờ tổng hợp đạt điểm tối đa"),
    (WORST, "Xếp loại nếu tiêu chí chờ tổng hợp được 0 điểm"),
)
CHECK_COUNT = "#sai.#kt"
"""How many checks fail; it stands in the last row of the counts by sheet."""
LIST_TOTALS_FROM = 4
STATUS_LABEL, COUNT_LABEL = "Tình trạng:", "Đã nhập:"
"""What stands before the status and the count of a list."""
_APART = 1
"""Columns left empty before the hidden ones: LibreOffice draws ### for a number hidden beside what it prints."""
CLASS_PARTS = ("#muc", "#bac", "#xep_loai")


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell, or a column of cells down to ``last``; rows and columns from 0."""

    sheet: str
    row: int
    column: int
    last: int | None = None

    @property
    def a1(self) -> str:
        return f"{xl_col_to_name(self.column)}{self.row + 1}"

    def address(self, from_sheet: str = "") -> str:
        """The absolute address, without its sheet when seen from there."""
        letter = xl_col_to_name(self.column)
        text = f"${letter}${self.row + 1}"
        if self.last is not None:
            text += f":${letter}${self.last + 1}"
        return text if self.sheet == from_sheet else f"{quote_sheetname(self.sheet)}!{text}"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet; ``key`` stands in the hidden row above the headers."""

    key: str
    title: str
    width: float


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """One sheet: its columns (A first) and the rows of its fields, items, criteria or checks."""

    title: str
    kind: str
    columns: tuple[Column, ...]
    form: Form | None = None
    fields: tuple[tuple[int, Field], ...] = ()
    criteria: tuple[tuple[int, Criterion], ...] = ()
    checks: tuple[tuple[int, Check], ...] = ()
    last_row: int = FIRST_ROW

    def column(self, key: str) -> int:
        return next(i for i, c in enumerate(self.columns) if c.key == key)

    def has(self, key: str) -> bool:
        return any(c.key == key for c in self.columns)


@dataclass(frozen=True)
class Layout:
    """``spots``: every name → its cell or column. ``headings``: sheet → the cell that names the unit."""

    sheets: tuple[SheetPlan, ...]
    spots: Mapping[str, Spot]
    headings: Mapping[str, Spot] = field(default_factory=dict)


def is_public(name: str) -> bool:
    """Whether a name of the map is also a defined name of the workbook."""
    return not name.startswith("#")


def is_helper(name: str) -> bool:
    """Whether a formula of the scoring sheet stands in its hidden columns."""
    return name in CLASS_PARTS or name.startswith(("#phan_bo.", "#xl.", f"{BEST}.", f"{WORST}."))


def _indicator_plan(form: Form, fields: tuple[Field, ...]) -> SheetPlan:
    columns = [
        Column("ma", "Mã", 2), Column("stt", "STT", 6), Column("ten", "Chỉ tiêu", 46), Column("dvt", "Đơn vị tính", 11)
    ]
    plan, last = any(f.has_plan for f in fields), any(f.has_last for f in fields)
    if plan:
        columns.append(Column("kh", "Kế hoạch", 12))
    if last:
        columns.append(Column("ck", "Cùng kỳ năm trước", 12))
    columns.append(Column("th", "Thực hiện", 14))
    if plan:
        columns.append(Column("tl_kh", "So với kế hoạch", 13))
    if last:
        columns.append(Column("tl_ck", "So với cùng kỳ", 13))
    columns += [Column("tt", "Tình trạng", 16), Column("gc", "Ghi chú", 22), Column("nx", "Nhận xét", 36)]
    rows = tuple(enumerate(fields, FIRST_ROW))
    return SheetPlan(form.title, form.kind, tuple(columns), form, rows, last_row=FIRST_ROW + len(rows) - 1)


def _narrative_plan(form: Form, fields: tuple[Field, ...]) -> SheetPlan:
    columns = (
        Column("ma", "Mã", 2), Column("stt", "STT", 6), Column("ten", "Nội dung báo cáo", 36),
        Column("th", "Trả lời của đơn vị", 78), Column("gc", "Ghi chú", 20), Column("nx", "Nhận xét", 28),
    )
    rows = tuple(enumerate(fields, FIRST_ROW))
    return SheetPlan(form.title, form.kind, columns, form, rows, last_row=FIRST_ROW + len(rows) - 1)


_LIST_WIDTHS = {"chu": 30, "chon": 20, "co_khong": 11, "ngay": 13, "so_nguyen": 14, "so_thap_phan": 14, "tien": 16}


def _list_plan(form: Form, fields: tuple[Field, ...]) -> SheetPlan:
    columns = [Column("ma", "Mã", 2), Column("stt", "STT", 6)]
    columns += [Column(f"{form.code}.{f.code}", f.label, _LIST_WIDTHS.get(f.kind, 14)) for f in fields]
    columns.append(Column("nx", "Nhận xét", 40))
    rows = tuple((0, f) for f in fields)
    return SheetPlan(form.title, form.kind, tuple(columns), form, rows, last_row=FIRST_ROW + form.rows - 1)


def _scoring_plan(form: Form, criteria: tuple[Criterion, ...], totals: int) -> SheetPlan:
    columns = (
        Column("ma", "Mã", 2), Column("stt", "TT", 6), Column("noi_dung", "Nội dung", 52),
        Column("max", "Điểm tối đa", 9), Column("ad", "Áp dụng", 9), Column("so_lieu", "Điểm theo số liệu", 10),
        Column("tu_cham", "Điểm tự chấm", 10), Column("diem", "Điểm được tính", 10),
        Column("minh_chung", "Tài liệu kiểm chứng", 30), Column("gc", "Ghi chú", 18), Column("nx", "Nhận xét", 26),
    )
    rows = tuple(enumerate(criteria, FIRST_ROW))
    return SheetPlan(
        form.title, form.kind, columns, form, criteria=rows, last_row=FIRST_ROW + len(rows) + totals - 1
    )


def _check_plan(checks: tuple[Check, ...]) -> SheetPlan:
    columns = (
        Column("ma", "Mã", 2), Column("stt", "STT", 6), Column("noi_dung", "Phép kiểm tra (báo khi…)", 58),
        Column("trai", "Vế trái", 14), Column("so", "Dấu", 6), Column("phai", "Vế phải", 14),
        Column("lech", "Chênh lệch", 12), Column("kt", "Đúng/sai", 10), Column("kq", "Kết quả", 20),
        Column("den", "Đến ô cần xem", 30),
    )
    rows = tuple(enumerate(checks, FIRST_ROW))
    return SheetPlan(CHECK_SHEET, "kiem_tra", columns, checks=rows, last_row=FIRST_ROW + max(len(rows), 1) - 1)


GUIDE_COLUMNS = (Column("ma", "Mã", 2), Column("nhan", "", 30), Column("noi_dung", "", 46), Column("sai", "", 30))
GUIDE_FIRST_INPUT = 18
GUIDE_HEADLINE_ROW = 2
GUIDE_COUNTS = ((15, "#con_thieu", "Số mục còn thiếu"), (16, "#chua_khop", "Số chỗ chưa khớp"))


def _field_spots(plan: SheetPlan, formulas: Mapping[str, object]) -> Iterator[tuple[str, Spot]]:
    for row, f in plan.fields:
        yield f.code, Spot(plan.title, row, plan.column("th"))
        for facet in facets_of(f):
            if facet:
                yield f"{f.code}.{facet}", Spot(plan.title, row, plan.column(facet))
                if f.kind.is_number:
                    yield f"#tl_{facet}.{f.code}", Spot(plan.title, row, plan.column(f"tl_{facet}"))
        if plan.has("tt") and not f.formula:
            yield f"{f.code}.tt", Spot(plan.title, row, plan.column("tt"))
        yield f"{f.code}.gc", Spot(plan.title, row, plan.column("gc"))
        if f"#nx.{f.code}" in formulas:
            yield f"#nx.{f.code}", Spot(plan.title, row, plan.column("nx"))


def _list_spots(plan: SheetPlan, formulas: Mapping[str, object]) -> Iterator[tuple[str, Spot]]:
    assert plan.form is not None
    code = plan.form.code
    yield f"{code}.tt", Spot(plan.title, NOTE_ROW, 3)
    yield f"#dem.{code}", Spot(plan.title, NOTE_ROW, 5 if len(plan.columns) > 5 else len(plan.columns) - 1)
    yield f"#nx.{code}", Spot(plan.title, UNIT_ROW, plan.column("nx"))
    for _, f in plan.fields:
        key = f"{code}.{f.code}"
        yield key, Spot(plan.title, FIRST_ROW, plan.column(key), plan.last_row)
    yield from _list_totals(plan, formulas)
    for item in range(1, plan.form.rows + 1):
        yield f"#nx.{code}.{item}", Spot(plan.title, FIRST_ROW + item - 1, plan.column("nx"))


def _list_totals(plan: SheetPlan, formulas: Mapping[str, object]) -> Iterator[tuple[str, Spot]]:
    """A total stands above its column, or in the next free cell where the unit's name needs the room."""
    assert plan.form is not None
    free = list(range(LIST_TOTALS_FROM, plan.column("nx")))
    columns = {f"#tong.{plan.form.code}.{f.code}": plan.column(f"{plan.form.code}.{f.code}")
               for _, f in plan.fields if f"#tong.{plan.form.code}.{f.code}" in formulas}
    for name, column in sorted(columns.items(), key=lambda pair: pair[1] not in free):
        chosen = column if column in free else free[0]
        free.remove(chosen)
        yield name, Spot(plan.title, UNIT_ROW, chosen)


def _scoring_spots(plan: SheetPlan, formulas: Mapping[str, object]) -> Iterator[tuple[str, Spot]]:
    for row, c in plan.criteria:
        yield f"diem.{c.code}", Spot(plan.title, row, plan.column("diem"))
        yield f"ad.{c.code}", Spot(plan.title, row, plan.column("ad"))
        if c.is_leaf:
            yield f"tu_cham.{c.code}", Spot(plan.title, row, plan.column("tu_cham"))
            yield f"minh_chung.{c.code}", Spot(plan.title, row, plan.column("minh_chung"))
            yield f"#nx.tu_cham.{c.code}", Spot(plan.title, row, plan.column("nx"))
        if f"#so_lieu.{c.code}" in formulas:
            yield f"#so_lieu.{c.code}", Spot(plan.title, row, plan.column("so_lieu"))
    row = FIRST_ROW + len(plan.criteria)
    for name in total_names(formulas):
        yield name, Spot(plan.title, row, plan.column("diem"))
        row += 1
    for offset, name in enumerate(filter(is_helper, formulas)):
        further, at = divmod(offset, len(plan.criteria))
        yield name, Spot(plan.title, FIRST_ROW + at, len(plan.columns) + _APART + further)


def _check_spots(plan: SheetPlan, formulas: Mapping[str, object]) -> Iterator[tuple[str, Spot]]:
    for row, check in plan.checks:
        for part, key in (("", "kt"), (".trai", "trai"), (".phai", "phai"), (".lech", "lech"), (".kq", "kq")):
            name = f"#kt.{check.code}{part}"
            if name in formulas:
                yield name, Spot(plan.title, row, plan.column(key))


def total_names(formulas: Mapping[str, object]) -> list[str]:
    """The rows under the criteria that a rubric has."""
    return [name for name, _ in TOTAL_ROWS if name in formulas]


def _count_spots(forms: tuple[Form, ...], formulas: Mapping[str, object]) -> Iterator[tuple[str, Spot]]:
    yield "#tom_tat", Spot(GUIDE_SHEET, GUIDE_HEADLINE_ROW, 1)
    yield "#tom_tat.#kt", Spot(CHECK_SHEET, NOTE_ROW, 1)
    for row, name, _ in GUIDE_COUNTS:
        yield name, Spot(GUIDE_SHEET, row, 2)
    for offset, (name, _) in enumerate(GUIDE_INPUTS):
        yield name, Spot(GUIDE_SHEET, GUIDE_FIRST_INPUT + offset, 2)
    first = GUIDE_FIRST_INPUT + len(GUIDE_INPUTS) + 2
    for offset, code in enumerate([*(form.code for form in forms), "#kt"]):
        for column, name in ((2, f"#thieu.{code}"), (3, f"#sai.{code}")):
            if name in formulas:
                yield name, Spot(GUIDE_SHEET, first + offset, column)
    parts = [name for name in formulas if name.startswith("#phan.")]
    for offset, name in enumerate(parts):
        yield name, Spot(GUIDE_SHEET, first + offset, len(GUIDE_COLUMNS))


def make_layout(campaign: Campaign, unit: Unit, formulas: Mapping[str, object]) -> Layout:
    """The map of one unit's workbook; ``formulas`` are the names of its formula cells."""
    sheets: list[SheetPlan] = [SheetPlan(GUIDE_SHEET, "huong_dan", GUIDE_COLUMNS)]
    spots: dict[str, Spot] = dict(_count_spots(campaign.forms_of(unit), formulas))
    for form in campaign.forms_of(unit):
        fields = campaign.fields_of(unit, form)
        match form.kind:
            case FormKind.INDICATORS:
                plan = _indicator_plan(form, fields)
                spots.update(_field_spots(plan, formulas))
            case FormKind.NARRATIVE:
                plan = _narrative_plan(form, fields)
                spots.update(_field_spots(plan, formulas))
            case FormKind.LIST:
                plan = _list_plan(form, fields)
                spots.update(_list_spots(plan, formulas))
            case FormKind.SCORING:
                criteria = campaign.criteria_of(campaign.rubric_of(unit))
                plan = _scoring_plan(form, criteria, len(total_names(formulas)))
                spots.update(_scoring_spots(plan, formulas))
        sheets.append(plan)
    checks = _check_plan(unit_checks(campaign, unit))
    spots.update(_check_spots(checks, formulas))
    sheets.append(checks)
    headings = {plan.title: Spot(plan.title, UNIT_ROW, 1) for plan in sheets}
    return Layout(tuple(sheets), spots, headings)
