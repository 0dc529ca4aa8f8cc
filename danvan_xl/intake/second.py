"""A second opinion on a workbook of unusual form: openpyxl reads it too, and where the two differ it is said."""

from __future__ import annotations

import datetime as dt
import io
import logging
import unicodedata
import zipfile
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import islice
from typing import Any

from danvan_xl.findings import Finding
from danvan_xl.formula import FormulaError, Value
from danvan_xl.intake.book import RawSheet, a1
from danvan_xl.intake.looks import STRUCK

logger = logging.getLogger(__name__)
_MOST = 20
_CLOSE = 1e-9


def _letters(text: str) -> list[str]:
    """A text without what marks raised and struck letters, which openpyxl leaves out."""
    return unicodedata.normalize("NFKC", text.replace(STRUCK, "")).split()


def _same(ours: Value, theirs: Any) -> bool:
    match ours:
        case Decimal():
            if isinstance(theirs, bool) or not isinstance(theirs, (int, float)):
                # openpyxl may show a number as a date where we do not, and the other way round
                return isinstance(theirs, (dt.date, dt.time, dt.timedelta))
            return abs(float(ours) - theirs) <= _CLOSE * max(1.0, abs(theirs))
        case dt.date():
            day = theirs.date() if isinstance(theirs, dt.datetime) else theirs
            return day == ours or not isinstance(day, dt.date)
        case FormulaError(code):
            return bool(code == theirs)
        case str():
            return not isinstance(theirs, str) or _letters(ours) == _letters(theirs)
    return bool(ours == theirs)


def _differing(sheets: Sequence[RawSheet], content: bytes) -> Iterator[Finding]:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    for sheet in sheets:
        if sheet.title not in book.sheetnames:
            continue
        # what a merged area hides, or a link shows in an empty cell, openpyxl has its own rules for
        for (row, column), cell in sheet.cells.items():
            theirs = book[sheet.title].cell(row + 1, column + 1).value
            if cell.value is not None and theirs is not None and not _same(cell.value, theirs):
                yield Finding("T016", sheet=sheet.title, cell=a1((row, column)), found=str(cell.value),
                              expected=str(theirs))


def differences(sheets: Sequence[RawSheet], content: bytes) -> list[Finding]:
    """Cells that openpyxl reads differently, a few of them; none when it cannot read the workbook at all."""
    try:
        return list(islice(_differing(sheets, content), _MOST))
    except (zipfile.BadZipFile, LookupError, ValueError, TypeError, AttributeError, OSError, SyntaxError,
            ArithmeticError, RuntimeError) as error:
        # a broken XML is a SyntaxError, to the standard parser and to lxml
        logger.info("openpyxl cannot read a workbook of unusual form: %s", type(error).__name__)
        return []
