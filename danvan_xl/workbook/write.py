"""The consolidated workbook as a whole: its sheets in order, the same bytes for the same result."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from contextlib import contextmanager

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from danvan_xl.campaign.model import FormKind
from danvan_xl.campaign.program import city_rubric
from danvan_xl.consolidate import Consolidation
from danvan_xl.form.pen import Pen
from danvan_xl.form.style import FONT, Styles
from danvan_xl.form.write import Blueprints
from danvan_xl.workbook.amended import amended_sheet
from danvan_xl.workbook.checks import Checks
from danvan_xl.workbook.evidence import evidence_sheet, verified_sheet
from danvan_xl.workbook.ground import Ground
from danvan_xl.workbook.lean import LeanPen, LeanSheet, PlainSheet
from danvan_xl.workbook.lists import list_sheet
from danvan_xl.workbook.overview import Overview
from danvan_xl.workbook.own import OwnTable
from danvan_xl.workbook.package import LeanBook
from danvan_xl.workbook.plan import (
    ADJUSTMENTS,
    CHECKS,
    EVIDENCE,
    GROUND,
    IDENTITY,
    NARRATIVE,
    OVERVIEW,
    OWN,
    RANKING,
    RULES,
    SUMMARY,
    VERIFIED,
    Plan,
)
from danvan_xl.workbook.ranking import ranking_sheet
from danvan_xl.workbook.rules import Rules
from danvan_xl.workbook.scoring import ScoreSheet
from danvan_xl.workbook.sheets import PROTECTION, Canvas
from danvan_xl.workbook.sources import narrative_sheet, source_sheets
from danvan_xl.workbook.summary import Summary
from danvan_xl.workbook.trail import Trail

KIND, VERSION = "tong_hop", "1"


def workbook_bytes(result: Consolidation) -> bytes:
    """The consolidated workbook as .xlsx, locked without a password, every formula with its cached value."""
    stream = io.BytesIO()
    book = LeanBook(stream, {
        "in_memory": True, "strings_to_urls": False, "default_format_properties": {"font_name": FONT, "font_size": 11},
    })
    settings = result.campaign.settings
    created = dt.datetime.combine(settings.report_date or dt.date(settings.year, 1, 1), dt.time())
    book.set_properties({"created": created, "title": settings.name, "author": settings.office})
    book.set_size(2400, 1600)
    plan, styles = Plan(result), Styles(book)

    def charted_sheet(title: str, kind: type[Worksheet] = PlainSheet, pen: type[Pen] = Pen) -> Canvas:
        sheet = book.add_worksheet(title, kind)
        sheet.protect("", PROTECTION)
        return Canvas(pen(sheet, styles), plan)

    @contextmanager
    def new_sheet(title: str) -> Iterator[Canvas]:
        """One that no chart shows; once written its cells take little memory."""
        canvas = charted_sheet(title, LeanSheet, LeanPen)
        yield canvas
        canvas.pen.sheet.finish()

    overview = charted_sheet(OVERVIEW)
    with new_sheet(GROUND) as canvas:
        Ground(canvas, Blueprints(result.campaign)).write()
    with new_sheet(SUMMARY) as canvas:
        Summary(canvas).write()
    for form in result.campaign.forms:
        if form.kind is FormKind.LIST:
            with new_sheet(plan.titles[f"danh_sach.{form.code}"]) as canvas:
                list_sheet(canvas, form)
    sheets = tuple(ScoreSheet(plan, rubric) for rubric in plan.rubrics)
    ranked = ranking_sheet(charted_sheet(RANKING), sheets) if sheets else 0
    for sheet in sheets:
        with new_sheet(sheet.title) as canvas:
            sheet.write(canvas)
    own = city_rubric(result.campaign) is not None
    if own:
        with new_sheet(OWN) as canvas:
            OwnTable(canvas).write()
    if result.verifications.rows:
        with new_sheet(VERIFIED) as canvas:
            verified_sheet(canvas)
    trail = Trail(plan, sheets)
    if sheets:
        with new_sheet(EVIDENCE) as canvas:
            evidence_sheet(canvas, trail)
    with new_sheet(CHECKS) as canvas:
        Checks(canvas, trail).write()
    with new_sheet(RULES) as canvas:
        Rules(canvas).write()
    with new_sheet(ADJUSTMENTS) as canvas:
        amended_sheet(canvas, trail)
    source_sheets(new_sheet, result)
    with new_sheet(NARRATIVE) as canvas:
        narrative_sheet(canvas)
    Overview(overview, book, ranked, own).write()
    _identity(book, result)
    book.close()
    return stream.getvalue()


def _identity(book: xlsxwriter.Workbook, result: Consolidation) -> None:
    sheet = book.add_worksheet(IDENTITY)
    sheet.very_hidden()
    settings = result.campaign.settings
    entries = (("loai", KIND), ("dinh_dang", VERSION), ("dot", settings.code), ("nam", str(settings.year)),
               ("dinh_nghia", result.campaign.digest))
    for row, pair in enumerate(entries):
        for column, text in enumerate(pair):
            sheet.write_string(row, column, text)
