"""danvan explain: from a sentence, a figure or a name back to the cells of the units' files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from danvan_xl.cli.common import Folder, MisuseError, existing, result_of, say

if TYPE_CHECKING:
    from danvan_xl.report.explain import Explanation, FigureTrace
    from danvan_xl.report.trace import Source, Trace

_MOST_SENTENCES = 10
_FORMATS = {"": "theo chỉ tiêu", "02": "số đếm hai chữ số", "0": "số nguyên", "chu": "bằng chữ", "ngay": "ngày"}


def explain(
    folder: Folder,
    asked: Annotated[list[str], typer.Argument(
        metavar="TÊN-hoặc-CÂU", help="Mã hoặc tên chỉ tiêu, mã tiêu chí, hoặc một phần câu, một con số của báo cáo.")],
) -> None:
    """Chỉ đường từ một con số của báo cáo về đến từng ô trong tệp của đơn vị.

    Ví dụ: danvan explain dot_2026 "92,16%"
    """
    import danvan_xl as dv
    from danvan_xl.consolidate import adjust
    from danvan_xl.folder import RESULTS, RETURNS, WORKBOOK
    from danvan_xl.report.explain import UnknownError
    from danvan_xl.report.explain import explain as explained

    result = result_of(folder, dv.load_campaign(existing(folder)))
    text = " ".join(asked)
    try:
        _print(explained(result, text))
    except UnknownError as error:
        near = "".join(f"\n  {name}: {label}" for name, label in error.nearest)
        hint = f" Có thể là:{near}" if near else " Hãy ghi mã chỉ tiêu hoặc đúng một phần câu trong báo cáo."
        raise MisuseError(f"Không có tên, câu hay con số nào là “{text}”.{hint}") from error
    say()
    say(f"Tổng hợp từ {result.completeness}. Ô tổng hợp ở {folder / RESULTS / WORKBOOK}, tệp đơn vị ở "
        f"{folder / RETURNS}.")
    say("Tiếp theo: mở tệp và ô đã nêu để đối chiếu; số nào phải sửa thì hỏi đơn vị, rồi ghi vào "
        f"{folder / adjust.TABLE}.xlsx và chạy danvan consolidate {folder}.")


def _print(found: Explanation) -> None:
    told: set[str] = set()
    for trace in found.names:
        _name(trace, 0, told)
    shown = found.sentences[:_MOST_SENTENCES]
    if found.names and shown:
        say()
        say("Xuất hiện trong báo cáo:")
    for sentence in shown:
        say(f"{'- ' if found.names else 'Báo cáo: '}“{sentence.text.strip()}”")
        if not sentence.figures:
            say("  Đoạn này không có số liệu tính từ biểu.")
        for figure in sentence.figures:
            _figure(figure, told)
        if not found.names:
            say()
    if len(found.sentences) > len(shown):
        say(f"… và {len(found.sentences) - len(shown)} chỗ khác của báo cáo.")


def _figure(figure: FigureTrace, told: set[str]) -> None:
    if not figure.printed:
        say("  Đoạn này chép nguyên lời của đơn vị:")
        for trace in figure.names:
            _name(trace, 2, told)
        return
    shape = figure.format
    words = "tỷ lệ phần trăm" if shape.startswith("%") else _FORMATS.get(shape, f"định dạng {shape}")
    formula = figure.source if figure.source.startswith("=") else f"={figure.source}"
    say(f"  “{figure.printed}” là {formula} ({words})")
    for trace in figure.names:
        _name(trace, 2, told)


def _name(trace: Trace, depth: int, told: set[str]) -> None:
    """A name with everything below it, once."""
    gap = "  " * depth
    value = f" = {trace.value}" if trace.value else ""
    if trace.name in told:
        say(f"{gap}{trace.name} – {trace.label}{value} (đã nêu ở trên)")
        return
    told.add(trace.name)
    where = f"; tong_hop.xlsx, ô {trace.spot}" if trace.spot else ""
    say(f"{gap}{trace.name} – {trace.label}{value}{where}")
    say(f"{gap}  cách tính: {trace.how}{f', công thức {trace.formula}' if trace.formula else ''}")
    for part in trace.parts:
        _name(part, depth + 1, told)
    for source in trace.sources:
        say(f"{gap}  · {_source(source)}")
    if trace.absent:
        say(f"{gap}  chưa có số liệu của: {', '.join(trace.absent)}")


def _source(source: Source) -> str:
    parts = [f"{source.unit}: {source.value}" if source.value else source.unit, source.state]
    if source.file:
        place = f", trang {source.sheet}, ô {source.cell}" if source.cell else ""
        parts.append(f"tệp {source.file}{place} (SHA-256 {source.sha256[:12]}…)")
    if source.spot:
        parts.append(f"tong_hop.xlsx {source.spot}")
    return "; ".join([*parts, *((source.changed,) if source.cell else ())])
