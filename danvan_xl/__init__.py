"""Collect, check, score and report "công tác dân vận chính quyền" with Excel and Word files."""

from danvan_xl.campaign import Campaign, CampaignError, lint, load_campaign
from danvan_xl.consolidate import ReadReturn, read_return
from danvan_xl.face import Result, consolidate
from danvan_xl.files import OutputBusyError
from danvan_xl.findings import Finding, Findings
from danvan_xl.form import generate

__version__ = "0.1.0"

__all__ = [
    "Campaign", "CampaignError", "Finding", "Findings", "OutputBusyError", "ReadReturn", "Result", "consolidate",
    "generate", "lint", "load_campaign", "read_return",
]
