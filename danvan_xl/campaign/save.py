"""Writing a definition: one .xlsx for people, or a folder of .csv. What is written loads equal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

from danvan_xl.campaign.explain import SETTINGS as SETTINGS_HELP
from danvan_xl.campaign.explain import TABLES, column_help
from danvan_xl.campaign.guide import GUIDE_SHEET, GUIDE_WIDTHS, guide_lines
from danvan_xl.campaign.model import Campaign
from danvan_xl.campaign.schema import (
    ATTRIBUTE,
    SCHEMA_OF,
    SCHEMAS,
    SETTINGS,
    SETTINGS_HEADERS,
    SETTINGS_NOTE,
    SETTINGS_SHEET,
    Column,
    Schema,
    Type,
)
from danvan_xl.files import write_whole
from danvan_xl.tables import Kind, Sheet, SheetColumn, book_bytes, csv_bytes, source_of

_WIDTHS = {Type.FORMULA: 44, Type.YES_NO: 9, Type.INTEGER: 10, Type.NUMBER: 10, Type.DATE: 14, Type.CODE: 18}
_LONG = ("ten", "noi_dung", "huong_dan", "ghi_chu", "thong_bao", "tieu_de", "mau_dong", "chu_thich")
_EXACT_DIGITS = 15


def cell_text(value: Any) -> str:
    """A value of the model as a cell of a .csv holds it: one text for equal values."""
    match value:
        case None | False:
            return ""
        case True:
            return "x"
        case Decimal():
            return f"{value.normalize():f}"
        case dt.date():
            return value.isoformat()
        case tuple():
            return ";".join(map(str, value))
    return str(value)


def _lines_text(value: Any, column: Column) -> str:
    return "; ".join(value) if column.type is Type.LINES and value else cell_text(value)


def _default(schema: Schema, column: Column) -> Any:
    field = schema.record.__dataclass_fields__[column.attribute]
    return field.default


def _record_values(schema: Schema, record: Any) -> list[Any]:
    """What a row states; a default that nobody needs to write is left blank."""
    return [
        None if not c.required and getattr(record, c.attribute) == _default(schema, c) else getattr(record, c.attribute)
        for c in schema.columns
    ]


def tables_of(campaign: Campaign) -> dict[str, list[list[str]]]:
    """Table → its rows as text, the header first: the canonical form that digests and .csv files share."""
    settings = [[c.code, _lines_text(getattr(campaign.settings, c.attribute), c)] for c in SETTINGS]
    result = {SETTINGS_SHEET[0]: [list(SETTINGS_HEADERS), *settings]}
    for schema in SCHEMAS:
        records = getattr(campaign, ATTRIBUTE[schema.table])
        rows = [[cell_text(v) for v in _record_values(schema, record)] for record in records]
        result[schema.table] = [[c.code for c in schema.columns], *rows]
    return result


def _kind(column: Column) -> Kind:
    if column.type in (Type.NUMBER, Type.INTEGER):
        return Kind.NUMBER
    return Kind.DATE if column.type is Type.DATE else Kind.TEXT


def _cell(value: Any, column: Column) -> str | Decimal | dt.date:
    """A number or date as itself, so that Excel shows it in its own way; anything else as text."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = Decimal(value)
    if isinstance(value, Decimal) and len(value.as_tuple().digits) <= _EXACT_DIGITS:
        return value
    return value if isinstance(value, dt.date) else _lines_text(value, column)


def _plan(campaign: Campaign, schema: Schema, column: Column) -> SheetColumn:
    choices, source = column.allowed, ""
    if column.type is Type.YES_NO:
        choices = ("x",)
    if column.refers:
        table, _, code = column.refers.partition(".")
        target = SCHEMA_OF[table]
        at = next(i for i, c in enumerate(target.columns) if c.code == code)
        if code == "ma":
            source = source_of(target.sheet, at)
        else:
            attribute = target.columns[at].attribute
            choices = tuple(dict.fromkeys(getattr(r, attribute) for r in getattr(campaign, ATTRIBUTE[table])))
    width = 46 if column.code in _LONG else _WIDTHS.get(column.type, 16)
    return SheetColumn(
        column.header, column_help(schema.table, column.code, column.allowed), width, _kind(column), choices, source,
        several=column.type is Type.CODES, required=column.required)


def _settings_sheet(campaign: Campaign) -> Sheet:
    headers = (*SETTINGS_HEADERS.values(), SETTINGS_NOTE)
    columns = (
        SheetColumn(headers[0], "Tên khóa; không sửa.", 24, required=True),
        SheetColumn(headers[1], TABLES["dot"], 60, required=True), SheetColumn(headers[2], "Chỉ để đọc.", 60),
    )
    rows = [
        (c.code, _cell(getattr(campaign.settings, c.attribute), c), f"{c.header}: {SETTINGS_HELP[c.code]}")
        for c in SETTINGS
    ]
    return Sheet(SETTINGS_SHEET[1], columns, rows, room=0)


def _sheets(campaign: Campaign) -> Iterable[Sheet]:
    yield _settings_sheet(campaign)
    for schema in SCHEMAS:
        columns = [_plan(campaign, schema, c) for c in schema.columns]
        records = getattr(campaign, ATTRIBUTE[schema.table])
        rows = [
            [_cell(v, c) for v, c in zip(_record_values(schema, record), schema.columns, strict=True)]
            for record in records
        ]
        yield Sheet(schema.sheet, columns, rows)


def save_campaign(campaign: Campaign, path: str | Path) -> Path:
    """Write a definition; loaded again it is equal, its digest too.

    Parameters
    ----------
    path:
        With suffix ``.xlsx`` one workbook that a person edits (headers explained, drop-downs, a page in front);
        otherwise a folder of .csv, made if missing. Files of that name are replaced.

    Returns
    -------
    Path
        The workbook or folder.

    Raises
    ------
    OutputBusyError
        When the workbook is open in Excel.

    Examples
    --------
    >>> from danvan_xl import load_campaign
    >>> campaign = load_campaign("nga_bay_2023")
    >>> load_campaign(save_campaign(campaign, "dinh_nghia")) == campaign
    True
    """
    target = Path(path)
    if target.suffix.lower() == ".xlsx":
        content = book_bytes(GUIDE_SHEET, guide_lines(), GUIDE_WIDTHS, list(_sheets(campaign)))
        return write_whole(target, content)
    for table, rows in tables_of(campaign).items():
        write_whole(target / f"{table}.csv", csv_bytes(rows))
    return target
