"""Thirty returns damaged in thirty ways among all of a campaign's: what was read, and which finding says what.

``python -m tests.outcome > docs/ket-qua-hu-hong.md`` writes the page anew.
"""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import danvan_xl as dv
from danvan_xl.findings import CATALOGUE
from danvan_xl.intake.book import RawCell, a1
from danvan_xl.sample import write_sample_returns
from tests.clay import Clay, Sheet, clay_bytes, read_clay, with_formula

CAMPAIGN, FORM, TOP = "can_tho_2026", "Tiếp dân, đối thoại", 5
OTHER = "UBND phường Ninh Kiều"
"""The unit whose heading one of the damaged returns bears; its own stays sound."""
_LEVELS = {"loi": "lỗi", "canh_bao": "cảnh báo", "thong_tin": "thông tin"}


def _rows(clay: Clay, at: int, count: int, follow: bool) -> None:
    clay.move(FORM, lambda p: (p[0] + count, p[1]) if p[0] >= at else p, follow=follow)


def _columns(clay: Clay, at: int, follow: bool) -> None:
    clay.move(FORM, lambda p: (p[0], p[1] + 1) if p[1] >= at else p, follow=follow)


def _delete(clay: Clay, row: int) -> None:
    clay.move(FORM, lambda p: None if p[0] == row else (p[0] - (p[0] > row), p[1]), follow=True)


def _inputs(clay: Clay) -> list[tuple[int, int]]:
    cells = clay.sheet(FORM).cells
    named = [p[1] for n, p in clay.names.items() if p and p[0] == FORM and "." not in n]
    return sorted(at for at in named if at in cells and isinstance(cells[at].value, Decimal) and not cells[at].formula)


def _type(clay: Clay, index: int, make: Callable[[int], object]) -> None:
    at = _inputs(clay)[index]
    cells = clay.sheet(FORM).cells
    cells[at] = RawCell(make(int(cells[at].value)))  # type: ignore[arg-type]


def _formula(clay: Clay, change: Callable[[RawCell], RawCell]) -> None:
    cells = clay.sheet(FORM).cells
    named = sorted(p[1] for n, p in clay.names.items() if p and p[0] == FORM and "." not in n)
    at = next(at for at in named if at in cells and cells[at].formula)
    cells[at] = change(cells[at])


def _copy(clay: Clay, change: bool) -> None:
    sheet = Sheet(f"{FORM} (2)", dict(clay.sheet(FORM).cells))
    clay.sheets.append(sheet)
    if change:
        sheet.cells[_inputs(clay)[0]] = RawCell(Decimal(99))


def _cut(clay: Clay) -> None:
    start, end = _inputs(clay)[:2]
    clay.move(FORM, lambda p: end if p == start else None if p == end else p, follow=True)


def _merge(clay: Clay) -> None:
    top, end = _inputs(clay)[:2]
    clay.sheet(FORM).merges.append(f"{a1(top)}:{a1(end)}")
    for row in range(top[0] + 1, end[0] + 1):
        clay.sheet(FORM).cells.pop((row, top[1]), None)


def _sort(clay: Clay) -> None:
    rows = {TOP + i: TOP + 9 - i for i in range(10)}
    clay.move(FORM, lambda p: (rows.get(p[0], p[0]), p[1]) if p[1] else p, follow=False)


def _drop(clay: Clay, *titles: str) -> None:
    clay.sheets = [s for s in clay.sheets if s.title not in titles]


def _write(clay: Clay, at: tuple[int, int], value: object) -> None:
    clay.sheet(FORM).cells[at] = RawCell(value)  # type: ignore[arg-type]


DAMAGES: tuple[tuple[str, Callable[[Clay], object]], ...] = (
    ("Chèn ba dòng ở đầu bảng", lambda c: _rows(c, TOP, 3, True)),
    ("Chèn một dòng giữa bảng", lambda c: _rows(c, TOP + 4, 1, True)),
    ("Chèn dòng bằng chương trình không dời tên ô", lambda c: _rows(c, TOP + 4, 2, False)),
    ("Chèn một cột trước cột thực hiện", lambda c: _columns(c, 4, True)),
    ("Chèn cột bằng chương trình không dời tên ô", lambda c: _columns(c, 4, False)),
    ("Xóa một dòng chỉ tiêu", lambda c: _delete(c, TOP + 5)),
    ("Xóa cột A (mã ẩn)", lambda c: c.move(FORM, lambda p: None if p[1] == 0 else (p[0], p[1] - 1), follow=True)),
    ("Xóa dòng khóa ẩn", lambda c: _delete(c, 3)),
    ("Xóa hết tên ô", lambda c: c.names.clear()),
    ("Đổi tên trang", lambda c: c.rename(FORM, "Biểu 1")),
    ("Đảo thứ tự các trang", lambda c: c.sheets.reverse()),
    ("Ẩn trang", lambda c: setattr(c.sheet(FORM), "state", "hidden")),
    ("Chép thêm trang, không sửa", lambda c: _copy(c, False)),
    ("Chép thêm trang và sửa một số ở bản chép", lambda c: _copy(c, True)),
    ("Xóa cả trang", lambda c: _drop(c, FORM)),
    ("Cắt một ô dán sang dòng khác", _cut),
    ("Gộp các ô thực hiện", _merge),
    ("Sắp xếp các dòng, bỏ sót cột ẩn", _sort),
    ("Gõ “02” thành chữ", lambda c: _type(c, 0, lambda n: f"{n:02}")),
    ("Gõ kèm chữ “khoảng”", lambda c: _type(c, 0, lambda n: f"khoảng {n}")),
    ("Gõ “không” thay cho số", lambda c: _type(c, 0, lambda n: "không")),
    ("Gõ số với dấu phẩy hàng nghìn", lambda c: _type(c, 0, lambda n: f"{n + 1000:,}")),
    ("Gõ số với chữ số toàn khổ", lambda c: _type(c, 0, lambda n: str(n).translate(
        {48 + i: 0xFF10 + i for i in range(10)}))),
    ("Gõ đè công thức", lambda c: _formula(c, lambda cell: RawCell(Decimal("0.5")))),
    ("Sửa công thức", lambda c: _formula(c, lambda cell: with_formula(cell, f"({cell.formula})*2"))),
    ("Kết quả công thức đã cũ", lambda c: _formula(c, lambda cell: RawCell(Decimal("0.123"), cell.formula))),
    ("Ghi thêm số ngoài bảng", lambda c: _write(c, (60, 12), Decimal(7))),
    ("Sửa đơn vị tính", lambda c: _write(c, (next(
        at[0] for at, x in sorted(c.sheet(FORM).cells.items()) if at[1] == 3 and x.value == "cuộc"), 3), "chục")),
    ("Dán trang của đơn vị khác", lambda c: _write(c, (1, 1), f"Đơn vị: {OTHER}")),
    ("Chép các trang sang sổ mới (mất trang ẩn và tên ô)",
     lambda c: (_drop(c, "_danvan", "_danh_muc"), c.names.clear())),
)
OF_FIGURES = frozenset(words for words, _ in DAMAGES if words.startswith((
    "Gõ", "Cắt", "Gộp", "Sắp", "Sửa", "Kết quả", "Chép thêm trang và", "Xóa một dòng")))


def pairs(campaign: dv.Campaign) -> list[tuple[dv.Unit, str, Callable[[Clay], object]]]:
    """A unit for each damage: what touches figures goes to the units that have the most of them."""
    form = campaign.form_by_code["tiep_dan"]
    asked = [u for u in campaign.units if form in campaign.forms_of(u) and u.name != OTHER]
    ranked = sorted(asked, key=lambda u: -len(campaign.fields_of(u, form)))
    figures = sorted(DAMAGES, key=lambda damage: damage[0] not in OF_FIGURES)
    return [(unit, *damage) for unit, damage in zip(ranked, figures, strict=False)]


def damaged(campaign: dv.Campaign, folder: Path) -> dict[str, str]:
    """Write all returns and damage one for each damage; unit code → damage."""
    write_sample_returns(campaign, folder)
    done: dict[str, str] = {}
    for unit, words, damage in pairs(campaign):
        path = folder / f"{unit.code}.xlsx"
        clay = read_clay(path.read_bytes())
        damage(clay)
        path.write_bytes(clay_bytes(clay))
        done[unit.code] = words
    return done


def _values(result: dv.Result) -> dict[tuple[object, ...], object]:
    rows = result.values
    keys = zip(rows["unit"], rows["form"], rows["field"], rows["facet"], rows["item"], strict=True)
    return dict(zip(keys, rows["value"], strict=True))


def table(campaign: dv.Campaign, truth: dv.Result, result: dv.Result, done: dict[str, str]) -> list[tuple[str, ...]]:
    """Unit, damage, what was read, findings: one row a damaged return."""
    meant, got = _values(truth), _values(result)
    rows = []
    for code, words in done.items():
        mine = [k for k in meant if k[0] == code]
        right = sum(k in got and got[k] == meant[k] for k in mine)
        counted = any(k[0] == code for k in got)
        read = f"{right}/{len(mine)} giá trị đúng" if counted else "không tính tệp này"
        said = Counter((f.code, f.severity) for f in result.findings
                       if f.unit == code and f.file and f.code != "D004")
        found = "; ".join(f"{c} ({_LEVELS[s]}{f', {n} chỗ' if n > 1 else ''})" for (c, s), n in sorted(said.items()))
        rows.append((campaign.unit_by_code[code].name, words, read, found or "không có"))
    return rows


def as_page(campaign: dv.Campaign, rows: list[tuple[str, ...]]) -> str:
    """The table as Markdown."""
    codes = sorted(set(re.findall(r"\b[A-Z]\d{3}\b", " ".join(row[3] for row in rows))))
    return (
        f"# Kết quả đọc {len(campaign.units)} biểu, trong đó {len(rows)} biểu bị làm hỏng theo {len(rows)} cách\n\n"
        "Trang này do phép thử tạo ra (`python -m tests.outcome`). Cột “Đã đọc” cho biết bao nhiêu giá trị được đọc "
        "đúng như đơn vị đã nhập; giá trị còn lại không được dùng hoặc chưa tính được, và phát hiện nói rõ ở ô nào, "
        "phải làm gì. Các biểu được làm hỏng thẳng trong tệp, không mở bằng Excel, nên một số ô công thức còn giữ kết "
        "quả cũ (F004): đó không phải lỗi của người nhập.\n\n"
        "| Đơn vị | Hư hỏng | Đã đọc | Phát hiện |\n|---|---|---|---|\n"
        + "".join("| " + " | ".join(row) + " |\n" for row in rows)
        + "\n## Các mã trong bảng\n\nLời của từng mã và cách xử lý ở [findings.md](findings.md).\n\n"
        + "".join(f"- {code}: {CATALOGUE[code].title}\n" for code in codes))


def page() -> str:
    """The page, made by reading the damaged returns."""
    campaign = dv.load_campaign(CAMPAIGN)
    with tempfile.TemporaryDirectory() as sound, tempfile.TemporaryDirectory() as broken:
        write_sample_returns(campaign, Path(sound))
        done = damaged(campaign, Path(broken))
        rows = table(campaign, dv.consolidate(campaign, sound), dv.consolidate(campaign, broken), done)
    return as_page(campaign, rows)


if __name__ == "__main__":
    print(page(), end="")
