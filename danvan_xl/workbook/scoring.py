"""A sheet a rubric: units × criteria, every point a live formula over Dữ liệu, with its basis."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

from xlsxwriter.format import Format
from xlsxwriter.utility import quote_sheetname, xl_col_to_name

from danvan_xl.campaign.model import Criterion, Method
from danvan_xl.campaign.names import city_shape
from danvan_xl.campaign.points import NO, Rubric, if_
from danvan_xl.consolidate import UnitResult
from danvan_xl.form.paper import A4_LYING
from danvan_xl.form.pen import Pen
from danvan_xl.form.style import lines, points_format
from danvan_xl.form.validation import checked
from danvan_xl.formula import BLANK, Binary, Call, Expr, Name, Text, Value, is_blank
from danvan_xl.scoring import BASES, Score
from danvan_xl.workbook.plan import CODE, Plan
from danvan_xl.workbook.scope import ScoringScope
from danvan_xl.workbook.sheets import Canvas

HEADER, FIRST = 5, 6
_CRITERION, _CODE_ROW = 3, 4
MATCH = 3
_PARTS = {
    "ad": "Áp dụng", "tu_cham": "Tự chấm", "minh_chung": "Tài liệu kiểm chứng", "#so_lieu": "Theo số liệu",
    "#tham_dinh": "Thẩm định", "#lech": "Tự chấm trừ số liệu", "#co_so": "Cơ sở", "diem": "Điểm được tính",
    "#phan_bo": "Điểm phân bổ",
}
_GIVEN = ("tu_cham", "minh_chung", "#tham_dinh")
"""Values; all other parts are formulas."""
_HIDDEN = ("ad", "minh_chung", "#phan_bo", "#xl", "#muc", "#bac")
_WIDTHS = {"minh_chung": 28.0, "#co_so": 16.0, "#xep_loai": 30.0}
_WIDE, _SMALL = 20.0, 1.1
"""Width of the one column of a criterion that is the sum of others; letters of size 9 for one of size 11."""
_SCALE = 75
"""Per cent, on A4."""
_ROW = 18.0
TOTALS = {
    "diem_chuan": "Điểm chuẩn", "diem_thuong": "Điểm thưởng", "diem_tru": "Điểm trừ", "tong_diem": "TỔNG ĐIỂM",
    "so_tieu_chi_0": "Số tiêu chí 0 điểm", "so_tu_cham": "Số tiêu chí tự chấm", "#xep_loai": "XẾP LOẠI",
}


def _said(c: Criterion) -> str:
    return f"{c.number} {c.text} (tối đa {c.maximum})".strip()


def basis_formula(c: Criterion) -> Expr:
    """Why a leaf has the points it has, in words; the same cases as :data:`danvan_xl.scoring.BASES`."""
    own = BASES["tu_cham" if c.method is Method.SELF else "so_lieu"]
    result: Expr = Text(own)
    if c.evidence:
        result = if_(is_blank(f"minh_chung.{c.code}"), Text(BASES["thieu_minh_chung"]), result)
    result = if_(Binary("<>", Name(f"#tham_dinh.{c.code}"), BLANK), Text(BASES["tham_dinh"]), result)
    result = if_(is_blank(f"diem.{c.code}"), Text(BASES[""]), result)
    if c.applies_when:
        result = if_(Binary("=", Name(f"ad.{c.code}"), Text(NO)), Text(BASES["khong_ap_dung"]), result)
    return result


def difference_formula(c: Criterion) -> Expr:
    own, computed = Name(f"tu_cham.{c.code}"), Name(f"#so_lieu.{c.code}")
    both = Call("AND", (Call("ISNUMBER", (own,)), Call("ISNUMBER", (computed,))))
    return if_(both, Binary("-", own, computed), BLANK)


def difference(score: Score) -> Value:
    both = score.self_points is not None and score.computed is not None
    return score.self_points - score.computed if both else None  # type: ignore[operator]


@dataclass(frozen=True)
class ScoreSheet:
    """One rubric's sheet: its columns, formulas and rows. Other sheets look totals up by unit code."""

    plan: Plan
    rubric: str

    @cached_property
    def title(self) -> str:
        return self.plan.titles[f"bo.{self.rubric}"]

    @cached_property
    def formulas(self) -> dict[str, Expr]:
        made = Rubric(self.plan.campaign, self.rubric, city_shape(self.plan.campaign), verified=True)
        extra = {}
        for c in made.leaves():
            extra[f"#co_so.{c.code}"] = basis_formula(c)
            if c.method is not Method.SELF:
                extra[f"#lech.{c.code}"] = difference_formula(c)
        shown = {name: tree for name, tree in made.formulas().items() if not name.startswith("#tho.")}
        return {**shown, **extra}

    @cached_property
    def criteria(self) -> tuple[Criterion, ...]:
        return self.plan.campaign.criteria_of(self.rubric)

    def _names(self) -> Iterator[str]:
        for c in self.criteria:
            for part in _PARTS:
                name = f"{part}.{c.code}"
                given = c.is_leaf and part in _GIVEN
                if given or (name in self.formulas):
                    yield name
        rest = [n for n in self.formulas if n.startswith("#xl.") or n in ("#muc", "#bac")]
        yield from (*(n for n in TOTALS if n in self.formulas), *rest)

    @cached_property
    def columns(self) -> dict[str, int]:
        return {name: i for i, name in enumerate(self._names(), MATCH + 1)}

    @cached_property
    def members(self) -> tuple[UnitResult, ...]:
        campaign = self.plan.campaign
        return tuple(u for u in self.plan.result.by_unit.values() if campaign.rubric_of(u.unit) == self.rubric)

    @cached_property
    def rows(self) -> dict[str, int]:
        """Unit code → its row."""
        return {u.unit.code: row for row, u in enumerate(self.members, FIRST)}

    def range_of(self, column: int) -> str:
        letter = xl_col_to_name(column)
        return f"{quote_sheetname(self.title)}!${letter}${FIRST + 1}:${letter}${FIRST + len(self.members)}"

    # --- writing -------------------------------------------------------------------------------------------

    def write(self, canvas: Canvas) -> None:
        pen, settings = canvas.pen, self.plan.campaign.settings
        groups = "; ".join(g.name for g in self.plan.campaign.groups if g.rubric == self.rubric)
        canvas.heading(f"Chấm điểm: {groups}", "", 2)
        self._headers(canvas)
        scope, styles = ScoringScope(self.plan, self.title, self.columns, MATCH), self._styles(pen)
        for row, found in enumerate(self.members, FIRST):
            pen.height(row, _ROW)
            pen.text(row, CODE, found.unit.code, pen.styles.plain(font_size=9))
            pen.text(row, 1, found.unit.name, pen.styles.plain(shrink=True))
            pen.text(row, 2, found.unit.group, pen.styles.plain(font_size=9))
            codes = self.plan.units(CODE, "x")
            match = f"MATCH($A{row + 1},{codes},0)"
            place = self.plan.unit_row(found.unit.code) - self.plan.first_unit + 1
            pen.write_formula(row, MATCH, match, pen.styles.plain(), Decimal(place))
            if found.counts:
                self._unit(pen, scope, row, found, styles)
            else:
                for at in self.columns.values():
                    pen.put(row, at, None, pen.styles.plain())
        last = MATCH + len(self.columns)
        pen.sheet.autofilter(HEADER, 0, FIRST + len(self.members) - 1, last)
        pen.sheet.freeze_panes(FIRST, 2)
        told = [at for name, at in self.columns.items() if not self._hidden(name)]
        note = f"{canvas.coverage}. {settings.rubric_note}. {settings.scoring_basis}."
        area = (0, 1, FIRST + len(self.members) - 1, max(told))
        canvas.printed_wide(A4_LYING, _SCALE, (_CRITERION, HEADER), area, self._bands(), note)

    def _hidden(self, name: str) -> bool:
        """Helpers; and the office's points of a criterion that it has not verified anywhere."""
        part, _, code = name.partition(".")
        return part in _HIDDEN or (part == "#tham_dinh" and code not in self._verified)

    @cached_property
    def _verified(self) -> set[str]:
        return {row.criterion.code for row in self.plan.result.verifications.rows}

    def _bands(self) -> list[int]:
        """The first column of each criterion and of the totals after them: no page begins between these."""
        codes = {c.code for c in self.criteria}
        owners = [name.partition(".")[2] if name.partition(".")[2] in codes else "" for name in self.columns]
        return [at for at, (before, owner) in enumerate(pairwise(owners), MATCH + 2) if owner != before]

    def _width(self, name: str) -> float:
        part, _, code = name.partition(".")
        alone = part == "diem" and not any(c.is_leaf for c in self.criteria if c.code == code)
        return _WIDE if alone else _WIDTHS.get(part, 8.0)

    def _headers(self, canvas: Canvas) -> None:
        pen = canvas.pen
        canvas.header(HEADER, ("Mã", "Đơn vị", "Mã nhóm", "Dòng"))
        canvas.widths(14, 32, 11, 6)
        pen.sheet.set_column(MATCH, MATCH, 6, None, {"hidden": True})
        by_code = {c.code: c for c in self.criteria}
        shown = ""
        for name, at in self.columns.items():
            part, _, code = name.partition(".")
            hidden = self._hidden(name)
            options = {"hidden": True, "level": 1} if hidden else {}
            pen.sheet.set_column(at, at, self._width(name), None, options)
            pen.text(HEADER, at, _PARTS.get(part) or TOTALS.get(name) or name.lstrip("#"), pen.styles.header())
            pen.text(_CODE_ROW, at, name.lstrip("#"), pen.styles(font_size=8, font_color="#7F7F7F", shrink=True))
            if code in by_code and code != shown and not hidden:
                c = by_code[code]
                self._criterion_header(pen, at, c)
                shown = code
        pen.sheet.set_row(HEADER, 46)
        pen.height(_CRITERION, 12.0 * max(self._header_lines(c) for c in self.criteria) + 4)

    def _criterion_header(self, pen: Pen, at: int, c: Criterion) -> None:
        """The criterion above its columns; a header may be merged, no input stands there."""
        text = _said(c)
        style = pen.styles.plain(bold=not c.is_leaf, font_size=9, text_wrap=True, valign="top", bg_color="#D9E2EF")
        last = max(i for name, i in self.columns.items() if name.partition(".")[2] == c.code)
        if last > at:
            checked(pen.sheet.merge_range(_CRITERION, at, _CRITERION, last, text, style), f"header of {c.code}")
        else:
            pen.text(_CRITERION, at, text, style)

    def _header_lines(self, c: Criterion) -> int:
        own = [name for name in self.columns if name.partition(".")[2] == c.code and not self._hidden(name)]
        return lines(_said(c), sum(map(self._width, own)) * _SMALL)

    def _unit(
        self, pen: Pen, scope: ScoringScope, row: int, found: UnitResult, styles: dict[str, Format]
    ) -> None:
        assert found.chosen is not None and found.results is not None
        by_code = {s.criterion.code: s for s in found.scores}
        for name, at in self.columns.items():
            part, _, code = name.partition(".")
            style = styles[part]
            if name in self.formulas:
                value = self._cached(name, part, by_code.get(code), found)
                pen.write_formula(row, at, scope.render(self.formulas[name], row), style, value)
            else:
                given = by_code[code].verified if part == "#tham_dinh" else found.chosen.values.get(name)
                pen.put(row, at, given, style)

    def _styles(self, pen: Pen) -> dict[str, Format]:
        """By part of a name: what was given, words, points."""
        points = points_format(self.plan.campaign.settings.point_decimals)
        styles = {}
        for part in dict.fromkeys(name.partition(".")[0] for name in self.columns):
            words = part in ("#co_so", "#xep_loai", "ad", "so_tieu_chi_0", "so_tu_cham", "#muc", "#bac")
            styles[part] = (
                pen.styles.plain(num_format="@" if part == "minh_chung" else points) if part in _GIVEN else
                pen.styles.formula(num_format="General" if words else points, **({"align": "center"} if words else {}),
                                   bold=part in ("diem", "tong_diem", "#xep_loai")))
        return styles

    def _cached(self, name: str, part: str, score: Score | None, found: UnitResult) -> Value:
        if part == "#co_so" and score is not None:
            return BASES[score.basis]
        if part == "#lech" and score is not None:
            return difference(score)
        assert found.results is not None
        return found.results[name]

