"""Feedback to the units: each one's form as it was sent, with what to correct marked, and a covering text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from danvan_xl.campaign.model import Campaign, FormKind, Unit
from danvan_xl.campaign.names import facet_name
from danvan_xl.consolidate import Consolidation, UnitResult
from danvan_xl.consolidate.result import NOT_RETURNED
from danvan_xl.files import write_whole
from danvan_xl.findings import SEVERITIES, Finding
from danvan_xl.form import Blueprints, form_bytes
from danvan_xl.form.marks import GroupedMarks, Mark, grouped_marks
from danvan_xl.formula import EPOCH, FormulaError, Value
from danvan_xl.intake import Answer, State, shown
from danvan_xl.intake.book import At, RawCell, position
from danvan_xl.intake.numbers import read_number
from danvan_xl.intake.status import with_status
from danvan_xl.intake.typed import read_value
from danvan_xl.mail.texts import filled, mail_values, text_for

_OF_THE_OFFICE = "N"
_CURED = ("F003", "F004")
"""Results that were never or not again calculated: the form that is sent back has them right."""
_PURPOSE = "nhac_loi"
_PLAIN_SUBJECT = "[Đề nghị chỉnh sửa] Số liệu {ten_dot} của {ten_don_vi}"
_PLAIN_BODY = ("Kính gửi: {ten_don_vi}\n\nQua kiểm tra, biểu số liệu của đơn vị còn một số chỗ cần sửa; danh sách ở "
               "trang đầu của tệp {tep}. Đề nghị sửa ngay trong tệp này rồi gửi lại.")
_LEVELS = {"loi": "Phải sửa", "canh_bao": "Xem lại"}
_DATED = 100000


class _Sent:
    """One unit's answers as they were sent, ready to be written into a clean form."""

    def __init__(self, result: Consolidation, found: UnitResult, said: Iterable[Finding]) -> None:
        self._campaign, self._unit, self._return = result.campaign, found.unit, found.chosen
        self._adjusted = {a.name for a in result.adjustments if a.unit == found.unit.code}
        self._names = _names_at(found)
        self._quoted = {(f.sheet, at): f.found for f in said if f.cell and (at := position(f.cell)) and f.found}
        self.values: dict[str, Value] = {}
        self.lists: dict[str, list[Value]] = {}
        if self._return is not None:
            self.values |= {n: v for n, v in self._return.values.items() if v is not None}
            for (sheet, at), (name, item) in self._names.items():
                text = self._quoted.get((sheet, at), "")
                if text and item is None and name.startswith("tu_cham."):
                    points = read_number(text).value
                    self.values.setdefault(name, text if points is None else points)
                elif text and item is None and name.endswith(".tt"):
                    self.values.setdefault(name, text)
            for answer in self._return.answers:
                self._put(answer)

    def _put(self, answer: Answer) -> None:
        value = self._as_sent(answer)
        if answer.item is None:
            self.values[facet_name(answer.field.code, answer.facet)] = value
            return
        column = self.lists.setdefault(answer.name, [])
        column += [None] * (answer.item - len(column))
        column[answer.item - 1] = value

    def _as_sent(self, answer: Answer) -> Value:
        adjusted = answer.item is None and facet_name(answer.field.code, answer.facet) in self._adjusted
        if answer.state is not State.INVALID:
            return answer.raw if adjusted else answer.value
        quoted = self._quoted.get((answer.sheet, position(answer.cell) or (-1, -1)), "")
        return next((c for c in _candidates(answer, quoted) if self._refused(answer, c)), None)

    def _refused(self, answer: Answer, value: Value) -> bool:
        """Whether the reader would ask about a value again; one that it would take must not slip in by feedback."""
        typed = read_value(self._campaign, answer.field, RawCell(value))
        if answer.item is None and not answer.facet:
            status = self.values.get(f"{answer.field.code}.tt")
            typed = with_status(answer.field, typed, status if isinstance(status, str) else "")
        return typed.state is State.INVALID

    def mark(self, finding: Finding) -> Mark:
        at = position(finding.cell) if finding.cell else None
        name, item = self._names.get((finding.sheet, at), ("", None)) if at else ("", None)
        return Mark(finding, name, item)


def _candidates(answer: Answer, quoted: str) -> Iterator[Value]:
    """Ways to write down a value that could not be used, the most faithful first."""
    raw = answer.raw
    if answer.field.kind.is_number and isinstance(raw, dt.date):
        yield f"{raw:%d/%m/%Y}"
    elif not isinstance(raw, FormulaError):
        yield raw
    yield quoted or None
    yield shown(raw)
    if isinstance(raw, Decimal) and 0 < raw < _DATED:
        yield f"{EPOCH + dt.timedelta(days=int(raw)):%d/%m/%Y}"


def _names_at(found: UnitResult) -> dict[tuple[str, At], tuple[str, int | None]]:
    """Cell of the returned workbook → the name that stands there, with the row of a list's column."""
    names: dict[tuple[str, At], tuple[str, int | None]] = {}
    for name, place in (found.chosen.places if found.chosen else {}).items():
        if place.last is None:
            names.setdefault((place.sheet, place.at), (name, None))
        else:
            for index in range(place.last - place.row + 1):
                names.setdefault((place.sheet, place.item(index)), (name, index + 1))
    return names


def _said(result: Consolidation, found: UnitResult) -> list[Finding]:
    """What a unit can act on: findings of the file that counts, not those about deadlines and the office's tables."""
    return [f for f in result.findings
            if f.unit == found.unit.code and f.file in ("", found.file) and f.code[0] != _OF_THE_OFFICE
            and f.code not in _CURED and (f.code[0] != "D" or f.cell)]


def _roomy(campaign: Campaign, lists: dict[str, list[Value]]) -> Campaign:
    """The campaign with lists long enough for what was sent (rows may have been inserted)."""
    longest: dict[str, int] = {}
    for name, column in lists.items():
        code = name.partition(".")[0]
        longest[code] = max(longest.get(code, 0), len(column))
    if not any(form.kind is FormKind.LIST and longest.get(form.code, 0) > form.rows for form in campaign.forms):
        return campaign
    forms = tuple(replace(f, rows=max(f.rows, longest.get(f.code, 0))) for f in campaign.forms)
    return replace(campaign, forms=forms)


def unit_feedback(
    result: Consolidation, found: UnitResult, blueprints: Blueprints
) -> tuple[bytes, str] | None:
    """The marked form of a unit and its covering text; None when the unit has nothing to correct.

    What is only for information does not make a feedback, but is listed in one.
    """
    said = _said(result, found)
    if found.state == NOT_RETURNED or all(f.severity == SEVERITIES[2] for f in said):
        return None
    sent = _Sent(result, found, said)
    marks = [sent.mark(f) for f in said]
    campaign = _roomy(result.campaign, sent.lists)
    own = blueprints if campaign is result.campaign else Blueprints(campaign)
    content = form_bytes(campaign, found.unit, own, sent.values, sent.lists, marks=marks)
    return content, _covering(campaign, found.unit, grouped_marks(marks, own.of(found.unit).layout))


def _covering(campaign: Campaign, unit: Unit, marks: GroupedMarks) -> str:
    """Subject and text of the mail, then the corrections one by one, the worst first."""
    values = mail_values(campaign, unit, f"{unit.code}.xlsx")
    try:
        text = text_for(campaign, _PURPOSE)
        subject, body = text.subject, text.body
    except LookupError:
        subject, body = _PLAIN_SUBJECT, _PLAIN_BODY
    lines = [f"Tiêu đề: {filled(subject, values)}", f"Gửi đến: {unit.email}", "", filled(body, values), "",
             "Các chỗ cần sửa:"]
    wanted = ((group, first) for group, (first, *_) in marks if group.severity in _LEVELS)
    for number, (group, mark) in enumerate(wanted, 1):
        where = f"trang {mark.finding.sheet}, ô {mark.finding.cell}: " if mark.finding.cell else ""
        lines.append(f"{number}. [{_LEVELS[group.severity]}] {where}{mark.text}{group.also()}")
    return "\n".join(lines) + "\n"


def write_feedback(
    result: Consolidation, folder: Path, progress: Callable[[int, int], None] | None = None
) -> dict[str, Path]:
    """Write ``<unit>.xlsx`` and ``<unit>.txt`` for every unit with something to correct; unit code → workbook."""
    blueprints, paths = Blueprints(result.campaign), {}
    for done, (code, found) in enumerate(result.by_unit.items(), 1):
        made = unit_feedback(result, found, blueprints)
        if made is not None:
            paths[code] = write_whole(folder / f"{code}.xlsx", made[0])
            write_whole(folder / f"{code}.txt", made[1].replace("\n", "\r\n").encode("utf-8-sig"))
        if progress:
            progress(done, len(result.by_unit))
    return paths
