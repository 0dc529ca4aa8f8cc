"""The Word report: outline → document, with figures computed from the returns."""

from danvan_xl.report.write import ReportOutput, report_bytes

__all__ = ["ReportOutput", "report_bytes"]
