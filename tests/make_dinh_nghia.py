"""Makes docs/dinh-nghia.md from the schema, the explanations and the catalogue. Run as a script to write it anew."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from danvan_xl.campaign.explain import COLUMNS, SETTINGS, TABLES, VALUES
from danvan_xl.campaign.schema import SCHEMAS, SETTINGS_SHEET
from danvan_xl.campaign.schema import SETTINGS as KEYS
from danvan_xl.findings import CATALOGUE
from danvan_xl.formula import ALLOWED
from danvan_xl.tables import read_csv

DOCS = Path(__file__).parents[1] / "docs" / "dinh-nghia.md"
TEMPLATE = Path(__file__).parents[1] / "workbook_templates" / "can_tho_2026"
SHARE, WITHOUT = "234/240", "182/240"

HEAD = """# Định nghĩa một đợt báo cáo

Định nghĩa nói cho phần mềm biết phải hỏi gì, ai trả lời, chấm điểm thế nào và báo cáo viết ra sao. Có hai dạng,
đọc như nhau: một sổ `dot.xlsx` mỗi bảng một trang (dành cho người sửa bằng Excel), hoặc một thư mục tệp `.csv`
UTF-8. `dv.save_campaign` chuyển từ dạng này sang dạng kia mà không mất gì.

```
danvan init dot_2026 --from can_tho_2026     # tạo dot_2026/dot.xlsx
danvan check dot_2026/dot.xlsx               # nêu mọi chỗ sai cùng lúc, rồi chứng minh bộ tiêu chí
danvan generate dot_2026                     # tạo biểu mẫu cho các đơn vị
```

Cột được đổi thứ tự; cột không bắt buộc được bỏ; dòng trống được phép; cột, trang lạ được báo (X015, X020).
Ô có/không ghi `x` hoặc để trống. Ngày trong `.csv` ghi dạng 2026-12-15 (15/12/2026 cũng đọc được); trong `.xlsx` là
ô ngày. Số trong `.csv` dùng dấu chấm thập phân. Trang “Hướng dẫn” của sổ không được đọc.
"""

NAMES = """## Tên trong công thức

Mọi quy định là công thức Excel viết bằng tên, dạng tiếng Anh: dấu phẩy ngăn tham số, dấu chấm thập phân.

- Đơn vị: `f` giá trị, `f.kh` kế hoạch, `f.ck` cùng kỳ, `f.tt` tình trạng, `f.gc` ghi chú; `ds.cot` cả cột của danh
  sách, `ds.tt` tình trạng của danh sách.
- Chấm điểm của đơn vị: `tu_cham.ma`, `diem.ma`, `minh_chung.ma`, `ad.ma` (áp dụng: Có/Không); `diem_chuan`,
  `diem_thuong`, `diem_tru`, `tong_diem`, `so_tieu_chi_0`, `so_tu_cham`.
- Toàn cơ quan nhìn từ đơn vị: `tp.f`, `tp.f.kh`, `tp.f.ck`, `tp.f.tb` (trung bình); chỉ có sau tổng hợp.
- Toàn cơ quan (báo cáo, kiểm tra tong_hop): `f`, `f.kh`, `f.ck`, `f.nhom`, `f.tb`; `so_don_vi`, `so_da_nop`;
  `ds.cot`, `ds.don_vi`, `ds.nhom`.

Mã là chữ thường không dấu, số, gạch dưới; không giống địa chỉ ô (`kt1`, `r`, `c`); không là từ dành riêng (kh, ck, tt,
gc, tb, tp, diem, tu_cham, minh_chung, ad, true, false); không trùng khi dấu chấm thành gạch dưới.
"""

PROOF = f"""## Chứng minh bộ tiêu chí

`danvan check` và `dv.lint` thử mỗi công thức chấm với tới 1.200 bộ số liệu: biên của từng chỉ tiêu, hai bên mọi mốc ghi
trong công thức và trong lời, và các tổ hợp; chỉ giữ bộ số liệu qua được các kiểm tra mức `loi` của chính định nghĩa.
Mỗi phát hiện kèm một bộ số liệu cụ thể. Phát hiện là cảnh báo, không chặn công việc.

Khi lời của tiêu chí ghi rõ mức điểm (“từ 95% 3 điểm; từ 90% 2 điểm; dưới 90% 0 điểm”), phần mềm còn đối chiếu: số
trong lời và số trong công thức, điểm ở đúng mốc và sát dưới mốc, điểm của “có”, “không có”, bước “mỗi … cộng … điểm”.
Vì vậy nên chép nguyên lời của văn bản vào cột `noi_dung`.

### Đo khả năng phát hiện

Một bộ 60 tiêu chí đúng (có/không, mức theo tỷ lệ, theo tỷ lệ, cộng theo bước, trừ theo bước, mức theo số đếm) không có
phát hiện nào. Gài ngẫu nhiên 240 lỗi, mỗi lần một lỗi, 40 lỗi mỗi loại: **tìm thấy {SHARE}**.

| Loại lỗi | Tìm thấy |
|---|---|
| ranh giới bị dời | 34/40 |
| dấu bị đảo (>= thành <=, + thành -, * thành /) | 40/40 |
| mức bị bỏ | 40/40 |
| điểm tối đa bị đổi | 40/40 |
| tiêu chí con bị xóa | 40/40 |
| toán hạng bị đổi chỗ | 40/40 |

Sáu lỗi không thấy đều là một dạng: `=IF(vu<=1,1,MAX(0,1-0.5*(vu-2)))` thay cho `vu<=2`. Với mọi số vụ nguyên, hai công
thức cho cùng một điểm, nên đó không phải lỗi làm sai điểm.

Nếu lời tiêu chí không ghi mức điểm thì không có gì để đối chiếu mốc: cùng 240 lỗi ấy, lời bị xóa hết, tìm thấy
{WITHOUT}. Lỗi lọt là mốc bị dời, mức giữa bị bỏ, dấu bị đảo mà điểm
cao nhất, thấp nhất vẫn đúng; chỉ người đọc văn bản mới biết.
"""


def _schema() -> Iterator[str]:
    yield f"## Bảng `{SETTINGS_SHEET[0]}` (trang “{SETTINGS_SHEET[1]}”)\n"
    yield TABLES["dot"] + " Hai cột `khoa`, `gia_tri`, mỗi khóa một dòng.\n"
    yield "| Khóa | Kiểu | Bắt buộc | Giải thích |\n|---|---|---|---|"
    for c in KEYS:
        yield f"| `{c.code}` | {c.type} | {'x' if c.required else ''} | {SETTINGS[c.code]} |"
    yield ""
    for schema in SCHEMAS:
        yield f"## Bảng `{schema.table}` (trang “{schema.sheet}”)\n"
        yield TABLES[schema.table] + ("" if schema.required else " Bảng này được bỏ nếu không dùng.") + "\n"
        yield "| Cột | Tiêu đề trong Excel | Kiểu | Bắt buộc | Giải thích |\n|---|---|---|---|---|"
        for c in schema.columns:
            kind = "; ".join(f"`{v}` {VALUES[v]}" for v in c.allowed) or str(c.type)
            needed = "x" if c.required else ""
            yield f"| `{c.code}` | {c.header} | {kind} | {needed} | {COLUMNS[schema.table][c.code]} |"
        yield "\nVí dụ (từ đợt dựng sẵn `can_tho_2026`):\n"
        yield from _example(schema.table)
        yield ""


def _example(table: str) -> Iterator[str]:
    rows = read_csv(TEMPLATE / f"{table}.csv").rows
    chosen = max(rows, key=lambda row: (sum(bool(v) for v in row.cells.values()), -row.number))
    yield "| Cột | Ghi |\n|---|---|"
    for code, value in chosen.cells.items():
        if value:
            text = value.splitlines()[0].replace("|", "\\|")
            yield f"| `{code}` | {text[:160]}{'…' if len(text) > 160 else ''} |"


def _findings() -> Iterator[str]:
    yield "## Những gì được kiểm tra\n"
    yield "| Mã | Mức | Nội dung | Cách sửa |\n|---|---|---|---|"
    words = {"loi": "lỗi", "canh_bao": "cảnh báo", "thong_tin": "để biết"}
    for code, entry in CATALOGUE.items():
        if code.startswith("X"):
            remedy = entry.remedy.replace("|", "\\|")
            for gap in ("found", "field", "expected", "detail"):
                remedy = remedy.replace(f"{{{gap}}}", "…")
            yield f"| {code} | {words[entry.severity]} | {entry.title} | {remedy} |"
    yield ""


def document() -> str:
    allowed = "Hàm được dùng: " + ", ".join(f"`{name}`" for name in ALLOWED) + ".\n"
    parts = [HEAD, NAMES, allowed, *_schema(), PROOF, *_findings()]
    return "\n".join(parts).rstrip() + "\n"


if __name__ == "__main__":
    DOCS.write_text(document(), encoding="utf-8")
