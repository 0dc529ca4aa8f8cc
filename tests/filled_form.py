"""A unit's filled form, and what the unit meant by it: what random damage is done to."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property

import danvan_xl as dv
from danvan_xl.campaign import Campaign, Field, FieldKind, FormKind, Unit
from danvan_xl.campaign.citing import label_of
from danvan_xl.campaign.names import FACET_WORDS, facet_name, facets_of
from danvan_xl.form import Blueprints, form_bytes
from danvan_xl.form.formulas import STATUSES
from danvan_xl.formula import Value
from danvan_xl.intake import Return
from danvan_xl.intake.choices import YES_NO
from danvan_xl.intake.read import Reader
from danvan_xl.safety import Kind
from danvan_xl.sample import Answers, sample_answers
from tests import small
from tests.clay import Clay, Sheet, read_clay

_OF_CRITERIA = ("tu_cham", "minh_chung", "diem")


def code_of(name: str) -> str:
    """The code of the row in which a name stands; of a list's column, the list's."""
    first, _, rest = name.partition(".")
    return rest if first in _OF_CRITERIA else first


@dataclass(frozen=True, eq=False)
class FilledForm:
    """``another``: a unit whose form may be mixed up with this one."""

    reader: Reader
    unit: str
    another: str
    answers: Answers
    of_others: Answers

    @property
    def campaign(self) -> Campaign:
        return self.reader.campaign

    @property
    def values(self) -> Mapping[str, Value]:
        return self.answers.values

    def _bytes(self, code: str, answers: Answers) -> bytes:
        unit = self.campaign.unit_by_code[code]
        return form_bytes(self.campaign, unit, self.reader.blueprints, answers.values, answers.lists)

    @cached_property
    def _content(self) -> bytes:
        return self._bytes(self.unit, self.answers)

    @cached_property
    def _clean(self) -> Clay:
        return read_clay(self._content)

    @cached_property
    def of_another(self) -> Clay:
        return read_clay(self._bytes(self.another, self.of_others))

    def clay(self) -> Clay:
        """The form, to be damaged."""
        return Clay([Sheet(s.title, dict(s.cells), s.state) for s in self._clean.sheets], dict(self._clean.names))

    @cached_property
    def homes(self) -> dict[str, tuple[str, int, int, int | None]]:
        spots = self.reader.blueprints.of(self.campaign.unit_by_code[self.unit]).layout.spots
        return {n: (s.sheet, s.row, s.column, s.last) for n, s in spots.items()}

    @cached_property
    def inputs(self) -> frozenset[str]:
        """Names of the cells that a unit fills."""
        blueprint = self.reader.blueprints.of(self.campaign.unit_by_code[self.unit])
        return frozenset(self.homes) - blueprint.program.formulas.keys()

    @cached_property
    def titles(self) -> dict[str, FormKind]:
        return {form.title: form.kind for form in self.campaign.forms_of(self.campaign.unit_by_code[self.unit])}

    def is_list(self, title: str) -> bool:
        return any(title.startswith(t) for t, kind in self.titles.items() if kind is FormKind.LIST)

    @cached_property
    def labels(self) -> frozenset[Value]:
        """What stands before the rows of the sheets that have a row for each question."""
        tables = {title for title, kind in self.titles.items() if kind is not FormKind.LIST}
        rows = {(sheet, row) for sheet, row, _, _ in self.homes.values() if sheet in tables}
        sheets = {s.title: s.cells for s in self._clean.sheets}
        return frozenset(sheets[title][row, 2].value for title, row in rows if (row, 2) in sheets[title])

    @cached_property
    def _read(self) -> Return:
        """The undamaged form as it is read: what the unit meant."""
        read = self.reader.read_bytes(self._content, f"{self.unit}.xlsx", Kind.WORKBOOK)
        lists = {n: tuple(v) for n, v in self.answers.lists.items()}
        if read.findings or not (read.values.items() >= self.values.items() and read.lists.items() >= lists.items()):
            raise AssertionError(f"{self.unit}: the undamaged form is not read as it was filled", *read.findings)
        return read

    @cached_property
    def truth(self) -> dict[str, Value]:
        """What is meant by each name that is no list's."""
        return {n: v for n, v in self._read.values.items()
                if code_of(n) in self._asked and not n.endswith(".gc") and not n.startswith("minh_chung.")}

    @property
    def lists(self) -> Mapping[str, tuple[Value, ...]]:
        """A column's name → its filled rows."""
        return self._read.lists

    @cached_property
    def a_row(self) -> dict[str, Value]:
        """A column's name → what stands there in one more row of its list."""
        columns = ((n, f) for n, (_, f) in self._columns.items() if n in self.homes)
        return {n: _of_kind(self.campaign, f, 900 + i) for i, (n, f) in enumerate(columns)}

    @cached_property
    def _asked(self) -> dict[str, str]:
        """Code of a field or criterion → its label."""
        fields = {f.code: f.label for f in self.campaign.plain_fields.values() if not f.formula}
        rubric = self.campaign.rubric_of(self.campaign.unit_by_code[self.unit])
        return {c.code: label_of(self.campaign, c) for c in self.campaign.criteria_of(rubric)} | fields

    @cached_property
    def _columns(self) -> dict[str, tuple[str, Field]]:
        """A list column's name → title of its sheet and field."""
        return {f"{code}.{f.code}": (self.campaign.form_by_code[code].title, f)
                for code, fields in self.campaign.list_columns.items() for f in fields}

    def called(self, name: str, item: int | None) -> tuple[str, ...]:
        """What findings about a value call it."""
        if item:
            title, column = self._columns[name]
            return f"{title}, dòng {item}, {column.label}", f"{title}, {column.label}"
        label, facet = self._asked[code_of(name)], name.partition(".")[2]
        return (label + FACET_WORDS[facet],) if facet in ("kh", "ck") else (f"{label}, tình trạng", label)


@cache
def small_form() -> FilledForm:
    return FilledForm(Reader(small.campaign()), "vithanh", "vithanh1", *[Answers(small.VALUES, small.LISTS)] * 2)


def _of_kind(campaign: Campaign, field: Field, order: int) -> Value:
    """An answer that hardly any other cell has."""
    match field.kind:
        case FieldKind.YES_NO:
            return YES_NO[order % 2]
        case FieldKind.CHOICE:
            labels = campaign.choices(field.codelist)
            return labels[order % len(labels)]
        case FieldKind.DATE:
            return dt.date(campaign.settings.year, 1, 1) + dt.timedelta(days=order % 300)
        case FieldKind.TEXT:
            return f"Ý kiến thứ {order}"
    number = Decimal(101 + 37 * order)
    return number if field.maximum is None or number <= field.maximum else field.maximum - Decimal(order) / 4


def _dense(campaign: Campaign, unit: Unit) -> Answers:
    """Every cell that may be filled holds an answer of its own."""
    answers, order = Answers(), itertools.count(1)
    for form in campaign.forms_of(unit):
        fields = [f for f in campaign.fields_of(unit, form) if not f.formula]
        for f in fields:
            if form.kind is FormKind.LIST:
                answers.lists[f"{form.code}.{f.code}"] = [_of_kind(campaign, f, next(order)) for _ in range(form.rows)]
            else:
                names = [facet_name(f.code, facet) for facet in facets_of(f)]
                answers.values |= {name: _of_kind(campaign, f, next(order)) for name in names}
                answers.values[f"{f.code}.gc"] = f"Ghi chú {next(order)}"
                if form.kind is FormKind.INDICATORS and next(order) % 4 == 0:
                    del answers.values[f.code]
                    answers.values[f"{f.code}.tt"] = STATUSES[next(order) % 2]
    for criterion in campaign.criteria_of(campaign.rubric_of(unit)):
        if criterion.is_leaf and criterion.maximum > 0:
            answers.values[f"tu_cham.{criterion.code}"] = Decimal(next(order) % int(4 * criterion.maximum + 1)) / 4
    return answers


@cache
def built_in_forms() -> tuple[FilledForm, ...]:
    """The form of one unit of every group of the built-in campaigns, with its sample answers and filled densely."""
    forms = []
    for code in ("nga_bay_2023", "can_tho_2026"):
        campaign = dv.load_campaign(code)
        reader, samples = Reader(campaign, Blueprints(campaign)), sample_answers(campaign)
        for group in campaign.groups:
            one, other, *_ = (unit for unit in campaign.units if unit.group == group.code)
            for answers in (samples[one.code], _dense(campaign, one)):
                forms.append(FilledForm(reader, one.code, other.code, answers, samples[other.code]))
    return tuple(forms)
