"""What is asked: units, forms, fields, rubrics, checks and the report's outline, from plain tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from danvan_xl.campaign.model import (
    Aggregate,
    Campaign,
    Check,
    ClassRule,
    Criterion,
    Field,
    FieldKind,
    Form,
    FormKind,
    Group,
    Method,
    PointKind,
    ReportRow,
    Scope,
    Settings,
    Unit,
)
from danvan_xl.lazy import load_when_used

if TYPE_CHECKING:
    from danvan_xl.campaign.load import (
        CampaignError,
        built_in_campaigns,
        check_definition,
        lint,
        load_campaign,
        read_definition,
    )
    from danvan_xl.campaign.save import save_campaign

__all__ = [
    "Aggregate", "Campaign", "CampaignError", "Check", "ClassRule", "Criterion", "Field", "FieldKind", "Form",
    "FormKind", "Group", "Method", "PointKind", "ReportRow", "Scope", "Settings", "Unit", "built_in_campaigns",
    "check_definition", "lint", "load_campaign", "read_definition", "save_campaign",
]

load_when_used(__name__, {
    "load": ("CampaignError", "built_in_campaigns", "check_definition", "lint", "load_campaign", "read_definition"),
    "save": ("save_campaign",),
})
