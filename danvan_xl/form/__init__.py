"""OUT: the unit's workbook. One map says where every field stands; the reader reads by the same map."""

from __future__ import annotations

from typing import TYPE_CHECKING

from danvan_xl.lazy import load_when_used

if TYPE_CHECKING:
    from danvan_xl.form.generate import generate
    from danvan_xl.form.write import Blueprint, Blueprints, form_bytes

__all__ = ["Blueprint", "Blueprints", "form_bytes", "generate"]

load_when_used(__name__, {
    "generate": ("generate",),
    "write": ("Blueprint", "Blueprints", "form_bytes"),
})
