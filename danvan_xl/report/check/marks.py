"""Numbers that Word puts before paragraphs by itself: "II.", "3.", "a)"; they stand in no text of the document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from danvan_xl.report.numbers import WORD_NUMBERS

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DEEPEST = 9


def _value(element: Element | None) -> str:
    return element.get(f"{_W}val", "") if element is not None else ""


def _placed(properties: Element | None) -> tuple[str, int] | None:
    """List and level that paragraph properties name; level 0 where none is said."""
    found = properties.find(f"{_W}numPr") if properties is not None else None
    if found is None or not (number := _value(found.find(f"{_W}numId"))):
        return None
    level = _value(found.find(f"{_W}ilvl"))
    return number, int(level) if level.isdigit() else 0


@dataclass(frozen=True, slots=True)
class _Level:
    kind: str
    text: str
    start: int


def _levels(abstract: Element) -> Iterator[tuple[int, _Level]]:
    for level in abstract.findall(f"{_W}lvl"):
        start = _value(level.find(f"{_W}start"))
        yield int(level.get(f"{_W}ilvl", "0")), _Level(
            _value(level.find(f"{_W}numFmt")), _value(level.find(f"{_W}lvlText")), int(start) if start.isdigit() else 1)


def _lists(numbering: Element) -> Iterator[tuple[str, str, dict[int, _Level]]]:
    """Number of a list, of the definition it shares, and its levels."""
    known = {a.get(f"{_W}abstractNumId", ""): dict(_levels(a)) for a in numbering.findall(f"{_W}abstractNum")}
    for item in numbering.findall(f"{_W}num"):
        abstract = _value(item.find(f"{_W}abstractNumId"))
        yield item.get(f"{_W}numId", ""), abstract, known.get(abstract, {})


@dataclass
class Marks:
    """Counts through a document; :meth:`of` must be asked once a paragraph, in order."""

    styles: Element | None = None
    numbering: Element | None = None
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        lists = () if self.numbering is None else _lists(self.numbering)
        self._lists = {number: (abstract, levels) for number, abstract, levels in lists}
        found = () if self.styles is None else self.styles.findall(f"{_W}style")
        self._styled = {s.get(f"{_W}styleId", ""): placed for s in found
                        if (placed := _placed(s.find(f"{_W}pPr"))) is not None}

    def of(self, paragraph: Element) -> str:
        """The mark before a paragraph, "" for none (a bullet is none)."""
        properties = paragraph.find(f"{_W}pPr")
        style = _value(properties.find(f"{_W}pStyle")) if properties is not None else ""
        placed = _placed(properties) or self._styled.get(style)
        if placed is None or placed[0] not in self._lists:
            return ""
        (abstract, levels), level = self._lists[placed[0]], placed[1]
        if level not in levels:
            return ""
        counts = self._counts.setdefault(abstract, {})
        counts[level] = counts.get(level, levels[level].start - 1) + 1
        for deeper in [d for d in counts if d > level]:
            del counts[deeper]
        return self._shown(levels, level, counts)

    def _shown(self, levels: dict[int, _Level], level: int, counts: dict[int, int]) -> str:
        text = levels[level].text
        if levels[level].kind not in WORD_NUMBERS:
            return ""
        for n in range(min(level + 1, _DEEPEST)):
            shape = WORD_NUMBERS.get(levels[n].kind if n in levels else "", str)
            text = text.replace(f"%{n + 1}", shape(counts.get(n, 1)))
        return text
