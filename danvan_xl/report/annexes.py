"""The tables behind the report: figures, the office's own points, the units' points, lists, who is missing."""

from __future__ import annotations

from decimal import Decimal

from danvan_xl.campaign.model import Aggregate, Field, FieldKind, FormKind, ReportRow
from danvan_xl.campaign.names import facet_name, facets_of
from danvan_xl.consolidate import Consolidation, UnitResult
from danvan_xl.report.blocks import Annex, Column, Table, TableRow
from danvan_xl.report.figures import Line, Piece
from danvan_xl.report.lists import ListRows
from danvan_xl.report.numbers import by_field, decimal_text, field_format, formatted, plain
from danvan_xl.scoring import BASES

_STATES = {"chua_nop": "Chưa nộp", "khong_doc_duoc": "Đã gửi nhưng tệp không đọc được"}
_UPRIGHT = 19.5
"""Widest table, in cm at its natural size, that still reads well when drawn into the 16 cm of an upright page."""
_FACETS = ("kh", "ck", "")
"""Plan, last period, result: columns of the table of figures."""
_NUMBER = Column("TT", 1.5, "center")


def annex(result: Consolidation, lists: ListRows, row: ReportRow, number: str, title: Line) -> Annex:
    """The annex of a row of kind phu_luc; its ``nguon`` says which."""
    match row.source:
        case "tong_hop":
            table = _figures(result)
        case "bang_tu_cham":
            table = _own_points(result)
        case "cham_diem":
            table = _unit_points(result)
        case "chua_nop":
            table = _missing(result)
        case code:
            table = _list(result, lists, row, code)
    return _annex(number, title, table)


def _annex(number: str, title: Line, table: Table) -> Annex:
    return Annex(number, title, table, wide=sum(c.width for c in table.columns) > _UPRIGHT)


def _city(result: Consolidation, field: Field, facet: str) -> str:
    if field.combined is Aggregate.NONE and not facet:
        return ""
    value = result.city.values.get(facet_name(field.code, facet))
    if not isinstance(value, Decimal):
        return ""
    return formatted(value, _format(field)) if field.is_per_cent else by_field(value, field)


def _format(field: Field) -> str:
    """What is typed as a number of per cents gets the sign that computed rates have, and two decimals as they have."""
    return f"{field_format(field) or '0,00'}%" if field.is_per_cent else field_format(field)


def _figures(result: Consolidation) -> Table:
    campaign = result.campaign
    columns = (_NUMBER, Column("Chỉ tiêu", 7), Column("Đơn vị tính", 2.3, "center"), Column("Kế hoạch", 2, "right"),
               Column("Cùng kỳ", 2, "right"), Column("Thực hiện", 2, "right"))
    rows: list[TableRow] = []
    for form in campaign.forms:
        fields = [f for f in campaign.fields if f.form == form.code and f.combined is not Aggregate.NONE]
        if form.kind is not FormKind.INDICATORS or not fields:
            continue
        rows.append(TableRow(("", form.title.upper(), "", "", "", ""), strong=True))
        for f in fields:
            asked = facets_of(f)
            texts = (_city(result, f, facet) if facet in asked else "" for facet in _FACETS)
            names = (facet_name(f.code, facet) if facet in asked else "" for facet in _FACETS)
            rows.append(TableRow((f.number, f.label, f.unit_of_measure, *texts), sources=("", "", "", *names),
                                 formats=("", "", "", *(_format(f) for _ in _FACETS))))
    return Table(columns, tuple(rows), note=_coverage(result))


def _coverage(result: Consolidation) -> Line:
    returned, asked = (Piece(decimal_text(Decimal(count)), name, "0") for name, count in (
        ("so_da_nop", len(result.returned)), ("so_don_vi", len(result.campaign.units))))
    return (Piece("Số liệu tổng hợp từ "), returned, Piece("/"), asked,
            Piece(" đơn vị; ô trống là chưa có số liệu."))


def _points(value: Decimal | None, result: Consolidation) -> str:
    return "" if value is None else decimal_text(value, result.campaign.settings.point_decimals)


def _own_points(result: Consolidation) -> Table:
    columns = (_NUMBER, Column("Nội dung", 8), Column("Điểm tối đa", 2, "right"), Column("Điểm tự chấm", 2, "right"),
               Column("Điểm thẩm định", 2, "right"), Column("Ghi chú", 3))
    rows = [
        TableRow((c.number, c.text, decimal_text(c.maximum), _points(s.points, result), "",
                  BASES[s.basis].capitalize() if c.is_leaf else ""), strong=not c.is_leaf)
        for s in result.city_scores for c in (s.criterion,)
    ]
    where = result.city_standing
    if where is not None:
        total = _points(where.total, result) or "chưa đủ điểm"
        rows.append(TableRow(("", "TỔNG ĐIỂM", "", total, "", ""), strong=True))
        rows.append(TableRow(("", f"TỰ XẾP LOẠI: {where.level}", "", "", "", ""), strong=True))
    return Table(columns, tuple(rows), note=_rubric_note(result))


def _rubric_note(result: Consolidation) -> Line:
    settings = result.campaign.settings
    text = ". ".join(part for part in (settings.rubric_note, settings.scoring_basis) if part)
    return (Piece(text),) if text else ()


def _unit_points(result: Consolidation) -> Table:
    columns = (_NUMBER, Column("Đơn vị", 6), Column("Điểm chuẩn", 2, "right"), Column("Điểm thưởng", 2, "right"),
               Column("Điểm trừ", 2, "right"), Column("Tổng điểm", 2, "right"), Column("Xếp loại", 5.8),
               Column("Hạng", 1.6, "center"))
    rows: list[TableRow] = []
    for group in result.campaign.groups:
        members = [u for u in result.by_unit.values() if u.unit.group == group.code and u.standing]
        if not members:
            continue
        rows.append(TableRow(("", group.name.upper(), "", "", "", "", "", ""), strong=True))
        members.sort(key=_by_rank)
        rows += [TableRow(_standing(result, i, u)) for i, u in enumerate(members, 1)]
    return Table(columns, tuple(rows), note=_rubric_note(result))


def _by_rank(found: UnitResult) -> tuple[int, str]:
    assert found.standing is not None
    return found.standing.rank or 10**6, found.unit.code


def _standing(result: Consolidation, number: int, found: UnitResult) -> tuple[str, ...]:
    where = found.standing
    assert where is not None
    values = [(found.results or {}).get(n) for n in ("diem_chuan", "diem_thuong", "diem_tru")]
    parts = [_points(v, result) if isinstance(v, Decimal) else "" for v in values]
    level = where.level or where.reason
    return (str(number), found.unit.name, *parts, _points(where.total, result), level, str(where.rank or ""))


def _missing(result: Consolidation) -> Table:
    columns = (_NUMBER, Column("Đơn vị", 7), Column("Tình trạng", 5))
    absent = [u for u in result.by_unit.values() if not u.counts]
    rows = tuple(TableRow((str(i), u.unit.name, _STATES[u.state])) for i, u in enumerate(absent, 1))
    return Table(columns, rows)


def adjustments(result: Consolidation, number: str) -> Annex:
    """What the office corrected on top of the returns; added whenever there is any."""
    names = {u.code: u.name for u in result.campaign.units}
    columns = (_NUMBER, Column("Đơn vị", 4), Column("Chỉ tiêu", 5), Column("Đơn vị ghi", 2.2, "right"),
               Column("Điều chỉnh thành", 2.4, "right"), Column("Lý do", 6))
    rows = tuple(
        TableRow((str(i), names[a.unit], a.label, plain(a.before) or "trống", plain(a.after) or "trống", a.reason))
        for i, a in enumerate(result.adjustments, 1)
    )
    return _annex(number, (Piece("Số liệu được điều chỉnh khi tổng hợp"),), Table(columns, rows))


_LIST_WIDTHS = {FieldKind.TEXT: 6.0, FieldKind.CHOICE: 3.5, FieldKind.DATE: 2.6, FieldKind.YES_NO: 2.6}


def _list(result: Consolidation, lists: ListRows, row: ReportRow, code: str) -> Table:
    fields = lists.columns(code)
    wanted = [k.strip() for k in row.columns.split(";") if k.strip()] or ["don_vi", *fields]
    titles = {"don_vi": Column("Đơn vị", 4), "nhom": Column("Nhóm", 3)}
    titles |= {f.code: Column(f.label, _LIST_WIDTHS.get(f.kind, 2.0), "right" if f.kind.is_number else "left")
               for f in fields.values()}
    keys = [k for k in wanted if k in titles]
    rows = []
    for i, found in enumerate(lists.rows(code, row.filter, row.sort), 1):
        cells = (by_field(found[k], fields[k]) if k in fields else plain(found[k]) for k in keys)
        rows.append(TableRow((str(i), *cells)))
    return Table((_NUMBER, *(titles[k] for k in keys)), tuple(rows))
