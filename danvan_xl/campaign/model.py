"""What is asked: the campaign definition as frozen values. Columns of the tables: :mod:`.schema`."""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

T = TypeVar("T")


class FormKind(StrEnum):
    INDICATORS = "chi_tieu"
    LIST = "danh_sach"
    NARRATIVE = "thuyet_minh"
    SCORING = "cham_diem"


class FieldKind(StrEnum):
    INTEGER = "so_nguyen"
    DECIMAL = "so_thap_phan"
    RATE = "ty_le"
    MONEY = "tien"
    DATE = "ngay"
    TEXT = "chu"
    CHOICE = "chon"
    YES_NO = "co_khong"

    @property
    def is_number(self) -> bool:
        return self in (FieldKind.INTEGER, FieldKind.DECIMAL, FieldKind.RATE, FieldKind.MONEY)


class Aggregate(StrEnum):
    SUM = "cong"
    MEAN = "trung_binh"
    MAX = "lon_nhat"
    MIN = "nho_nhat"
    FORMULA = "cong_thuc"
    NONE = "khong"


class OnBlank(StrEnum):
    BLANK = "trong"
    AS_EXCEL = "van_tinh"


class PointKind(StrEnum):
    STANDARD = "chuan"
    BONUS = "thuong"
    PENALTY = "tru"


class Method(StrEnum):
    CHILDREN = "cong_con"
    FORMULA = "cong_thuc"
    SELF = "tu_cham"
    AFTER = "sau_tong_hop"


class NotApplicable(StrEnum):
    FULL = "diem_toi_da"
    SPREAD = "phan_bo"
    RESCALE = "quy_doi"
    SKIP = "bo_qua"


class ClassRuleKind(StrEnum):
    LEVEL = "muc"
    CAP = "tran"
    KNOCKOUT = "loai_tru"


class Scope(StrEnum):
    UNIT = "don_vi"
    CITY = "tong_hop"


@dataclass(frozen=True, slots=True)
class Settings:
    """Table Đợt. ``code`` and ``year`` identify the campaign; outputs take their dates from here."""

    code: str
    name: str
    year: int
    period: str = ""
    start: dt.date | None = None
    end: dt.date | None = None
    deadline: dt.date | None = None
    report_date: dt.date | None = None
    office: str = ""
    parent_office: str = ""
    addressee: str = ""
    recipients: tuple[str, ...] = ()
    document_number: str = ""
    subject: str = ""
    place: str = ""
    signing_form: str = ""
    signer_title: str = ""
    signer: str = ""
    lead_unit: str = ""
    contact: str = ""
    contact_email: str = ""
    request_document: str = ""
    scoring_basis: str = ""
    rubric_note: str = ""
    own_rubric: str = ""
    pad_counts: bool = False
    point_decimals: int = 2
    bonus_cap: Decimal | None = None
    penalty_cap: Decimal | None = None
    remind_before: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    code: str
    name: str
    rubric: str = ""


@dataclass(frozen=True, slots=True)
class Unit:
    code: str
    name: str
    group: str
    email: str = ""
    contact: str = ""
    deadline: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Form:
    code: str
    title: str
    kind: FormKind
    applies: tuple[str, ...] = ()
    rows: int = 20
    guide: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """An indicator, a narrative question, or a column of a list form."""

    form: str
    code: str
    label: str
    kind: FieldKind
    number: str = ""
    unit_of_measure: str = ""
    required: bool = False
    applies: tuple[str, ...] = ()
    codelist: str = ""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    decimals: int | None = None
    has_plan: bool = False
    has_last: bool = False
    formula: str = ""
    on_blank: OnBlank = OnBlank.BLANK
    aggregate: Aggregate | None = None
    guide: str = ""

    @property
    def combined(self) -> Aggregate:
        """How units' values make the city's, by default: sums of numbers, computed fields from totals."""
        if self.aggregate is not None:
            return self.aggregate
        if self.formula:
            return Aggregate.FORMULA
        return Aggregate.SUM if self.kind.is_number else Aggregate.NONE

    @property
    def shown_decimals(self) -> int | None:
        """Declared decimals; whole numbers have none, rates two (of a per cent); None = as stored."""
        if self.kind is FieldKind.INTEGER:
            return 0
        return 2 if self.decimals is None and self.kind is FieldKind.RATE else self.decimals

    @property
    def is_per_cent(self) -> bool:
        """A decimal number that counts per cents (95,5), where a rate is a fraction (0,955)."""
        return self.kind is FieldKind.DECIMAL and self.unit_of_measure == "%"


@dataclass(frozen=True, slots=True)
class CodeEntry:
    codelist: str
    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Criterion:
    rubric: str
    code: str
    text: str
    kind: PointKind
    maximum: Decimal
    method: Method
    parent: str = ""
    number: str = ""
    formula: str = ""
    on_blank: OnBlank = OnBlank.BLANK
    if_not_applicable: NotApplicable | None = None
    applies_when: str = ""
    evidence: bool = False
    guide: str = ""

    @property
    def is_leaf(self) -> bool:
        return self.method is not Method.CHILDREN


@dataclass(frozen=True, slots=True)
class ClassRule:
    rubric: str
    order: int
    kind: ClassRuleKind
    name: str
    formula: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    code: str
    scope: Scope
    formula: str
    level: str
    message: str
    on_blank: OnBlank = OnBlank.BLANK
    explain: bool = False


@dataclass(frozen=True, slots=True)
class MailText:
    purpose: str
    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class ReportRow:
    kind: str
    number: str = ""
    condition: str = ""
    text: str = ""
    source: str = ""
    columns: str = ""
    filter: str = ""
    sort: str = ""
    row_text: str = ""
    footnote: str = ""


def applies_to(unit: Unit, targets: tuple[str, ...]) -> bool:
    """Whether ``ap_dung`` (codes of groups and units; none = all) covers a unit."""
    return not targets or unit.group in targets or unit.code in targets


@dataclass(frozen=True)
class Campaign:
    """A whole definition. ``digest`` is a SHA-256 over its tables; equal definitions have equal digests.

    Read only: ``dataclasses.replace`` gives a changed copy.

    Examples
    --------
    >>> from danvan_xl import load_campaign
    >>> campaign = load_campaign("nga_bay_2023")
    >>> campaign.settings.year, campaign.unit_by_code["ngabay"].name
    (2023, 'Phường Ngã Bảy')
    """

    settings: Settings
    groups: tuple[Group, ...]
    units: tuple[Unit, ...]
    forms: tuple[Form, ...]
    fields: tuple[Field, ...]
    codes: tuple[CodeEntry, ...]
    criteria: tuple[Criterion, ...]
    class_rules: tuple[ClassRule, ...]
    checks: tuple[Check, ...]
    mails: tuple[MailText, ...]
    report: tuple[ReportRow, ...]
    digest: str = ""
    places: Mapping[str, tuple[Any, ...]] = field(default_factory=dict, compare=False, repr=False)
    """Table → where each of its records stands in its file, for findings."""
    folder: Path | None = field(default=None, compare=False, repr=False)
    """The campaign folder that it was loaded from; None when it came from a file or is built in."""

    @cached_property
    def unit_by_code(self) -> MappingProxyType[str, Unit]:
        return MappingProxyType({unit.code: unit for unit in self.units})

    @cached_property
    def group_by_code(self) -> MappingProxyType[str, Group]:
        return MappingProxyType({group.code: group for group in self.groups})

    @cached_property
    def form_by_code(self) -> MappingProxyType[str, Form]:
        return MappingProxyType({form.code: form for form in self.forms})

    @cached_property
    def plain_fields(self) -> MappingProxyType[str, Field]:
        """Indicators and narrative questions by code (columns of lists are not among them)."""
        return MappingProxyType({f.code: f for f in self.fields if not self.in_list(f)})

    @cached_property
    def list_columns(self) -> MappingProxyType[str, tuple[Field, ...]]:
        """Code of a list form → its columns in order."""
        lists = [form.code for form in self.forms if form.kind is FormKind.LIST]
        return MappingProxyType({code: tuple(f for f in self.fields if f.form == code) for code in lists})

    def in_list(self, of: Field) -> bool:
        return self.form_by_code[of.form].kind is FormKind.LIST

    def choices(self, codelist: str) -> tuple[str, ...]:
        """The labels of a code list, in order."""
        return tuple(entry.label for entry in self.codes if entry.codelist == codelist)

    def rubric_of(self, unit: Unit) -> str:
        """The rubric that a unit is scored by, "" when it is not scored."""
        return self.group_by_code[unit.group].rubric

    def criteria_of(self, rubric: str) -> tuple[Criterion, ...]:
        def found() -> tuple[Criterion, ...]:
            return tuple(c for c in self.criteria if c.rubric == rubric) if rubric else ()

        return self.once(("criteria", rubric), found)

    @cached_property
    def criteria_by_code(self) -> dict[str, dict[str, Criterion]]:
        """Rubric → code → criterion."""
        found: dict[str, dict[str, Criterion]] = {}
        for criterion in self.criteria:
            found.setdefault(criterion.rubric, {})[criterion.code] = criterion
        return found

    def class_rules_of(self, rubric: str) -> tuple[ClassRule, ...]:
        rules = (r for r in self.class_rules if r.rubric == rubric)
        return tuple(sorted(rules, key=lambda rule: rule.order)) if rubric else ()

    def fields_of(self, unit: Unit, form: Form) -> tuple[Field, ...]:
        """The fields of one form that a unit is asked, in order; columns of a list are asked together."""
        def asked() -> tuple[Field, ...]:
            own = self._fields_by_form.get(form.code, ()) if applies_to(unit, form.applies) else ()
            return tuple(f for f in own if applies_to(unit, f.applies))

        return self.once(("fields", form.code, *self._asked_as(unit)), asked)

    def shape_of(self, unit: Unit) -> tuple[str, ...]:
        """Equal for units that are asked the same things in the same forms and scored by the same rubric."""
        def shape() -> tuple[str, ...]:
            forms = self.forms_of(unit)
            asked = (f"{f.form}.{f.code}" for form in forms for f in self.fields_of(unit, form))
            return self.rubric_of(unit), *(form.code for form in forms), *asked

        return self.once(("shape", *self._asked_as(unit)), shape)

    def _asked_as(self, unit: Unit) -> tuple[str, str]:
        """Equal for units that are asked the same: a group's, but for one that is named itself somewhere."""
        return unit.group, unit.code if unit.code in self._named else ""

    @cached_property
    def _named(self) -> frozenset[str]:
        """Codes of groups and units that forms and fields are for."""
        targets = [*(form.applies for form in self.forms), *(f.applies for f in self.fields)]
        return frozenset(itertools.chain.from_iterable(targets))

    def once(self, key: tuple[Hashable, ...], make: Callable[[], T]) -> T:
        """What follows from the definition and ``key`` alone: made when first asked for, then kept."""
        if key not in self._known:
            self._known[key] = make()
        return self._known[key]  # type: ignore[no-any-return]

    @cached_property
    def _known(self) -> dict[tuple[Hashable, ...], Any]:
        return {}

    def __getstate__(self) -> dict[str, Any]:
        """Only the definition: what was worked out from it is worked out anew where it arrives."""
        return {f.name: self.__dict__[f.name] for f in dataclasses.fields(self)}

    @cached_property
    def _fields_by_form(self) -> dict[str, tuple[Field, ...]]:
        return {form.code: tuple(f for f in self.fields if f.form == form.code) for form in self.forms}

    def forms_of(self, unit: Unit) -> tuple[Form, ...]:
        """The forms that a unit gets, in order."""
        def given() -> tuple[Form, ...]:
            scored = bool(self.rubric_of(unit))
            return tuple(
                form
                for form in self.forms
                if (scored and applies_to(unit, form.applies) if form.kind is FormKind.SCORING
                    else bool(self.fields_of(unit, form)))
            )

        return self.once(("forms", *self._asked_as(unit)), given)

    def deadline_of(self, unit: Unit) -> dt.date | None:
        return unit.deadline or self.settings.deadline

