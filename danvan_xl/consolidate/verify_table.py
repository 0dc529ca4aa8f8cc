"""Table Thẩm định as the tool writes it: every scored unit × criterion, with self and computed points to look at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from danvan_xl.campaign.citing import label_of
from danvan_xl.campaign.model import Campaign, Criterion, Unit
from danvan_xl.consolidate.result import Consolidation
from danvan_xl.consolidate.verify import COLUMNS, FIRST_ROUND, SHEET, TYPED, VERIFICATIONS
from danvan_xl.intake import shown
from danvan_xl.scoring import BASES, Score
from danvan_xl.tables import ColumnPlan, TableRow, table_bytes

REASONS = (
    "Thống nhất với điểm tự chấm", "Thống nhất với điểm theo số liệu", "Không có tài liệu kiểm chứng",
    "Tài liệu kiểm chứng chưa đầy đủ", "Tài liệu kiểm chứng không đúng nội dung tiêu chí",
    "Tài liệu kiểm chứng ngoài thời gian chấm điểm", "Số liệu chưa khớp với số liệu theo dõi của cơ quan thẩm định",
    "Tự chấm cao hơn quy định của tiêu chí", "Tự chấm thấp hơn quy định của tiêu chí",
    "Chấp nhận giải trình của đơn vị", "Không chấp nhận giải trình của đơn vị",
)
_INFO = {
    "ten": ("Đơn vị", 28.0), "noi_dung": ("Nội dung tiêu chí", 48.0), "toi_da": ("Điểm tối đa", 9.0),
    "tu_cham": ("Điểm tự chấm", 9.0), "so_lieu": ("Điểm theo số liệu", 10.0), "co_so": ("Điểm đang tính", 22.0),
}
_ORDER = ("don_vi", "ten", "tieu_chi", "noi_dung", "toi_da", "tu_cham", "so_lieu", "co_so", "lan", "diem", "ly_do",
          "minh_chung", "nguoi", "ngay")
_WIDTHS = {"don_vi": 14.0, "tieu_chi": 14.0, "lan": 6.0, "diem": 11.0, "ly_do": 44.0, "minh_chung": 34.0, "nguoi": 20.0,
           "ngay": 12.0}
_HELP = {
    "lan": "1: thẩm định lần đầu. 2: sau khi đơn vị giải trình (thêm một dòng cùng đơn vị, tiêu chí); lần 2 được tính.",
    "diem": "Để trống nếu giữ điểm đang tính. Ghi số, phẩy là dấu thập phân, từ 0 đến điểm tối đa.",
    "ly_do": "Bắt buộc khi có điểm thẩm định; chọn trong danh sách hoặc tự ghi.",
    "minh_chung": "Số, ngày của văn bản làm căn cứ.",
}


@dataclass(frozen=True)
class Kept:
    """Rows of an existing table; ``typed``: whether anything in it is a person's."""

    rows: tuple[TableRow, ...] = ()
    extra: tuple[str, ...] = ()
    typed: bool = False


Key = tuple[str, str, str]


def _key(row: TableRow) -> Key:
    return row["don_vi"], row["tieu_chi"], row["lan"] or str(FIRST_ROUND)


def _pairs(campaign: Campaign) -> Iterator[tuple[Unit, Criterion]]:
    for unit in campaign.units:
        for criterion in campaign.criteria_of(campaign.rubric_of(unit)):
            if criterion.is_leaf:
                yield unit, criterion


def kept_rows(campaign: Campaign, path: Path) -> Kept:
    """What stands in a table file, with columns that are the person's own.

    Raises
    ------
    TableError
        When the file cannot be read as the table.
    """
    table = VERIFICATIONS.read(path)
    known = {*COLUMNS, *(title for title, _ in _INFO.values())}
    extra = tuple(column for column in table.columns if column not in known)
    written = {(unit.code, criterion.code, str(FIRST_ROUND)) for unit, criterion in _pairs(campaign)}
    typed = bool(extra) or any(any(row[c] for c in TYPED) or _key(row) not in written for row in table.rows)
    return Kept(table.rows, extra, typed)


def _columns(campaign: Campaign, extra: Sequence[str]) -> list[ColumnPlan]:
    pairs = list(_pairs(campaign))
    choices: Mapping[str, Sequence[str]] = {
        "don_vi": list(dict.fromkeys(unit.code for unit, _ in pairs)),
        "tieu_chi": list(dict.fromkeys(criterion.code for _, criterion in pairs)),
        "lan": ("1", "2"), "ly_do": REASONS,
    }
    made = []
    for code in _ORDER:
        if code in _INFO:
            made.append(ColumnPlan(*_INFO[code], info=True))
        else:
            made.append(ColumnPlan(COLUMNS[code], _WIDTHS[code], _HELP.get(code, ""), choices.get(code, ())))
    return made + [ColumnPlan(title) for title in extra]


def _information(
    campaign: Campaign, unit: Unit | None, criterion: Criterion | None, score: Score | None
) -> dict[str, str]:
    counted = "" if score is None else f"{shown(score.points)} ({BASES[score.basis]})".strip()
    return {
        "ten": unit.name if unit else "", "noi_dung": label_of(campaign, criterion) if criterion else "",
        "toi_da": shown(criterion.maximum) if criterion else "", "tu_cham": shown(score.self_points) if score else "",
        "so_lieu": shown(score.computed) if score else "", "co_so": counted,
    }


def table(result: Consolidation, kept: Kept) -> bytes:
    """The table as .xlsx: a row a unit and criterion, further rows where they stood; typed cells exactly as typed."""
    campaign = result.campaign
    scores = {(s.unit, s.criterion.code): s for u in result.by_unit.values() for s in u.scores}
    pairs = {(unit.code, criterion.code): (unit, criterion) for unit, criterion in _pairs(campaign)}
    there: dict[tuple[str, str], list[TableRow]] = {}
    for row in kept.rows:
        there.setdefault((row["don_vi"], row["tieu_chi"]), []).append(row)
    records = []
    for key in dict.fromkeys([*pairs, *there]):
        unit, criterion = pairs.get(key, (None, None))
        information = _information(campaign, unit, criterion, scores.get(key))
        new = TableRow(0, {"don_vi": key[0], "tieu_chi": key[1], "lan": str(FIRST_ROUND)})
        for row in there.get(key, [new]):
            cells = {**row.cells, **information}
            records.append([cells.get(code, "") for code in (*_ORDER, *kept.extra)])
    return table_bytes(SHEET, _columns(campaign, kept.extra), records)
