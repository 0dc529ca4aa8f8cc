"""What proves the office's own points: the rows of the units' lists and the figures that a criterion's formula uses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from danvan_xl.campaign.model import Criterion
from danvan_xl.campaign.names import COUNTS
from danvan_xl.formula import Call, Expr, Name, Text, Value, names, parse
from danvan_xl.formula.ast import children, walk
from danvan_xl.scoring.evidence import DocumentColumns, document_columns
from danvan_xl.workbook.plan import OVERVIEW, SUMMARY, Plan

_NAMED_DOCUMENTS, _NAMED_FIGURES = 8, 4
_CONDITIONAL = {"COUNTIF": 0, "COUNTIFS": 0, "SUMIF": 0, "SUMIFS": 1, "AVERAGEIF": 0, "AVERAGEIFS": 1}
"""Functions with pairs of range and criterion, and where the pairs begin."""
Condition = tuple[str, str]


@dataclass(frozen=True)
class OwnEvidence:
    """Texts for Tài liệu kiểm chứng, by criterion."""

    plan: Plan

    def text(self, criterion: Criterion) -> str:
        """Documents and lists first, then the figures that were added up; "" where the formula uses neither."""
        if not criterion.formula:
            return ""
        tree, lists = parse(criterion.formula), self.plan.campaign.list_columns
        figures = [n for n in names(tree) if n.partition(".")[0] in self.plan.campaign.plain_fields]
        trees = [tree, *(parse(f) for n in figures if (f := self._formula(n)))]
        used = dict.fromkeys(
            n.partition(".")[0] for t in trees for n in names(t) if n.partition(".")[0] in lists)
        parts = [self._list(form, trees) for form in used]
        parts += [self._figures(figures)] if figures else []
        if any(n.partition(".")[0] in COUNTS for n in names(tree)):
            parts.append(f"Biểu đã nộp của {self.plan.result.completeness} (trang “{OVERVIEW}”)")
        return "\n".join(part for part in parts if part)

    def _formula(self, name: str) -> str:
        return self.plan.campaign.plain_fields[name.partition(".")[0]].formula if "." not in name else ""

    # --- lists ---------------------------------------------------------------------------------------------------

    def _rows(self, form: str, trees: Sequence[Expr]) -> list[int]:
        """Rows of a list's union that the formulas count: all, or those that fit a condition on a text."""
        union = self.plan.result.city.lists
        owners = union[f"{form}.don_vi"]
        groups = [tuple(c) for t in trees for c in _conditions(t) if any(n.partition(".")[0] == form for n, _ in c)]
        if not groups or any(_used_alone(t, form) for t in trees):
            return list(range(len(owners)))

        def fits(row: int, group: Sequence[Condition]) -> bool:
            return all(str(union[name][row] or "").casefold() == wanted.casefold() for name, wanted in group)

        return [row for row in range(len(owners)) if any(fits(row, group) for group in groups)]

    def _list(self, form: str, trees: Sequence[Expr]) -> str:
        campaign, union = self.plan.campaign, self.plan.result.city.lists
        rows = self._rows(form, trees)
        title = campaign.form_by_code[form].title
        if not rows:
            return f"{title}: không có dòng nào"
        columns = document_columns(campaign, form)
        units = len({union[f"{form}.don_vi"][row] for row in rows})
        where = f"trang “{self.plan.titles[f'danh_sach.{form}']}”"
        if columns is None:
            return f"{title}: {len(rows)} dòng của {units} đơn vị ({where})"
        said = list(dict.fromkeys(text for row in rows if (text := _document(columns, union, row))))
        more = f"; và {len(said) - _NAMED_DOCUMENTS} văn bản khác" if len(said) > _NAMED_DOCUMENTS else ""
        return f"{'; '.join(said[:_NAMED_DOCUMENTS])}{more} ({where})"

    # --- figures -------------------------------------------------------------------------------------------------

    def _figures(self, used: Sequence[str]) -> str:
        campaign, result = self.plan.campaign, self.plan.result
        labels = list(dict.fromkeys(campaign.plain_fields[n.partition(".")[0]].label for n in used))
        by = [u for u in result.returned if not self.plan.answered[u.unit.code].isdisjoint(used)]
        source = f"do {by[0].unit.name} báo cáo" if len(by) == 1 else f"tổng hợp từ {len(by)} đơn vị"
        more = " và chỉ tiêu khác" if len(labels) > _NAMED_FIGURES else ""
        shown = ", ".join(f"“{label}”" for label in labels[:_NAMED_FIGURES])
        return f"Số liệu {shown}{more} {source} (trang “{SUMMARY}”)"


def _document(columns: DocumentColumns, union: Mapping[str, Sequence[Value]], row: int) -> str:
    """ "Kế hoạch số 07/KH-UBND ngày 05/01/2023"; "" for a row without a number."""
    number, day = (union[f"{columns.form}.{code}"][row] for code in (columns.number, columns.day))
    kind = union[f"{columns.form}.{columns.kind}"][row] if columns.kind else None
    if not isinstance(number, str):
        return ""
    lead = f"{kind} số" if isinstance(kind, str) else "Văn bản số"
    return f"{lead} {number}" + (f" ngày {day:%d/%m/%Y}" if isinstance(day, dt.date) else "")


def _conditions(tree: Expr) -> Iterator[list[Condition]]:
    """The pairs (list column, text) of each conditional function; a pattern or comparison is no such pair."""
    for node in walk(tree):
        if isinstance(node, Call) and node.function in _CONDITIONAL:
            args = node.args[_CONDITIONAL[node.function] :]
            pairs = zip(args[::2], args[1::2], strict=False)
            found = [(n.id, t.value) for n, t in pairs if isinstance(n, Name) and isinstance(t, Text)]
            plain = [(name, text) for name, text in found if text and text[0] not in "<>=" and "*" not in text]
            if plain:
                yield plain


def _used_alone(tree: Expr, form: str) -> bool:
    """Whether a column of the list is used outside conditional functions with a plain condition."""
    if isinstance(tree, Call) and tree.function in _CONDITIONAL and any(_conditions(tree)):
        return False
    if isinstance(tree, Name):
        owner, _, column = tree.id.partition(".")
        return owner == form and column != "tt"
    return any(_used_alone(child, form) for child in children(tree))
