"""One returned file → what a unit answered, with every finding in its place. Never raises for bad data."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from danvan_xl.campaign.model import Campaign
from danvan_xl.findings import Finding, Findings
from danvan_xl.form.layout import is_public
from danvan_xl.form.write import Blueprint, Blueprints
from danvan_xl.formula import Value
from danvan_xl.intake.additions import additions
from danvan_xl.intake.answers import Return
from danvan_xl.intake.book import Area, RawBook
from danvan_xl.intake.collect import Collector, labels, raw_inputs
from danvan_xl.intake.containers import CONTAINER_LIMITS, member, members
from danvan_xl.intake.expected import Expectations
from danvan_xl.intake.foreign import READABLE, dotted, read_foreign
from danvan_xl.intake.integrity import Integrity
from danvan_xl.intake.own_formulas import recalculated
from danvan_xl.intake.passport import file_hint, judge
from danvan_xl.intake.undisturbed import Finder
from danvan_xl.intake.xlsx import read_xlsx
from danvan_xl.safety import LIMITS, MEGABYTE, Kind, UnsafeError, kind_of

logger = logging.getLogger(__name__)
_CODES = {
    Kind.EMPTY: "T002", Kind.BROKEN: "T002", Kind.ENCRYPTED: "T004", Kind.STRICT: "T006", Kind.OTHER_ARCHIVE: "T015",
}


@dataclass(frozen=True, slots=True)
class Source:
    """A file, or what lies in it: ``inner`` are the names to follow inside a zip or a mail.

    ``name`` is what findings call it: relative to the folder read, ``a.zip!b.xlsx`` inside a container.
    """

    path: Path
    inner: tuple[str, ...]
    name: str


def _refused(kind: Kind) -> Finding:
    code = "T007" if kind.is_attachment else _CODES.get(kind, "T001")
    return Finding(code, found=kind.value, detail=kind.value)


def _refusal(refusal: UnsafeError) -> Findings:
    return Findings([Finding(refusal.code, detail=refusal.detail, expected=refusal.expected)])


def _of_file(book: RawBook, kind: Kind) -> list[Finding]:
    """What must be said of the file as such, whoever it belongs to."""
    said = list(book.remarks)
    if not book.has_formulas:
        said.append(Finding("T009", found=kind.value))
    if book.has_macros:
        said.append(Finding("T014"))
    return said


def _content(source: Source) -> bytes:
    """The bytes of a source.

    Raises
    ------
    UnsafeError
        When it is larger than it may be, or cannot be had from its container.
    """
    size = source.path.stat().st_size
    if size > CONTAINER_LIMITS.file_size:
        most = f"{CONTAINER_LIMITS.file_size // MEGABYTE} MB"
        raise UnsafeError("T003", f"tệp nặng {size // MEGABYTE} MB", most)
    content = source.path.read_bytes()
    for name in source.inner:
        content = member(content, name)
    if size > LIMITS.file_size and not source.inner and not kind_of(content).is_container:
        raise UnsafeError("T003", f"tệp nặng {size // MEGABYTE} MB", f"{LIMITS.file_size // MEGABYTE} MB")
    return content


class Reader:
    """Reads returned files of one campaign; blueprints are made once."""

    def __init__(self, campaign: Campaign, blueprints: Blueprints | None = None) -> None:
        self.campaign = campaign
        self.blueprints = blueprints or Blueprints(campaign)
        self._expectations, self._finder = Expectations(), Finder()

    def look(self, source: Source) -> Return | tuple[str, ...]:
        """What a source says when it is a file, or the names in it when it is a zip or a mail."""
        try:
            content = _content(source)
            kind = kind_of(content)
            if kind.is_container:
                return members(content)
        except UnsafeError as refusal:
            return _placed(replace(Return(source.name), findings=_refusal(refusal)))
        return self.read_bytes(content, source.name, kind)

    def own_format(self, path: Path) -> Return | None:
        """A file on its own; None when only a worker process may read it."""
        try:
            content = _content(Source(path, (), path.name))
        except UnsafeError as refusal:
            return _placed(replace(Return(path.name), findings=_refusal(refusal)))
        kind = kind_of(content)
        return None if kind in READABLE else self.read_bytes(content, path.name, kind)

    def read_bytes(self, content: bytes, name: str, kind: Kind) -> Return:
        base = Return(name, hashlib.sha256(content).hexdigest(), kind=kind.value, is_attachment=kind.is_attachment)
        try:
            if kind is Kind.WORKBOOK:
                book = read_xlsx(content)
            elif kind in READABLE:
                book = read_foreign(content, kind)
            else:
                return _placed(replace(base, findings=Findings([_refused(kind)])))
        except UnsafeError as refusal:
            return _placed(replace(base, findings=_refusal(refusal)))
        found = self._read_book(book, replace(base, saved_at=book.saved_at), content)
        return _placed(replace(found, findings=Findings([*_of_file(book, kind), *found.findings])))

    def _read_book(self, book: RawBook, base: Return, content: bytes) -> Return:
        unit, passport, findings = judge(self.campaign, book, self.blueprints, self._expectations)
        if unit is None:
            return replace(base, findings=Findings(findings))
        blueprint = self.blueprints.of(unit)
        if not book.has_formulas:
            book = dotted(book, filter(is_public, blueprint.layout.spots))
        expected = self._expectations.of(blueprint)
        located = self._finder.locate(book, expected)
        places = located.places
        collector = Collector(self.campaign, unit, book, located)
        collector.collect()
        book, stale = recalculated(book, collector.findings)
        if stale:
            collector = Collector(self.campaign, unit, book, located)
            collector.collect()
        changed = [*additions(book, expected, located)]
        if book.has_formulas:
            recomputed = blueprint.evaluate(*raw_inputs(book, blueprint, located), as_read=False)
            issued = passport.issued(self.campaign, content) if passport else {}
            integrity = Integrity(book, expected, located, issued)
            said = self.campaign.once(
                ("labels", self.campaign.shape_of(unit)), partial(labels, self.campaign, unit))
            changed = [*integrity.findings(recomputed, said), *changed]
        findings += [*file_hint(self.campaign, base.file, unit), *located.findings, *collector.findings, *stale,
                     *changed]
        return replace(
            base, unit=unit.code, answers=tuple(collector.answers), values=collector.values, lists=collector.lists,
            found=_found(book, blueprint, places), places=places, findings=Findings(findings),
        )


def _found(book: RawBook, blueprint: Blueprint, places: Mapping[str, Area]) -> dict[str, Value]:
    sheets = {sheet.title: sheet for sheet in book.sheets}
    return {n: sheets[p.sheet].value(p.at) for n in blueprint.program.formulas if (p := places.get(n))}


def _placed(result: Return) -> Return:
    """Every finding with the file it concerns, and its unit when that is known."""
    findings = (replace(f, file=result.file, unit=result.unit or f.unit) for f in result.findings)
    return replace(result, findings=Findings(findings))
