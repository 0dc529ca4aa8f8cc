"""What Excel refuses at the keyboard: types, the definition's bounds, lists by range."""

from __future__ import annotations

from typing import Any

from xlsxwriter.worksheet import Worksheet

from danvan_xl.campaign.model import Criterion, Field, FieldKind, Method
from danvan_xl.form.layout import Spot
from danvan_xl.form.remarks import shown

LARGEST = 1e15


class WriteError(RuntimeError):
    """xlsxwriter refused something without raising; a fault of this package, never of the user's data."""


def checked(code: int, what: str) -> None:
    if code not in (0, None):
        raise WriteError(f"xlsxwriter returned {code} for {what}")


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _bounds(field: Field) -> str:
    parts = [f"từ {shown(field.minimum)}"] if field.minimum is not None else []
    parts += [f"đến {shown(field.maximum)}"] if field.maximum is not None else []
    return (" " + " ".join(parts)) if parts else ""


def describe(field: Field) -> str:
    """What a cell takes, as a phrase of a prompt."""
    unit = f", đơn vị tính: {field.unit_of_measure}" if field.unit_of_measure else ""
    match field.kind:
        case FieldKind.INTEGER:
            return f"Số nguyên{_bounds(field)}{unit}. Gõ liền, không gõ dấu chấm hàng nghìn."
        case FieldKind.DECIMAL | FieldKind.MONEY | FieldKind.RATE:
            return f"Số{_bounds(field)}{unit}. Không gõ chữ hay đơn vị tính vào ô."
        case FieldKind.DATE:
            return "Ngày theo dạng ngày/tháng/năm, ví dụ 07/03/2023."
        case FieldKind.CHOICE | FieldKind.YES_NO:
            return "Chọn trong danh sách."
    return "Nội dung chữ."


def _numeric(field: Field, kind: str) -> dict[str, Any]:
    low = float(field.minimum) if field.minimum is not None else -LARGEST
    high = float(field.maximum) if field.maximum is not None else LARGEST
    return {"validate": kind, "criteria": "between", "minimum": low, "maximum": high}


def rule(field: Field, source: str) -> dict[str, Any]:
    """The validation of a field's cells; ``source`` is the range of its list of choices."""
    if field.kind is FieldKind.TEXT:
        options: dict[str, Any] = {"validate": "any"}
    elif field.kind in (FieldKind.CHOICE, FieldKind.YES_NO):
        options = {"validate": "list", "source": source}
    elif field.kind is FieldKind.DATE:
        first, last = "=DATE(1990,1,1)", "=DATE(2100,12,31)"
        options = {"validate": "date", "criteria": "between", "minimum": first, "maximum": last}
    else:
        options = _numeric(field, "integer" if field.kind is FieldKind.INTEGER else "decimal")
    guide = f" {field.guide}" if field.guide else ""
    options |= {
        "input_title": _cut(field.label, 32), "input_message": _cut(describe(field) + guide, 255),
        "error_title": "Giá trị chưa đúng", "error_message": _cut(f"Ô này cần: {describe(field)}", 255),
    }
    return options


def apply(sheet: Worksheet, spot: Spot, options: dict[str, Any], what: str) -> None:
    """Put a validation on a cell or column; refused options raise :class:`WriteError`."""
    last = spot.row if spot.last is None else spot.last
    checked(sheet.data_validation(spot.row, spot.column, last, spot.column, options), f"validation of {what}")


def self_points(criterion: Criterion) -> dict[str, Any]:
    """The validation of a self-score: 0 to the criterion's maximum."""
    most = shown(criterion.maximum)
    advice = {
        Method.SELF: "Bắt buộc tự chấm.", Method.AFTER: "Có thể để trống: điểm biết sau khi tổng hợp.",
        Method.FORMULA: "Để trống là nhận điểm tính theo số liệu.",
    }.get(criterion.method, "")
    return {
        "validate": "decimal", "criteria": "between", "minimum": 0, "maximum": float(criterion.maximum),
        "input_title": "Điểm tự chấm", "input_message": f"Số từ 0 đến {most}. {advice}",
        "error_title": "Điểm chưa đúng", "error_message": f"Điểm phải là số từ 0 đến {most}.",
    }
