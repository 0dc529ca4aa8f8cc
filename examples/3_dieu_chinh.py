"""Điều chỉnh một số liệu đã được đơn vị xác nhận lại, rồi ghi sổ tổng hợp và báo cáo để nộp.

Bảng dieu_chinh.csv nằm trong thư mục của đợt; tệp của đơn vị giữ nguyên, điều chỉnh được ghi rõ ở cả hai văn bản.
Cách chạy: python examples/3_dieu_chinh.py dot_2026
"""

import csv
import sys
from pathlib import Path

import danvan_xl as dv

folder = Path(sys.argv[1])
campaign = dv.load_campaign(folder)

table = folder / "dieu_chinh.csv"
with table.open("w", encoding="utf-8-sig", newline="") as stream:
    writer = csv.writer(stream)
    writer.writerow(["don_vi", "chi_tieu", "gia_tri_moi", "ly_do", "nguoi", "ngay"])
    writer.writerow(["ngabay", "hs_tong", "2110", "Đơn vị xác nhận lại qua điện thoại", "Nguyễn Văn A", "2023-11-27"])

result = dv.consolidate(campaign, folder / "nop_ve", adjustments=table)
for change in result.adjustments:
    print(f"{change.unit}: {change.label} {change.before} → {change.after} ({change.reason})")

result.write_workbook(folder / "ket_qua" / "tong_hop.xlsx")
gaps = result.write_report(folder / "ket_qua" / "bao_cao.docx")
print(f"Đã ghi {folder / 'ket_qua'}; báo cáo còn {len(gaps)} chỗ chưa có số liệu.")
