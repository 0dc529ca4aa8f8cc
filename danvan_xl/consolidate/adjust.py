"""Table Điều chỉnh: values that the office corrects on top of the returns, each with its reason.

A unit's file is never touched; what was corrected is shown in both documents and as a finding.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from danvan_xl.campaign.model import Campaign, Field, FormKind, Unit
from danvan_xl.campaign.names import FACET_WORDS, facet_name, facets_of
from danvan_xl.consolidate.office import OfficeTable, Source, unreadable, written_day
from danvan_xl.findings import Finding, Findings
from danvan_xl.formula import Value
from danvan_xl.intake import Answer, Return, State, shown
from danvan_xl.intake.book import RawCell
from danvan_xl.intake.typed import read_value
from danvan_xl.tables import ColumnPlan, Table, TableError, TableRow, table_bytes

TABLE, SHEET = "dieu_chinh", "Điều chỉnh"
COLUMNS = {
    "don_vi": "Mã đơn vị", "chi_tieu": "Mã chỉ tiêu", "gia_tri_moi": "Giá trị mới", "ly_do": "Lý do",
    "nguoi": "Người điều chỉnh", "ngay": "Ngày",
}
ADJUSTMENTS = OfficeTable(TABLE, SHEET, COLUMNS, ("don_vi", "chi_tieu", "gia_tri_moi", "ly_do"))
_HELP = {
    "don_vi": "Mã trong bảng Đơn vị, ví dụ daithanh.",
    "chi_tieu": "Mã chỉ tiêu, ví dụ hs_tong; kế hoạch thêm .kh, cùng kỳ thêm .ck (hs_tong.kh).",
    "gia_tri_moi": "Giá trị đúng. Ghi “trống” nếu phải bỏ giá trị đơn vị đã nhập.",
    "ly_do": "Bắt buộc: vì sao điều chỉnh, theo văn bản nào.",
}
_WIDTHS = {"ly_do": 50.0, "gia_tri_moi": 18.0, "chi_tieu": 24.0, "nguoi": 24.0}
_BLANK_WORDS = ("trống", "bỏ trống", "để trống")


@dataclass(frozen=True, slots=True)
class Adjustment:
    """One correction that was applied. ``name``: the field with its facet; ``label``: as people call it."""

    unit: str
    name: str
    label: str
    before: Value
    after: Value
    reason: str
    person: str = ""
    day: str = ""
    sheet: str = ""
    cell: str = ""


def adjustable(campaign: Campaign, unit: Unit) -> dict[str, tuple[Field, str]]:
    """Name → its field and facet, for every single value that a unit types."""
    found: dict[str, tuple[Field, str]] = {}
    for form in campaign.forms_of(unit):
        if form.kind in (FormKind.INDICATORS, FormKind.NARRATIVE):
            for field in campaign.fields_of(unit, form):
                names = {facet_name(field.code, facet): (field, facet) for facet in facets_of(field)}
                found |= {n: pair for n, pair in names.items() if pair[1] or not field.formula}
    return found


def empty_table(campaign: Campaign) -> bytes:
    """The table with headers and drop-downs, to be filled in."""
    names: dict[str, None] = {}
    for unit in campaign.units:
        names |= dict.fromkeys(adjustable(campaign, unit))
    choices = {"don_vi": [u.code for u in campaign.units], "chi_tieu": list(names)}
    columns = [ColumnPlan(title, _WIDTHS.get(code, 16.0), _HELP.get(code, ""), choices.get(code, ()))
               for code, title in COLUMNS.items()]
    return table_bytes(SHEET, columns)


@dataclass
class _Applying:
    campaign: Campaign
    chosen: dict[str, Return]
    table: Table
    applied: list[Adjustment]
    findings: list[Finding]

    def refuse(self, row: TableRow, why: str) -> None:
        self.findings.append(Finding(
            "N008", unit=row["don_vi"] if row["don_vi"] in self.campaign.unit_by_code else "", file=self.table.file,
            cell=self.table.cell(row, "chi_tieu"), field=row["chi_tieu"] or "?",
            expected=row["don_vi"] or "?", detail=why,
        ))

    def apply(self, row: TableRow) -> None:
        unit = self.campaign.unit_by_code.get(row["don_vi"])
        if unit is None:
            return self.refuse(row, "mã đơn vị không có trong danh sách")
        known = adjustable(self.campaign, unit)
        if row["chi_tieu"] not in known:
            return self.refuse(row, "đơn vị không được hỏi chỉ tiêu này hoặc chỉ tiêu tự tính")
        if not row["ly_do"]:
            return self.refuse(row, "chưa ghi lý do")
        if unit.code not in self.chosen:
            return self.refuse(row, "đơn vị chưa có biểu nào được tính")
        field, facet = known[row["chi_tieu"]]
        text = row["gia_tri_moi"]
        if not text:
            return self.refuse(row, "chưa ghi giá trị mới (ghi “trống” nếu muốn bỏ giá trị cũ)")
        typed = read_value(self.campaign, field, None if text.casefold() in _BLANK_WORDS else RawCell(text))
        if typed.state is State.INVALID:
            return self.refuse(row, f"giá trị “{text}” cần là {typed.remarks[0].expected}")
        self._put(unit, field, facet, row, typed.value, typed.state)

    def _put(self, unit: Unit, field: Field, facet: str, row: TableRow, value: Value, state: State) -> None:
        found, name = self.chosen[unit.code], facet_name(field.code, facet)
        answers = tuple(
            replace(a, value=value, state=state) if (a.field.code, a.facet, a.item) == (field.code, facet, None) else a
            for a in found.answers
        )
        place = found.places.get(name)
        sheet, cell = (place.sheet, place.cell) if place else ("", "")
        findings = (replace(f, level="thong_tin") if _settled(f, sheet, cell) else f for f in found.findings)
        self.chosen[unit.code] = replace(
            found, answers=answers, values={**found.values, name: value}, findings=Findings(findings))
        before = _before(found.answers, field, facet)
        self.applied.append(Adjustment(unit.code, name, _label(field, facet), before, value, row["ly_do"],
                                       row["nguoi"], row["ngay"], sheet, cell))
        who = ", ".join(part for part in (row["ly_do"], row["nguoi"], written_day(row["ngay"])) if part)
        self.findings.append(Finding(
            "N009", unit=unit.code, file=found.file, sheet=sheet, cell=cell, field=_label(field, facet),
            found=shown(before) or "trống", expected=shown(value) or "trống", detail=who,
        ))


def _settled(finding: Finding, sheet: str, cell: str) -> bool:
    """A finding about a value that the office has corrected is kept, as information."""
    return finding.code.startswith("G") and (finding.sheet, finding.cell) == (sheet, cell)


def _label(field: Field, facet: str) -> str:
    return field.label + FACET_WORDS[facet]


def _before(answers: Iterable[Answer], field: Field, facet: str) -> Value:
    """What the unit gave; where that could not be read as a value, the cell's content as it stands."""
    found = next((a for a in answers if (a.field.code, a.facet, a.item) == (field.code, facet, None)), None)
    if found is None:
        return None
    return found.raw if found.state is State.INVALID else found.value


def adjusted(
    campaign: Campaign, chosen: dict[str, Return], source: Source | None
) -> tuple[dict[str, Return], tuple[Adjustment, ...], list[Finding]]:
    """The returns with the office's corrections on top, the corrections applied, and findings."""
    if source is None:
        return chosen, (), []
    try:
        table = ADJUSTMENTS.read(source)
    except TableError as error:
        return chosen, (), [unreadable(error)]
    work = _Applying(campaign, dict(chosen), table, [], [])
    for row in table.rows:
        work.apply(row)
    return work.chosen, tuple(work.applied), work.findings
