"""What the very hidden sheet says: whose workbook it is, from which definition, and where every name stands."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from xlsxwriter.worksheet import Worksheet

from danvan_xl.campaign.model import Campaign, Unit
from danvan_xl.form.layout import FORMAT_VERSION, Layout
from danvan_xl.form.validation import checked
from danvan_xl.formula import Expr, normal_form, once_a_tree

TABLE_ROW = 10
KEYS = ("dinh_dang", "dot", "nam", "dinh_nghia", "don_vi")


def identity(campaign: Campaign, unit: Unit) -> dict[str, str]:
    settings = campaign.settings
    values = (FORMAT_VERSION, settings.code, str(settings.year), campaign.digest, unit.code)
    return dict(zip(KEYS, values, strict=True))


@once_a_tree
def formula_digest(formula: Expr) -> str:
    return hashlib.sha256(normal_form(formula).encode()).hexdigest()[:16]


def write_identity(
    sheet: Worksheet, campaign: Campaign, unit: Unit, layout: Layout, digests: Mapping[str, str]
) -> None:
    """Write the sheet; ``digests``: name of a formula cell → digest of its formula."""

    def text(row: int, column: int, content: str) -> None:
        checked(sheet.write_string(row, column, content), f"identity at {row},{column}")

    for row, (key, value) in enumerate(identity(campaign, unit).items()):
        text(row, 0, key)
        text(row, 1, value)
    for column, title in enumerate(("ten", "trang", "dia_chi", "loai", "ma_cong_thuc")):
        text(TABLE_ROW, column, title)
    rows = [(name, spot.sheet, spot.address(spot.sheet), "cong_thuc" if name in digests else
             "cot" if spot.last is not None else "nhap", digests.get(name, ""))
            for name, spot in layout.spots.items()]
    rows += [(f"#tieu_de.{i}", spot.sheet, spot.address(spot.sheet), "tieu_de", "")
             for i, spot in enumerate(layout.headings.values())]
    for row, record in enumerate(rows, TABLE_ROW + 1):
        for column, content in enumerate(record):
            if content:
                text(row, column, content)
