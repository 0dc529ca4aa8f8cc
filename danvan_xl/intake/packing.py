"""Campaigns and returns as bytes between processes, and for keeping: plain data, small, the same every time.

Most returns of one shape say the same of where things stand: that part is packed on its own and shared when it is
unpacked. A field of the definition is not sent with each of its answers: its place in the definition is.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from danvan_xl.campaign.model import Campaign
from danvan_xl.intake.answers import Answer, Return
from danvan_xl.intake.book import Area
from danvan_xl.intake.typed import State

FORMAT = "2"
"""Of packed returns; what was kept in another one is read anew."""
_PLAIN = {("decimal", "Decimal"), ("datetime", "date"), ("datetime", "datetime")}
_KEPT = tuple(f.name for f in fields(Campaign) if f.name != "places")
_APART = ("answers", "values", "found", "places")
_WHOLE = tuple(f.name for f in fields(Return) if f.name not in _APART)
_STATES = {state.value: state for state in State}
_MOST_SHARED = 400


class PackingError(ValueError):
    """Bytes that are no packed return, or hold something that has no place in one."""


def pack_campaign(campaign: Campaign) -> bytes:
    """The definition without where its records stood in their files."""
    return pickle.dumps({name: getattr(campaign, name) for name in _KEPT}, protocol=5)


def unpack_campaign(content: bytes) -> Campaign:
    return Campaign(**pickle.loads(content))


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        """Only values of this package and of its few plain types: what was kept may have been changed by others."""
        if module.startswith("danvan_xl.") or (module, name) in _PLAIN:
            found = super().find_class(module, name)
            if isinstance(found, type):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} has no place in a packed return")


def _dump(thing: object) -> bytes:
    return pickle.dumps(thing, protocol=5)


def _load(content: bytes) -> Any:
    return _Unpickler(io.BytesIO(content)).load()


def _heads(answers: tuple[Answer, ...]) -> bytes:
    """What an answer is to, and where it stands."""
    return _dump(tuple((a.form, (a.field.form, a.field.code) if a.field.form else a.field, a.facet, a.item, a.sheet,
                        a.cell) for a in answers))


def _places(places: Mapping[str, Area]) -> bytes:
    return _dump(tuple((name, a.sheet, a.row, a.column, a.last) for name, a in places.items()))


class Packer:
    """Packs and unpacks what reading gave: a return, or the names of a container's members."""

    def __init__(self, campaign: Campaign) -> None:
        self._known = {(f.form, f.code): f for f in campaign.fields}
        self._shared: dict[bytes, Any] = {}

    def pack(self, found: Return | tuple[str, ...]) -> bytes:
        if isinstance(found, tuple):
            return _dump(found)
        one = found
        return _dump({
            "whole": tuple(getattr(one, name) for name in _WHOLE),
            "heads": _heads(one.answers), "answers": tuple((a.value, a.state.value, a.raw) for a in one.answers),
            "names": _dump(tuple(one.values)), "values": tuple(one.values.values()),
            "cells": _dump(tuple(one.found)), "found": tuple(one.found.values()),
            "places": _places(one.places),
        })

    def unpack(self, content: bytes) -> Return | tuple[str, ...]:
        """
        Raises
        ------
        PackingError
            For bytes that were not packed so.
        """
        try:
            packed = _load(content)
            return packed if isinstance(packed, tuple) else self._return_of(packed)
        except Exception as error:
            raise PackingError(str(error)) from error

    def _return_of(self, packed: Mapping[str, Any]) -> Return:
        heads = self._once(packed["heads"], self._unpacked_heads)
        answers = tuple(
            Answer(form, field, facet, item, value, _STATES[state], raw, sheet, cell)
            for (form, field, facet, item, sheet, cell), (value, state, raw)
            in zip(heads, packed["answers"], strict=True))
        return Return(
            **dict(zip(_WHOLE, packed["whole"], strict=True)), answers=answers,
            values=dict(zip(self._once(packed["names"], _load), packed["values"], strict=True)),
            found=dict(zip(self._once(packed["cells"], _load), packed["found"], strict=True)),
            places=self._once(packed["places"], _unpacked_places))

    def _once(self, content: bytes, unpacked: Any) -> Any:
        """The same for the same bytes."""
        if content not in self._shared:
            if len(self._shared) >= _MOST_SHARED:
                self._shared.clear()
            self._shared[content] = unpacked(content)
        return self._shared[content]

    def _unpacked_heads(self, content: bytes) -> tuple[Any, ...]:
        return tuple((form, self._known[field] if isinstance(field, tuple) else field, facet, item, sheet, cell)
                     for form, field, facet, item, sheet, cell in _load(content))


def _unpacked_places(content: bytes) -> Mapping[str, Area]:
    return {name: Area(*where) for name, *where in _load(content)}
