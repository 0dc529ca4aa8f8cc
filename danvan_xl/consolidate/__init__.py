"""Many returns → one result: values, lists, totals, points, completeness."""

from danvan_xl.consolidate.result import Result, UnitResult
from danvan_xl.consolidate.run import consolidate, consolidate_returns
from danvan_xl.consolidate.single import ReadReturn, read_return

__all__ = ["ReadReturn", "Result", "UnitResult", "consolidate", "consolidate_returns", "read_return"]
