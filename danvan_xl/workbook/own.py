"""Bảng tự chấm điểm: the office's own table in the official columns; the province fills điểm thẩm định."""

from __future__ import annotations

from xlsxwriter.utility import xl_col_to_name

from danvan_xl.campaign.model import Criterion
from danvan_xl.campaign.points import Rubric
from danvan_xl.campaign.program import city_rubric
from danvan_xl.form.style import lines, points_format
from danvan_xl.formula import BLANK, Expr, Value, substitute
from danvan_xl.scoring import BASES
from danvan_xl.workbook.own_evidence import OwnEvidence
from danvan_xl.workbook.plan import OWN, Spot
from danvan_xl.workbook.scope import CityScope
from danvan_xl.workbook.sheets import Canvas

_HEADER, _FIRST = 5, 7
_TITLES = ("Mã", "TT", "Nội dung", "Điểm tối đa", "Điểm tự chấm", "Điểm thẩm định", "Tài liệu kiểm chứng", "Ghi chú")
_TEXT_WIDTH, _EVIDENCE_WIDTH = 54, 56
_POINTS, _VERIFIED, _EVIDENCE, _APPLIES, _COMPUTED, _HELPER = 4, 5, 6, 9, 10, 11
"""The hidden columns keep one away from the table: LibreOffice prints ### of a hidden number beside a print area."""
_TOTALS = (("diem_chuan", "Điểm chuẩn"), ("diem_thuong", "Điểm thưởng"), ("diem_tru", "Điểm trừ"),
           ("tong_diem", "TỔNG ĐIỂM"), ("so_tieu_chi_0", "Số tiêu chí bị 0 điểm"), ("#xep_loai", "Tự xếp loại"))


class OwnTable:
    """The own rubric's criteria as rows, live over the city's figures on Dữ liệu."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas, self.pen, self.plan = canvas, canvas.pen, canvas.plan
        rubric = city_rubric(self.plan.campaign)
        assert rubric is not None
        self.rubric: Rubric = rubric
        given = {f"{kind}.{c.code}" for c in rubric.leaves() for kind in ("tu_cham", "minh_chung")}
        blank = dict.fromkeys(given, BLANK)
        self.formulas: dict[str, Expr] = {n: substitute(t, blank.get) for n, t in rubric.formulas().items()}
        self.cells = dict(self._places())
        self.scope = CityScope(self.plan, OWN)

    def _places(self) -> list[tuple[str, str]]:
        rows = {c.code: row for row, c in enumerate(self.rubric.criteria, _FIRST)}
        places = []
        for part, column in (("diem", _POINTS), ("ad", _APPLIES), ("#so_lieu", _COMPUTED)):
            places += [(f"{part}.{code}", _address(row, column)) for code, row in rows.items()]
        first = _FIRST + len(rows)
        places += [(name, _address(first + i, _POINTS)) for i, (name, _) in enumerate(_TOTALS)]
        known = dict(places)
        rest = [n for n in self.formulas if n not in known]
        return places + [(name, _address(_FIRST + i, _HELPER)) for i, name in enumerate(rest)]

    def write(self) -> None:
        settings, pen = self.plan.campaign.settings, self.pen
        pen.text(2, 1, settings.rubric_note, pen.styles(italic=True, bold=True, font_color="#9C0006"))
        note = f"{self.canvas.coverage}. {settings.scoring_basis}."
        self.canvas.heading(f"Bảng tự chấm điểm của {settings.office}", note, 1)
        self.canvas.header(_HEADER, _TITLES)
        for i in range(1, len(_TITLES)):
            pen.text(_HEADER + 1, i, f"({i})", pen.styles.plain(italic=True, align="center"))
        self.canvas.widths(2, 6, _TEXT_WIDTH, 9, 9, 10, _EVIDENCE_WIDTH, 15, 8, 8, 8)
        for column in (0, _APPLIES, _COMPUTED, _HELPER):
            pen.sheet.set_column(column, column, 8, None, {"hidden": True})
        by_code, evidence = {s.criterion.code: s for s in self.plan.result.city_scores}, OwnEvidence(self.plan)
        for row, c in enumerate(self.rubric.criteria, _FIRST):
            self._criterion(row, c, BASES[by_code[c.code].basis] if c.is_leaf else "", evidence.text(c))
        self._totals(_FIRST + len(self.rubric.criteria))
        self._helpers()
        pen.sheet.set_row(_HEADER, 34)
        pen.sheet.freeze_panes(_FIRST, 3)
        last = _FIRST + len(self.rubric.criteria) + len(_TOTALS) + 6
        self.canvas.printed(_HEADER, (0, 1, last, len(_TITLES) - 1))
        for offset, text in enumerate((settings.signing_form, settings.signer_title)):
            pen.text(last - 5 + offset, _EVIDENCE, text, pen.styles(bold=True, align="center"))
        if settings.signer:
            pen.text(last, _EVIDENCE, settings.signer, pen.styles(bold=True, align="center"))

    def _criterion(self, row: int, c: Criterion, basis: str, evidence: str) -> None:
        pen, bold = self.pen, not c.is_leaf
        points = points_format(self.rubric.decimals)
        text = f"{c.text}\n{c.guide}" if c.guide else c.text
        pen.text(row, 0, c.code, pen.styles.plain())
        pen.text(row, 1, c.number, pen.styles.plain(align="center", bold=bold))
        pen.text(row, 2, text, pen.styles.label(bold=bold, indent=1 if c.is_leaf else 0))
        pen.put(row, 3, c.maximum, pen.styles.plain(num_format="General", bold=bold))
        pen.put(row, _VERIFIED, None, pen.styles.input(num_format=points))
        pen.put(row, _EVIDENCE, evidence or None, pen.styles.input(text_wrap=True, font_size=10))
        pen.text(row, 7, basis, pen.styles.plain(text_wrap=True, italic=True))
        for part in ("diem", "ad", "#so_lieu"):
            name = f"{part}.{c.code}"
            if name in self.formulas:
                self._formula(name, row, self._column(name), points if part != "ad" else "General", bold)
        height = max(15.0 * lines(text, _TEXT_WIDTH), 13.5 * lines(evidence, _EVIDENCE_WIDTH * 1.1))
        pen.sheet.set_row(row, min(height + 4, 400))

    def _column(self, name: str) -> int:
        return {"diem": _POINTS, "ad": _APPLIES, "#so_lieu": _COMPUTED}[name.partition(".")[0]]

    def _formula(self, name: str, row: int, column: int, shape: str, bold: bool = False) -> None:
        text = self.scope.render(self.formulas[name], self.cells.__getitem__)
        value: Value = self.plan.result.city.values[name]
        style = self.pen.styles.formula(num_format=shape, bold=bold, text_wrap=name == "#xep_loai")
        self.pen.write_formula(row, column, text, style, value)

    def _totals(self, first: int) -> None:
        points = points_format(self.rubric.decimals)
        for row, (name, label) in enumerate(_TOTALS, first):
            for column in range(1, len(_TITLES)):
                self.pen.put(row, column, None, self.pen.styles.plain())
            self.pen.text(row, 2, label, self.pen.styles.label(bold=True))
            if name in self.formulas:
                self._formula(name, row, _POINTS, "General" if name in ("so_tieu_chi_0", "#xep_loai") else points, True)
            if name == "#xep_loai":
                self.pen.sheet.set_row(row, 50)

    def _helpers(self) -> None:
        shown = {f"{p}.{c.code}" for c in self.rubric.criteria for p in ("diem", "ad", "#so_lieu")}
        shown |= {name for name, _ in _TOTALS}
        rest = [n for n in self.formulas if n not in shown]
        for row, name in enumerate(rest, _FIRST):
            self._formula(name, row, _HELPER, "General")


def points_spot(rubric: Rubric, code: str) -> Spot:
    """Where a criterion's points stand on the sheet."""
    return Spot(OWN, _FIRST + [c.code for c in rubric.criteria].index(code), _POINTS)


def _address(row: int, column: int) -> str:
    return f"${xl_col_to_name(column)}${row + 1}"


