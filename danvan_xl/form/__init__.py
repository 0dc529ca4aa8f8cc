"""OUT: the unit's workbook. One map says where every field stands; the reader reads by the same map."""

from danvan_xl.form.generate import generate
from danvan_xl.form.write import Blueprint, Blueprints, form_bytes

__all__ = ["Blueprint", "Blueprints", "form_bytes", "generate"]
