"""Changing a workbook's XML in its package, as damage and other programs do."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def package(content: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return stream.getvalue()


def sheet_part(book: dict[str, bytes], title: str) -> str:
    """The part of a sheet by its title (sheets of these workbooks are numbered in order)."""
    names = re.findall(r'<sheet name="([^"]+)"', book["xl/workbook.xml"].decode())
    return f"xl/worksheets/sheet{names.index(title.replace('&', '&amp;')) + 1}.xml"


def edit(path: Path, change: Callable[[dict[str, bytes]], None]) -> None:
    book = parts(path.read_bytes())
    change(book)
    path.write_bytes(package(book))


def set_cell(path: Path, title: str, cell: str, inner: str, kind: str = "") -> None:
    """Replace what stands inside one cell: ``<v>5</v>``, ``<f>1+1</f>``, ``<is><t>14.251</t></is>`` …"""

    def change(book: dict[str, bytes]) -> None:
        part = sheet_part(book, title)
        xml = book[part].decode()
        found = re.search(rf'<c r="{cell}"([^>]*?)(?:/>|>.*?</c>)', xml, re.DOTALL)
        assert found, f"no cell {cell} on {title}"
        attributes = re.sub(r' t="\w+"', "", found[1]) + (f' t="{kind}"' if kind else "")
        book[part] = (xml[: found.start()] + f'<c r="{cell}"{attributes}>{inner}</c>' + xml[found.end() :]).encode()

    edit(path, change)


def type_text(path: Path, title: str, cell: str, text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    set_cell(path, title, cell, f'<is><t xml:space="preserve">{escaped}</t></is>', "inlineStr")


def type_number(path: Path, title: str, cell: str, number: str) -> None:
    set_cell(path, title, cell, f"<v>{number}</v>")
