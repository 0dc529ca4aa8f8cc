"""Table Miễn trừ: findings that the office accepts, each with its reason, until a day.

A waived finding stays in the list as information, with the reason; nothing is deleted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from danvan_xl.campaign.citing import label_of
from danvan_xl.campaign.model import Campaign, FormKind
from danvan_xl.campaign.names import FACET_WORDS
from danvan_xl.consolidate.office import OfficeTable, Source, unreadable, written_day
from danvan_xl.findings import CATALOGUE, Finding
from danvan_xl.intake.dates import read_date
from danvan_xl.tables import ColumnPlan, TableError, TableRow, table_bytes

TABLE, SHEET = "mien_tru", "Miễn trừ"
COLUMNS = {
    "ma_loi": "Mã lỗi", "don_vi": "Mã đơn vị", "chi_tieu": "Mã chỉ tiêu", "ly_do": "Lý do", "nguoi": "Người quyết định",
    "den_ngay": "Đến ngày",
}
_HELP = {
    "ma_loi": "Mã ở trang Kiểm tra của sổ tổng hợp, ví dụ G003, hoặc mã phép kiểm tra.",
    "don_vi": "Để trống: mọi đơn vị.",
    "chi_tieu": "Mã chỉ tiêu, tiêu chí, cột danh sách (vb.so) hoặc phép kiểm tra. Để trống: mọi chỉ tiêu.",
    "ly_do": "Bắt buộc: vì sao chấp nhận.",
    "den_ngay": "Ngày cuối còn hiệu lực (ngày/tháng/năm). Để trống: không thời hạn.",
}
_OFFICE = OfficeTable(TABLE, SHEET, COLUMNS, ("ma_loi", "ly_do"))
_BESIDE = (*FACET_WORDS.values(), ", tình trạng", ", ghi chú")
"""What stands behind a field's label where a finding is about one of its cells."""


@dataclass(frozen=True, slots=True)
class Waiver:
    """``check``: only findings of that rule; ``words``: what findings call the field, none = any field."""

    code: str
    check: str
    unit: str
    words: frozenset[str]
    reason: str

    def fits(self, finding: Finding) -> bool:
        if self.check:
            return finding.code.startswith("K") and finding.field == self.check and self.unit in ("", finding.unit)
        return (finding.code == self.code and self.unit in ("", finding.unit)
                and (not self.words or any(_called(finding.field, word) for word in self.words)))


def _called(field: str, word: str) -> bool:
    return field in {word + facet for facet in _BESIDE} or (word.startswith(", ") and field.endswith(word))


def words_of(campaign: Campaign) -> dict[str, frozenset[str]]:
    """Code → what findings call it."""
    words: dict[str, set[str]] = {}
    for field in campaign.fields:
        form = campaign.form_by_code[field.form]
        if form.kind is FormKind.LIST:
            words.setdefault(f"{form.code}.{field.code}", set()).add(f", {field.label}")
        else:
            words.setdefault(field.code, set()).add(field.label)
    for form in campaign.forms:
        words.setdefault(form.code, set()).add(form.title)
    for criterion in campaign.criteria:
        words.setdefault(criterion.code, set()).update((criterion.code, label_of(campaign, criterion)))
    for check in campaign.checks:
        words.setdefault(check.code, set()).add(check.code)
    return {code: frozenset(found) for code, found in words.items()}


def empty_table(campaign: Campaign) -> bytes:
    """The table with headers and drop-downs, to be filled in."""
    choices = {
        "ma_loi": [*(code for code in CATALOGUE if code[0] in "CGFKDN"), *(c.code for c in campaign.checks)],
        "don_vi": [u.code for u in campaign.units], "chi_tieu": list(words_of(campaign)),
    }
    widths = {"ly_do": 50.0, "chi_tieu": 24.0, "nguoi": 24.0}
    return table_bytes(SHEET, [ColumnPlan(title, widths.get(code, 16.0), _HELP.get(code, ""), choices.get(code, ()))
                               for code, title in COLUMNS.items()])


@dataclass(frozen=True)
class Waivers:
    """The rows that hold, and findings about those that do not."""

    rows: tuple[Waiver, ...] = ()
    findings: tuple[Finding, ...] = ()

    def apply(self, findings: Iterable[Finding]) -> list[Finding]:
        """Findings that the office accepts become information and carry the reason."""
        return [self._one(f) for f in findings] if self.rows else list(findings)

    def _one(self, finding: Finding) -> Finding:
        if finding.severity == "thong_tin":
            return finding
        found = next((w for w in self.rows if w.fits(finding)), None)
        return finding if found is None else replace(finding, level="thong_tin", waiver=found.reason)


def read_waivers(campaign: Campaign, source: Source | None) -> Waivers:
    """The waivers of a table that hold on the campaign's day of report.

    Raises
    ------
    FileNotFoundError
        When there is no such file.
    """
    if source is None:
        return Waivers()
    try:
        table = _OFFICE.read(source)
    except TableError as error:
        return Waivers(findings=(unreadable(error),))
    rows: list[Waiver] = []
    findings: list[Finding] = []
    words = words_of(campaign)
    for row in table.rows:
        why = _refusal(campaign, row, words)
        if why:
            findings.append(Finding("K003", file=table.file, sheet=SHEET, cell=f"A{row.number}",
                                    field=row["ma_loi"] or "?", found=row["den_ngay"], detail=why))
            continue
        until = row["den_ngay"] and f"đến ngày {written_day(row['den_ngay'])}"
        reason = ", ".join(part for part in (row["ly_do"], row["nguoi"], until) if part)
        code = row["ma_loi"]
        rows.append(Waiver(code, "" if code in CATALOGUE else code, row["don_vi"],
                           words.get(row["chi_tieu"], frozenset()), reason))
    return Waivers(tuple(rows), tuple(findings))


def _refusal(campaign: Campaign, row: TableRow, words: dict[str, frozenset[str]]) -> str:
    code = row["ma_loi"]
    if code not in CATALOGUE and code not in {check.code for check in campaign.checks}:
        return "mã lỗi không có trong danh mục"
    if row["don_vi"] and row["don_vi"] not in campaign.unit_by_code:
        return f"mã đơn vị “{row['don_vi']}” không có trong danh sách"
    if row["chi_tieu"] and row["chi_tieu"] not in words:
        return f"mã chỉ tiêu “{row['chi_tieu']}” không có trong định nghĩa"
    if not row["ly_do"]:
        return "chưa ghi lý do"
    if not row["den_ngay"]:
        return ""
    until = read_date(row["den_ngay"])
    if until is None:
        return f"“{row['den_ngay']}” không phải ngày"
    return f"đã hết hạn ngày {until:%d/%m/%Y}" if until < _day(campaign) else ""


def _day(campaign: Campaign) -> dt.date:
    return campaign.settings.report_date or dt.date.min
