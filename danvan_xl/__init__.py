"""Collect, check, score and report "công tác dân vận chính quyền" with Excel and Word files.

Names are loaded when first used, so that the command line starts at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from danvan_xl.lazy import load_when_used

if TYPE_CHECKING:
    from danvan_xl.campaign import Campaign, CampaignError, lint, load_campaign, save_campaign
    from danvan_xl.consolidate import ReadReturn, read_return
    from danvan_xl.face import Result, consolidate
    from danvan_xl.files import OutputBusyError
    from danvan_xl.findings import Finding, Findings
    from danvan_xl.form import generate
    from danvan_xl.report.check import check_report
    from danvan_xl.scoring.foreign import check_rubric

__version__ = "0.1.0"

__all__ = [
    "Campaign", "CampaignError", "Finding", "Findings", "OutputBusyError", "ReadReturn", "Result", "check_report",
    "check_rubric", "consolidate", "generate", "lint", "load_campaign", "read_return", "save_campaign",
]

load_when_used(__name__, {
    "campaign": ("Campaign", "CampaignError", "lint", "load_campaign", "save_campaign"),
    "consolidate": ("ReadReturn", "read_return"),
    "face": ("Result", "consolidate"),
    "files": ("OutputBusyError",),
    "findings": ("Finding", "Findings"),
    "form": ("generate",),
    "report.check": ("check_report",),
    "scoring.foreign": ("check_rubric",),
})


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
