"""Writing a unit's workbook: the clean form, or one filled with values."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import xlsxwriter

from danvan_xl.campaign.model import Campaign, FormKind, Unit
from danvan_xl.campaign.points import YES
from danvan_xl.campaign.program import Program, unit_checks, unit_program
from danvan_xl.form.check_sheet import checks
from danvan_xl.form.formulas import form_program
from danvan_xl.form.guide import guide
from danvan_xl.form.identity import formula_digest, write_identity
from danvan_xl.form.layout import FEEDBACK_SHEET, MAP_SHEET, Layout, is_public, make_layout
from danvan_xl.form.list_sheet import list_form
from danvan_xl.form.marks import Mark, correction_sheet, marked_cells
from danvan_xl.form.page import Content, Page
from danvan_xl.form.pen import KnownFunctions, Pen
from danvan_xl.form.remarks import STATUSES, YES_NO, CheckRemarks
from danvan_xl.form.scoring_sheet import scoring
from danvan_xl.form.sheets import indicators
from danvan_xl.form.style import Styles
from danvan_xl.form.validation import checked
from danvan_xl.formula import Calculator, Value, names, render
from danvan_xl.tables.underscores import keep_underscores

PROTECTION = {
    "format_columns": True, "format_rows": True, "sort": True, "autofilter": True, "select_locked_cells": True,
}
CHOICE_SHEET = "_danh_muc"
PAINTERS: dict[str, Callable[[Page], None]] = {
    "huong_dan": guide, FormKind.INDICATORS: indicators, FormKind.NARRATIVE: indicators,
    FormKind.LIST: list_form, FormKind.SCORING: scoring, "kiem_tra": checks,
}


@dataclass(frozen=True)
class Blueprint:
    """What all workbooks of one shape share: their formulas, their map, and calculators for them."""

    campaign: Campaign
    unit: Unit

    @cached_property
    def program(self) -> Program:
        return form_program(self.campaign, self.unit)

    @cached_property
    def layout(self) -> Layout:
        return make_layout(self.campaign, self.unit, self.program.formulas)

    @cached_property
    def calculator(self) -> Calculator:
        """For the cells of the workbook itself."""
        return self.program.calculator()

    @cached_property
    def as_read(self) -> Program:
        """The same rules over values as they were read; names of the city's figures are inputs."""
        return unit_program(self.campaign, self.unit, as_read=True)

    @cached_property
    def always_apply(self) -> dict[str, Value]:
        """What criteria without a condition say of whether they apply."""
        return {name: YES for name in self.as_read.inputs if name.startswith("ad.")}

    @cached_property
    def awaits_city(self) -> bool:
        """Whether anything depends on figures that are known only when all returns are in."""
        return any(name.startswith("tp.") for tree in self.as_read.formulas.values() for name in names(tree))

    @cached_property
    def evaluator(self) -> Calculator:
        """For values as they were read."""
        return self.as_read.calculator()

    def evaluate(
        self, values: Mapping[str, Value], lists: Mapping[str, Sequence[Value]], *, as_read: bool
    ) -> dict[str, Value]:
        """Every formula's result; a list may be longer than the form's (rows were inserted)."""
        program, calculator = (self.as_read, self.evaluator) if as_read else (self.program, self.calculator)
        longer = {n: len(c) for n, c in lists.items() if n in program.ranges and len(c) > program.ranges[n]}
        if longer:
            calculator = program.calculator(longer)
        return calculator.calculate(values, lists)

    @cached_property
    def texts(self) -> dict[str, str]:
        """Every formula as it stands in its cell: public names as names, all else by address."""
        spots = self.layout.spots

        def write_name(sheet: str) -> Callable[[str], str]:
            return lambda name: name if is_public(name) else spots[name].address(sheet)

        writers = {plan.title: write_name(plan.title) for plan in self.layout.sheets}
        return {n: render(tree, writers[spots[n].sheet]) for n, tree in self.program.formulas.items() if n in spots}

    @cached_property
    def untouched(self) -> dict[str, Value]:
        """The results of a form in which nothing is filled."""
        return self.calculator.calculate({}, {})

    @cached_property
    def checked_fields(self) -> frozenset[str]:
        """Codes of the fields in whose rows a check speaks in full."""
        speaking = CheckRemarks(self.campaign, self.unit, unit_checks(self.campaign, self.unit))
        return frozenset(fields[0][1].code for fields in speaking.fields_of.values() if fields)

    @cached_property
    def formula_digests(self) -> dict[str, str]:
        return {name: formula_digest(tree) for name, tree in self.program.formulas.items()}


class Blueprints:
    """Blueprints made once a shape; units of one group mostly share theirs."""

    def __init__(self, campaign: Campaign) -> None:
        self._campaign = campaign
        self._made: dict[tuple[str, ...], Blueprint] = {}

    def of(self, unit: Unit) -> Blueprint:
        shape = self._campaign.shape_of(unit)
        if shape not in self._made:
            self._made[shape] = Blueprint(self._campaign, unit)
        return self._made[shape]


def _choice_ranges(book: xlsxwriter.Workbook, campaign: Campaign, styles: Styles) -> dict[str, str]:
    """Write every list of choices on a hidden sheet; validations refer to ranges, never to joined texts."""
    sheet = book.get_worksheet_by_name(CHOICE_SHEET)
    lists = {"#tinh_trang": STATUSES, "#co_khong": YES_NO}
    lists |= {c.codelist: campaign.choices(c.codelist) for c in campaign.codes}
    ranges = {}
    for column, (name, labels) in enumerate(lists.items()):
        letter = xlsxwriter.utility.xl_col_to_name(column)
        for row, label in enumerate(labels):
            checked(sheet.write_string(row, column, label, styles()), f"choice {label}")
        ranges[name] = f"={CHOICE_SHEET}!${letter}$1:${letter}${len(labels)}"
    return ranges


def form_bytes(
    campaign: Campaign,
    unit: Unit,
    blueprints: Blueprints | None = None,
    values: Mapping[str, Value] | None = None,
    lists: Mapping[str, Sequence[Value]] | None = None,
    *,
    marks: Sequence[Mark] = (),
    last_source: str = "",
) -> bytes:
    """One unit's workbook as .xlsx; the same input gives the same bytes.

    Parameters
    ----------
    values, lists:
        What to fill in, by name (``hs_tong``, ``hs_tong.kh``, ``tu_cham.a1``) and by list column (``vb.so``).
        Formula cells get their right cached results either way.
    marks:
        What to correct: wrong cells are coloured and commented, and a first sheet lists all with links.
    last_source:
        Where the last-period figures among ``values`` come from, for the unit to read.
    """
    blueprint = (blueprints or Blueprints(campaign)).of(unit)
    values, lists = values or {}, lists or {}
    results = blueprint.calculator.calculate(values, lists) if values or lists else blueprint.untouched
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_urls": False})
    settings = campaign.settings
    created = dt.datetime.combine(settings.report_date or dt.date(settings.year, 1, 1), dt.time())
    book.set_properties({"created": created, "title": f"{settings.name} – {unit.name}", "author": settings.office})
    book.set_size(2400, 1600)
    styles = Styles(book)
    layout = blueprint.layout
    corrections = book.add_worksheet(FEEDBACK_SHEET) if marks else None
    made = [book.add_worksheet(plan.title, KnownFunctions) for plan in layout.sheets]
    book.add_worksheet(CHOICE_SHEET).hide()
    identity = book.add_worksheet(MAP_SHEET)
    identity.very_hidden()
    content = Content(
        campaign, unit, layout, blueprint.texts, results, values,
        {name: tuple(column) for name, column in lists.items()}, _choice_ranges(book, campaign, styles),
        marked_cells(layout, marks), last_source, blueprint.checked_fields,
    )
    for sheet, plan in zip(made, layout.sheets, strict=True):
        PAINTERS[plan.kind](Page(sheet, styles, plan, content))
        sheet.protect("", PROTECTION)
    if corrections is not None:
        correction_sheet(Pen(corrections, styles), content, marks)
        corrections.protect("", PROTECTION)
    write_identity(identity, campaign, unit, layout, blueprint.formula_digests)
    for name, spot in layout.spots.items():
        if is_public(name):
            checked(book.define_name(name, f"={spot.address()}"), f"name {name}")
    book.close()
    return keep_underscores(stream.getvalue())
