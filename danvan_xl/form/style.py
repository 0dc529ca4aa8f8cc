"""Cell formats shared by the workbooks that are written, made once a workbook."""

from __future__ import annotations

from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from danvan_xl.campaign.model import Field, FieldKind

FONT = "Times New Roman"
INPUT, FORMULA, HEADER, GROUND = "#FFFBE6", "#EEF3F8", "#1F4E79", "#F7F7F7"
RED, GREEN, BLUE, GREY = "#9C0006", "#006100", "#1F4E79", "#D9D9D9"
MARKED = "#F8CBAD"
WHOLE = "#,##0"


class Styles:
    """Formats by their properties; the same properties give the same format."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}
        self._asked: dict[tuple[tuple[str, Any], ...], Format] = {}
        self._unseen: Format | None = None
        self._exact: Format | None = None

    def __call__(self, **properties: Any) -> Format:
        asked = tuple(properties.items())
        found = self._asked.get(asked)
        if found is None:
            found = self._asked[asked] = self._of(properties)
        return found

    def _of(self, properties: dict[str, Any]) -> Format:
        full = {"font_name": FONT, "font_size": 11, "valign": "vcenter", **properties}
        key = tuple(sorted(full.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(full)
        return self._made[key]

    def overlay(self, **properties: Any) -> Format:
        """Only what a conditional format changes."""
        return self._book.add_format(properties)

    def unseen(self) -> Format:
        """What a conditional format lays over a formula's error."""
        if self._unseen is None:
            self._unseen = self.overlay(font_color=FORMULA)
        return self._unseen

    def exact(self) -> Format:
        """What a conditional format lays over a number that its format would round."""
        if self._exact is None:
            self._exact = self.overlay(num_format="#,##0.##########")
        return self._exact

    def title(self) -> Format:
        return self(bold=True, font_size=14, font_color=HEADER)

    def header(self) -> Format:
        return self(bold=True, bg_color=HEADER, font_color="#FFFFFF", border=1, text_wrap=True, align="center")

    def label(self, *, bold: bool = False, indent: int = 0, **properties: Any) -> Format:
        return self(border=1, text_wrap=True, bold=bold, indent=indent, **properties)

    def plain(self, **properties: Any) -> Format:
        return self(border=1, **properties)

    def centred(self) -> Format:
        return self(border=1, align="center", text_wrap=True)

    def grey(self) -> Format:
        return self(border=1, bg_color=GREY)

    def remark(self, **properties: Any) -> Format:
        return self(**{"border": 1, "text_wrap": True, "font_color": RED, "italic": True, "font_size": 9, **properties})

    def quiet(self) -> Format:
        return self(border=1, text_wrap=True, font_color="#595959", italic=True, font_size=9)

    def aside(self) -> Format:
        return self(italic=True, font_color="#595959")

    def link(self) -> Format:
        return self(border=1, font_color=BLUE, underline=1, text_wrap=True)

    def input(self, **properties: Any) -> Format:
        return self(**{"border": 1, "bg_color": INPUT, "locked": False, **properties})

    def formula(self, **properties: Any) -> Format:
        return self(**{"border": 1, "bg_color": FORMULA, **properties})


def number_format(field: Field) -> str:
    """How a field's cells show: whole numbers with separators, declared decimals, rates as per cents."""
    match field.kind:
        case FieldKind.INTEGER:
            return WHOLE
        case FieldKind.RATE:
            return "0.00%" if field.shown_decimals else "0%"
        case FieldKind.DECIMAL | FieldKind.MONEY:
            places = field.shown_decimals
            return "General" if places is None else "#,##0" + ("." + "0" * places if places else "")
        case FieldKind.DATE:
            return "dd/mm/yyyy"
    return "@"


def points_format(decimals: int) -> str:
    return "0" + ("." + "0" * decimals if decimals else "")


def lines(text: str, width: float) -> int:
    """How many lines a wrapped text takes in a column of a given width, a little on the safe side."""
    per_line = max(int(width * 1.02), 4)
    return sum(max(1, -(-len(part) // per_line)) for part in text.split("\n")) or 1
