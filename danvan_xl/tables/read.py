"""Reading tables from a folder of UTF-8 .csv files or from one .xlsx with a sheet a table."""

from __future__ import annotations

import csv
import datetime as dt
import unicodedata
from collections.abc import Mapping
from pathlib import Path

from danvan_xl.tables.opening import opened, rows_of
from danvan_xl.tables.table import Table, TableError, build


def clean(text: str) -> str:
    """NFC, no edge spaces, no-break spaces and line ends made plain."""
    text = unicodedata.normalize("NFC", text.replace("\u00a0", " ").replace("\r\n", "\n").replace("\r", "\n"))
    return text.strip()


def read_csv(path: Path) -> Table:
    """One .csv, UTF-8 with or without BOM; the table is named as the file.

    Comma separated, or by semicolons, as Excel writes it where the comma is the decimal mark.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            head = stream.readline()
            stream.seek(0)
            mark = ";" if ";" in head and "," not in head else ","
            records = [[clean(v) for v in record] for record in csv.reader(stream, delimiter=mark)]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        reason = "tệp không phải UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)
        raise TableError(path.name, reason) from error
    header = records[0] if records else []
    return build(path.stem, path.name, header, list(enumerate(records[1:], 2)))


def read_folder(folder: Path, names: tuple[str, ...]) -> dict[str, Table]:
    """The tables of ``names`` that a folder holds as ``<name>.csv``."""
    return {name: read_csv(path) for name in names if (path := folder / f"{name}.csv").is_file()}


def _cell_text(value: object) -> str:
    match value:
        case object(text=text):  # openpyxl's array formula
            return clean(text or "")
        case None:
            return ""
        case bool():
            return "x" if value else ""
        case dt.datetime():
            return value.date().isoformat()
        case dt.date():
            return value.isoformat()
        case float() if value.is_integer():
            return str(int(value))
    return clean(str(value))


def _folded(title: str) -> str:
    return " ".join(title.casefold().split())


def sheet_titles(path: Path) -> tuple[str, ...]:
    """
    Raises
    ------
    TableError
        When the file is no workbook, or passes a limit of safety.
    """
    with opened(path) as book:
        return tuple(book.sheetnames)


def read_workbook(
    path: Path, sheets: Mapping[str, str], headers: Mapping[str, Mapping[str, str]], *, formulas: bool = False
) -> dict[str, Table]:
    """The tables of one .xlsx.

    Parameters
    ----------
    sheets:
        Table name → name of its sheet; case and edge spaces do not count.
    headers:
        Table name → header text in the sheet → column code; a header that is itself a code is kept.
    formulas:
        Read a live formula as its text, not as its value.

    Raises
    ------
    TableError
        When the file is no workbook, or passes a limit of safety.
    """
    found: dict[str, list[list[str]]] = {}
    with opened(path, formulas=formulas) as book:
        titles = {_folded(title): title for title in book.sheetnames}
        for name, sheet in sheets.items():
            if (title := titles.get(_folded(sheet))) is not None:
                found[name] = [[_cell_text(v) for v in row] for row in rows_of(book, title, path.name)]
    result = {}
    for name, records in found.items():
        at = next((i for i, record in enumerate(records) if any(record)), 0)
        codes = {_folded(title): code for title, code in headers[name].items()}
        header = [codes.get(_folded(title), title) for title in records[at]] if records else []
        body = [(number, record + [""] * (len(header) - len(record)))
                for number, record in enumerate(records[at + 1 :], at + 2)]
        result[name] = build(sheets[name], path.name, header, body, at + 1)
    return result
