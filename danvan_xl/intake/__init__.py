"""IN: a returned file, however damaged, as typed answers and findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from danvan_xl.intake.answers import Answer, Return
from danvan_xl.intake.typed import State, shown
from danvan_xl.lazy import load_when_used

if TYPE_CHECKING:
    from danvan_xl.intake.attachments import unit_named
    from danvan_xl.intake.folder import Cache, Progress, read_file, read_folder, return_files
    from danvan_xl.intake.kept import Kept
    from danvan_xl.intake.passport import unit_inside

__all__ = [
    "Answer", "Cache", "Kept", "Progress", "Return", "State", "read_file", "read_folder", "return_files", "shown",
    "unit_inside", "unit_named",
]

load_when_used(__name__, {
    "attachments": ("unit_named",),
    "folder": ("Cache", "Progress", "read_file", "read_folder", "return_files"),
    "kept": ("Kept",),
    "passport": ("unit_inside",),
})
