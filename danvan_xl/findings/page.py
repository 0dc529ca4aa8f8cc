"""The page docs/findings.md: every code with its severity, wording and remedy, made from the catalogue.

``python -m danvan_xl.findings.page`` prints it.
"""

from __future__ import annotations

from danvan_xl.findings.catalogue import CATALOGUE

_FAMILIES = {
    "T": "Tệp", "C": "Cấu trúc", "G": "Giá trị", "F": "Công thức", "K": "Kiểm tra chéo", "D": "Điểm",
    "N": "Nộp và thời hạn", "B": "Báo cáo", "X": "Định nghĩa",
}
_HEAD = "| Mã | Mức | Tên | Câu báo | Cách xử lý |\n|---|---|---|---|---|\n"
_SEVERITIES = {"loi": "lỗi", "canh_bao": "cảnh báo", "thong_tin": "thông tin"}


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def page() -> str:
    """The whole page as Markdown."""
    parts = [
        "# Các mã phát hiện\n",
        "Trang này được tạo từ danh mục của phần mềm (`python -m danvan_xl.findings.page`). Mã không bao giờ được "
        "dùng lại cho nghĩa khác. Trong câu, phần trong ngoặc nhọn được thay bằng nội dung cụ thể: `{field}` chỉ "
        "tiêu, `{found}` nội dung tìm thấy, `{expected}` nội dung cần có, `{detail}` chi tiết.\n",
    ]
    for family, title in _FAMILIES.items():
        rows = [e for e in sorted(CATALOGUE.values(), key=lambda e: e.code) if e.code[0] == family]
        lines = [f"| {e.code} | {_SEVERITIES[e.severity]} | {_cell(e.title)} | {_cell(e.text)} | {_cell(e.remedy)} |\n"
                 for e in rows]
        if rows:
            parts.append(f"## {family} – {title}\n\n{_HEAD}" + "".join(lines))
    return "\n".join(parts)


if __name__ == "__main__":
    print(page(), end="")
