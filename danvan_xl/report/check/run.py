"""Checking a report as a whole."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from danvan_xl.campaign import Campaign
from danvan_xl.consolidate import Consolidation
from danvan_xl.findings import Finding, Findings
from danvan_xl.report.check.data import against_data
from danvan_xl.report.check.documents import documents
from danvan_xl.report.check.prose import read_prose
from danvan_xl.report.check.rates import rates
from danvan_xl.report.check.repeats import twice, two_values
from danvan_xl.report.check.sums import sums
from danvan_xl.safety import LIMITS, Kind, UnsafeError, kind_of
from danvan_xl.safety.archive import MEGABYTE

RULES = (rates, sums, two_values, documents, twice)


def _order(finding: Finding) -> tuple[str, int]:
    kind, _, number = finding.cell.rpartition(" ")
    return kind, int(number) if number.isdigit() else 0


def check_report(
    path: str | Path, campaign: Campaign | None = None, result: Consolidation | None = None
) -> Findings:
    """Figures of a Word report that contradict each other, and, given a result, the data.

    Reads any report in Vietnamese administrative prose, not only this package's. What cannot be known for sure is
    not reported. Tables are not read.

    Parameters
    ----------
    path:
        A .docx.
    campaign:
        Only for symmetry with the other checks; a result carries its own campaign.
    result:
        What :func:`danvan_xl.consolidate` gave; the figures of sentences known from its outline are compared.

    Returns
    -------
    Findings
        Family B: ``cell`` is "đoạn n" (the n-th paragraph with text outside tables) or "chú thích n" (footnote),
        ``found`` the whole sentence, ``expected`` what would be right.

    Raises
    ------
    FileNotFoundError
        When there is no such file. A file that is no report is a finding.

    Examples
    --------
    >>> import docx
    >>> report = docx.Document()
    >>> _ = report.add_paragraph("Trong năm đã giải quyết 50/100 hồ sơ, đạt 62%.")
    >>> report.save("bao_cao.docx")
    >>> [(finding.cell, finding.code) for finding in check_report("bao_cao.docx")]
    [('đoạn 1', 'B020')]
    """
    source = Path(path)
    if source.stat().st_size > LIMITS.file_size:
        return Findings([Finding("B027", file=source.name, detail=f"nặng hơn {LIMITS.file_size // MEGABYTE} MB")])
    content = source.read_bytes()
    kind = kind_of(content)
    if kind is not Kind.DOCUMENT:
        return Findings([Finding("B027", file=source.name, detail=f"nội dung là {kind.value}")])
    try:
        sentences = read_prose(content)
    except UnsafeError as refusal:
        return Findings([Finding("B027", file=source.name, detail=refusal.detail)])
    found = [finding for rule in RULES for finding in rule(sentences)]
    if result is not None:
        found += against_data(sentences, result)
    return Findings(replace(f, file=source.name) for f in sorted(found, key=_order))
