"""Collect, check, score and report "công tác dân vận chính quyền" with Excel and Word files.

Names are loaded when first used, so that the command line starts at once.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

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

_HOMES = {
    "campaign": ("Campaign", "CampaignError", "lint", "load_campaign", "save_campaign"),
    "consolidate": ("ReadReturn", "read_return"),
    "face": ("Result", "consolidate"),
    "files": ("OutputBusyError",),
    "findings": ("Finding", "Findings"),
    "form": ("generate",),
    "report.check": ("check_report",),
    "scoring.foreign": ("check_rubric",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "Campaign", "CampaignError", "Finding", "Findings", "OutputBusyError", "ReadReturn", "Result", "check_report",
    "check_rubric", "consolidate", "generate", "lint", "load_campaign", "read_return", "save_campaign",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module 'danvan_xl' has no attribute {name!r}")
    value = getattr(import_module(f"danvan_xl.{_HOME_OF[name]}"), name)
    globals()[name] = value
    return value


class _Package(ModuleType):
    """Keeps a public function from being hidden by the room of its name once that is imported."""

    def __setattr__(self, name: str, value: object) -> None:
        if not (isinstance(value, ModuleType) and name in _HOME_OF):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
