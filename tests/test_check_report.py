"""The checker of reports in prose: contradictions found, sound sentences left alone."""

from __future__ import annotations

import io
import re
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

import docx
import pytest
from docx.oxml.ns import qn

import danvan_xl as dv
from tests.books import package, parts

NEEDED = ("[Content_Types].xml", "_rels/.rels", "word/document.xml")


@cache
def empty() -> dict[str, bytes]:
    stream = io.BytesIO()
    docx.Document().save(stream)
    return {n: c for n, c in parts(stream.getvalue()).items() if n in NEEDED}


def report(path, *paragraphs):
    """Hundreds are made: the text is put into a package that python-docx made once."""
    body = "".join(f"<w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p>" for text in paragraphs)
    book = empty()
    document = book["word/document.xml"].decode()
    book = {**book, "word/document.xml": re.sub(r"<w:body>.*?(?=<w:sectPr)", "<w:body>" + body, document,
                                                flags=re.DOTALL).encode()}
    path.write_bytes(package(book))
    return path


def found(tmp_path, *paragraphs):
    return [(f.code, f.cell, f.expected) for f in dv.check_report(report(tmp_path / "bao_cao.docx", *paragraphs))]


@pytest.mark.parametrize(("sentence", "right"), [
    ("Đã giải quyết 247/268 ý kiến, đạt 92,61%.", "92,16%"),
    ("Kết quả có dự án được khởi công, đạt tỷ lệ 81,28% (9/11).", "81,82%"),
    ("Tạo việc làm mới cho 1.558/1.410 lao động, đạt 115,50% kế hoạch.", "110,50%"),
])
def test_a_rate_that_is_not_its_ratio_is_an_error(tmp_path, sentence, right):
    assert found(tmp_path, sentence) == [("B020", "đoạn 1", right)]


@pytest.mark.parametrize("sentence", [
    "Đã kiểm tra công trình, đạt tỷ lệ 81,81% (9/11).",
    "Tạo việc làm mới cho 1.558/1.410 lao động, đạt 110,49% kế hoạch.",
])
def test_a_rate_cut_off_instead_of_rounded_is_a_warning(tmp_path, sentence):
    (finding,) = dv.check_report(report(tmp_path / "x.docx", sentence))
    assert finding.severity == "canh_bao" and "làm tròn" in finding.message and finding.found == sentence


@pytest.mark.parametrize(("sentence", "right"), [
    ("Tiếp nhận 14.251 hồ sơ, gồm 4.864 hồ sơ nộp trực tiếp và 9.378 hồ sơ nộp trực tuyến.", "14.242"),
    ("Đã kiểm tra 32 cơ quan, đơn vị (11 phòng; 6 xã, phường; 16 trường học).", "33"),
])
def test_a_total_that_is_not_the_sum_of_its_parts_is_an_error(tmp_path, sentence, right):
    assert found(tmp_path, sentence) == [("B021", "đoạn 1", right)]


def test_a_remainder_that_does_not_remain_is_an_error(tmp_path):
    sentence = "Nhận được 268 ý kiến, đã giải quyết 247 ý kiến, còn lại 20 ý kiến."
    assert found(tmp_path, sentence) == [("B022", "đoạn 1", "21")]


def test_one_document_with_two_dates_is_named_at_the_later_place(tmp_path):
    first = "Thực hiện Kế hoạch số 45/KH-UBND ngày 08/3/2023 của UBND tỉnh, thành phố đã triển khai."
    second = "Kết quả thực hiện Kế hoạch số 45/KH-UBND ngày 08/5/2023 của UBND tỉnh đạt yêu cầu đề ra."
    assert found(tmp_path, first, second) == [("B024", "đoạn 2", "08/03/2023")]


def test_the_same_number_of_two_issuers_or_years_is_two_documents(tmp_path):
    assert found(tmp_path, "Kế hoạch số 12/KH-UBND ngày 08/3/2023 của UBND phường Ngã Bảy về dân vận.",
                 "Kế hoạch số 12/KH-UBND ngày 09/4/2023 của UBND xã Đại Thành về tuyên truyền.",
                 "Kế hoạch số 12/KH-UBND ngày 10/01/2022 của UBND phường Ngã Bảy về dân vận.") == []


def test_a_sentence_that_stands_twice_is_a_warning(tmp_path):
    sentence = "Các cơ quan, đơn vị đã quán triệt đầy đủ các văn bản của cấp trên về công tác dân vận chính quyền."
    assert found(tmp_path, sentence, "Công tác khác được duy trì.", sentence) == [("B025", "đoạn 3", "đoạn 1")]


def test_the_same_quantity_with_two_values_is_an_error(tmp_path):
    assert found(tmp_path, "Toàn thành phố đã tiếp nhận 268 ý kiến của Nhân dân.",
                 "Qua tổng hợp, kết quả như sau: Toàn thành phố đã tiếp nhận 286 ý kiến của Nhân dân.") == [
        ("B023", "đoạn 2", "268")]


SOUND = (
    "Đã giải quyết 247/268 ý kiến, đạt 92,16%.", "Toàn thành phố có 79 mô hình, trong đó 20 mô hình mới.",
    "Tiếp nhận 14.251 hồ sơ, gồm 4.864 hồ sơ nộp trực tiếp và 9.387 hồ sơ nộp trực tuyến (chiếm 65,87%).",
    "Cử 12 cán bộ đi học, trong đó 5 nữ, 8 đảng viên.", "Ngày 12/10, thành phố triển khai 5/6 việc đúng tiến độ.",
    "Tổng kinh phí 33,029 tỷ đồng, gồm ngân sách 20 tỷ đồng và xã hội hóa 13,029 tỷ đồng.",
    "Số vụ việc từ 40 vụ xuống 18 vụ, giảm 55%.", "Giải ngân 9/11 công trình, đạt 85% so với cùng kỳ năm trước.",
    "Thực hiện 33/CT-TTg và Nghị định 30/2020/NĐ-CP ngày 05/3/2020 của Chính phủ.",
    "Nhận được 268 ý kiến, đã giải quyết 247 ý kiến, còn lại 21 ý kiến.",
)


def test_sound_sentences_raise_nothing(tmp_path):
    assert found(tmp_path, *SOUND) == []


def test_our_own_report_only_repeats_what_its_documents_say(result, tmp_path):
    result.write_report(tmp_path / "bao_cao.docx")
    findings = dv.check_report(tmp_path / "bao_cao.docx", result.campaign, result)
    assert [(f.code, f.field) for f in findings] == [("B024", "213/KH-UBND")]


def test_figures_that_differ_from_the_data_are_errors(result, tmp_path):
    result.write_report(tmp_path / "bao_cao.docx")
    document = docx.Document(str(tmp_path / "bao_cao.docx"))
    changed = [t for p in document.paragraphs for t in p._p.iter(qn("w:t")) if t.text == "9.387"]
    for text in changed:
        text.text = "9.378"
    document.save(str(tmp_path / "sua.docx"))
    findings = [f for f in dv.check_report(tmp_path / "sua.docx", result.campaign, result) if f.code == "B026"]
    assert [(f.field, f.expected, f.detail) for f in findings] == [
        ("hs_truc_tuyen", "9.387", "9.378")] * len(changed)
    assert changed


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x03\x04 hong", "Báo cáo".encode()])
def test_a_file_that_is_no_report_is_one_finding(tmp_path, content):
    path = tmp_path / "bao_cao.docx"
    path.write_bytes(content)
    assert [f.code for f in dv.check_report(path)] == ["B027"]


CASES = Path(__file__).parent / "data" / "cau_bao_cao.txt"
CODES = {"ty_le": {"B020"}, "tong": {"B021", "B022"}, "hai_gia_tri": {"B023"}, "van_ban": {"B024"}, "lap": {"B025"}}


def cases():
    for line in CASES.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            kind, right, text = (part.strip() for part in line.split(" | ", 2))
            yield kind, right, text


@pytest.mark.parametrize(("kind", "right", "text"), list(cases()), ids=lambda v: v[:40])
def test_sentences_as_officials_write_them(tmp_path, kind, right, text):
    findings = dv.check_report(report(tmp_path / "x.docx", *text.split(" ¶ ")))
    if right == "-":
        assert [(f.code, f.detail) for f in findings] == []
    else:
        assert [(f.code in CODES[kind], f.expected) for f in findings] == [(True, right)]


def data_cases():
    """Sentences with what the campaign's data give in place of each wrong figure."""
    for line in (CASES.parent / "cau_so_lieu.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            text, right = line.rsplit(" | ", 1)
            yield text, [] if right == "-" else right.split(";")


def test_sentences_with_figures_are_held_against_the_data(result, tmp_path):
    """Right ones, other quantities in the same words and plans raise nothing; each wrong figure is named alone."""
    wanted = [(f"đoạn {i}", right) for i, (_, figures) in enumerate(data_cases(), 1) for right in figures]
    path = report(tmp_path / "x.docx", *(text for text, _ in data_cases()))
    found = [f for f in dv.check_report(path, result.campaign, result) if f.code == "B026"]
    assert [(f.cell, f.expected) for f in found] == wanted
    assert len({place for place, _ in wanted}) == 20


PLANTED = re.compile(r"\{\{(?P<sound>[^→]*)→(?P<wrong>[^|]*)\|(?P<code>B\d+)\|(?P<right>[^}]*)\}\}")
WHOLE = sorted((Path(__file__).parent / "data").glob("bao_cao_*.txt"))


def whole_report(path, wrong=None):
    """The paragraphs of a report with its planted faults taken out, all but one."""
    faults = iter(range(100))
    text = PLANTED.sub(lambda m: m["wrong"] if next(faults) == wrong else m["sound"], path.read_text(encoding="utf-8"))
    return text.strip().splitlines()


@pytest.mark.parametrize("path", WHOLE, ids=lambda p: p.stem)
def test_a_whole_report_of_another_shape_raises_nothing_while_it_is_sound(tmp_path, path):
    findings = dv.check_report(report(tmp_path / "x.docx", *whole_report(path)))
    assert [(f.code, f.detail, f.found) for f in findings] == []


FAULTS = [(p, i, m["code"], m["right"]) for p in WHOLE
          for i, m in enumerate(PLANTED.finditer(p.read_text(encoding="utf-8")))]


@pytest.mark.parametrize(("path", "fault", "code", "right"), FAULTS)
def test_each_fault_planted_in_a_whole_report_is_found_alone(tmp_path, path, fault, code, right):
    findings = dv.check_report(report(tmp_path / "x.docx", *whole_report(path, fault)))
    assert [(f.code, f.expected) for f in findings] == [(code, right)]
