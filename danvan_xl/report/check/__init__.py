"""Any report in Vietnamese prose: figures that contradict each other or the data."""

from danvan_xl.report.check.run import check_report

__all__ = ["check_report"]
