"""Tạo biểu của kỳ này, cột cùng kỳ điền sẵn từ số liệu đã tổng hợp của kỳ trước.

Cách chạy: python examples/8_cung_ky.py dot_2025 dot_2026
"""

import sys
from pathlib import Path

import danvan_xl as dv

before, now = Path(sys.argv[1]), Path(sys.argv[2])
earlier = dv.consolidate(dv.load_campaign(before), before / "nop_ve")

paths = dv.generate(dv.load_campaign(now), now / "bieu_mau", previous=earlier)
print(f"Đã tạo {len(paths)} biểu mẫu; cùng kỳ lấy từ {earlier.completeness} của {before}.")
