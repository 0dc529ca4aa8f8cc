"""Evidence for points: what a unit cites for each criterion and issues by its lists, and what is wrong with it."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from danvan_xl.campaign.citing import label_of
from danvan_xl.campaign.model import Campaign, Criterion, Field, FieldKind
from danvan_xl.findings import Finding
from danvan_xl.formula import Value
from danvan_xl.intake import Return
from danvan_xl.scoring.citations import Citation, citations
from danvan_xl.scoring.evaluate import Score


@dataclass(frozen=True, slots=True)
class Cited:
    """One document that a unit cites for a criterion; ``cell`` where it says so."""

    criterion: Criterion
    citation: Citation
    text: str
    sheet: str = ""
    cell: str = ""


def cited(unit_return: Return, scores: Iterable[Score]) -> Iterator[Cited]:
    """Every document in a unit's evidence cells, in the order of the rubric."""
    for score in scores:
        name = f"minh_chung.{score.criterion.code}"
        text, place = unit_return.values.get(name), unit_return.places.get(name)
        if isinstance(text, str):
            for citation in citations(text):
                yield Cited(score.criterion, citation, text, place.sheet if place else "", place.cell if place else "")


@dataclass(frozen=True, slots=True)
class DocumentColumns:
    """The columns of a list of documents: number, date, and the words that say what each is."""

    form: str
    number: str
    day: str
    kind: str = ""
    title: str = ""


def document_columns(campaign: Campaign, form: str) -> DocumentColumns | None:
    """A list with a column of numbers and symbols (``so``, or one that is called so) and one of dates; else None."""
    return campaign.once(("document columns", form), partial(_document_columns, form, campaign.list_columns[form]))


def _document_columns(form: str, columns: Sequence[Field]) -> DocumentColumns | None:
    texts = [c for c in columns if c.kind is FieldKind.TEXT]
    number = next((c for c in texts if c.code in ("so", "so_ky_hieu") or "ký hiệu" in c.label.lower()), None)
    day = next((c for c in columns if c.kind is FieldKind.DATE), None)
    if number is None or day is None:
        return None
    kind = next((c.code for c in columns if c.kind is FieldKind.CHOICE and c.label.lower().startswith("loại")), "")
    title = next((c.code for c in texts if c is not number and "trích yếu" in c.label.lower()), "")
    return DocumentColumns(form, number.code, day.code, kind, title)


def listed(columns: DocumentColumns, lists: Mapping[str, Sequence[Value]]) -> Iterator[tuple[int, Citation]]:
    """Row and document of each filled row of a list of documents."""
    numbers, days = (lists.get(f"{columns.form}.{code}", ()) for code in (columns.number, columns.day))
    kinds, titles = (lists.get(f"{columns.form}.{code}", ()) for code in (columns.kind, columns.title))
    for row, number in enumerate(numbers):
        day = _at(days, row)
        words = [w for w in (_at(kinds, row), _at(titles, row)) if isinstance(w, str)]
        if isinstance(number, str):
            yield row, Citation(number, day if isinstance(day, dt.date) else None, " ".join(words))


def _at(values: Sequence[Value], row: int) -> Value:
    return values[row] if row < len(values) else None


def _latest(campaign: Campaign, unit_return: Return) -> tuple[dt.date, str] | None:
    """The day after which no document can be evidence: the report's, or that on which the return was saved."""
    settings, days = campaign.settings, []
    if settings.report_date:
        days.append((settings.report_date, "ngày báo cáo của đợt"))
    saved = unit_return.saved_at.date() if unit_return.saved_at else None
    if saved and (settings.start is None or saved >= settings.start):
        days.append((saved, "ngày lưu biểu"))
    return min(days) if days else None


def evidence_findings(campaign: Campaign, unit_return: Return, scores: Sequence[Score]) -> Iterator[Finding]:
    """One number with two dates, a date after the return, a date that does not exist."""
    first: dict[str, Citation] = {}
    for form in campaign.list_columns:
        if (columns := document_columns(campaign, form)) is not None:
            for _, document in listed(columns, unit_return.lists):
                if document.key and document.day:
                    first.setdefault(document.key, document)
    latest = _latest(campaign, unit_return)
    for one in cited(unit_return, scores):
        document = one.citation
        at = Finding("D009", unit=unit_return.unit or "", file=unit_return.file, sheet=one.sheet, cell=one.cell,
                     field=label_of(campaign, one.criterion), found=document.number or document.title)
        if document.bad_day:
            yield _with(at, "D009", document.bad_day)
        if document.day is None:
            continue
        known = first.setdefault(document.key, document) if document.key else document
        if known.day is not None and known.day != document.day:
            yield _with(at, "D007", f"{document.day:%d/%m/%Y}", f"{known.day:%d/%m/%Y}")
        if latest is not None and document.day > latest[0]:
            yield _with(at, "D008", f"{document.day:%d/%m/%Y}", f"{latest[1]} {latest[0]:%d/%m/%Y}")


def _with(at: Finding, code: str, detail: str, expected: str = "") -> Finding:
    return Finding(code, at.unit, at.file, at.sheet, at.cell, at.field, at.found, expected, detail)


def _letters(text: str) -> str:
    """Letters and digits without marks, for names of files: "12/QĐ-UBND" and "QD_12_UBND" share theirs."""
    plain = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(c for c in plain if c.isalnum())


def names_document(file: str, citation: Citation) -> bool:
    """Whether a file's name carries a document's number and symbol ("12-QD-UBND ban ky.pdf")."""
    if not citation.key:
        return False
    wanted, name = _letters(citation.key), _letters(file.rpartition("/")[2].rpartition("!")[2])
    at = name.find(wanted)
    return at >= 0 and not name[at - 1 : at].isdigit()
