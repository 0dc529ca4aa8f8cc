"""Table Báo cáo → blocks: conditions settled, figures filled, lists run through."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

from danvan_xl.campaign.model import Field, ReportRow
from danvan_xl.campaign.names import facet_name
from danvan_xl.campaign.template import ListRun
from danvan_xl.consolidate import Consolidation
from danvan_xl.formula import Value
from danvan_xl.report import annexes, narratives
from danvan_xl.report.blocks import Block, Chart, Column, Heading, Paragraph, Series, Table, TableRow
from danvan_xl.report.figures import MISSING, Figures, Line, Piece, Problem, segments
from danvan_xl.report.lists import ListRows
from danvan_xl.report.numbers import by_field, field_format, percent, roman

HEADINGS = {"muc_1": 1, "muc_2": 2, "muc_3": 3}
_COLUMNS = {
    "ten": Column("Chỉ tiêu", 5), "dvt": Column("Đơn vị tính", 2, "center"),
    "ke_hoach": Column("Kế hoạch", 2, "right"), "cung_ky": Column("Cùng kỳ năm trước", 2, "right"),
    "thuc_hien": Column("Thực hiện", 2, "right"), "ty_le": Column("So với kế hoạch", 2, "right"),
    "so_ck": Column("So với cùng kỳ", 2, "right"),
}
_FACET = {"ke_hoach": "kh", "cung_ky": "ck", "thuc_hien": ""}
_RATES = {"ty_le": "kh", "so_ck": "ck"}
"""Column of a rate → the facet it is reckoned against."""
_SERIES = {"ke_hoach": "Kế hoạch", "cung_ky": "Năm trước", "thuc_hien": "Năm nay"}


@dataclass
class _Unknown:
    """Passages that follow one another whose conditions cannot be settled, as long as they lack the same figures."""

    missing: dict[str, None] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def is_about_others(self, missing: Iterable[str]) -> bool:
        asked = set(missing)
        return bool(asked and self.missing) and asked.isdisjoint(self.missing)

    def add(self, missing: Iterable[str], problems: Iterable[Problem]) -> None:
        self.missing |= dict.fromkeys(missing)
        self.problems += problems

    def told(self) -> Iterator[Paragraph]:
        """One paragraph in place of the passages: what must be known first."""
        if self.problems:
            text = f"[chưa có số liệu để viết đoạn này: {'; '.join(self.missing)}]"
            yield Paragraph((Piece(text, gap=True),) if self.missing else (), problems=tuple(self.problems))
        self.missing, self.problems = {}, []


class Outline:
    """Makes the blocks in the order of the table; annexes are numbered as they come."""

    def __init__(self, result: Consolidation) -> None:
        self.result, self.campaign, self.city = result, result.campaign, result.city
        self.figures = Figures(result.campaign, result.city)
        self.lists = ListRows(result.campaign, result.city)
        self.annex_count = sum(row.kind == "phu_luc" and self.figures.holds(row) for row in self.campaign.report)
        self.annex_count += bool(result.adjustments)
        self.figures.taken()
        self._annexes = 0

    def blocks(self) -> Iterator[Block]:
        make: dict[str, Callable[[ReportRow], Iterator[Block]]] = {
            "doan": self._paragraph, "gach_dau_dong": self._paragraph, "liet_ke": self._narrative,
            "bang": self._table, "bieu_do": self._chart, "phu_luc": self._annex,
        }
        unknown = _Unknown()
        for row in self.campaign.report:
            if self.figures.holds(row):
                yield from unknown.told()
                yield from make.get(row.kind, self._heading)(row)
            elif problems := self.figures.taken():
                missing = () if row.kind == "phu_luc" else self.figures.lacking(row.condition)
                if unknown.is_about_others(missing):
                    yield from unknown.told()
                unknown.add(missing, tuple(replace(p, detail=p.detail or row.text) for p in problems))
        yield from unknown.told()
        if self.result.adjustments:
            yield annexes.adjustments(self.result, self._next_number())
        if problems := self.figures.taken():
            yield Paragraph((), problems=problems)

    def _heading(self, row: ReportRow) -> Iterator[Block]:
        yield Heading(HEADINGS[row.kind], row.number, self.figures.fill(row.text))

    def _paragraph(self, row: ReportRow) -> Iterator[Block]:
        line, note = self.figures.fill(row.text), self._note(row)
        yield Paragraph(line, note, row.kind == "gach_dau_dong", self.figures.taken())

    def _note(self, row: ReportRow) -> Line:
        """A footnote; one that runs through a list without rows is left out."""
        pieces: list[Piece] = []
        for segment in segments(row.footnote):
            if isinstance(segment, ListRun):
                rows = self.lists.rows(segment.code, row.filter, row.sort)
                if not rows:
                    return ()
                for i, found in enumerate(rows):
                    pieces += (Piece("; "),) if i else ()
                    pieces += self.lists.write(segment.code, found, row.row_text, self.figures)
            else:
                pieces.append(self.figures.piece(segment))
        return tuple(pieces)

    def _narrative(self, row: ReportRow) -> Iterator[Block]:
        """What the units answered to a question, the same words once with every unit that wrote them."""
        groups, nothing = narratives.gathered(self.result, row.source)
        for answer in groups:
            said = f"{narratives.listed(answer.units)}: {answer.text}."
            yield Paragraph((Piece(said, origin=row.source),), dash=True)
        if nothing:
            said = f"{narratives.listed(nothing)} báo không có nội dung này."
            yield Paragraph((Piece(said, origin=row.source),), dash=True)
        if not groups and not nothing:
            yield Paragraph((Piece(MISSING, row.source, gap=True),), dash=True, problems=(Problem("B001", row.source),))

    # --- fields as tables and charts -----------------------------------------------------------------------

    def _fields(self, source: str) -> list[Field]:
        wanted = [code.strip() for code in source.split(";") if code.strip()]
        return [self.campaign.plain_fields[code] for code in wanted if code in self.campaign.plain_fields]

    def _value(self, field: Field, facet: str) -> Decimal | None:
        value = self.city.values.get(facet_name(field.code, facet))
        return value if isinstance(value, Decimal) else None

    def _cell(self, field: Field, key: str) -> str:
        match key:
            case "ten":
                return field.label
            case "dvt":
                return field.unit_of_measure
            case "ty_le" | "so_ck":
                value, base = self._value(field, ""), self._value(field, _RATES[key])
                return percent(value / base) if value is not None and base else ""
        value = self._value(field, _FACET[key])
        return "" if value is None else by_field(value, field)

    def _table(self, row: ReportRow) -> Iterator[Block]:
        keys = [k.strip() for k in row.columns.split(";") if k.strip() in _COLUMNS]
        rows = tuple(
            TableRow(tuple(self._cell(f, k) for k in keys), sources=tuple(_source(f, k) for k in keys),
                     formats=tuple(_format(f, k) for k in keys))
            for f in self._fields(row.source)
        )
        yield Table(tuple(_COLUMNS[k] for k in keys), rows, self.figures.fill(row.text))

    def _chart(self, row: ReportRow) -> Iterator[Block]:
        """Series are groups of units or plan, last period and result; categories are fields."""
        fields, series = self._fields(row.source), []
        for key in (k.strip() for k in row.columns.split(";") if k.strip()):
            if key in _SERIES:
                values = tuple(self._value(f, _FACET[key]) for f in fields)
                series.append(Series(_SERIES[key], values))
            elif key in self.campaign.group_by_code:
                found: list[Value] = [self.city.values.get(f"{f.code}.{key}") for f in fields]
                numbers = tuple(v if isinstance(v, Decimal) else None for v in found)
                series.append(Series(self.campaign.group_by_code[key].name, numbers))
        if any(v is not None for s in series for v in s.values):
            yield Chart(self.figures.fill(row.text), tuple(f.label for f in fields), tuple(series))

    def _annex(self, row: ReportRow) -> Iterator[Block]:
        yield annexes.annex(self.result, self.lists, row, self._next_number(), self.figures.fill(row.text))

    def _next_number(self) -> str:
        self._annexes += 1
        return roman(self._annexes) if self.annex_count > 1 else ""


def _source(field: Field, key: str) -> str:
    """What a cell of a table of fields stands on."""
    if key in _RATES:
        return f"={field.code}/{facet_name(field.code, _RATES[key])}"
    return facet_name(field.code, _FACET[key]) if key in _FACET else ""


def _format(field: Field, key: str) -> str:
    """How a figure of a table of fields is printed."""
    if key in _RATES:
        return "%"
    return field_format(field) if key in _FACET else ""
