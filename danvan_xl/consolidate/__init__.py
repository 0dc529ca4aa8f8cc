"""Many returns → one result: values, lists, totals, points, completeness."""

from danvan_xl.consolidate.result import Consolidation, UnitResult
from danvan_xl.consolidate.run import Progress, Verified, consolidate_folder, consolidate_returns
from danvan_xl.consolidate.single import ReadReturn, read_return

__all__ = [
    "Consolidation", "Progress", "ReadReturn", "UnitResult", "Verified", "consolidate_folder", "consolidate_returns",
    "read_return",
]
