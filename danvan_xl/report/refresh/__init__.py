"""A report that a person has edited: their prose stays, the figures follow the data."""

from danvan_xl.report.refresh.update import Update, update_report

__all__ = ["Update", "update_report"]
