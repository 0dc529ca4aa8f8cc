"""Text typed in TCVN3 is told once with what it says, and kept; ordinary text never is."""

from __future__ import annotations

import copy
import csv
from pathlib import Path

import pytest

from danvan_xl.intake.book import RawCell
from danvan_xl.intake.legacy import from_tcvn3
from danvan_xl.intake.read import Reader
from danvan_xl.safety import Kind
from tests import small
from tests.clay import clay_bytes, read_clay

ROOT = Path(__file__).parents[1]
TYPED = {
    "§¶ng bé vµ chÝnh quyÒn thµnh phè Ng· B¶y": "Đảng bộ và chính quyền thành phố Ngã Bảy",
    "C«ng t¸c tiÕp d©n cßn chËm": "Công tác tiếp dân còn chậm",
    "®¬n th­ khiÕu n¹i": "đơn thư khiếu nại",
}
ORDINARY = (
    "Đã làm tốt việc tiếp dân.", "khong dau", "không có gì", "Công suất 5 kW·h và 3 N·m", "10 µm, 5 µg/m³",
    "Windows® 11, Intel®Core", "© 2026 Sở Nội vụ", "tiện ích «VNeID»", "goi la«abc»nhe", "30°C, ½ ngày, 1ª", "x² + y³",
    "* Mục 1 · Mục 2", "Élysée, São Paulo, Zürich, señor", "¶ 3, § 5", "dien tich 12m²", "hội nghị¹", "hoi nghi¹",
)


@pytest.mark.parametrize("typed", TYPED)
def test_tcvn3_is_known_by_what_can_be_nothing_else(typed):
    assert from_tcvn3(typed) == TYPED[typed]


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_text_is_never_taken_for_it(text):
    assert from_tcvn3(text) is None


def test_no_text_of_the_built_in_definitions_is_taken_for_it():
    texts = [cell for path in ROOT.glob("workbook_templates/*/*.csv")
             for row in csv.reader(path.open(encoding="utf-8-sig")) for cell in row]
    assert len(texts) > 1000 and [t for t in texts if from_tcvn3(t)] == []


@pytest.mark.parametrize(("name", "label"), [("uu_diem", "Ưu điểm"), ("cuoc.gc", "Số cuộc họp, ghi chú")])
@pytest.mark.parametrize(("typed", "said"), [*TYPED.items(), ("Đã làm tốt.", "")])
def test_a_text_in_it_has_one_finding_and_is_kept_as_it_was_typed(name, label, typed, said):
    clay = copy.deepcopy(read_clay(small.filled()))
    title, at, _ = clay.names[name]
    clay.sheet(title).cells[at] = RawCell(typed)
    found = Reader(small.campaign()).read_bytes(clay_bytes(clay), "vithanh.xlsx", Kind.WORKBOOK)
    assert found.values[name] == typed
    wanted = [("G012", label, typed, said)] if said else []
    assert [(f.code, f.field, f.found, f.expected) for f in found.findings] == wanted
