"""Where a rubric's table starts on a sheet and what its columns are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from danvan_xl.formula import Value
from danvan_xl.intake.book import At, RawSheet, position
from danvan_xl.intake.numbers import folded

NUMBER, CONTENT, MAXIMUM, SCORE, EVIDENCE, NOTE = "number", "content", "maximum", "score", "evidence", "note"
_DEEPEST, _SEARCHED, _LONGEST = 3, 200, 70
_WIDEST_MERGE = 10_000
_SUBJECT = "nội dung|tiêu chí|chỉ tiêu|nhiệm vụ|tiêu chuẩn|hạng mục|yếu tố"
_PATTERNS = (
    (NUMBER, r"(?:tt|stt|số tt|số thứ tự|mục|số mục)\W*$"),
    (CONTENT, rf"(?:các )?(?:{_SUBJECT})(?!.*(?:chứng|giải trình))"),
    (EVIDENCE, r".*(?:kiểm chứng|minh chứng|chứng minh|căn cứ|hồ sơ|tài liệu|văn bản chứng)"),
    (NOTE, r".*(?:chênh lệch|tăng|giảm|xếp loại|xếp hạng|thứ hạng|tỷ lệ|%)"),
    (SCORE, r".*(?:tự chấm|tự đánh giá|tự cho|thẩm định|hội đồng|phúc tra|chấm lại|điểm chấm|đạt được|điểm đạt"
            r"|công nhận|theo số liệu|được tính|chấm điểm lần|lần \d|điểm đề nghị|tổ chấm|kết quả chấm|chấm$)"),
    (NOTE, r".*(?:ghi chú|lý do|giải trình|nhận xét)"),
    (MAXIMUM, r".*(?:tối đa|thang điểm|khung điểm|điểm chuẩn|điểm quy định|mức điểm|điểm giao|số điểm)"
              r"|(?:thang )?điểm$"),
    (CONTENT, rf"(?!điểm).*(?:{_SUBJECT})"),
)
_ROLES = tuple((role, re.compile(pattern)) for role, pattern in _PATTERNS)
_PLAIN_POINTS = re.compile(r"(?:số )?điểm$")
_INDEX = re.compile(r"\s*\(?\d+\)?\s*$")
_UNIT = re.compile(r"(?:tên )?(?:đơn vị|cơ quan|địa phương|xã, phường)\W*$")


@dataclass(frozen=True, slots=True)
class Header:
    """``last``: row of the header's last line; columns from 0; ``titles``: column → its heading."""

    last: int
    number: int | None
    contents: tuple[int, ...]
    maximum: int | None
    scores: tuple[int, ...]
    evidence: int | None
    titles: dict[int, str]

    @property
    def points(self) -> tuple[int, ...]:
        return (*(() if self.maximum is None else (self.maximum,)), *self.scores)


def spread(sheet: RawSheet) -> dict[At, Value]:
    """Values with each merged area's value in all its cells."""
    values: dict[At, Value] = {at: cell.value for at, cell in sheet.cells.items()}
    for area in sheet.merges:
        first, _, last = area.partition(":")
        start, end = position(first), position(last)
        if start is None or end is None or (end[0] - start[0] + 1) * (end[1] - start[1] + 1) > _WIDEST_MERGE:
            continue
        value = sheet.value(start)
        for row in range(start[0], end[0] + 1):
            for column in range(start[1], end[1] + 1):
                values[row, column] = value
    return values


def _role(title: str) -> str | None:
    if len(title) > _LONGEST:
        return None
    return next((role for role, pattern in _ROLES if pattern.match(title)), None)


def _titles(rows: list[dict[int, Value]]) -> dict[int, str]:
    """The heading of each column: its lines, each said once."""
    titles: dict[int, list[str]] = {}
    for row in rows:
        for column, value in row.items():
            if isinstance(value, str) and folded(value) not in titles.setdefault(column, []):
                titles[column].append(folded(value))
    return {column: " ".join(parts) for column, parts in titles.items()}


def _read(rows: list[dict[int, Value]], last: int) -> Header | None:
    titles = _titles(rows)
    roles = {column: role for column, title in sorted(titles.items()) if (role := _role(title.casefold()))}
    if any(_UNIT.match(title.casefold()) for title in titles.values()):
        return None

    def first(role: str) -> int | None:
        return next((c for c, r in roles.items() if r == role), None)

    contents = tuple(c for c, r in roles.items() if r == CONTENT)
    maximum = first(MAXIMUM)
    scores = tuple(c for c, r in roles.items() if r == SCORE or (
        r == MAXIMUM and c != maximum and _PLAIN_POINTS.match(titles[c].casefold())))
    if not contents or (maximum is None and not scores):
        return None
    return Header(last, first(NUMBER), contents, maximum, scores, first(EVIDENCE), titles)


def _continues(row: dict[int, Value], above: dict[int, Value], header: Header) -> bool:
    """Whether a row is a further line of the header: texts only, no numbers, nothing new under number and content."""
    if any(not isinstance(v, str) or _INDEX.match(v) for v in row.values() if v is not None):
        return False
    keys = [c for c in (header.number, *header.contents) if c is not None]
    return all(row.get(c) is None or row.get(c) == above.get(c) for c in keys)


def _worth(header: Header) -> int:
    return len(header.points) + sum(c is not None for c in (header.number, header.evidence))


def _starting(rows: dict[int, dict[int, Value]], row: int) -> Header | None:
    """The header that starts in a row, with as many lines as give it most columns."""
    best = _read([rows[row]], row)
    base = best or _read_content(rows[row], row)
    if base is None:
        return None
    lines = [rows[row]]
    for below in range(row + 1, row + _DEEPEST):
        line = rows.get(below)
        if line is None or not _continues(line, lines[-1], base):
            break
        lines.append(line)
        deeper = _read(lines, below)
        if deeper and (best is None or _worth(deeper) >= _worth(best)):
            best = deeper
    return best


def _read_content(row: dict[int, Value], last: int) -> Header | None:
    """A line that names the content, though its points are named only below."""
    contents = tuple(c for c, title in sorted(_titles([row]).items()) if _role(title.casefold()) == CONTENT)
    return Header(last, None, contents, None, (), None, {}) if contents else None


def headers(sheet: RawSheet) -> Iterator[Header]:
    """Possible headers from the top, each with all its lines."""
    rows: dict[int, dict[int, Value]] = {}
    for (row, column), value in spread(sheet).items():
        if value is not None:
            rows.setdefault(row, {})[column] = value
    for row in sorted(rows)[:_SEARCHED]:
        if len(set(rows[row].values())) > 1 and (header := _starting(rows, row)):
            yield header
