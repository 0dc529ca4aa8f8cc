"""Rows of a table → records of the model, with a finding for every cell that does not fit."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from danvan_xl.campaign.schema import SETTINGS, SETTINGS_NOTE, Column, Schema, Type
from danvan_xl.findings import Finding
from danvan_xl.formula import FormulaSyntaxError, parse
from danvan_xl.tables import Table, TableRow

_CODE = re.compile(r"[a-z][a-z0-9_]*")
_DAY_FIRST = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})")
_LIKE_CELL = re.compile(r"[a-z]{1,3}[0-9]+|r|c|r[0-9]*c[0-9]*")
WORDS = frozenset(["kh", "ck", "tt", "gc", "tb", "tp", "diem", "tu_cham", "minh_chung", "ad", "true", "false"])
"""No code may be one of these."""
RESERVED = WORDS | {
    "diem_chuan", "diem_thuong", "diem_tru", "tong_diem", "so_tieu_chi_0", "so_tu_cham", "so_don_vi", "so_da_nop",
    "don_vi", "nhom", "dot",
}
"""Nor may what formulas name by its bare code."""


def code_problem(code: str) -> str:
    """Why a code breaks the grammar of names, as a Vietnamese phrase; "" when it is fine."""
    if not _CODE.fullmatch(code):
        return "có ký tự không được dùng"
    if _LIKE_CELL.fullmatch(code):
        return "trông giống một địa chỉ ô của Excel"
    return ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record stands, so that later rules can name its cell."""

    table: Table
    row: TableRow

    def finding(self, code: str, column: str = "", **texts: str) -> Finding:
        texts.setdefault("field", column)
        return Finding(
            code, file=self.table.file, sheet=self.table.name, cell=self.table.cell(self.row, column), **texts
        )


class CellError(Exception):
    """A cell that cannot be read: code of the finding and its texts."""

    def __init__(self, code: str, **texts: str) -> None:
        super().__init__(code)
        self.code = code
        self.texts = texts


def _formula(text: str) -> str:
    text = text if text.startswith("=") else f"={text}"
    try:
        parse(text)
    except FormulaSyntaxError as error:
        raise CellError("X010", found=text, detail=str(error.position)) from error
    return text


def _checked_code(text: str) -> str:
    if problem := code_problem(text):
        raise CellError("X009", found=text, detail=problem)
    return text


def _number(text: str, column: Column) -> int | Decimal:
    try:
        return Decimal(text) if column.type is Type.NUMBER else int(text)
    except (ValueError, InvalidOperation) as error:
        raise CellError("X005", found=text, expected=str(column.type)) from error


def _date(text: str) -> dt.date:
    """ISO, or day first as written in Vietnam."""
    try:
        if spelt := _DAY_FIRST.fullmatch(text):
            return dt.date(int(spelt[3]), int(spelt[2]), int(spelt[1]))
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise CellError("X006", found=text) from error


def read_cell(text: str, column: Column) -> Any:
    """The typed value of a filled cell. Raises :class:`CellError`."""
    if column.choices is not None:
        if text not in column.allowed:
            raise CellError("X004", found=text, expected=", ".join(column.allowed))
        is_enum = isinstance(column.choices, type) and issubclass(column.choices, StrEnum)
        return column.choices(text) if is_enum else text  # type: ignore[operator]
    match column.type:
        case Type.CODE:
            return _checked_code(text)
        case Type.CODES:
            return tuple(_checked_code(part.strip()) for part in text.split(";") if part.strip())
        case Type.LINES:
            return tuple(part.strip() for part in text.split(";") if part.strip())
        case Type.YES_NO:
            if text.lower() != "x":
                raise CellError("X004", found=text, expected=str(Type.YES_NO))
            return True
        case Type.INTEGERS:
            return tuple(int(_number(part.strip(), column)) for part in text.split(";") if part.strip())
        case Type.INTEGER | Type.NUMBER:
            return _number(text, column)
        case Type.DATE:
            return _date(text)
        case Type.FORMULA:
            return _formula(text)
    return text


def read_record(
    row: TableRow, place: Place, columns: tuple[Column, ...], findings: list[Finding]
) -> dict[str, Any] | None:
    """Attribute → value of one row; None when a cell is wrong (each wrong cell is a finding)."""
    values: dict[str, Any] = {}
    sound = True
    for column in columns:
        text = row[column.code]
        if not text:
            if column.required:
                findings.append(place.finding("X003", column.code, expected=str(column.type)))
                sound = False
            continue
        try:
            values[column.attribute] = read_cell(text, column)
        except CellError as error:
            findings.append(place.finding(error.code, column.code, **error.texts))
            sound = False
    return values if sound else None


def check_columns(table: Table, columns: tuple[Column, ...], findings: list[Finding]) -> None:
    known = [c.code for c in columns]
    for column in columns:
        if column.required and column.code not in table.columns:
            findings.append(Finding("X002", file=table.file, sheet=table.name, expected=column.code))
    for title, letter in table.twice:
        findings.append(Finding("X021", file=table.file, sheet=table.name, cell=f"{letter}{table.header}", found=title))
    for cell, text in table.outside:
        findings.append(Finding("X022", file=table.file, sheet=table.name, cell=cell, found=text))
    for title in table.columns:
        if title not in known:
            cell = f"{table.letters[title]}{table.header}"
            findings.append(
                Finding("X015", file=table.file, sheet=table.name, cell=cell, found=title, expected=", ".join(known))
            )


def read_table(schema: Schema, table: Table, findings: list[Finding]) -> Iterator[tuple[Any, Place]]:
    """Every sound row as a record with its place."""
    check_columns(table, schema.columns, findings)
    for row in table.rows:
        place = Place(table, row)
        values = read_record(row, place, schema.columns, findings)
        if values is not None:
            yield schema.record(**values), place


_SETTINGS_COLUMNS = (
    Column("khoa", "", "", required=True), Column("gia_tri", "", "", required=True),
    Column(SETTINGS_NOTE, "", ""),
)


def read_settings(table: Table, findings: list[Finding]) -> tuple[dict[str, Any], tuple[Place, ...]]:
    """The rows of Đợt (``khoa``, ``gia_tri``) as attributes of Settings, and where each key stands."""
    check_columns(table, _SETTINGS_COLUMNS, findings)
    columns = {c.code: c for c in SETTINGS}
    values: dict[str, Any] = {}
    places: dict[str, Place] = {}
    for row in table.rows:
        key, text, place = row["khoa"], row["gia_tri"], Place(table, row)
        if key not in columns:
            near = difflib.get_close_matches(key, columns, n=1) or list(columns)
            findings.append(place.finding("X004", "khoa", found=key, expected=", ".join(near)))
        elif key in places:
            first = f"dòng {places[key].row.number}"
            findings.append(place.finding("X007", "khoa", found=key, expected=first))
        else:
            places[key] = place
            if text:
                try:
                    values[columns[key].attribute] = read_cell(text, columns[key])
                except CellError as error:
                    findings.append(place.finding(error.code, "gia_tri", **error.texts))
    for column in SETTINGS:
        if column.required and not (column.code in places and places[column.code].row["gia_tri"]):
            findings.append(Finding("X016", file=table.file, sheet=table.name, expected=column.code))
    return values, tuple(places.values())
