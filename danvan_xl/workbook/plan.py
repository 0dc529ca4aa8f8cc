"""The map of the consolidated workbook: which name stands in which column, row and sheet. Everything writes by it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from xlsxwriter.utility import quote_sheetname, xl_col_to_name

from danvan_xl.campaign.model import Campaign, Check, Field, Form, FormKind, Scope
from danvan_xl.campaign.names import facet_name, facets_of
from danvan_xl.consolidate import Consolidation
from danvan_xl.consolidate.frames import answered, n_answered

OVERVIEW, GROUND, SUMMARY, RANKING, OWN, CHECKS, SOURCES, NARRATIVE = (
    "Tổng quan", "Dữ liệu", "Tổng hợp", "Chấm điểm", "Bảng tự chấm điểm", "Kiểm tra", "Nguồn số liệu", "Thuyết minh",
)
ADJUSTMENTS = "Điều chỉnh và sửa chữa"
RULES = "Phép kiểm tra"
EVIDENCE, VERIFIED = "Minh chứng", "Thẩm định"
IDENTITY = "_danvan"
TITLE_ROW, NOTE_ROW, FORM_ROW, NAME_ROW, HEADER_ROW = range(5)
"""On Dữ liệu the table of units comes first, so that what is frozen leaves a laptop's screen to the units; below it,
after a blank row, the city, each group, means and counts (a filter never reaches over a blank row)."""
CODE, NAME, GROUP, STATE = range(4)
FIRST_COLUMN = 4
COUNT_CELLS = {"so_don_vi": 1, "so_da_nop": 2}
"""Column of Tổng quan's table of groups in which a count stands."""
COUNT_FIRST_ROW = 6
LIST_FIRST_ROW = 4
LIST_UNIT, LIST_UNIT_NAME, LIST_GROUP, LIST_FIRST_COLUMN = range(4)
LONGEST_TITLE = 31


@dataclass(frozen=True, slots=True)
class GroundColumn:
    """A column of Dữ liệu. ``kind``: gia_tri (with its field), tinh_trang (of a list) or kiem_tra (with its check)."""

    name: str
    kind: str
    field: Field | None = None
    facet: str = ""
    check: Check | None = None


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell of the consolidated workbook; rows and columns from 0."""

    sheet: str
    row: int
    column: int

    @property
    def a1(self) -> str:
        return f"{xl_col_to_name(self.column)}{self.row + 1}"

    def address(self, from_sheet: str = "") -> str:
        """The absolute address, without its sheet when seen from there."""
        text = f"${xl_col_to_name(self.column)}${self.row + 1}"
        return text if self.sheet == from_sheet else f"{quote_sheetname(self.sheet)}!{text}"

    @property
    def shown(self) -> str:
        """As people write it: "Dữ liệu!X12"."""
        return f"{self.sheet}!{self.a1}"


def short_title(text: str, taken: set[str]) -> str:
    """A sheet name of at most 31 characters, cut at a word, not yet taken."""
    clean = "".join(c for c in text if c not in "[]:*?/\\'")
    title = clean
    if len(clean) > LONGEST_TITLE:
        title = clean[: LONGEST_TITLE + 1].rsplit(" ", 1)[0].rstrip(" ,-–").removesuffix(" và")
    base, number = title[: LONGEST_TITLE - 4], 2
    while title.casefold() in taken:
        title, number = f"{base} ({number})", number + 1
    taken.add(title.casefold())
    return title


@dataclass(frozen=True)
class Plan:
    result: Consolidation

    @property
    def campaign(self) -> Campaign:
        return self.result.campaign

    # --- Dữ liệu -------------------------------------------------------------------------------------------

    def _ground_columns(self) -> Iterator[GroundColumn]:
        campaign = self.campaign
        for form in campaign.forms:
            if form.kind is FormKind.LIST:
                yield GroundColumn(f"{form.code}.tt", "tinh_trang")
            elif form.kind is not FormKind.NARRATIVE:
                yield from self._values_of(form)
        for check in campaign.checks:
            if check.scope is Scope.UNIT:
                yield GroundColumn(f"#kt.{check.code}", "kiem_tra", check=check)
        for form in campaign.forms:
            if form.kind is FormKind.NARRATIVE:
                yield from self._values_of(form)

    def _values_of(self, form: Form) -> Iterator[GroundColumn]:
        for field in (f for f in self.campaign.fields if f.form == form.code):
            for facet in facets_of(field):
                yield GroundColumn(facet_name(field.code, facet), "gia_tri", field, facet)

    def is_narrative(self, column: GroundColumn) -> bool:
        field = column.field
        return field is not None and self.campaign.form_by_code[field.form].kind is FormKind.NARRATIVE

    @cached_property
    def columns(self) -> tuple[GroundColumn, ...]:
        return tuple(self._ground_columns())

    @cached_property
    def column_of(self) -> dict[str, int]:
        return {c.name: i for i, c in enumerate(self.columns, FIRST_COLUMN)}

    @property
    def city_row(self) -> int:
        return self.last_unit + 2

    def group_row(self, code: str) -> int:
        return self.city_row + 1 + [g.code for g in self.campaign.groups].index(code)

    @property
    def mean_row(self) -> int:
        return self.city_row + 1 + len(self.campaign.groups)

    @property
    def answered_row(self) -> int:
        return self.mean_row + 1

    @property
    def first_unit(self) -> int:
        return HEADER_ROW + 1

    @property
    def last_unit(self) -> int:
        return HEADER_ROW + len(self.campaign.units)

    def unit_row(self, code: str) -> int:
        return self._unit_rows[code]

    @cached_property
    def _unit_rows(self) -> dict[str, int]:
        return {u.code: row for row, u in enumerate(self.campaign.units, self.first_unit)}

    def units(self, column: int, sheet: str = GROUND) -> str:
        """The absolute range of a column of the table of units."""
        letter = xl_col_to_name(column)
        text = f"${letter}${self.first_unit + 1}:${letter}${self.last_unit + 1}"
        return text if sheet == GROUND else f"{quote_sheetname(GROUND)}!{text}"

    def top(self, column: int, row: int, sheet: str = GROUND) -> str:
        """The absolute address of a cell below the table of units."""
        text = f"${xl_col_to_name(column)}${row + 1}"
        return text if sheet == GROUND else f"{quote_sheetname(GROUND)}!{text}"

    def unit_spot(self, unit: str, name: str) -> Spot | None:
        """Where a unit's value stands on Dữ liệu."""
        return Spot(GROUND, self.unit_row(unit), self.column_of[name]) if name in self.column_of else None

    def city_spot(self, name: str) -> Spot | None:
        """Where a single figure of the city's scope stands: ``f``, ``f.kh``, ``f.nhom``, ``f.tb``, ``so_da_nop`` …"""
        groups = [g.code for g in self.campaign.groups]
        base, _, last = name.rpartition(".")
        count, _, group = name.partition(".")
        if count in COUNT_CELLS:
            return Spot(OVERVIEW, COUNT_FIRST_ROW + (groups.index(group) if group else len(groups)), COUNT_CELLS[count])
        if name in self.column_of:
            return Spot(GROUND, self.city_row, self.column_of[name])
        if base not in self.column_of or (last != "tb" and last not in groups):
            return None
        return Spot(GROUND, self.mean_row if last == "tb" else self.group_row(last), self.column_of[base])

    # --- answers -------------------------------------------------------------------------------------------

    @cached_property
    def answered(self) -> dict[str, set[str]]:
        """Unit → the names that it answered with a value."""
        return {found.unit.code: answered(found) for found in self.result.returned}

    @cached_property
    def n_answered(self) -> Counter[str]:
        """How many units answered each name."""
        return n_answered(self.answered.values())

    # --- sheets --------------------------------------------------------------------------------------------

    @cached_property
    def titles(self) -> dict[str, str]:
        """``danh_sach.<form>`` and ``bo.<rubric>`` → the name of the sheet."""
        taken = {t.casefold() for t in (OVERVIEW, GROUND, SUMMARY, RANKING, OWN, CHECKS, SOURCES, NARRATIVE,
                                       ADJUSTMENTS, EVIDENCE, VERIFIED, RULES, IDENTITY)}
        titles = {
            f"danh_sach.{form.code}": short_title(form.title, taken)
            for form in self.campaign.forms if form.kind is FormKind.LIST
        }
        for rubric in self.rubrics:
            members = " và ".join(g.name for g in self.campaign.groups if g.rubric == rubric)
            titles[f"bo.{rubric}"] = short_title(f"Điểm - {members}", taken)
        return titles

    @cached_property
    def rubrics(self) -> tuple[str, ...]:
        """Rubrics of units, in the order of the groups."""
        return tuple(dict.fromkeys(g.rubric for g in self.campaign.groups if g.rubric))

    # --- lists ---------------------------------------------------------------------------------------------

    def list_rows(self, code: str) -> int:
        """Rows of a list's sheet: all units' together, at least one."""
        return max(len(self.result.city.lists[f"{code}.don_vi"]), 1)

    def list_range(self, code: str, column: str, sheet: str = "") -> str:
        """The absolute range of a list's column; ``don_vi`` and ``nhom`` are columns too."""
        keys = {"don_vi": LIST_UNIT, "nhom": LIST_GROUP}
        keys |= {c.code: i for i, c in enumerate(self.campaign.list_columns[code], LIST_FIRST_COLUMN)}
        letter = xl_col_to_name(keys[column])
        text = f"${letter}${LIST_FIRST_ROW + 1}:${letter}${LIST_FIRST_ROW + self.list_rows(code)}"
        title = self.titles[f"danh_sach.{code}"]
        return text if sheet == title else f"{quote_sheetname(title)}!{text}"
