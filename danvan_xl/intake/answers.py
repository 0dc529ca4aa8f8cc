"""What a unit answered: every input of its workbook with its value, state, raw content and cell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from danvan_xl.campaign.model import Field
from danvan_xl.findings import Findings
from danvan_xl.formula import Value
from danvan_xl.intake.book import Area
from danvan_xl.intake.typed import State


@dataclass(frozen=True, slots=True)
class Answer:
    """One value. ``item`` is the row of a list (1, 2, …), else None; ``facet`` is "", ``kh`` or ``ck``."""

    form: str
    field: Field
    facet: str
    item: int | None
    value: Value
    state: State
    raw: Value
    sheet: str = ""
    cell: str = ""

    @property
    def name(self) -> str:
        """The field as results name it: ``list.column`` for a list's."""
        return self.field.code if self.item is None else f"{self.form}.{self.field.code}"


@dataclass(frozen=True)
class Return:
    """One returned file as read. ``unit`` is None when it counts for no unit; then only findings are there.

    ``values`` and ``lists`` are what formulas see: single names (statuses, notes, self-scores and evidence too, and
    what the cover says, ``#hd.…``) and the filled rows of each list column.
    ``places``: name → cell.
    """

    file: str
    sha256: str = ""
    unit: str | None = None
    kind: str = ""
    is_attachment: bool = False
    saved_at: dt.datetime | None = None
    answers: tuple[Answer, ...] = ()
    values: Mapping[str, Value] = field(default_factory=dict)
    lists: Mapping[str, tuple[Value, ...]] = field(default_factory=dict)
    found: Mapping[str, Value] = field(default_factory=dict)
    """Formula cell → the result that stood in the file."""
    places: Mapping[str, Area] = field(default_factory=dict)
    findings: Findings = field(default_factory=Findings)
