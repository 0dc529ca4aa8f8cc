"""Sửa định nghĩa của đợt bằng Python: gia hạn cho một đơn vị, kiểm tra lại, lưu thành sổ Excel và thành bảng .csv.

Cách chạy: python examples/4_dinh_nghia.py dot_2026
"""

import datetime as dt
import sys
from dataclasses import replace
from pathlib import Path

import danvan_xl as dv

UNIT, UNTIL = "ngabay", dt.date(2026, 12, 31)


def extended(campaign: dv.Campaign, code: str, until: dt.date) -> dv.Campaign:
    """Campaign là dữ liệu chỉ đọc: sửa là lập một bản mới."""
    return replace(campaign, units=tuple(
        replace(unit, deadline=until) if unit.code == code else unit for unit in campaign.units))


folder = Path(sys.argv[1])
try:
    campaign = dv.load_campaign(folder)
except dv.CampaignError as error:
    # mọi lỗi của định nghĩa cùng lúc, mỗi lỗi có bảng, dòng, cột
    sys.exit("\n".join(finding.message for finding in error.findings.errors))

campaign = extended(campaign, UNIT, UNTIL)
problems = dv.lint(campaign)
print(f"Định nghĩa có {len(problems.errors)} lỗi, {len(problems.warnings)} cảnh báo.")
if not problems.errors:
    book = dv.save_campaign(campaign, folder / "sua_doi" / "dot.xlsx")
    tables = dv.save_campaign(campaign, folder / "sua_doi" / "bang")
    assert dv.load_campaign(book) == dv.load_campaign(tables)  # hai cách lưu, một định nghĩa
    print(f"Đã ghi {book} và {tables}; hạn của {UNIT}: {campaign.unit_by_code[UNIT].deadline:%d/%m/%Y}.")
