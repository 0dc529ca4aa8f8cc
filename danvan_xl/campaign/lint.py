"""Rules between the rows of a definition: codes, references, sheet names, the tree of criteria."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from danvan_xl.campaign.model import Campaign, FieldKind
from danvan_xl.campaign.names import facet_name, facets_of
from danvan_xl.campaign.parse import RESERVED, WORDS
from danvan_xl.campaign.schema import ATTRIBUTE, SCHEMA_OF, SETTINGS_SHEET
from danvan_xl.files import is_device
from danvan_xl.findings import Finding

Report = Callable[..., Finding]
POINT_KINDS = ("chuan", "thuong", "tru")
OWN_SHEETS = ("Hướng dẫn", "Kiểm tra", "_danvan")


def records(campaign: Campaign, table: str) -> Iterator[tuple[Any, Report]]:
    """Each record of a table with a maker of findings that stand at its row."""
    rows = getattr(campaign, ATTRIBUTE[table])
    places = campaign.places.get(table, ())
    sheet = SCHEMA_OF[table].sheet
    for index, record in enumerate(rows):
        if index < len(places):
            yield record, places[index].finding
        else:
            yield record, _at_row(sheet, index + 2)


def _at_row(sheet: str, row: int) -> Report:
    def finding(code: str, column: str = "", **texts: str) -> Finding:
        texts.setdefault("field", column)
        return Finding(code, sheet=sheet, cell=str(row), **texts)

    return finding


def setting_finding(campaign: Campaign, code: str, key: str, **texts: str) -> Finding:
    """A finding at the row of Đợt that holds a key."""
    for place in campaign.places.get(SETTINGS_SHEET[0], ()):
        if place.row["khoa"] == key:
            made: Finding = place.finding(code, "gia_tri", field=key, **texts)
            return made
    return Finding(code, sheet=SETTINGS_SHEET[1], field=key, **texts)


def _duplicates(campaign: Campaign) -> Iterator[Finding]:
    keys: dict[str, Callable[[Any], tuple[str, ...]]] = {
        "nhom": lambda r: (r.code,), "don_vi": lambda r: (r.code,), "bieu": lambda r: (r.code,),
        "chi_tieu": lambda r: (r.form if _is_list(campaign, r.form) else "", r.code),
        "danh_muc": lambda r: (r.codelist, r.code), "tieu_chi": lambda r: (r.rubric, r.code),
        "kiem_tra": lambda r: (r.code,), "thu": lambda r: (r.purpose,),
    }
    for table, key in keys.items():
        seen: dict[tuple[str, ...], int] = {}
        for number, (record, at) in enumerate(records(campaign, table), 1):
            first = seen.setdefault(key(record), number)
            if first != number:
                yield at("X007", "ma", found=key(record)[-1], expected=f"dòng dữ liệu thứ {first} của bảng")


def _is_list(campaign: Campaign, form: str) -> bool:
    return form in campaign.list_columns


def _codes(campaign: Campaign) -> Iterator[Finding]:
    taken: dict[str, str] = {code: code for code in campaign.list_columns}
    for table in ("nhom", "don_vi", "bieu", "chi_tieu", "danh_muc", "tieu_chi", "kiem_tra"):
        reserved = RESERVED if table in ("nhom", "bieu", "chi_tieu") else WORDS
        for record, at in records(campaign, table):
            if record.code in reserved:
                yield at("X009", "ma", found=record.code, detail="là từ dành riêng của ngôn ngữ công thức")
            elif table == "don_vi" and is_device(record.code):
                yield at("X009", "ma", found=record.code, detail="là tên thiết bị của Windows, tệp không dùng được")
            elif table == "tieu_chi" and record.code in POINT_KINDS:
                yield at("X009", "ma", found=record.code, detail=f"làm diem.{record.code} lẫn với tên của tổng điểm")
    for field, at in records(campaign, "chi_tieu"):
        prefix = f"{field.form}." if _is_list(campaign, field.form) else ""
        for facet in ("", "kh", "ck", "tt", "gc"):
            if facet and facet not in (*facets_of(field), "tt", "gc"):
                continue
            name = prefix + facet_name(field.code, facet)
            flat = name.replace(".", "_")
            other = taken.setdefault(flat, name)
            if other == name and flat == name and (clash := _scoring_name(campaign, flat)):
                other = clash
            if other != name:
                yield at("X009", "ma", found=field.code, detail=f"trùng với tên {other} khi dấu chấm thành gạch dưới")


def _scoring_name(campaign: Campaign, flat: str) -> str:
    """The name of a criterion or of the city's figures that becomes ``flat`` when its dot becomes ``_``."""
    for word in ("diem", "tu_cham", "minh_chung", "ad"):
        rest = flat.removeprefix(f"{word}_")
        if rest != flat and rest in {c.code for c in campaign.criteria}:
            return f"{word}.{rest}"
    rest = flat.removeprefix("tp_")
    return f"tp.{rest}" if rest != flat and rest in campaign.plain_fields else ""


def _references(campaign: Campaign) -> Iterator[Finding]:
    rubrics = {c.rubric for c in campaign.criteria}
    targets = {*campaign.group_by_code, *campaign.unit_by_code}
    lists = {c.codelist for c in campaign.codes}

    def one(at: Report, column: str, value: str, known: set[str], table: str) -> Iterator[Finding]:
        if value and value not in known:
            yield at("X008", column, found=value, expected=table)

    for group, at in records(campaign, "nhom"):
        yield from one(at, "bo_tieu_chi", group.rubric, rubrics, "Tiêu chí")
    for unit, at in records(campaign, "don_vi"):
        yield from one(at, "nhom", unit.group, set(campaign.group_by_code), "Nhóm đơn vị")
    for form, at in records(campaign, "bieu"):
        for target in form.applies:
            yield from one(at, "ap_dung", target, targets, "Nhóm đơn vị hoặc Đơn vị")
    for field, at in records(campaign, "chi_tieu"):
        yield from one(at, "bieu", field.form, set(campaign.form_by_code), "Biểu")
        yield from one(at, "danh_muc", field.codelist, lists, "Danh mục")
        for target in field.applies:
            yield from one(at, "ap_dung", target, targets, "Nhóm đơn vị hoặc Đơn vị")
        if field.kind is FieldKind.CHOICE and not field.codelist:
            yield at("X003", "danh_muc", expected="chỉ tiêu kiểu chon cần một danh mục")
    for criterion, at in records(campaign, "tieu_chi"):
        siblings = {c.code for c in campaign.criteria_of(criterion.rubric)}
        yield from one(at, "cha", criterion.parent, siblings, "Tiêu chí (cùng bộ)")
    for rule, at in records(campaign, "xep_loai"):
        yield from one(at, "bo", rule.rubric, rubrics, "Tiêu chí")


def _form_titles(campaign: Campaign) -> Iterator[Finding]:
    seen = {title.casefold() for title in OWN_SHEETS}
    for form, at in records(campaign, "bieu"):
        title = form.title
        problem = (
            "dài hơn 31 ký tự" if len(title) > 31
            else "có ký tự không được dùng" if set(title) & set("[]:*?/\\") or title[0] == "'" or title[-1] == "'"
            else "trùng với một trang khác" if title.casefold() in seen
            else ""
        )
        seen.add(title.casefold())
        if problem:
            yield at("X014", "ten", found=title, detail=problem)


def _tree(campaign: Campaign) -> Iterator[Finding]:
    for criterion, at in records(campaign, "tieu_chi"):
        siblings = campaign.criteria_of(criterion.rubric)
        parents = {c.code: c.parent for c in siblings}
        path, node = [criterion.code], criterion.parent
        while node and node in parents and node not in path:
            path.append(node)
            node = parents[node]
        if node == criterion.code:
            yield at("X013", "cha", found=criterion.code, detail=" → ".join([*path, node]))
            continue
        if criterion.is_leaf and criterion.method.value != "tu_cham" and not criterion.formula:
            yield at("X003", "cong_thuc", expected="cách chấm này cần công thức")
        if not criterion.is_leaf:
            children = [c for c in siblings if c.parent == criterion.code]
            total = sum((c.maximum for c in children), Decimal(0))
            if not children:
                yield at("X003", "cach_cham", expected="tiêu chí cong_con cần ít nhất một tiêu chí con")
            elif total != criterion.maximum:
                yield at("X017", "diem_toi_da", field=criterion.code, found=str(total), expected=str(criterion.maximum))


def structure(campaign: Campaign) -> Iterator[Finding]:
    """Everything that can be said without looking into formulas."""
    yield from _duplicates(campaign)
    yield from _references(campaign)
    yield from _codes(campaign)
    yield from _form_titles(campaign)
    yield from _tree(campaign)
