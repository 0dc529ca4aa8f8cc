"""Figures brought up to date where nobody typed over them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from lxml.etree import _Element

from danvan_xl.campaign.model import ReportRow
from danvan_xl.consolidate import Consolidation
from danvan_xl.findings import Finding
from danvan_xl.report.check.prose import normal
from danvan_xl.report.figures import MISSING, Figures, Problem
from danvan_xl.report.record import FigureRecord
from danvan_xl.report.refresh.places import Places, Spot, W, sentence, spots, write_text
from danvan_xl.report.text import clean

_KEEP = ("B002", "B003")
_RED = "C00000"
_BEFORE_BOLD = (f"{W}rStyle", f"{W}rFonts")
_BEFORE_COLOUR = (*_BEFORE_BOLD, *(f"{W}{tag}" for tag in (
    "b", "bCs", "i", "iCs", "caps", "smallCaps", "strike", "dstrike", "outline", "shadow", "emboss", "imprint",
    "noProof", "snapToGrid", "vanish", "webHidden")))
"""What stands before them among a run's properties, by the schema."""


@dataclass(frozen=True, slots=True)
class Figure:
    """``text``: what it is now; ``problem``: why there is none."""

    text: str
    problem: Problem | None = None


def current(result: Consolidation, records: tuple[FigureRecord, ...]) -> dict[tuple[str, str], Figure]:
    """Source and format → the figure over the newest data, also for sentences no longer in the outline."""
    keys = list(dict.fromkeys((r.source, r.format) for r in records))
    texts = [f"{{{source}|{shape}}}" if shape else f"{{{source}}}" for source, shape in keys]
    rows = tuple(ReportRow("doan", text=text) for text in texts)
    figures = Figures(replace(result.campaign, report=rows), result.city)
    found: dict[tuple[str, str], Figure] = {}
    for key, text in zip(keys, texts, strict=True):
        line = figures.fill(text)
        problems = figures.taken()
        found[key] = Figure(clean("".join(p.text for p in line)), problems[0] if problems else None)
    return found


def _same(one: str, other: str) -> bool:
    return normal(one).casefold() == normal(other).casefold()


def _form(run: _Element, *, gap: bool) -> None:
    """A gap stands out in bold red; a figure that fills one does not."""
    shape = run.find(f"{W}rPr")
    if shape is None:
        shape = run.makeelement(f"{W}rPr", {})
        run.insert(0, shape)
    for tag in ("b", "color"):
        for element in shape.findall(f"{W}{tag}"):
            shape.remove(element)
    if gap:
        bold, colour = shape.makeelement(f"{W}b", {}), shape.makeelement(f"{W}color", {f"{W}val": _RED})
        shape.insert(sum(e.tag in _BEFORE_BOLD for e in shape), bold)
        shape.insert(sum(e.tag in _BEFORE_COLOUR for e in shape), colour)


@dataclass(frozen=True, slots=True)
class _Change:
    record: FigureRecord
    spot: Spot
    now: str


class FigureUpdate:
    """Goes through the figures of the record; ``records`` is what stands printed afterwards."""

    def __init__(self, root: _Element, records: tuple[FigureRecord, ...], result: Consolidation) -> None:
        self.root, self.old = root, records
        self.figures = current(result, tuple(r for r in records if not r.place))
        self.places, self.spots = Places(root), spots(root)
        self.sentences = {spot: sentence(spot) for found in self.spots.values() for spot in found}
        self.records: list[FigureRecord] = []
        self.changes: list[_Change] = []

    def run(self) -> list[Finding]:
        """Figures in tables follow their tables; those whose control is gone with a row are forgotten."""
        in_text = [record for record in self.old if not record.place]
        findings = [f for record in in_text for f in self._update(record)]
        for record in self.old:
            if record.place and (found := self.spots.get(record.tag)):
                self.records.append(replace(record, text=found[0].text))
        return [*findings, *self._changed()]

    def _changed(self) -> Iterator[Finding]:
        """One finding a sentence, in the order of the text."""
        order = {element: n for n, element in enumerate(self.root.iter(f"{W}t"))}
        by_sentence: dict[tuple[str, str], list[_Change]] = {}
        for change in sorted(self.changes, key=lambda c: order[c.spot.nodes[0]]):
            where = self.places.place(change.spot), self.sentences[change.spot]
            by_sentence.setdefault(where, []).append(change)
        for (place, before), changes in by_sentence.items():
            steps = "; ".join(dict.fromkeys(f"{c.record.text} → {c.now}" for c in changes))
            names = "; ".join(dict.fromkeys(c.record.source for c in changes))
            yield Finding("B040", cell=place, field=names, found=before, expected=sentence(changes[0].spot),
                          detail=steps)

    def _told(self, code: str, record: FigureRecord, spot: Spot | None, **texts: str) -> Finding:
        return Finding(code, cell=self.places.place(spot) if spot else "", field=record.source, **texts)

    def _update(self, record: FigureRecord) -> Iterator[Finding]:
        figure, places = self.figures[record.source, record.format], self.spots.get(record.tag, [])
        printed = record.text
        if not places and not _same(figure.text, record.text):
            yield self._told("B042", record, None, found=record.text, expected=figure.text)
        for spot in places:
            if figure.problem:
                yield self._told(figure.problem.code, record, spot, found=self.sentences[spot],
                                 detail=figure.problem.detail)
                if figure.problem.code in _KEEP:
                    continue
            if self._is_ours(spot, record, figure):
                self._write(spot, record, figure)
                printed = figure.text
            elif _same(spot.text, figure.text):
                printed = figure.text
            else:
                yield self._told("B041", record, spot, found=self.sentences[spot], expected=figure.text,
                                 detail=f"“{spot.text}” thay cho “{record.text}”")
        self.records.append(replace(record, text=printed))

    def _is_ours(self, spot: Spot, record: FigureRecord, figure: Figure) -> bool:
        """Whether the figure stands as last printed; words that a person typed beside it do not count."""
        if not spot.is_whole or _same(spot.text, figure.text):
            return False
        rest = normal(spot.text).split(normal(record.text))
        return len(rest) == 2 and not re.search(r"[\d.,%]$", rest[0]) and not re.search(r"\d|^[.,%]\S", rest[1])

    def _write(self, spot: Spot, record: FigureRecord, figure: Figure) -> None:
        whole, old = "".join(node.text or "" for node in spot.nodes), record.text
        upper = whole.isupper() and not figure.text.isupper()
        write_text(spot.nodes, whole.replace(old, figure.text.upper() if upper else figure.text, 1)
                   if old in whole else figure.text)
        is_gap, was_gap = figure.text == MISSING, _same(record.text, MISSING)
        if is_gap != was_gap:
            _form(next(spot.nodes[0].iterancestors(f"{W}r")), gap=is_gap)
        self.changes.append(_Change(record, spot, figure.text))
