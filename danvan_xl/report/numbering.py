"""Headings numbered by Word itself, so that the navigation pane and a table of contents carry the numbers."""

from __future__ import annotations

from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.text.paragraph import Paragraph
from lxml.etree import _Element

from danvan_xl.report.numbers import WORD_NUMBERS
from danvan_xl.report.text import clean

_ABSTRACT, _LIST = 90, 90
_LEVELS = (("upperRoman", "%1."), ("decimal", "%2."), ("lowerLetter", "%3)"))
_TYPED = ("{}. ", "{}. ", "{}) ")
_INDENT = 720
"""1,27 cm in twentieths of a point."""


def _level(index: int) -> str:
    kind, text = _LEVELS[index]
    return (f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>'
            f'<w:pStyle w:val="Heading{index + 1}"/><w:suff w:val="space"/><w:lvlText w:val="{text}"/>'
            f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="0" w:firstLine="{_INDENT}"/></w:pPr></w:lvl>')


def link_headings(document: Document) -> None:
    """Tie the heading styles to the levels of one list: I., 1., a)."""
    numbering = document.part.numbering_part.element
    levels = "".join(_level(i) for i in range(len(_LEVELS)))
    abstract = parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{_ABSTRACT}">'
                         f'<w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>')
    numbering.findall(qn("w:abstractNum"))[-1].addnext(abstract)
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="{_LIST}"><w:abstractNumId w:val="{_ABSTRACT}"/>'
                               "</w:num>"))
    for index in range(len(_LEVELS)):
        _put_into(document.styles[f"Heading {index + 1}"].element, _LIST, index)


def _put_into(element: _Element, number: int, level: int) -> None:
    listed = element.get_or_add_pPr().get_or_add_numPr()  # type: ignore[attr-defined]
    listed.get_or_add_ilvl().val = level
    listed.get_or_add_numId().val = number


def unnumbered(paragraph: Paragraph) -> None:
    """Take a heading out of the list."""
    _put_into(paragraph._p, 0, 0)


class HeadingNumbers:
    """Leaves a number to Word where the list arrives at it by itself, and types any other.

    The alphabet of official documents has đ and no f, which no list of Word's knows: such a letter is typed, and the
    list goes on behind it.
    """

    def __init__(self) -> None:
        self._counts = [0] * len(_LEVELS)

    def put(self, paragraph: Paragraph, level: int, number: str) -> None:
        """``level`` from 1; ``number`` as the outline has it, without its mark."""
        index = level - 1
        if number and number == WORD_NUMBERS[_LEVELS[index][0]](self._counts[index] + 1):
            self._counts[index] += 1
            self._counts[level:] = [0] * len(self._counts[level:])
            return
        unnumbered(paragraph)
        if number:
            paragraph.add_run(_TYPED[index].format(clean(number)))
