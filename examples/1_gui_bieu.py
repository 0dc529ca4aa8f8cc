"""Tạo biểu mẫu cho mọi đơn vị và soạn thư kèm biểu. Không thư nào rời khỏi máy.

Cách chạy: python examples/1_gui_bieu.py dot_2026
"""

import sys
from pathlib import Path

import danvan_xl as dv
from danvan_xl.mail import write_drafts

folder = Path(sys.argv[1])
campaign = dv.load_campaign(folder)

forms = dv.generate(campaign, folder / "bieu_mau")
print(f"Đã tạo {len(forms)} biểu mẫu.")

drafts = write_drafts(campaign, folder / "bieu_mau", folder / "thu")
print(f"Đã soạn {len(drafts.paths)} thư trong {folder / 'thu'}; mở từng tệp .eml bằng Outlook hoặc Thunderbird để gửi.")
for finding in drafts.findings:
    print("-", finding.message)
