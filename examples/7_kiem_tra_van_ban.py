"""Kiểm tra báo cáo Word (của mình hay nơi khác) và bảng chấm điểm Excel do người khác lập.

Cách chạy: python examples/7_kiem_tra_van_ban.py dot_2026 [bao_cao.docx] [bang_diem.xlsx]
"""

import sys
from pathlib import Path

import danvan_xl as dv

folder = Path(sys.argv[1])
report = Path(sys.argv[2]) if len(sys.argv) > 2 else folder / "ket_qua" / "bao_cao.docx"

# có result thì con số trong câu còn được đối chiếu với số liệu; không có thì chỉ đối chiếu các câu với nhau
result = dv.consolidate(dv.load_campaign(folder), folder / "nop_ve")
if not report.exists():
    result.write_report(report)
found = dv.check_report(report, result=result)
print(f"{report.name}: {len(found.errors)} lỗi, {len(found.warnings)} cảnh báo.")
for finding in found:
    print(f"- {finding.cell}: {finding.message}")

for rubric in sys.argv[3:]:
    frame = dv.check_rubric(rubric).to_frame()
    print(f"{rubric}: {len(frame)} điểm cần xem.")
    print(frame[["sheet", "cell", "code", "message"]].to_string(index=False))
