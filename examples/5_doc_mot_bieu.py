"""Đọc một biểu vừa nhận, trước khi tổng hợp: của ai, những ô nào có số liệu, phải hỏi lại điều gì.

Cách chạy: python examples/5_doc_mot_bieu.py dot_2026 [tệp]
"""

import sys
from pathlib import Path

import danvan_xl as dv

folder = Path(sys.argv[1])
path = Path(sys.argv[2]) if len(sys.argv) > 2 else folder / "nop_ve" / "ngabay.xlsx"


def place_of(finding: dv.Finding) -> str:
    return f"{finding.sheet or finding.file} {finding.cell}".strip()


def show(findings: dv.Findings) -> None:
    """Điểm cùng loại đi chung một dòng, nặng trước; nhận Findings của bất kỳ hàm nào."""
    for group in findings.grouped():
        print(f"- [{group.severity}] {group.message}")
    print("Các ô cần xem:", ", ".join(place_of(finding) for finding in findings.errors) or "không có")


found: dv.ReadReturn = dv.read_return(dv.load_campaign(folder), path)
if found.unit is None:
    print(f"{path.name} không được tính cho đơn vị nào.")
else:
    answered = found.values[found.values.value.notna()]
    print(f"{path.name} là biểu của {found.unit}; {len(answered)} ô có giá trị.")
    print(answered[["field", "facet", "value", "sheet", "cell"]].head(8).to_string(index=False))
show(found.findings)
