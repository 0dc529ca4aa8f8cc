"""The catalogue of findings, one finding, and a collection of them."""

from danvan_xl.findings.catalogue import CATALOGUE, Entry
from danvan_xl.findings.collection import COLUMNS, SEVERITIES, Findings
from danvan_xl.findings.finding import Finding
from danvan_xl.findings.grouping import Group

__all__ = ["CATALOGUE", "COLUMNS", "SEVERITIES", "Entry", "Finding", "Findings", "Group"]
