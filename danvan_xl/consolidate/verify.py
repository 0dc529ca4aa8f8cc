"""Table Thẩm định: the office's points for a unit's criterion, first and second round, each with its reason.

They count before computed and self-scored points; a unit's file is never touched.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from danvan_xl.campaign.citing import label_of
from danvan_xl.campaign.model import Campaign, Criterion, Method
from danvan_xl.campaign.points import half_up
from danvan_xl.consolidate.office import OfficeTable, Source, as_text, unreadable, written_day
from danvan_xl.findings import Finding
from danvan_xl.intake import Return, shown
from danvan_xl.scoring import Score
from danvan_xl.tables import Table, TableError, TableRow

TABLE, SHEET = "tham_dinh", "Thẩm định"
COLUMNS = {
    "don_vi": "Mã đơn vị", "tieu_chi": "Mã tiêu chí", "lan": "Lần", "diem": "Điểm thẩm định", "ly_do": "Lý do",
    "minh_chung": "Minh chứng", "nguoi": "Người thẩm định", "ngay": "Ngày",
}
VERIFICATIONS = OfficeTable(TABLE, SHEET, COLUMNS, ("don_vi", "tieu_chi", "diem"))
TYPED = ("diem", "ly_do", "minh_chung", "nguoi", "ngay")
"""What the office types; unit, criterion and first round are written by the tool."""
FIRST_ROUND, SECOND_ROUND = 1, 2
_ROUNDS = {"": FIRST_ROUND, "1": FIRST_ROUND, "2": SECOND_ROUND}
_POINTS = re.compile(r"-?\d+(?:[.,]\d+)?$")

Given = Mapping[str, Mapping[str, Decimal | int | float | str]]
Verified = Source | Given
"""The table's file or rows, or unit code → criterion → points."""
Maximum = Callable[[str, Criterion], Decimal]
"""The most that a unit can get for a criterion (more than its own maximum where points are spread)."""
UnitScores = tuple[Return, tuple[Score, ...]]


@dataclass(frozen=True, slots=True)
class Verification:
    """One row that can be applied. ``cell``: where its points stand in the table."""

    unit: str
    criterion: Criterion
    round: int
    points: Decimal
    reason: str = ""
    evidence: str = ""
    person: str = ""
    day: str = ""
    cell: str = ""

    @property
    def why(self) -> str:
        told = (self.reason, self.evidence, self.person, written_day(self.day))
        return ", ".join(part for part in told if part)


@dataclass(frozen=True)
class Verifications:
    """What the table says. ``counting``: unit → criterion → the row of its latest round."""

    rows: tuple[Verification, ...] = ()
    findings: tuple[Finding, ...] = ()
    file: str = ""

    def counting(self) -> dict[str, dict[str, Verification]]:
        result: dict[str, dict[str, Verification]] = {}
        for row in sorted(self.rows, key=lambda r: r.round):
            result.setdefault(row.unit, {})[row.criterion.code] = row
        return result

    def points(self) -> dict[str, dict[str, Decimal]]:
        counting = self.counting()
        return {unit: {code: row.points for code, row in rows.items()} for unit, rows in counting.items()}

    def first_rounds(self) -> dict[tuple[str, str], Verification]:
        return {(r.unit, r.criterion.code): r for r in self.rows if r.round == FIRST_ROUND}


class _RefusedError(Exception):
    """Why a row cannot be applied, as a Vietnamese phrase."""


@dataclass
class _Reading:
    campaign: Campaign
    returned: frozenset[str]
    maximum: Maximum
    table: Table
    needs_reason: bool
    rows: dict[tuple[str, str, int], Verification] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def read(self) -> Verifications:
        for row in self.table.rows:
            if any(row[column] for column in TYPED):
                try:
                    self._row(row)
                except _RefusedError as refusal:
                    self._say("N010", row, detail=str(refusal))
        return Verifications(tuple(self.rows.values()), tuple(self.findings), self.table.file)

    def _say(self, code: str, row: TableRow, **texts: str) -> None:
        unit = self.campaign.unit_by_code.get(row["don_vi"])
        column = "don_vi" if unit is None else "diem"
        texts = {"field": row["tieu_chi"] or "?", "expected": row["don_vi"] or "?", **texts}
        self.findings.append(Finding(code, unit=unit.code if unit else "", file=self.table.file,
                                     cell=self.table.cell(row, column), **texts))

    def _row(self, row: TableRow) -> None:
        criterion = self._criterion(row)
        typed = row["lan"].casefold().removeprefix("lần").strip()
        if typed not in _ROUNDS:
            raise _RefusedError(f"lần thẩm định ghi “{row['lan']}”, phải là 1 hoặc 2")
        points = self._points(row, criterion)
        if self.needs_reason and not row["ly_do"]:
            raise _RefusedError("chưa ghi lý do")
        key = (row["don_vi"], criterion.code, _ROUNDS[typed])
        if key in self.rows:
            raise _RefusedError(f"tiêu chí này đã có điểm thẩm định lần {key[2]} ở ô {self.rows[key].cell}")
        self.rows[key] = Verification(key[0], criterion, key[2], points, row["ly_do"], row["minh_chung"],
                                      row["nguoi"], row["ngay"], self.table.cell(row, "diem"))

    def _criterion(self, row: TableRow) -> Criterion:
        unit = self.campaign.unit_by_code.get(row["don_vi"])
        if unit is None:
            raise _RefusedError("mã đơn vị không có trong danh sách")
        rubric = self.campaign.criteria_of(self.campaign.rubric_of(unit))
        if not rubric:
            raise _RefusedError("đơn vị không thuộc diện chấm điểm")
        criterion = next((c for c in rubric if c.code == row["tieu_chi"]), None)
        if criterion is None:
            raise _RefusedError("mã tiêu chí không có trong bộ tiêu chí của đơn vị")
        if not criterion.is_leaf:
            raise _RefusedError("tiêu chí này là tổng của các tiêu chí con, hãy thẩm định từng tiêu chí con")
        if unit.code not in self.returned:
            raise _RefusedError("đơn vị chưa có biểu nào được tính")
        return criterion

    def _points(self, row: TableRow, criterion: Criterion) -> Decimal:
        """A dot or a comma is the decimal mark: points have no thousands."""
        text = row["diem"]
        if not text:
            raise _RefusedError("chưa ghi điểm thẩm định")
        if not _POINTS.match(text):
            raise _RefusedError(f"điểm thẩm định “{text}” không phải là số")
        typed, most = Decimal(text.replace(",", ".")), self.maximum(row["don_vi"], criterion)
        if not 0 <= typed <= most:
            raise _RefusedError(f"điểm thẩm định {shown(typed)} nằm ngoài khung từ 0 đến {shown(most)}")
        points = half_up(typed, self.campaign.settings.point_decimals)
        if points != typed:
            self._say("N012", row, found=shown(typed), expected=shown(points))
        return points


def _as_table(given: Given) -> Table:
    rows = [
        {"don_vi": unit, "tieu_chi": code, "diem": as_text(points)}
        for unit, criteria in given.items() for code, points in criteria.items()
    ]
    return VERIFICATIONS.read(rows)


def read_verified(
    campaign: Campaign, source: Verified | None, returned: Iterable[str], maximum: Maximum
) -> Verifications:
    """The office's points from its table; rows that cannot be applied are findings.

    Parameters
    ----------
    source:
        A mapping needs no reasons: it is the program's own word, not an official's table.
    returned:
        Codes of the units whose return counts.
    """
    if source is None:
        return Verifications()
    mapped = isinstance(source, Mapping)
    try:
        table = _as_table(source) if isinstance(source, Mapping) else VERIFICATIONS.read(source)
    except TableError as error:
        return Verifications(findings=(unreadable(error),))
    return _Reading(campaign, frozenset(returned), maximum, table, not mapped).read()


def _before(score: Score) -> str:
    """What would count without the office's points."""
    points = score.self_points if score.criterion.method is Method.SELF else score.computed
    return shown(points) or "chưa có điểm"


def verification_findings(
    campaign: Campaign, found: Verifications, units: Iterable[UnitScores]
) -> Iterator[Finding]:
    """What the office's points changed: against the unit's own, and the second round against the first."""
    counting, first = found.counting(), found.first_rounds()
    for unit_return, scores in units:
        for score in scores:
            row = counting.get(score.unit, {}).get(score.criterion.code)
            if row is None:
                continue
            place = unit_return.places.get(f"tu_cham.{row.criterion.code}")
            at = Finding("N011", unit=row.unit, file=unit_return.file, sheet=place.sheet if place else "",
                         cell=place.cell if place else "", field=label_of(campaign, row.criterion),
                         found=_before(score), expected=shown(row.points), detail=row.why)
            if score.applies is False:
                yield replace(at, code="N014", file=found.file, sheet="", cell=row.cell)
                continue
            if at.found != at.expected:
                yield at
            earlier = first.get((row.unit, row.criterion.code))
            if row.round == SECOND_ROUND and earlier is not None:
                yield replace(at, code="N013", found=shown(earlier.points))
