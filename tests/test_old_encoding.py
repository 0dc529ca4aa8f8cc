"""Text typed in TCVN3 or VNI is told once with what it says, and kept; ordinary text never is."""

from __future__ import annotations

import copy
import csv
import re
import unicodedata
from pathlib import Path

import pytest

from danvan_xl.intake.book import RawCell
from danvan_xl.intake.legacy import from_tcvn3
from danvan_xl.intake.read import Reader
from danvan_xl.intake.vni import _SIGNS, _SINGLE, from_vni
from danvan_xl.safety import Kind
from tests import small
from tests.clay import clay_bytes, read_clay

ROOT = Path(__file__).parents[1]
TYPED = {
    "§¶ng bé vµ chÝnh quyÒn thµnh phè Ng· B¶y": "Đảng bộ và chính quyền thành phố Ngã Bảy",
    "C«ng t¸c tiÕp d©n cßn chËm": "Công tác tiếp dân còn chậm",
    "®¬n th­ khiÕu n¹i": "đơn thư khiếu nại",
}
VNI = {
    "UÛy ban nhaân daân thaønh phoá Ngaõ Baûy": "Ủy ban nhân dân thành phố Ngã Bảy",
    "UÛY BAN NHAÂN DAÂN": "ỦY BAN NHÂN DÂN",
    "Coâng taùc daân vaän chính quyeàn": "Công tác dân vận chính quyền",
    "Ñaûng boä vaø nhaân daân ñoaøn keát, hoaøn thaønh nhieäm vuï (ñaït 95%).":
        "Đảng bộ và nhân dân đoàn kết, hoàn thành nhiệm vụ (đạt 95%).",
    "Toå chöùc ñoái thoaïi, tieáp coâng daân; giaûi quyeát ñôn thö khieáu naïi":
        "Tổ chức đối thoại, tiếp công dân; giải quyết đơn thư khiếu nại",
    "Khoâng coù khoù khaên": "Không có khó khăn", "coøn chaäm": "còn chậm",
    "höôùng daãn ngöôøi nghæ": "hướng dẫn người nghỉ",
    "kyõ naêng huy ñoäng quyõ": "kỹ năng huy động quỹ", "Chöa laøm toát": "Chưa làm tốt",
    "Nguyeãn Vaên Aùnh": "Nguyễn Văn Ánh", "kòch baûn, chæ tieâu, vónh vieãn": "kịch bản, chỉ tiêu, vĩnh viễn",
}
FOREIGN = (
    "Haïti", "Haïti và Caïn", "Caïn", "où", "août", "naïf", "maïs", "Citroën", "Noël à Hà Nội", "Raúl Jaén", "El Aïn",
    "São Paulo, não", "Saône", "Aäron", "hoà", "toán", "khoá", "loài hoa", "Hoàng Hoá", "hoãn, xoá", "Bình Hoà, Khoái",
    "Kế toán", "quý", "luôn luôn", "Đà Nẵng", "ông Hoàn", "bà Lan", "và", "Có", "không", "hội nghị", "lễ hội hoà bình",
    "Müller, Häußler, Bräuer", "señor, año, mañana", "Ångström", "København", "Øystein", "façade", "crème brûlée",
    "l'Israël où il a été", "Uïghur", "aïkido", "égoïste et naïve",
)
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


@pytest.mark.parametrize("typed", VNI)
def test_vni_is_known_where_every_word_becomes_a_vietnamese_one(typed):
    assert from_vni(typed) == VNI[typed] and from_tcvn3(typed) is None


@pytest.mark.parametrize("text", [*FOREIGN, *ORDINARY, *TYPED])
def test_foreign_text_and_ordinary_vietnamese_are_never_taken_for_vni(text):
    assert from_vni(text) is None


def in_vni(text: str) -> str:
    """A text as VNI types it: the other way round, from the table of its letters."""
    table = {}
    for base, signs in _SIGNS.items():
        for sign, marks in signs.items():
            letter = unicodedata.normalize("NFC", _SINGLE.get(base, base) + marks)
            table |= {letter: base + sign, letter.upper(): (base + sign).upper()}
    table |= {letter: char for char, letter in _SINGLE.items()}
    table |= {letter.upper(): char.upper() for char, letter in _SINGLE.items()}
    return "".join(table.get(char, char) for char in unicodedata.normalize("NFC", text))


def texts_of_the_definitions() -> list[str]:
    return [cell for path in ROOT.glob("workbook_templates/*/*.csv")
            for row in csv.reader(path.open(encoding="utf-8-sig")) for cell in row]


def test_the_texts_of_the_built_in_definitions_are_known_once_they_are_typed_in_vni():
    """Formulas and signs that VNI has not are left out; a text with one signed word beside a foreign one is let go."""
    said = [t for t in texts_of_the_definitions() if len(t.split()) > 3 and not re.search("[={}≥“”→≠✗]", t)]
    missed = [t for t in said if from_vni(in_vni(t)) != unicodedata.normalize("NFC", t)]
    assert len(said) > 300 and len(missed) < len(said) / 10, missed


def test_no_text_of_the_built_in_definitions_is_taken_for_it():
    texts = texts_of_the_definitions()
    assert len(texts) > 1000 and [t for t in texts if from_tcvn3(t) or from_vni(t)] == []


@pytest.mark.parametrize(("name", "label"), [("uu_diem", "Ưu điểm"), ("cuoc.gc", "Số cuộc họp, ghi chú")])
@pytest.mark.parametrize(("typed", "said"), [*TYPED.items(), *list(VNI.items())[:3], ("Đã làm tốt.", "")])
def test_a_text_in_it_has_one_finding_and_is_kept_as_it_was_typed(name, label, typed, said):
    clay = copy.deepcopy(read_clay(small.filled()))
    title, at, _ = clay.names[name]
    clay.sheet(title).cells[at] = RawCell(typed)
    found = Reader(small.campaign()).read_bytes(clay_bytes(clay), "vithanh.xlsx", Kind.WORKBOOK)
    assert found.values[name] == typed
    wanted = [("G012", label, typed, said)] if said else []
    assert [(f.code, f.field, f.found, f.expected) for f in found.findings] == wanted
