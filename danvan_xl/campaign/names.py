"""Which names a formula may use in a unit's scope and in the city's, and what shape each has."""

from __future__ import annotations

from collections.abc import Iterator

from danvan_xl.campaign.model import Campaign, Field, FieldKind, FormKind, Unit
from danvan_xl.formula import Shape, ShapeOf

FACETS = ("", "kh", "ck")
FACET_WORDS = {"": "", "kh": ", kế hoạch", "ck": ", cùng kỳ"}
"""What a person reads behind the label of a field."""
TOTALS = ("diem_chuan", "diem_thuong", "diem_tru", "tong_diem", "so_tieu_chi_0")
SELF_COUNT = "so_tu_cham"
COUNTS = ("so_don_vi", "so_da_nop")


def facet_name(code: str, facet: str) -> str:
    return f"{code}.{facet}" if facet else code


def facets_of(field: Field) -> tuple[str, ...]:
    """The facets of a field that a unit fills: value, plan ``kh``, last period ``ck``."""
    asked = {"": True, "kh": field.has_plan, "ck": field.has_last}
    return tuple(facet for facet in FACETS if asked[facet])


def unit_inputs(campaign: Campaign, unit: Unit) -> Iterator[str]:
    """Names of single input cells of a unit's workbook, scoring included."""
    for form in campaign.forms_of(unit):
        if form.kind is FormKind.LIST:
            yield f"{form.code}.tt"
            continue
        for field in campaign.fields_of(unit, form):
            for facet in facets_of(field):
                if facet or not field.formula:
                    yield facet_name(field.code, facet)
            if not field.formula and form.kind is FormKind.INDICATORS:
                yield f"{field.code}.tt"
            yield f"{field.code}.gc"
    for criterion in campaign.criteria_of(campaign.rubric_of(unit)):
        if criterion.is_leaf:
            yield f"tu_cham.{criterion.code}"
            yield f"minh_chung.{criterion.code}"


def unit_ranges(campaign: Campaign, unit: Unit) -> dict[str, int]:
    """``list.column`` → number of rows, for the lists that a unit fills."""
    return {
        f"{form.code}.{field.code}": form.rows
        for form in campaign.forms_of(unit)
        if form.kind is FormKind.LIST
        for field in campaign.fields_of(unit, form)
    }


def computed_fields(campaign: Campaign, unit: Unit) -> tuple[Field, ...]:
    def found() -> tuple[Field, ...]:
        forms = (form for form in campaign.forms_of(unit) if form.kind is not FormKind.LIST)
        return tuple(field for form in forms for field in campaign.fields_of(unit, form) if field.formula)

    return campaign.once(("computed_fields", campaign.shape_of(unit)), found)


def city_field_names(campaign: Campaign) -> Iterator[str]:
    """``f``, ``f.kh``, ``f.ck`` with and without a group, and ``f.tb``, for fields that have a city value."""
    for field in campaign.plain_fields.values():
        for facet in facets_of(field):
            name = facet_name(field.code, facet)
            yield name
            yield from (f"{name}.{group.code}" for group in campaign.groups)
        if field.kind.is_number:
            yield f"{field.code}.tb"


def city_names(campaign: Campaign) -> frozenset[str]:
    """Names of the city's own scope: totals, groups, means, counts, unions of lists."""
    names = set(city_field_names(campaign))
    for count in COUNTS:
        names |= {count, *(f"{count}.{group.code}" for group in campaign.groups)}
    for code, columns in campaign.list_columns.items():
        names |= {f"{code}.{extra}" for extra in ("tt", "don_vi", "nhom")}
        names |= {f"{code}.{column.code}" for column in columns}
    return frozenset(names)


def seen_from_unit(campaign: Campaign) -> frozenset[str]:
    """``tp.…``: the city's figures in a unit's formulas, known after consolidation."""
    suffixes = tuple(f".{group.code}" for group in campaign.groups)
    return campaign.once(("seen_from_unit",), lambda: frozenset(
        f"tp.{name}" for name in city_field_names(campaign) if not name.endswith(suffixes)))


def scoring_names(campaign: Campaign, rubric: str) -> frozenset[str]:
    criteria = campaign.criteria_of(rubric)
    names = {f"{kind}.{c.code}" for c in criteria for kind in ("diem", "ad")}
    names |= {f"{kind}.{c.code}" for c in criteria if c.is_leaf for kind in ("tu_cham", "minh_chung")}
    return frozenset(names | {*TOTALS, SELF_COUNT} if criteria else names)


def unit_names(campaign: Campaign, unit: Unit) -> frozenset[str]:
    """All names that a unit's formulas may use."""
    names = set(unit_inputs(campaign, unit)) | set(unit_ranges(campaign, unit))
    names |= {field.code for field in computed_fields(campaign, unit)}
    return frozenset(names) | scoring_names(campaign, campaign.rubric_of(unit)) | seen_from_unit(campaign)


def _is_list_name(campaign: Campaign, name: str) -> bool:
    owner, _, column = name.partition(".")
    return owner in campaign.list_columns and column != "tt"


def _never_blank(name: str) -> bool:
    first, _, rest = name.partition(".")
    return first in (SELF_COUNT, *COUNTS, "minh_chung") or rest.endswith("tt") or rest == "gc"


def unit_shape(campaign: Campaign) -> ShapeOf:
    """Shapes in a unit's workbook, where anything may be typed and an answer has its status beside it."""
    read_as = city_shape(campaign)
    typed: dict[str, Shape] = {}
    for field in campaign.plain_fields.values():
        is_number = field.kind.is_number or field.kind is FieldKind.DATE
        for facet in facets_of(field):
            if is_number and (facet or not field.formula):
                typed[facet_name(field.code, facet)] = Shape.NUMBER
        if not field.formula and campaign.form_by_code[field.form].kind is FormKind.INDICATORS:
            typed[field.code] = Shape.FIGURE if is_number else Shape.ANSWER

    def shape(name: str) -> Shape:
        return typed[name] if name in typed else read_as(name)

    return shape


def city_shape(campaign: Campaign) -> ShapeOf:
    """Shapes where values stand as read: "Không phát sinh" is already 0."""

    def shape(name: str) -> Shape:
        if _is_list_name(campaign, name):
            return Shape.RANGE
        return Shape.NEVER_BLANK if _never_blank(name) else Shape.CELL

    return shape


