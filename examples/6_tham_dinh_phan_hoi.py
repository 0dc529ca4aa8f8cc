"""Điểm thẩm định và một miễn trừ viết ngay trong Python, rồi xuất biểu phản hồi cho đơn vị còn chỗ phải sửa.

Cách chạy: python examples/6_tham_dinh_phan_hoi.py dot_2026
"""

import sys
from pathlib import Path

import danvan_xl as dv

folder = Path(sys.argv[1])
campaign = dv.load_campaign(folder)
before: dv.Result = dv.consolidate(campaign, folder / "nop_ve")

# thẩm định: bỏ điểm ở một tiêu chí mà đơn vị được điểm tối đa
leaves = {criterion.code for criterion in campaign.criteria if criterion.is_leaf}
scores = before.scores
full = scores[scores.criterion.isin(leaves) & (scores.points == scores["max"])].iloc[0]
verified = {full.unit: {full.criterion: 0}}

# miễn trừ: cảnh báo đầu tiên được chấp nhận, có lý do; nó vẫn được liệt kê như thông tin
waivers = [{"ma_loi": warning.code, "don_vi": warning.unit, "ly_do": "Đã xem hồ sơ, chấp nhận",
            "nguoi": "Nguyễn Văn A"} for warning in before.findings.warnings[:1]]

after = dv.consolidate(campaign, folder / "nop_ve", verified=verified, waivers=waivers)
totals = [result.ranking.set_index("unit").total[full.unit] for result in (before, after)]
print(f"{full.unit}, tiêu chí {full.criterion}: tổng điểm {totals[0]} → {totals[1]}.")
print(f"Cảnh báo: {len(before.findings.warnings)} → {len(after.findings.warnings)}.")

try:
    paths = after.write_feedback(folder / "phan_hoi")
except dv.OutputBusyError as error:
    sys.exit(f"Hãy đóng {error.path} rồi chạy lại.")
print(f"Đã ghi {len(paths)} biểu phản hồi vào {folder / 'phan_hoi'}.")
