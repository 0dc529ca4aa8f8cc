"""Formulas that a workbook stores once for many cells."""

from __future__ import annotations

from collections.abc import Mapping

from danvan_xl.intake.book import At, a1


class SharedFormulas:
    """Remembers the first of each group while a sheet is read from top to bottom."""

    def __init__(self) -> None:
        self._first: dict[str, tuple[str, str]] = {}

    def formula(self, attributes: Mapping[str, str], text: str, at: At) -> str:
        """The formula of one cell, written out."""
        group = attributes.get("si", "")
        if attributes.get("t") != "shared" or not group:
            return text
        if text:
            self._first[group] = (text, a1(at))
            return text
        if group not in self._first:
            return ""
        from openpyxl.formula.translate import Translator, TranslatorError

        first, origin = self._first[group]
        try:
            return str(Translator("=" + first, origin).translate_formula(a1(at)))[1:]
        except TranslatorError:
            # it would reach beyond the sheet
            return "#REF!"
