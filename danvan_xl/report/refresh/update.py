"""Writing a report into a folder where there may be one already, edited or not."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from lxml.etree import XMLSyntaxError

from danvan_xl.consolidate import Consolidation
from danvan_xl.files import write_whole
from danvan_xl.findings import Finding, Findings
from danvan_xl.report.package import packed
from danvan_xl.report.record import Record, is_untouched, map_part, read_record
from danvan_xl.report.refresh.charts import ChartUpdate
from danvan_xl.report.refresh.copies import Copies
from danvan_xl.report.refresh.figures import FigureUpdate
from danvan_xl.report.refresh.places import parse, serialised
from danvan_xl.report.refresh.prose import NoteUpdate, document_text, sentence_findings
from danvan_xl.report.refresh.repair import repair
from danvan_xl.report.refresh.sentences import Insertion, Removal
from danvan_xl.report.refresh.tables import TableUpdate
from danvan_xl.report.write import ReportOutput, report_bytes
from danvan_xl.safety import LIMITS, UnsafeError, open_archive

_BODY, _NOTES = "word/document.xml", "word/footnotes.xml"
_LEFT = ("B043", "B044", "B045", "B046", "B051")
"""Findings that the person can settle by copying from a report written afresh."""


@dataclass(frozen=True, slots=True)
class Update:
    """``kept``: where the report that was there before lies; ``fresh``: one written afresh beside the edited one."""

    findings: Findings
    was_edited: bool = False
    kept: Path | None = None
    fresh: Path | None = None

    @property
    def changed(self) -> Findings:
        """What was brought up to date in an edited report."""
        return Findings(f for f in self.findings if f.code in ("B040", "B047", "B048", "B050", "B052", "B053"))


def update_report(result: Consolidation, path: Path) -> Update:
    """Write the report, keeping what a person wrote into the one that is there.

    A report that nobody saved since it was written is replaced. In an edited one every figure that stands as last
    printed takes its new value, untouched tables, charts and footnotes too; what a person typed over stays and is
    reported (family B). The file as it was is kept beside as ``bao_cao_cu_<n>.docx``.

    Raises
    ------
    OutputBusyError
        When the report is open in Word.
    """
    output = report_bytes(result)
    parts = _parts(path)
    if not path.is_file() or (parts is not None and is_untouched(parts)):
        write_whole(path, output.content)
        return Update(output.findings)
    old = path.read_bytes()
    done = _refreshed(parts, result, output) if parts is not None else None
    if done is None:
        kept = write_whole(_free(path), old)
        write_whole(path, output.content)
        lost = Finding("B049", file=path.name, found=kept.name)
        return Update(Findings([lost, *output.findings]), True, kept)
    content, findings = done
    return Update(
        Findings(replace(f, file=path.name) for f in findings), True,
        _replaced(path, old, content) if content is not None else None,
        _fresh(path, output) if any(f.code in _LEFT for f in findings) else None,
    )


def _replaced(path: Path, old: bytes, content: bytes) -> Path:
    kept = write_whole(_free(path), old)
    write_whole(path, content)
    return kept


def _fresh(path: Path, output: ReportOutput) -> Path:
    return write_whole(path.with_name(f"{path.stem}_moi{path.suffix}"), output.content)


def _free(path: Path) -> Path:
    names = (path.with_name(f"{path.stem}_cu_{n}{path.suffix}") for n in itertools.count(1))
    return next(name for name in names if not name.exists())


def _parts(path: Path) -> dict[str, bytes] | None:
    """The parts of a package; None for no file, or one that is no Word document within the limits."""
    if not path.is_file() or path.stat().st_size > LIMITS.file_size:
        return None
    try:
        with open_archive(path.read_bytes()) as archive:
            parts = {name: archive.read(name) for name in archive if not name.endswith("/")}
    except UnsafeError:
        return None
    return parts if _BODY in parts else None


def _refreshed(parts: Mapping[str, bytes], result: Consolidation, output: ReportOutput
               ) -> tuple[bytes | None, list[Finding]] | None:
    """The edited report with new figures (None: nothing to change) and what there is to say; None without a record."""
    name = map_part(parts)
    if name is None:
        return None
    try:
        return _with_figures(dict(parts), name, result, output)
    except XMLSyntaxError:
        return None


def _body(package: bytes) -> bytes:
    """The text of a report just written."""
    with open_archive(package) as archive:
        return archive.read(_BODY)


def _with_figures(parts: dict[str, bytes], name: str, result: Consolidation, output: ReportOutput
                  ) -> tuple[bytes | None, list[Finding]]:
    record, before = read_record(parts[name]), dict(parts)
    body = parse(parts[_BODY])
    notes = parse(parts[_NOTES]) if _NOTES in parts else None
    removal = Removal(body, record, output.record)
    removed = list(removal.run())
    record = removal.record
    text = document_text(body)
    copies = Copies(body, record, parse(_body(output.content)), output.record)
    tables = TableUpdate(body, record.tables, output.tables, copies)
    charts = ChartUpdate(parts, record.charts, output.charts)
    footnotes = NoteUpdate(notes, record.paragraphs, output.record.paragraphs)
    of_tables = list(tables.run())
    figures = FigureUpdate(body, record.figures, result)
    findings = [*figures.run(), *of_tables]
    insertion = Insertion(body, record, output.record, output.texts, copies)
    inserted = list(insertion.run())
    findings += [*removed, *inserted]
    findings += charts.run()
    findings += footnotes.run()
    paragraphs = (*record.paragraphs, *insertion.paragraphs)
    if paragraphs:
        findings += sentence_findings(text, paragraphs, output.record.paragraphs, output.texts)
    if figures.changes or removed or inserted or any(f.code == "B047" for f in findings):
        parts[_BODY] = serialised(body)
    if footnotes.changed and notes is not None:
        parts[_NOTES] = serialised(notes)
    if parts == before:
        return None, findings
    repair(parts)
    now = Record((*figures.records, *copies.figures), (*footnotes.records, *insertion.paragraphs),
                 tuple(tables.records), tuple(charts.records))
    parts[name] = now.xml(sealed=False)
    return packed(parts), findings
