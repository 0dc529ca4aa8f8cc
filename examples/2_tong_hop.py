"""Tổng hợp các biểu đã nhận và xem những điểm cần hỏi lại dưới dạng bảng pandas.

Cách chạy: python examples/2_tong_hop.py dot_2026
"""

import sys
from pathlib import Path

import danvan_xl as dv

folder = Path(sys.argv[1])
campaign = dv.load_campaign(folder)
result = dv.consolidate(campaign, folder / "nop_ve")

findings = result.findings.to_frame()
print(f"Tổng hợp từ {result.completeness}; {len(findings)} điểm được ghi nhận.")
print(findings[findings.severity != "thong_tin"][["unit", "sheet", "cell", "message"]].to_string(index=False))

ranking = result.ranking.sort_values(["group", "rank"])
print(ranking[["unit", "total", "class", "rank"]].head(10).to_string(index=False))

result.write_workbook(folder / "ket_qua" / "tong_hop.xlsx")
result.write_report(folder / "ket_qua" / "bao_cao.docx")
