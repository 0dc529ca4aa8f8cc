"""Many returns as one result: values, totals, points, ranks, findings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from danvan_xl.campaign.model import Campaign, Unit
from danvan_xl.consolidate import frames
from danvan_xl.consolidate.adjust import Adjustment
from danvan_xl.consolidate.totals import City
from danvan_xl.consolidate.verify import Verifications
from danvan_xl.findings import Findings
from danvan_xl.formula import Value
from danvan_xl.intake import Return
from danvan_xl.scoring import Score, Standing

if TYPE_CHECKING:
    import pandas as pd

NOT_RETURNED, UNREADABLE, WRONG, FINE = "chua_nop", "khong_doc_duoc", "co_loi", "dat"


@dataclass(frozen=True)
class UnitResult:
    """One unit after consolidation. ``chosen`` and ``results`` are there only for a readable return."""

    unit: Unit
    state: str
    on_time: bool | None = None
    chosen: Return | None = None
    results: Mapping[str, Value] | None = None
    scores: tuple[Score, ...] = ()
    standing: Standing | None = None
    file: str = ""

    @property
    def counts(self) -> bool:
        """Whether its values are in the totals."""
        return self.chosen is not None


@dataclass(frozen=True)
class Consolidation:
    """What all returns of a campaign say together. DataFrames are made when asked for."""

    campaign: Campaign
    by_unit: Mapping[str, UnitResult]
    city: City
    city_scores: tuple[Score, ...]
    city_standing: Standing | None
    findings: Findings
    adjustments: tuple[Adjustment, ...] = ()
    verifications: Verifications = field(default_factory=Verifications)

    @cached_property
    def returned(self) -> tuple[UnitResult, ...]:
        """Units whose values count, in the order of the definition."""
        return tuple(u for u in self.by_unit.values() if u.counts)

    @property
    def files_counted(self) -> frozenset[str]:
        """Files whose content counts: the chosen ones and their exact copies."""
        copies = (f.file for f in self.findings if f.code == "N003")
        return frozenset([*(u.file for u in self.returned), *copies])

    @property
    def files_superseded(self) -> frozenset[str]:
        """Readable files of a unit for which another one of its files was chosen."""
        return frozenset(f.file for f in self.findings if f.code == "N002")

    @cached_property
    def completeness(self) -> str:
        """ "41/47 đơn vị": how many units the totals stand on."""
        return f"{len(self.returned)}/{len(self.campaign.units)} đơn vị"

    @cached_property
    def units(self) -> pd.DataFrame:
        """code, name, group, state, on_time, file, saved_at, n_errors, n_warnings: one row a unit."""
        return frames.units(self)

    @cached_property
    def values(self) -> pd.DataFrame:
        """unit, form, item, field, facet, kind, state, value, raw, file, sheet, cell, sha256: one row a value."""
        return frames.values(self)

    @cached_property
    def totals(self) -> pd.DataFrame:
        """field, facet, total, mean, n_answered, and one column a group; numbers are Decimal."""
        return frames.totals(self)

    @cached_property
    def scores(self) -> pd.DataFrame:
        """unit, criterion, max, self, computed, verified, points, basis, applies: one row a unit and criterion."""
        return frames.scores(self)

    @cached_property
    def ranking(self) -> pd.DataFrame:
        """unit, group, total, class, rank, reason: one row a scored unit."""
        return frames.ranking(self)
