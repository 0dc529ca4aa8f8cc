"""Rubric workbooks made by others: the table found, its tree read, its sums and points checked."""

from danvan_xl.scoring.foreign.check import check_rubric

__all__ = ["check_rubric"]
