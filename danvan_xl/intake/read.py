"""One returned file → what a unit answered, with every finding in its place. Never raises for bad data."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from danvan_xl.campaign.model import Campaign
from danvan_xl.findings import Finding, Findings
from danvan_xl.form.write import Blueprint, Blueprints
from danvan_xl.formula import Value
from danvan_xl.intake.additions import additions
from danvan_xl.intake.answers import Return
from danvan_xl.intake.book import Area, RawBook
from danvan_xl.intake.collect import Collector, labels, raw_inputs
from danvan_xl.intake.expected import Expectations
from danvan_xl.intake.integrity import Integrity
from danvan_xl.intake.locate import locate
from danvan_xl.intake.passport import file_hint, judge
from danvan_xl.intake.xlsx import read_xlsx
from danvan_xl.safety import LIMITS, Kind, UnsafeError, kind_of
from danvan_xl.safety.archive import MEGABYTE

logger = logging.getLogger(__name__)
_CODES = {
    Kind.EMPTY: "T002", Kind.BROKEN: "T002", Kind.ENCRYPTED: "T004", Kind.STRICT: "T006",
}


def _refused(kind: Kind) -> Finding:
    code = "T007" if kind.is_attachment else _CODES.get(kind, "T001")
    return Finding(code, found=kind.value, detail=kind.value)


class Reader:
    """Reads returned files of one campaign; blueprints are made once."""

    def __init__(self, campaign: Campaign, blueprints: Blueprints | None = None) -> None:
        self.campaign = campaign
        self.blueprints = blueprints or Blueprints(campaign)
        self._expectations = Expectations(self.blueprints)

    def read(self, path: Path, name: str = "") -> Return:
        """
        Parameters
        ----------
        name:
            What findings call the file (relative to the folder read); the file's own name when left out.
        """
        name = name or path.name
        if path.stat().st_size > LIMITS.file_size:
            size = f"{path.stat().st_size // MEGABYTE} MB"
            return _placed(Return(name, findings=Findings(
                [Finding("T003", detail=f"tệp nặng {size}", expected=f"{LIMITS.file_size // MEGABYTE} MB")])))
        return self.read_bytes(path.read_bytes(), name)

    def read_bytes(self, content: bytes, name: str) -> Return:
        base = Return(name, hashlib.sha256(content).hexdigest())
        kind = kind_of(content)
        base = replace(base, kind=kind.value, is_attachment=kind.is_attachment)
        if kind is not Kind.WORKBOOK:
            return _placed(replace(base, findings=Findings([_refused(kind)])))
        try:
            book = read_xlsx(content)
        except UnsafeError as refusal:
            finding = Finding(refusal.code, detail=refusal.detail, expected=refusal.expected)
            return _placed(replace(base, findings=Findings([finding])))
        return _placed(self._read_book(book, replace(base, saved_at=book.saved_at)))

    def _read_book(self, book: RawBook, base: Return) -> Return:
        unit, passport, findings = judge(self.campaign, book, self.blueprints, self._expectations)
        if unit is None:
            return replace(base, findings=Findings(findings))
        blueprint = self.blueprints.of(unit)
        expected = self._expectations.of(blueprint)
        located = locate(book, expected)
        places = located.places
        collector = Collector(self.campaign, unit, book, located)
        collector.collect()
        recomputed = blueprint.evaluate(*raw_inputs(book, blueprint, located), as_read=False)
        issued = passport.issued(self.campaign) if passport else {}
        integrity = Integrity(book, expected, located, issued)
        changed = [*integrity.findings(recomputed, labels(self.campaign, unit)), *additions(book, expected, located)]
        findings += [*file_hint(self.campaign, base.file, unit), *located.findings, *collector.findings, *changed]
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
