"""What the very hidden sheet says: whose workbook it is, from which definition, and where every name stands."""

from __future__ import annotations

import hashlib

from xlsxwriter.worksheet import Worksheet

from danvan_xl.campaign.model import Campaign, Unit
from danvan_xl.form.layout import FORMAT_VERSION, Layout
from danvan_xl.formula import Expr, Number, render, transform

TABLE_ROW = 10
KEYS = ("dinh_dang", "dot", "nam", "dinh_nghia", "don_vi")


def identity(campaign: Campaign, unit: Unit) -> dict[str, str]:
    settings = campaign.settings
    values = (FORMAT_VERSION, settings.code, str(settings.year), campaign.digest, unit.code)
    return dict(zip(KEYS, values, strict=True))


def normal_form(formula: Expr) -> str:
    """A formula's text over names, the same for ``1.50`` and ``1.5``, ``TRUE`` and ``TRUE()``."""

    def plain(node: Expr) -> Expr | None:
        return Number(f"{float(node.text):.15g}") if isinstance(node, Number) else None

    return render(transform(formula, plain))


def formula_digest(formula: Expr) -> str:
    return hashlib.sha256(normal_form(formula).encode()).hexdigest()[:16]


def write_identity(sheet: Worksheet, campaign: Campaign, unit: Unit, layout: Layout, formulas: dict[str, Expr]) -> None:
    for row, (key, value) in enumerate(identity(campaign, unit).items()):
        sheet.write_string(row, 0, key)
        sheet.write_string(row, 1, value)
    for column, title in enumerate(("ten", "trang", "dia_chi", "loai", "ma_cong_thuc")):
        sheet.write_string(TABLE_ROW, column, title)
    rows = [(name, spot.sheet, spot.address(spot.sheet), "cong_thuc" if name in formulas else
             "cot" if spot.last is not None else "nhap", formula_digest(formulas[name]) if name in formulas else "")
            for name, spot in layout.spots.items()]
    rows += [(f"#tieu_de.{i}", spot.sheet, spot.address(spot.sheet), "tieu_de", "")
             for i, spot in enumerate(layout.headings.values())]
    for row, record in enumerate(rows, TABLE_ROW + 1):
        for column, text in enumerate(record):
            if text:
                sheet.write_string(row, column, text)
