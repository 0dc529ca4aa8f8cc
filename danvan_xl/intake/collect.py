"""Collecting a unit's answers from the cells where the map's names stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from danvan_xl.campaign.citing import label_of
from danvan_xl.campaign.model import Campaign, Criterion, Field, FieldKind, Form, FormKind, Unit
from danvan_xl.campaign.names import FACET_WORDS, facet_name, facets_of
from danvan_xl.campaign.program import unit_checks
from danvan_xl.findings import Finding
from danvan_xl.form.layout import GUIDE_COUNTS, GUIDE_DAYS, GUIDE_INPUTS, TOTAL_ROWS
from danvan_xl.form.write import Blueprint
from danvan_xl.formula import FormulaError, Value
from danvan_xl.intake.answers import Answer
from danvan_xl.intake.book import RawBook, RawCell, a1, position
from danvan_xl.intake.locate import Located
from danvan_xl.intake.numbers import folded, read_number, word_key
from danvan_xl.intake.status import NO_FIGURE, read_status, status_as_value, with_status
from danvan_xl.intake.typed import (
    NOT_NUMBERS,
    Remark,
    State,
    Typed,
    is_empty,
    kept_text,
    names_total,
    read_value,
    shown,
)

_MOST_ROWS = 20_000
_Columns = Mapping[str, list[tuple[tuple[str, str], RawCell | None]]]
"""A list's columns: where each cell is, and what it holds."""


def labels(campaign: Campaign, unit: Unit) -> dict[str, str]:
    """Name of a formula or input → what a person calls it."""
    result = {**dict(TOTAL_ROWS), **{name: label for _, name, label in GUIDE_COUNTS}}
    for form in campaign.forms_of(unit):
        for part, what in (("#dem", "Số dòng đã nhập"), ("#thieu", "Số mục còn thiếu"), ("#sai", "Số ô nhập sai")):
            result[f"{part}.{form.code}"] = f"{what}, trang {form.title}"
        for field in campaign.fields_of(unit, form):
            result[field.code] = field.label
            result |= {f"#tl_{facet}.{field.code}": field.label for facet in ("kh", "ck")}
            result[f"#nx.{field.code}"] = f"nhận xét “{field.label}”"
    for check in unit_checks(campaign, unit):
        for part in ("", ".trai", ".phai", ".lech", ".kq"):
            result[f"#kt.{check.code}{part}"] = check.message
    for criterion in campaign.criteria_of(campaign.rubric_of(unit)):
        for part in ("diem", "ad", "#so_lieu", "#nx.tu_cham"):
            result[f"{part}.{criterion.code}"] = label_of(campaign, criterion)
    return result


class Collector:
    """Reads one located workbook; ``answers``, ``values``, ``lists`` and ``findings`` fill up as it goes."""

    def __init__(self, campaign: Campaign, unit: Unit, book: RawBook, located: Located) -> None:
        self.campaign, self.unit, self.places, self._located = campaign, unit, located.places, located
        self._sheets = {sheet.title: sheet for sheet in book.sheets}
        self.answers: list[Answer] = []
        self.values: dict[str, Value] = {}
        self.lists: dict[str, tuple[Value, ...]] = {}
        self.findings: list[Finding] = []

    def collect(self) -> None:
        for name, label in GUIDE_INPUTS:
            if name in self.places:
                self._cover(name, label)
        for form in self.campaign.forms_of(self.unit):
            match form.kind:
                case FormKind.LIST:
                    self._list(form)
                case FormKind.SCORING:
                    for criterion in self.campaign.criteria_of(self.campaign.rubric_of(self.unit)):
                        if criterion.is_leaf:
                            self._self_score(criterion)
                case _:
                    for field in self.campaign.fields_of(self.unit, form):
                        self._field(form, field)

    # --- cells ---------------------------------------------------------------------------------------------

    def _cell(self, name: str, label: str) -> RawCell | None:
        """The cell of a name; a name that cannot be found is a finding."""
        place = self.places.get(name)
        if self._doubted(name, label):
            return None
        if place is None:
            home = self._located.home.get(name, "")
            self.findings.append(Finding("C005", sheet=self._located.titles.get(home, home), field=label, detail=name))
            return None
        return self._sheets[place.sheet].cells.get(place.at)

    def _doubted(self, name: str, label: str, item: int = 0) -> bool:
        """Whether the value of a name must not be used; why is a finding."""
        doubt = self._located.doubts.get((name, item))
        if doubt is None:
            return False
        place = self.places.get(name)
        found = shown(self._sheets[place.sheet].value(place.item(max(item - 1, 0)))) if place else ""
        self.findings.append(replace(doubt, field=label, found=doubt.found or found or "trống"))
        return True

    def _say(self, remark: Remark, label: str, sheet: str, cell: str, level: str = "") -> None:
        self.findings.append(Finding(
            remark.code, sheet=sheet, cell=cell, field=label, found=remark.found, expected=remark.expected, level=level,
        ))

    def _where(self, name: str) -> tuple[str, str]:
        place = self.places.get(name)
        return (place.sheet, place.cell) if place else ("", "")

    def _raw(self, name: str) -> Value:
        place = self.places.get(name)
        return self._sheets[place.sheet].value(place.at) if place else None

    def _text(self, name: str, label: str) -> str:
        cell = self._cell(name, label)
        text, remarks = kept_text(cell) if cell and not is_empty(cell) else ("", ())
        for remark in remarks:
            self._say(remark, label, *self._where(name))
        self.values[name] = text or None
        return text

    def _status(self, name: str, label: str) -> str:
        status, remarks = read_status(self._cell(name, label))
        for remark in remarks:
            self._say(remark, label, *self._where(name))
        self.values[name] = status or None
        return status

    def _cover(self, name: str, label: str) -> None:
        """What a unit says of its return as a whole. No figure hangs on it: what cannot be read stays as typed."""
        cell = self._cell(name, label)
        typed = read_value(
            self.campaign, Field("", name, label, FieldKind.DATE if name in GUIDE_DAYS else FieldKind.TEXT), cell)
        unread = typed.state is State.INVALID
        for remark in typed.remarks:
            self._say(remark, label, *self._where(name), "canh_bao" if unread else "")
        kept = cell.value if cell and unread and not isinstance(cell.value, FormulaError) else typed.value
        if kept is not None:
            self.values[name] = kept

    # --- indicators and narrative -----------------------------------------------------------------------------

    def _field(self, form: Form, field: Field) -> None:
        status = ""
        if not field.formula and form.kind is FormKind.INDICATORS:
            status = self._status(f"{field.code}.tt", f"{field.label}, tình trạng")
        note = self._text(f"{field.code}.gc", f"{field.label}, ghi chú")
        for facet in facets_of(field):
            if facet or not field.formula:
                self._facet(form, field, facet, "" if facet else status)
        if field.kind.is_number and not field.formula and note and not status:
            self._figure_in_note(field, note)

    def _figure_in_note(self, field: Field, note: str) -> None:
        """A number in the note of a blank field has probably slipped into the neighbouring column."""
        found, place = read_number(note, field.unit_of_measure), self.places.get(field.code)
        if (found.value is not None or found.meanings) and place and is_empty(self._sheets[place.sheet].cells.get(
                place.at)):
            self._say(Remark("G016", note), field.label, *self._where(f"{field.code}.gc"))

    def _facet(self, form: Form, field: Field, facet: str, status: str) -> None:
        name, label = facet_name(field.code, facet), field.label + FACET_WORDS[facet]
        cell = self._cell(name, label)
        sheet, address = self._where(name)
        if field.kind is not FieldKind.TEXT and (said := status_as_value(cell)):
            typed = with_status(field, Typed(None, State.BLANK, (Remark("G004", said, f"tình trạng “{said}”"),)), said)
        else:
            typed = with_status(field, read_value(self.campaign, field, cell), status)
        for remark in typed.remarks:
            self._say(remark, label, sheet, address)
        if not self._located.is_sure(name):
            typed = Typed(None, State.INVALID)
        elif typed.state is State.BLANK and field.required and not facet:
            self._say(Remark("G001"), label, sheet, address, "canh_bao" if status == NO_FIGURE else "")
        self.values[name] = typed.value
        raw = cell.value if cell else self._raw(name)
        self.answers.append(Answer(form.code, field, facet, None, typed.value, typed.state, raw, sheet, address))

    # --- lists ------------------------------------------------------------------------------------------------

    def _list(self, form: Form) -> None:
        fields = self.campaign.fields_of(self.unit, form)
        status = self._status(f"{form.code}.tt", f"{form.title}, tình trạng")
        columns = {f.code: self._column(form, f) for f in fields}
        length = max((len(cells) for cells in columns.values()), default=0)
        doubted = {item - 1 for name, item in self._located.doubts if name.startswith(f"{form.code}.") and item}
        filled = [i for i in range(length)
                  if i in doubted or any(i < len(c) and not is_empty(c[i][1]) for c in columns.values())]
        if not all(columns.values()):
            # What stood in a column that cannot be read is unknown: a row that looks blank without it may not be.
            filled = [*range(max(filled, default=-1) + 1)]
        kept: dict[str, list[Value]] = {f.code: [] for f in fields}
        filled = [item for item in filled if not self._is_total(form, columns, item)]
        empty = [item for item in filled if self._says_nothing(columns, item)]
        filled = [item for item in filled if item not in empty]
        for item in empty:
            where, cell = next(c[item] for c in columns.values() if item < len(c) and not is_empty(c[item][1]))
            self._say(Remark("G009", shown(cell.value) if cell else ""), f"{form.title}, dòng {item + 1}", *where)
        for item in filled:
            for field in fields:
                where, cell = columns[field.code][item] if item < len(columns[field.code]) else (("", ""), None)
                kept[field.code].append(self._item(form, field, item + 1, where, cell))
        self.lists.update({f"{form.code}.{code}": tuple(values) for code, values in kept.items()})
        where = self._where(f"{form.code}.tt")
        if filled and status:
            self._say(Remark("G007", f"{len(filled)} dòng", status), form.title, *where)
        elif not filled and not empty and not status and any(f.required for f in fields):
            self._say(Remark("G001"), form.title, *where)

    def _is_total(self, form: Form, columns: _Columns, item: int) -> bool:
        """Whether a row of a list says, before or in its cells, that it is the sum of the others."""
        cells = [c[item] for c in columns.values() if item < len(c)]
        lines = self._located.lines.get(form.title)
        if cells and lines and lines.numbers is not None and (at := position(cells[0][0][1])):
            number = at[0], lines.numbers
            cells.append(((lines.sheet.title, a1(number)), lines.sheet.cells.get(number)))
        for where, cell in cells:
            if cell and isinstance(cell.value, str) and names_total(cell.value):
                self._say(Remark("G018", folded(cell.value)), f"{form.title}, dòng {item + 1}", *where)
                return True
        return False

    @staticmethod
    def _says_nothing(columns: _Columns, item: int) -> bool:
        """Whether a row of a list holds one cell only, and that says that there is nothing."""
        cells = [c[item][1] for c in columns.values() if item < len(c) and not is_empty(c[item][1])]
        return len(cells) == 1 and cells[0] is not None and isinstance(cells[0].value, str) and (
            word_key(cells[0].value) in NOT_NUMBERS)

    def _column(self, form: Form, field: Field) -> list[tuple[tuple[str, str], RawCell | None]]:
        name, label = f"{form.code}.{field.code}", f"{form.title}, {field.label}"
        place = self.places.get(name)
        if self._doubted(name, label):
            return []
        if place is None or place.last is None:
            sheet = self._located.titles.get(form.title, form.title)
            self.findings.append(Finding("C005", sheet=sheet, field=label, detail=f"cột {name}"))
            return []
        cells = self._sheets[place.sheet].cells
        spots = [place.item(i) for i in range(place.last - place.row + 1)]
        return [((place.sheet, a1(at)), cells.get(at)) for at in spots]

    def _item(self, form: Form, field: Field, item: int, where: tuple[str, str], cell: RawCell | None) -> Value:
        label = f"{form.title}, dòng {item}, {field.label}"
        name = f"{form.code}.{field.code}"
        lost = self._doubted(name, label, item) or not self._located.is_sure(name)
        typed = Typed(None, State.INVALID) if lost else read_value(self.campaign, field, cell)
        for remark in typed.remarks:
            self._say(remark, label, *where)
        if typed.state is State.BLANK and field.required:
            self._say(Remark("G001"), label, *where)
        raw = cell.value if cell else None
        self.answers.append(Answer(form.code, field, "", item, typed.value, typed.state, raw, *where))
        return typed.value

    # --- scoring ------------------------------------------------------------------------------------------------

    def _self_score(self, criterion: Criterion) -> None:
        code, label = criterion.code, label_of(self.campaign, criterion)
        self._text(f"minh_chung.{code}", f"{label}, tài liệu kiểm chứng")
        name = f"tu_cham.{code}"
        cell = self._cell(name, label)
        points = Field("", code, label, FieldKind.DECIMAL)
        typed = read_value(self.campaign, points, cell)
        outside = isinstance(typed.value, Decimal) and not 0 <= typed.value <= criterion.maximum
        if not self._located.is_sure(name):
            typed = Typed(None, State.INVALID)
        elif typed.state is State.INVALID or outside:
            found = typed.remarks[0].found if typed.remarks else shown(typed.value)
            self._say(Remark("D002", found, shown(criterion.maximum)), label, *self._where(name))
            typed = Typed(None, State.INVALID)
        else:
            for remark in typed.remarks:
                self._say(remark, label, *self._where(name))
        self.values[name] = typed.value


def raw_inputs(
    book: RawBook, blueprint: Blueprint, located: Located
) -> tuple[dict[str, Value], dict[str, tuple[Value, ...]]]:
    """Cells as they stand where the file's own names point, for recomputing what the file itself should show."""
    sheets = {sheet.title: sheet for sheet in book.sheets}
    places = {**located.places, **located.named}
    values = {n: sheets[p.sheet].value(p.at) for n in blueprint.program.inputs if (p := places.get(n))}
    lists: dict[str, tuple[Value, ...]] = {}
    for name in blueprint.program.ranges:
        place = places.get(name)
        if place is not None and place.last is not None:
            rows = range(min(place.last - place.row + 1, _MOST_ROWS))
            lists[name] = tuple(sheets[place.sheet].value(place.item(i)) for i in rows)
    return values, lists
