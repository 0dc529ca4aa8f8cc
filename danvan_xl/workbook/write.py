"""The consolidated workbook as a whole: its sheets in order, the same bytes for the same result."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from contextlib import contextmanager

import xlsxwriter

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
from danvan_xl.workbook.lean import LeanSheet
from danvan_xl.workbook.lists import list_sheet
from danvan_xl.workbook.overview import Overview
from danvan_xl.workbook.own import OwnTable
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
    book = xlsxwriter.Workbook(stream, {
        "in_memory": True, "strings_to_urls": False, "default_format_properties": {"font_name": FONT, "font_size": 11},
    })
    settings = result.campaign.settings
    created = dt.datetime.combine(settings.report_date or dt.date(settings.year, 1, 1), dt.time())
    book.set_properties({"created": created, "title": settings.name, "author": settings.office})
    book.set_size(2400, 1600)
    plan, styles = Plan(result), Styles(book)

    def new_sheet(title: str) -> Canvas:
        sheet = book.add_worksheet(title, LeanSheet)
        sheet.protect("", PROTECTION)
        return Canvas(Pen(sheet, styles), plan)

    @contextmanager
    def long_sheet(title: str) -> Iterator[Canvas]:
        """One that no chart shows; once written its cells take little memory."""
        canvas = new_sheet(title)
        yield canvas
        canvas.pen.sheet.finish()

    overview = new_sheet(OVERVIEW)
    with long_sheet(GROUND) as canvas:
        Ground(canvas, Blueprints(result.campaign)).write()
    with long_sheet(SUMMARY) as canvas:
        Summary(canvas).write()
    for form in result.campaign.forms:
        if form.kind is FormKind.LIST:
            with long_sheet(plan.titles[f"danh_sach.{form.code}"]) as canvas:
                list_sheet(canvas, form)
    sheets = tuple(ScoreSheet(plan, rubric) for rubric in plan.rubrics)
    ranked = ranking_sheet(new_sheet(RANKING), sheets) if sheets else 0
    for sheet in sheets:
        with long_sheet(sheet.title) as canvas:
            sheet.write(canvas)
    own = city_rubric(result.campaign) is not None
    if own:
        OwnTable(new_sheet(OWN)).write()
    if result.verifications.rows:
        verified_sheet(new_sheet(VERIFIED))
    trail = Trail(plan, sheets)
    if sheets:
        evidence_sheet(new_sheet(EVIDENCE), trail)
    with long_sheet(CHECKS) as canvas:
        Checks(canvas, trail).write()
    Rules(new_sheet(RULES)).write()
    amended_sheet(new_sheet(ADJUSTMENTS), trail)
    source_sheets(long_sheet, result)
    narrative_sheet(new_sheet(NARRATIVE))
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
