"""Campaigns and returns as bytes between processes, and for keeping: plain data, small, the same every time.

A field of the definition is not sent with each of its answers: its place in the definition is.
"""

from __future__ import annotations

import io
import pickle
from dataclasses import fields
from typing import Any

from danvan_xl.campaign.model import Campaign, Field
from danvan_xl.intake.answers import Return

_PLAIN = {("decimal", "Decimal"), ("datetime", "date"), ("datetime", "datetime")}
_KEPT = tuple(f.name for f in fields(Campaign) if f.name != "places")


def pack_campaign(campaign: Campaign) -> bytes:
    """The definition without where its records stood in their files."""
    return pickle.dumps({name: getattr(campaign, name) for name in _KEPT}, protocol=5)


def unpack_campaign(content: bytes) -> Campaign:
    return Campaign(**pickle.loads(content))


class _Pickler(pickle.Pickler):
    def persistent_id(self, thing: Any) -> Any:
        return (thing.form, thing.code) if isinstance(thing, Field) and thing.form else None


class _Unpickler(pickle.Unpickler):
    def __init__(self, content: bytes, known: dict[tuple[str, str], Field]) -> None:
        super().__init__(io.BytesIO(content))
        self._known = known

    def find_class(self, module: str, name: str) -> Any:
        """Only values of this package and of its few plain types: what was kept may have been changed by others."""
        if module.startswith("danvan_xl.") or (module, name) in _PLAIN:
            found = super().find_class(module, name)
            if isinstance(found, type):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} has no place in a packed return")

    def persistent_load(self, pid: Any) -> Field:
        return self._known[pid]


class Packer:
    """Packs and unpacks what reading gave: a return, or the names of a container's members."""

    def __init__(self, campaign: Campaign) -> None:
        self._known = {(f.form, f.code): f for f in campaign.fields}

    def pack(self, found: Return | tuple[str, ...]) -> bytes:
        stream = io.BytesIO()
        _Pickler(stream, protocol=5).dump(found)
        return stream.getvalue()

    def unpack(self, content: bytes) -> Return | tuple[str, ...]:
        found: Return | tuple[str, ...] = _Unpickler(content, self._known).load()
        return found
