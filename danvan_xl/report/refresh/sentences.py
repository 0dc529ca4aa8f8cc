"""Whole paragraphs that the data now ask for, or no longer support, put in and taken out of an edited report.

Only text that nobody touched: a paragraph is taken out when it reads as last printed, and put in when it comes
between two of the program's own.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from lxml import etree
from lxml.etree import _Element

from danvan_xl.findings import Finding
from danvan_xl.report.check.prose import normal, text_of
from danvan_xl.report.record import ParagraphRecord, Record
from danvan_xl.report.refresh.copies import Copies
from danvan_xl.report.refresh.places import W

_FIGURE = re.compile(r"\{([^{}]*)\|([^{}|]*)\}")
_REVISED = (f"{W}ins", f"{W}del", f"{W}commentRangeStart", f"{W}commentReference")
_HELD = (*_REVISED, f"{W}footnoteReference", f"{W}sectPr", f"{W}drawing")
"""What a paragraph may not hold to be taken out or put in by itself."""


def _folded(text: str) -> str:
    return normal(text).casefold().removeprefix("- ")


def _by_text(root: _Element) -> dict[str, list[_Element]]:
    found: dict[str, list[_Element]] = {}
    for paragraph in root.findall(f"{W}body/{W}p"):
        if text := _folded(text_of(paragraph)):  # type: ignore[arg-type]
            found.setdefault(text, []).append(paragraph)
    return found


def _own(root: _Element) -> dict[str, _Element]:
    """Text → the one paragraph of the body that reads so."""
    return {text: found[0] for text, found in _by_text(root).items() if len(found) == 1}


def _holds(paragraph: _Element, tags: tuple[str, ...]) -> bool:
    return next(paragraph.iter(*tags), None) is not None


def _tags(paragraph: _Element) -> set[str]:
    return {mark.get(f"{W}val", "") for mark in paragraph.iter(f"{W}tag")} | {
        mark.get(f"{W}name", "") for mark in paragraph.iter(f"{W}bookmarkStart")}


class Removal:
    """Takes out what the outline no longer says; ``record`` is the old record without it."""

    def __init__(self, root: _Element, old: Record, new: Record) -> None:
        self.root, self.record, self.new = root, old, new
        self.removed: set[str] = set()

    def run(self) -> Iterator[Finding]:
        """Before any figure is brought up to date, so that each paragraph reads as it was printed."""
        figures = {(f.source, f.format): f.text for f in self.record.figures}
        wanted, there, gone = {p.frame for p in self.new.paragraphs}, _by_text(self.root), set[str]()
        for frame in (p.frame for p in self.record.paragraphs if p.frame not in wanted):
            printed = _FIGURE.sub(lambda m: figures.get((m[1], m[2]), m[0]), frame)
            paragraph = self._only(there.get(_folded(printed), []), frame)
            if paragraph is None or _holds(paragraph, _HELD) or frame in self.removed:
                continue
            gone |= _tags(paragraph)
            parent = paragraph.getparent()
            assert parent is not None
            parent.remove(paragraph)
            self.removed.add(frame)
            yield Finding("B053", found=printed)
        self.record = replace(
            self.record, figures=tuple(f for f in self.record.figures if f.tag not in gone),
            paragraphs=tuple(p for p in self.record.paragraphs if p.frame not in self.removed))

    def _only(self, alike: list[_Element], frame: str) -> _Element | None:
        """The paragraph of a frame; of several that read alike the one with the frame's own figures."""
        keys = {(m[1], m[2]) for m in _FIGURE.finditer(frame)}
        tags = {f.tag for f in self.record.figures if (f.source, f.format) in keys}
        marked = [p for p in alike if _tags(p) & tags] if len(alike) > 1 else alike
        return marked[0] if len(marked) == 1 else None


class Insertion:
    """Puts in what the outline says anew; ``paragraphs``: records of what was put in."""

    def __init__(self, root: _Element, old: Record, new: Record, texts: Mapping[str, str], copies: Copies) -> None:
        self.root, self.old, self.new, self.copies = root, old, new, copies
        self.texts = {frame: _folded(text) for frame, text in texts.items()}
        self.paragraphs: list[ParagraphRecord] = []

    def run(self) -> Iterator[Finding]:
        """After every figure has been brought up to date, so that what stands there reads as the new report's."""
        known = {p.frame for p in self.old.paragraphs}
        wanted = [p for p in self.new.paragraphs if p.frame not in known]
        if not wanted:
            return
        theirs, ours = _own(self.copies.fresh), _own(self.root)
        printed = {self.texts[p.frame] for p in self.new.paragraphs}
        shapes = {_shape(theirs[text]): p for text, p in reversed(ours.items()) if text in theirs}
        for record in wanted:
            text = self.texts[record.frame]
            source = theirs.get(text)
            if source is None or not self._fits(source, ours, shapes):
                continue
            before = source.getprevious()
            place = ours.get(_folded(text_of(before))) if before is not None else None  # type: ignore[arg-type]
            if place is None or not self._goes_on(place, ours, printed):
                continue
            made = self._copy(source, shapes[_shape(source)])
            place.addnext(made)
            ours[text] = made
            self.paragraphs.append(record)
            yield Finding("B052", found=normal(text_of(made)))  # type: ignore[arg-type]

    def _fits(self, source: _Element, ours: Mapping[str, _Element], shapes: Mapping[bytes, _Element]) -> bool:
        """Whether a paragraph is new and can be drawn in a form that is there; no heading comes without its text."""
        text = _folded(text_of(source))  # type: ignore[arg-type]
        if not text or text in ours or _holds(source, _HELD) or _shape(source) not in shapes:
            return False
        if not _is_heading(source):
            return True
        below = source.getnext()
        return below is not None and below.tag == f"{W}p" and (
            _folded(text_of(below)) in ours or self._fits(below, ours, shapes))  # type: ignore[arg-type]

    def _goes_on(self, place: _Element, ours: Mapping[str, _Element], printed: set[str]) -> bool:
        """Whether the program's own text stands before and behind the place."""
        behind = (_folded(text_of(e)) for e in place.itersiblings(f"{W}p"))  # type: ignore[arg-type]
        following = next((t for t in behind if t), "")
        own = _folded(text_of(place)) in printed  # type: ignore[arg-type]
        return own and following in printed and following in ours

    def _copy(self, source: _Element, like: _Element) -> _Element:
        """A paragraph with the form of one that stands there and figures of its own tags."""
        made = self.copies.take(source)
        for own in made.findall(f"{W}pPr"):
            made.remove(own)
        if (shape := like.find(f"{W}pPr")) is not None:
            made.insert(0, copy.deepcopy(shape))
        return made


def _is_heading(paragraph: _Element) -> bool:
    """In the fresh report, whose styles have the names that this program gives them."""
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    return style is not None and style.get(f"{W}val", "").startswith("Heading")


def _shape(paragraph: _Element) -> bytes:
    shape = paragraph.find(f"{W}pPr")
    return etree.tostring(shape, method="c14n") if shape is not None else b""
