"""The standing of a campaign as one self-contained page: no network, printable, readable in black and white."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from html import escape

from danvan_xl.consolidate import FINE, NOT_RETURNED, UNREADABLE, WRONG
from danvan_xl.status.model import GroupStatus, Status, UnitStatus

STATE_WORDS = {
    NOT_RETURNED: ("○", "Chưa nộp"), UNREADABLE: ("✕", "Không đọc được"), WRONG: ("!", "Có lỗi"), FINE: ("✓", "Đạt"),
}
"""State → its sign and its words; a sign differs in shape, so that nothing is said by colour alone."""
SHOWN_ERRORS = 8
_STYLE = """
:root { color-scheme: light; }
body { font: 15px/1.45 "Segoe UI", "Noto Sans", Arial, sans-serif; color: #111; background: #fff; margin: 0 auto;
  max-width: 1080px; padding: 24px; }
h1 { font-size: 22px; margin: 0 0 2px; } h2 { font-size: 17px; margin: 28px 0 8px; border-bottom: 2px solid #111; }
h3 { font-size: 15px; margin: 14px 0 2px; } p { margin: 2px 0 8px; } ul { margin: 2px 0 8px; padding-left: 22px; }
table { border-collapse: collapse; width: 100%; } th, td { border: 1px solid #777; padding: 4px 8px; text-align: left;
  vertical-align: top; } th { background: #e6e6e6; } td.n, th.n { text-align: right; white-space: nowrap; }
td.w { white-space: nowrap; }
tr.chua_nop td:nth-child(3), tr.khong_doc_duoc td:nth-child(3), tr.co_loi td:nth-child(3) { font-weight: 700; }
.figures { display: flex; flex-wrap: wrap; gap: 10px; margin: 14px 0; }
.figure { border: 1px solid #555; padding: 8px 14px; min-width: 120px; } .figure b { display: block; font-size: 24px; }
.bar { display: block; height: 12px; border: 1px solid #111; min-width: 120px; } .bar i { display: block; height: 100%;
  background: #333; }
.sign { display: inline-block; width: 1.3em; font-weight: 700; } .weak { color: #444; }
@media print { body { padding: 0; font-size: 11px; max-width: none; } thead { display: table-header-group; }
  tr, li { break-inside: avoid; } h2, h3 { break-after: avoid; } .bar i, th { print-color-adjust: exact;
  -webkit-print-color-adjust: exact; } }
@page { size: A4; margin: 15mm; }
"""


def _day(day: dt.date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def punctuality(unit: UnitStatus) -> str:
    """In time, late, or how long is left, in words."""
    if unit.on_time is not None:
        return "Đúng hạn" if unit.on_time else "Quá hạn"
    if unit.counts:
        return "Chưa rõ ngày nhận"
    if unit.days_left is None:
        return "Chưa đặt hạn"
    if unit.days_left == 0:
        return "Hôm nay là hạn"
    return f"Còn {unit.days_left} ngày" if unit.days_left > 0 else f"Quá hạn {-unit.days_left} ngày"


def in_words(unit: UnitStatus) -> str:
    """State and punctuality in one phrase: "Chưa nộp (còn 3 ngày)"."""
    said = punctuality(unit)
    return f"{STATE_WORDS[unit.state][1]} ({said[0].lower()}{said[1:]})"


def _row(cells: Iterable[tuple[str, str]], tag: str = "td", kind: str = "") -> str:
    """``cells``: markup and its class."""
    inner = "".join(f'<{tag} class="{style}">{text}</{tag}>' if style else f"<{tag}>{text}</{tag}>"
                    for text, style in cells)
    return f'<tr class="{kind}">{inner}</tr>' if kind else f"<tr>{inner}</tr>"


def _table(head: Iterable[tuple[str, str]], rows: Iterable[str]) -> str:
    return f"<table><thead>{_row(head, 'th')}</thead><tbody>{''.join(rows)}</tbody></table>"


def _figures(total: GroupStatus) -> str:
    said = (
        (f"{total.n_counted}/{total.n_units}", "đơn vị đã nộp, đọc được"), (total.n_fine, "đạt, không còn lỗi"),
        (total.n_counted - total.n_fine, "đã nộp nhưng có lỗi"), (total.n_units - total.n_counted, "còn phải đôn đốc"),
        (total.n_late, "nộp quá hạn"))
    return "".join(f'<div class="figure"><b>{figure}</b>{escape(text)}</div>' for figure, text in said)


def _group_row(group: GroupStatus) -> str:
    share = 100 * group.n_counted // group.n_units if group.n_units else 0
    bar = f'<span class="bar" role="img" aria-label="{share}%"><i style="width:{share}%"></i></span>'
    return _row(((escape(group.name), ""), (f"{group.n_counted}/{group.n_units}", "n"), (f"{share}%", "n"), (bar, ""),
                 (str(group.n_fine), "n"), (str(group.n_late), "n")))


def _unit_row(number: int, unit: UnitStatus) -> str:
    sign, words = STATE_WORDS[unit.state]
    resent = f'<br><span class="weak">lần đầu {_day(unit.first_received)}</span>' \
        if unit.first_received and unit.first_received != unit.received else ""
    return _row((
        (str(number), "n"), (escape(unit.name), ""), (f'<span class="sign">{sign}</span>{words}', ""),
        (_day(unit.deadline), "n"), (_day(unit.received) + resent, "n"), (punctuality(unit), "w"),
        (str(unit.n_errors or ""), "n"), (str(unit.n_warnings or ""), "n"),
        (_day(unit.sent), "n"), (str(unit.reminders or ""), "n")), kind=unit.state)


def _errors(status: Status) -> str:
    parts = []
    for unit in status.units:
        found = status.errors.get(unit.code, ())
        if not found:
            continue
        items = "".join(f"<li>[{f.code}] {escape(f.message)}</li>" for f in found[:SHOWN_ERRORS])
        more = f"<p>… và {len(found) - SHOWN_ERRORS} lỗi khác, xem trang Kiểm tra của sổ tổng hợp.</p>" \
            if len(found) > SHOWN_ERRORS else ""
        parts.append(f"<h3>{escape(unit.name)} ({len(found)} lỗi)</h3><ul>{items}</ul>{more}")
    return "".join(parts) or "<p>Không có lỗi nào.</p>"


def page(status: Status) -> str:
    """The whole page as HTML; the same status gives the same text."""
    settings = status.campaign.settings
    names = {u.code: u.name for u in status.units if u.state == NOT_RETURNED}
    absent = f"<p>{escape('; '.join(names.values()))}.</p>" if names else "<p>Tất cả các đơn vị đã nộp.</p>"
    groups = _table((("Nhóm đơn vị", ""), ("Đã nộp", "n"), ("Tỷ lệ", "n"), ("Mức độ đầy đủ", ""), ("Đạt", "n"),
                     ("Quá hạn", "n")), map(_group_row, status.groups))
    units = _table((("TT", "n"), ("Đơn vị", ""), ("Tình trạng", ""), ("Hạn nộp", "n"), ("Ngày nhận", "n"),
                    ("Thời hạn", ""), ("Lỗi", "n"), ("Cảnh báo", "n"), ("Gửi biểu", "n"), ("Số lần nhắc", "n")),
                   (_unit_row(n, u) for n, u in enumerate(status.units, 1)))
    return f"""<!DOCTYPE html>
<html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Tiến độ – {escape(settings.name)}</title><style>{_STYLE}</style></head><body>
<h1>Tiến độ nộp số liệu</h1>
<p>{escape(settings.name)} – {escape(settings.office)}<br>
Tính đến ngày {_day(status.today)}; hạn nộp chung {_day(settings.deadline) or "chưa đặt"}.</p>
<div class="figures">{_figures(status.total)}</div>
<h2>Mức độ đầy đủ theo nhóm</h2>{groups}
<h2>Đơn vị chưa nộp ({len(names)})</h2>{absent}
<h2>Tình trạng từng đơn vị</h2>{units}
<h2>Lỗi cần đôn đốc</h2>{_errors(status)}
</body></html>
"""
