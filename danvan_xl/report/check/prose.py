"""A .docx as numbered paragraphs and sentences, read under limits. Tables are not prose and are left out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from defusedxml import ElementTree

from danvan_xl.report.check.marks import Marks
from danvan_xl.safety import SafeArchive, UnsafeError, open_archive

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BODY, _NOTES = "word/document.xml", "word/footnotes.xml"
_NUMBERED = ("word/styles.xml", "word/numbering.xml")
UPPER = "A-Z" + "".join(chr(c) for c in range(0xC0, 0x1F00) if chr(c).isupper())
"""Capital letters as the inside of a character class; Vietnamese capitals stand among small letters in Unicode."""
_END = re.compile(rf"(?<=[.!?…])[\"”’)]*\s+(?=[\"“‘(\-–+]*[{UPPER}0-9])")
_ABBREVIATED = re.compile(
    r"(?:\b(?:TP|TX|TT|Tp|Tx|P|Q|H|X|KP|Ths|ThS|TS|PGS|GS|BS|Đ/c|đ/c|v\.v|Tr|số)|\b[IVX]+|^\s*\d{1,2}|^\s*[a-zđ])\.$")
_HEADING = re.compile(r"^\s*(?:[IVX]+\.|\d{1,2}(?:\.\d{1,2})*\.|[a-zđ]\))\s+\S")
_LONGEST_HEADING = 160


@dataclass(frozen=True, slots=True)
class Sentence:
    """``place`` is "đoạn n" or "chú thích n"; ``heading`` stands above it.

    Headings, footnotes and whole lines in brackets ("(Kèm theo …)") are not ``is_prose``: they repeat by custom.
    """

    text: str
    place: str
    heading: str = ""
    is_prose: bool = True


def normal(text: str) -> str:
    """NFC with plain single spaces."""
    return " ".join(unicodedata.normalize("NFC", text.replace("\u200b", "")).split())


def sentences_of(text: str) -> Iterator[str]:
    """The sentences of a paragraph; a full stop after an abbreviation or a list number ends none."""
    start = 0
    for end in _END.finditer(text):
        if not _ABBREVIATED.search(text[start : end.start()]):
            yield text[start : end.start()].strip()
            start = end.end()
    if rest := text[start:].strip():
        yield rest


def text_of(paragraph: Element) -> str:
    parts = []
    for node in paragraph.iter():
        if node.tag == f"{_W}t":
            parts.append(node.text or "")
        elif node.tag in (f"{_W}tab", f"{_W}br", f"{_W}cr"):
            parts.append(" ")
    return normal("".join(parts))


def paragraphs(parent: Element) -> Iterator[Element]:
    """Paragraphs in order, those inside content controls too, those of tables not."""
    for child in parent:
        if child.tag == f"{_W}p":
            yield child
        elif child.tag != f"{_W}tbl":
            yield from paragraphs(child)


def _style(paragraph: Element) -> str:
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    return style.get(f"{_W}val", "") if style is not None else ""


def _is_heading(paragraph: Element, text: str) -> bool:
    styled = _style(paragraph).casefold().startswith(("heading", "tiêu", "mục"))
    short = len(text) <= _LONGEST_HEADING and not text.endswith((".", ";", ","))
    return styled or (short and bool(_HEADING.match(text)))


def _body(root: Element, marks: Marks) -> Iterator[Sentence]:
    number, headings = 0, ""
    body = root.find(f"{_W}body")
    for paragraph in paragraphs(body) if body is not None else ():
        text, mark = text_of(paragraph), marks.of(paragraph)
        if not text:
            continue
        number += 1
        if _is_heading(paragraph, f"{mark} {text}".lstrip()):
            text = f"{mark} {text}".lstrip()
            headings = text
            yield Sentence(text, f"đoạn {number}", headings, is_prose=False)
        elif text.startswith("(") and text.endswith(")"):
            yield Sentence(text, f"đoạn {number}", headings, is_prose=False)
        else:
            yield from (Sentence(s, f"đoạn {number}", headings) for s in sentences_of(text))


def _notes(root: Element) -> Iterator[Sentence]:
    for number, note in enumerate((n for n in root if n.get(f"{_W}type") is None), 1):
        text = normal(" ".join(text_of(p) for p in note.iter(f"{_W}p")))
        yield from (Sentence(s, f"chú thích {number}", is_prose=False) for s in sentences_of(text))


def read_prose(content: bytes) -> tuple[Sentence, ...]:
    """Every sentence of a report, footnotes last.

    Raises
    ------
    UnsafeError
        When the file is no Word document that can be read within the limits.
    """
    with open_archive(content) as archive:
        try:
            return tuple(_read(archive))
        except (KeyError, ElementTree.ParseError) as error:
            raise UnsafeError("T002", "không tìm thấy nội dung văn bản Word") from error


def _read(archive: SafeArchive) -> Iterator[Sentence]:
    styles, numbering = (ElementTree.fromstring(archive.read(n)) if n in archive else None for n in _NUMBERED)
    yield from _body(ElementTree.fromstring(archive.read(_BODY)), Marks(styles, numbering))
    if _NOTES in archive:
        yield from _notes(ElementTree.fromstring(archive.read(_NOTES)))
