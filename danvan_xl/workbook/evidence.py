"""Minh chứng: the register of evidence. Thẩm định: the office's points, round by round, beside the unit's own."""

from __future__ import annotations

from decimal import Decimal

from danvan_xl.campaign.citing import label_of
from danvan_xl.campaign.model import Method
from danvan_xl.consolidate.office import written_day
from danvan_xl.consolidate.register import MISSING, register
from danvan_xl.form.style import RED, lines, points_format
from danvan_xl.formula import Value
from danvan_xl.workbook.sheets import LINK, MOST_LINKS, Canvas
from danvan_xl.workbook.trail import Trail

_HEADER = 3
_REGISTER = (("TT", 5.0), ("Đơn vị", 22.0), ("Tiêu chí", 32.0), ("Số, ký hiệu", 17.0), ("Ngày", 11.0),
             ("Trích yếu, nội dung", 34.0), ("Tệp đính kèm", 22.0), ("Nguyên văn đơn vị ghi", 34.0),
             ("Nơi ghi (tệp, trang, ô)", 26.0), ("Điểm", 11.0))
_LINK = len(_REGISTER) - 1
_ROUNDS = (("TT", 5.0), ("Đơn vị", 22.0), ("Tiêu chí", 36.0), ("Điểm tối đa", 7.0), ("Tự chấm", 7.0),
           ("Theo số liệu", 7.0), ("Thẩm định lần 1", 8.0), ("Thẩm định lần 2", 8.0), ("Điểm được tính", 8.0),
           ("Tăng, giảm", 7.0), ("Lý do", 32.0), ("Minh chứng", 22.0), ("Người thẩm định", 15.0), ("Ngày", 11.0))


def _headers(canvas: Canvas, columns: tuple[tuple[str, float], ...]) -> None:
    canvas.header(_HEADER, tuple(title for title, _ in columns))
    canvas.widths(*(width for _, width in columns))
    canvas.pen.sheet.set_row(_HEADER, 48)


def _finish(canvas: Canvas, rows: int, columns: tuple[tuple[str, float], ...]) -> None:
    canvas.pen.sheet.autofilter(_HEADER, 0, _HEADER + max(rows, 1), len(columns) - 1)
    canvas.pen.sheet.freeze_panes(_HEADER + 1, 2)
    canvas.printed(_HEADER, (0, 0, _HEADER + max(rows, 1), len(columns) - 1))


def _centred(at: int) -> dict[str, str]:
    """The ordinal stands clear of the unit's name."""
    return {"align": "center"} if at == 0 else {}


def _height(texts: tuple[tuple[str, float], ...]) -> float:
    return min(15.0 * max(lines(text, width) for text, width in texts) + 3, 400)


def evidence_sheet(canvas: Canvas, trail: Trail) -> None:
    """Every document cited for a criterion with the file that carries it; missing ones in words and in red."""
    pen, names = canvas.pen, {u.code: u.name for u in canvas.plan.campaign.units}
    canvas.heading("Tài liệu kiểm chứng", f"{canvas.coverage}. Số, ngày được tách từ lời đơn vị ghi ở trang Chấm điểm.")
    _headers(canvas, _REGISTER)
    entries = list(register(canvas.plan.result))
    for row, entry in enumerate(entries, _HEADER + 1):
        attached = "\n".join(entry.attached)
        cells: tuple[Value, ...] = (
            Decimal(row - _HEADER), names.get(entry.unit, "chưa rõ đơn vị"), entry.criterion, entry.number, entry.day,
            entry.title, attached, entry.text, ", ".join(p for p in (entry.file, entry.sheet, entry.cell) if p))
        warn = {"font_color": RED, "bold": True} if entry.title == MISSING else {}
        for at, value in enumerate(cells):
            shape = "dd/mm/yyyy" if at == 4 else "General" if at == 0 else "@"
            style = pen.styles.plain(num_format=shape, text_wrap=True, **_centred(at), **(warn if at == 5 else {}))
            pen.put(row, at, value, style)
        spot = trail.seen(entry.unit, entry.sheet, entry.cell) if row <= MOST_LINKS else None
        if spot is not None:
            style = pen.styles.plain(font_color=LINK, underline=1)
            canvas.link(row, _LINK, spot, f"Mở {spot.a1}", style)
        else:
            pen.put(row, _LINK, None, pen.styles.plain())
        pen.sheet.set_row(row, _height(((entry.title, 34), (entry.text, 34), (entry.criterion, 32), (attached, 22),
                                        (names.get(entry.unit, ""), 22), (f"{entry.file}, {entry.sheet}", 20))))
    _finish(canvas, len(entries), _REGISTER)


def verified_sheet(canvas: Canvas) -> None:
    """What the office verified: both rounds, what counts, the difference from what counted before, and why."""
    pen, result = canvas.pen, canvas.plan.result
    canvas.heading("Kết quả thẩm định điểm", f"{canvas.coverage}. Tệp của đơn vị giữ nguyên; điểm thẩm định nằm ở đây.")
    _headers(canvas, _ROUNDS)
    points, plain = points_format(canvas.plan.campaign.settings.point_decimals), "@"
    rounds = {(r.unit, r.criterion.code, r.round): r for r in result.verifications.rows}
    counting = result.verifications.counting()
    rows = [(u, s, counting[u.unit.code][s.criterion.code]) for u in result.by_unit.values() for s in u.scores
            if s.criterion.code in counting.get(u.unit.code, {})]
    for row, (found, score, last) in enumerate(rows, _HEADER + 1):
        c, called = score.criterion, label_of(result.campaign, score.criterion)
        first, second = (rounds.get((found.unit.code, c.code, n)) for n in (1, 2))
        before = score.self_points if c.method is Method.SELF else score.computed
        change = score.points - before if score.points is not None and before is not None else None
        cells: tuple[tuple[Value, str], ...] = (
            (Decimal(row - _HEADER), "General"), (found.unit.name, plain), (called, plain), (c.maximum, "General"),
            (score.self_points, points), (score.computed, points), (first.points if first else None, points),
            (second.points if second else None, points), (score.points, points), (change, f"+{points};-{points};0"),
            (last.reason, plain), (last.evidence, plain), (last.person, plain),
            (written_day(last.day), plain))
        for at, (value, shape) in enumerate(cells):
            pen.put(row, at, value, pen.styles.plain(num_format=shape, text_wrap=True, bold=at == 8, **_centred(at)))
        pen.sheet.set_row(row, _height(((called, 36), (last.reason, 32), (last.evidence, 22), (found.unit.name, 22))))
    _finish(canvas, len(rows), _ROUNDS)
