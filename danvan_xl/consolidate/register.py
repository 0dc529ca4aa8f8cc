"""The evidence register: every document that a unit cites for a criterion, and the papers that came with the return."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from danvan_xl.campaign.citing import label_of
from danvan_xl.campaign.model import Campaign
from danvan_xl.consolidate.result import Consolidation, UnitResult
from danvan_xl.scoring import Score
from danvan_xl.scoring.evidence import Cited, cited, names_document

ATTACHMENT = "T007"
MISSING, LOOSE = "Chưa có tài liệu kiểm chứng", "Tệp gửi kèm, chưa gắn với tiêu chí nào"


@dataclass(frozen=True, slots=True)
class Entry:
    """``unit`` is "" for a paper whose unit is not known; ``file``, ``sheet``, ``cell``: where the unit says so."""

    unit: str
    criterion: str = ""
    number: str = ""
    day: dt.date | None = None
    title: str = ""
    attached: tuple[str, ...] = ()
    text: str = ""
    file: str = ""
    sheet: str = ""
    cell: str = ""


def register(result: Consolidation) -> Iterator[Entry]:
    """Units in the order of the definition, criteria in the order of the rubric, papers without a criterion last."""
    attached: dict[str, list[str]] = {}
    for finding in result.findings:
        if finding.code == ATTACHMENT:
            attached.setdefault(finding.unit, []).append(finding.file)
    for found in result.returned:
        yield from _of_unit(result.campaign, found, attached.pop(found.unit.code, []))
    for unit, files in attached.items():
        for file in files:
            yield Entry(unit, title=LOOSE, attached=(file,))


def _of_unit(campaign: Campaign, found: UnitResult, attached: list[str]) -> Iterator[Entry]:
    assert found.chosen is not None
    unit, documents = found.unit.code, list(cited(found.chosen, found.scores))
    used: set[str] = set()
    for score in found.scores:
        own = [d for d in documents if d.criterion is score.criterion]
        for one in own:
            files = tuple(f for f in attached if names_document(f, one.citation))
            used |= set(files)
            yield _entry(campaign, found, one, files)
        if not own and _demanded(score):
            place = found.chosen.places.get(f"minh_chung.{score.criterion.code}")
            yield Entry(unit, label_of(campaign, score.criterion), title=MISSING, file=found.file,
                        sheet=place.sheet if place else "", cell=place.cell if place else "")
    for file in attached:
        if file not in used:
            yield Entry(unit, title=LOOSE, attached=(file,))


def _demanded(score: Score) -> bool:
    return score.criterion.evidence and score.applies is not False


def _entry(campaign: Campaign, found: UnitResult, one: Cited, attached: tuple[str, ...]) -> Entry:
    c = one.citation
    return Entry(found.unit.code, label_of(campaign, one.criterion), c.number, c.day, c.title or one.text, attached,
                 one.text, found.file, one.sheet, one.cell)
