"""Rules about texts inside formulas: compared with what can stand in the cell, never joined to numbers."""

from __future__ import annotations

from collections.abc import Iterator

from danvan_xl.campaign.lint import Report
from danvan_xl.campaign.model import Campaign, FieldKind
from danvan_xl.campaign.points import NO, YES
from danvan_xl.findings import Finding
from danvan_xl.formula import NOTHING_AROSE, Binary, Call, Expr, Name, Text, walk

STATUSES = (NOTHING_AROSE, "Không áp dụng", "Chưa có số liệu")


def _possible(campaign: Campaign, name: str) -> tuple[str, ...] | None:
    """The texts that a name's cell can hold; None when any text can stand there."""
    first, _, rest = name.partition(".")
    if first == "ad":
        return YES, NO
    if rest == "tt":
        return STATUSES
    columns = {c.code: c for c in campaign.list_columns.get(first, ())}
    field = columns.get(rest) if columns else campaign.plain_fields.get(first) if not rest else None
    if field is None:
        return None
    if field.kind is FieldKind.YES_NO:
        return YES, NO
    return campaign.choices(field.codelist) if field.kind is FieldKind.CHOICE else None


def _pairs(tree: Expr) -> Iterator[tuple[Name, Text]]:
    for node in walk(tree):
        match node:
            case (
                Binary("=" | "<>", Name() as name, Text() as text)
                | Binary("=" | "<>", Text() as text, Name() as name)
                | Call("COUNTIF", (Name() as name, Text() as text))
                | Call("SUMIF", (Name() as name, Text() as text, _))
            ):
                yield name, text
            case Call("COUNTIFS", args):
                for column, wanted in zip(args[::2], args[1::2], strict=False):
                    if isinstance(column, Name) and isinstance(wanted, Text):
                        yield column, wanted


def _is_words(campaign: Campaign, part: Expr) -> bool:
    if isinstance(part, Name):
        field = campaign.plain_fields.get(part.id)
        return field is not None and field.kind in (FieldKind.TEXT, FieldKind.CHOICE, FieldKind.YES_NO)
    return isinstance(part, Text) or (isinstance(part, Binary) and part.op == "&")


def word_findings(campaign: Campaign, at: Report, column: str, formula: str, tree: Expr) -> Iterator[Finding]:
    """Texts that can never stand in the cell they are compared with, and numbers joined to text."""
    for name, text in _pairs(tree):
        possible = _possible(campaign, name.id)
        wanted = text.value.lstrip("=<>")
        if possible is not None and wanted and "*" not in wanted and wanted not in possible:
            yield at("X039", column, found=wanted, field=name.id, expected="; ".join(possible))
    for node in walk(tree):
        match node:
            case Binary("&", left, right) if not (_is_words(campaign, left) and _is_words(campaign, right)):
                yield at("X038", column, found=formula)
                return


