"""Many returns → one result: values, lists, totals, points, completeness."""

from danvan_xl.consolidate.adjust import Adjustment, empty_table
from danvan_xl.consolidate.office import Source
from danvan_xl.consolidate.result import FINE, NOT_RETURNED, UNREADABLE, WRONG, Consolidation, UnitResult
from danvan_xl.consolidate.run import consolidate_folder, consolidate_returns
from danvan_xl.consolidate.single import ReadReturn, read_return
from danvan_xl.consolidate.timing import VIETNAM, vietnam_day
from danvan_xl.consolidate.verify import Verified

__all__ = [
    "FINE", "NOT_RETURNED", "UNREADABLE", "VIETNAM", "WRONG", "Adjustment", "Consolidation", "ReadReturn", "Source",
    "UnitResult", "Verified", "consolidate_folder", "consolidate_returns", "empty_table", "read_return", "vietnam_day",
]
