"""One returned file on its own: what it says and what is wrong with it, before any consolidation."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from danvan_xl.campaign.model import Campaign
from danvan_xl.consolidate import frames
from danvan_xl.consolidate.run import consolidate_returns
from danvan_xl.findings import Findings
from danvan_xl.intake import read_file

if TYPE_CHECKING:
    import pandas as pd

    from danvan_xl.consolidate.result import Consolidation


@dataclass(frozen=True)
class ReadReturn:
    """What :func:`read_return` gives. ``unit`` is the code inside, None when the file counts for no unit.

    Examples
    --------
    >>> from danvan_xl import load_campaign
    >>> found = read_return(load_campaign("nga_bay_2023"), "nop_ve/ngabay.xlsx")
    >>> found.values.set_index(["field", "facet"]).value["hs_tong", ""]
    Decimal('2100')
    """

    unit: str | None
    findings: Findings
    result: Consolidation

    @cached_property
    def values(self) -> pd.DataFrame:
        """One row a value, with the columns of ``Consolidation.values``."""
        return frames.values(self.result)


def read_return(campaign: Campaign, path: str | Path) -> ReadReturn:
    """Read one returned file; points that need the city's figures stay blank.

    Raises
    ------
    FileNotFoundError
        When there is no such file. Bad data never raises.

    Examples
    --------
    >>> from danvan_xl import load_campaign
    >>> found = read_return(load_campaign("nga_bay_2023"), "nop_ve/ngabay.xlsx")
    >>> found.unit, len(found.findings.errors)
    ('ngabay', 0)
    """
    found = read_file(campaign, Path(path))
    result = consolidate_returns(campaign, [found], alone=True)
    own = Findings(f for f in result.findings if f.file == found.file)
    return ReadReturn(found.unit, own, result)
