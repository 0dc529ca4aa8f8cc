"""The Word report: published figures in its sentences, real footnotes, gaps that nobody overlooks."""

from __future__ import annotations

import io
import re
import unicodedata

import docx
import pytest
from docx.oxml.ns import qn

import danvan_xl as dv
from danvan_xl.report.blocks import Column, Table, TableRow
from danvan_xl.report.check.prose import read_prose
from danvan_xl.report.controls import Controls
from danvan_xl.report.numbering import HeadingNumbers, link_headings
from danvan_xl.report.styles import prepare
from danvan_xl.report.tables import draw_table
from tests import books, office

FOOTNOTES = "word/footnotes.xml"


@pytest.fixture(scope="session")
def report(result, tmp_path_factory):
    path = tmp_path_factory.mktemp("ket_qua") / "bao_cao.docx"
    assert list(result.write_report(path)) == []
    return path


def text_of(path) -> str:
    document = docx.Document(io.BytesIO(path.read_bytes()))
    return " ".join("".join(t.text or "" for t in document.element.body.iter(qn("w:t"))).split())


def notes_of(path) -> list[str]:
    xml = books.parts(path.read_bytes())[FOOTNOTES].decode()
    notes = re.findall(r'<w:footnote w:id="[1-9]\d*">(.*?)</w:footnote>', xml, re.DOTALL)
    return ["".join(re.findall(r"<w:t[^>]*>([^<]*)</w:t>", n)).strip() for n in notes]


@pytest.mark.parametrize("text", [
    "14.251 hồ sơ", "9.387 hồ sơ", "87,84%", "97,31%", "79,55%", "121,43%", "92,16%", "57,14%", "81,82%", "110,50%",
    "247/268 ý kiến", "02 cuộc đối thoại",
    "12 cuộc đối thoại", "đạt 62%", "99,90%", "85,98%", "95,10%", "33,029 tỷ đồng",
    "không phát sinh vụ việc tố cáo", "giảm 22 vụ việc", "47/47 cơ quan",
])
def test_published_figures_stand_in_the_sentences(report, text):
    assert text in text_of(report)


def test_no_sentence_counts_nothing(report):
    assert not re.search(r"(?<![\d.,/])00? (vụ việc|cuộc|ý kiến|mô hình)", text_of(report))


def test_both_footnotes_of_documents_come_from_the_list_form(report, answers):
    joined = " ".join(notes_of(report))
    documents = [so for a in answers.values() for so in a.lists.get("vb.so", ())]
    assert len(documents) == 40
    assert [so for so in documents if so not in joined] == []


def test_footnotes_are_numbered_in_the_order_of_the_text(report):
    document = docx.Document(io.BytesIO(report.read_bytes()))
    references = [int(r.get(qn("w:id"))) for r in document.element.body.iter(qn("w:footnoteReference"))]
    assert references == list(range(1, len(notes_of(report)) + 1)) and len(references) >= 10


def test_every_figure_is_a_control_with_a_bookmark_of_the_same_name_and_an_entry_in_the_map(report):
    document = docx.Document(io.BytesIO(report.read_bytes()))
    controls = list(document.element.body.iter(qn("w:sdt")))
    assert len(controls) > 150
    mapped = books.parts(report.read_bytes())["customXml/item2.xml"].decode()
    for control in controls:
        tag = control.find(f"{qn('w:sdtPr')}/{qn('w:tag')}").get(qn("w:val"))
        assert control.find(f".//{qn('w:bookmarkStart')}").get(qn("w:name")) == tag
        printed = "".join(t.text for t in control.iter(qn("w:t")))
        assert f'nhan="{tag}"' in mapped and f'noi_dung="{printed}"' in mapped


def test_it_is_a_document_by_decree_30(report):
    document = docx.Document(io.BytesIO(report.read_bytes()))
    first = document.sections[0]
    millimetres = [round(v.mm) for v in (first.page_width, first.page_height, first.top_margin, first.bottom_margin,
                                         first.left_margin, first.right_margin)]
    assert millimetres == [210, 297, 20, 20, 30, 20]
    assert first.different_first_page_header_footer
    text = text_of(report)
    for piece in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "BÁO CÁO", "Kính gửi:",
                  "ngày 28 tháng 11 năm 2023", "TM. ỦY BAN NHÂN DÂN", "Nơi nhận:", "Lưu: VT, NV.", "Phụ lục I"):
        assert piece in text
    for style in ("Normal", "Body Text", "Heading 1"):
        fonts = document.styles[style].element.rPr.rFonts
        assert {fonts.get(qn(f"w:{slot}")) for slot in ("ascii", "hAnsi", "cs", "eastAsia")} == {"Times New Roman"}


def test_points_are_never_printed_without_saying_that_the_rubric_is_an_illustration(report):
    document = docx.Document(io.BytesIO(report.read_bytes()))
    texts = [p.text for p in document.paragraphs]
    for title in ("BẢNG TỰ CHẤM ĐIỂM", "KẾT QUẢ CHẤM ĐIỂM"):
        at = next(i for i, t in enumerate(texts) if t.startswith(title))
        assert any("Bộ tiêu chí minh họa" in t for t in texts[at : at + 4])


def test_the_same_result_gives_the_same_bytes(result, report, tmp_path):
    again = tmp_path / "bao_cao.docx"
    result.write_report(again)
    assert again.read_bytes() == report.read_bytes()


def test_text_is_nfc(report):
    text = text_of(report)
    assert text == unicodedata.normalize("NFC", text)


def test_a_missing_return_is_said_and_its_figures_are_gaps_not_zeros(campaign, returns, tmp_path):
    (returns / "thanh_tra.xlsx").unlink()
    path = tmp_path / "bao_cao.docx"
    findings = dv.consolidate(campaign, returns).write_report(path)
    text = text_of(path)
    assert "46/47 cơ quan, đơn vị" in text and "số liệu tạm tính" in text
    assert "CƠ QUAN, ĐƠN VỊ CHƯA GỬI BÁO CÁO" in text and "Thanh tra thành phố" in text
    assert {"B004"} <= {f.code for f in findings}
    assert all(f.file == "bao_cao.docx" and f.cell.startswith("đoạn ") and f.found for f in findings)


def test_without_any_return_every_figure_is_a_visible_gap(campaign, tmp_path):
    (tmp_path / "nop_ve").mkdir()
    path = tmp_path / "bao_cao.docx"
    findings = dv.consolidate(campaign, tmp_path / "nop_ve").write_report(path)
    assert text_of(path).count("[chưa có số liệu") >= 40
    assert {"B001", "B004"} <= {f.code for f in findings}
    assert "14.251" not in text_of(path)


@office.needs_office
def test_footnotes_and_figures_survive_libreoffice(report, tmp_path):
    (saved,) = office.convert([report], tmp_path / "out", to="docx")
    assert len(notes_of_any(saved)) == len(notes_of(report))
    before, after = text_of(report), text_of(saved)
    assert after.count("14.251") == before.count("14.251")
    names = re.findall(r'w:name="(dv_\d{4})"', books.parts(saved.read_bytes())["word/document.xml"].decode())
    assert len(names) > 150


def notes_of_any(path) -> list[str]:
    xml = books.parts(path.read_bytes())[FOOTNOTES].decode()
    return re.findall(r'<w:footnote w:id="(?:[2-9]|\d\d+)"', xml)


# --- sentences that follow the figures ----------------------------------------------------------------------------


@pytest.fixture(scope="session")
def other_year(campaign, result, sample, tmp_path_factory):
    """Other figures and words in the same forms: nothing, more and less than last year, a plan missed."""
    folder = tmp_path_factory.mktemp("khac")
    for path in sample.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    frame = result.values
    for field, number in {"kn_tong": "0", "tc_tong": "3", "tcd_luot": "150", "dn_lop": "10", "dt_xa_chua_xong": "0",
                          "dt_xa_chuyen": "0"}.items():
        for row in frame[(frame.field == field) & (frame.facet == "")].itertuples():
            status = result.by_unit[row.unit].chosen.places[f"{field}.tt"]
            books.set_cell(folder / row.file, status.sheet, status.cell, "")
            books.type_number(folder / row.file, row.sheet, row.cell, number)
    words = ("Tổ chức đối thoại  định kỳ.", unicodedata.normalize("NFD", "tổ chức đối thoại định kỳ"), "Không có")
    answers = frame[frame.field == "tm_uu_diem"]
    for row, text in zip(answers.itertuples(), words, strict=False):
        books.type_text(folder / row.file, row.sheet, row.cell, text)
    path = tmp_path_factory.mktemp("bao_cao") / "bao_cao.docx"
    dv.consolidate(campaign, folder).write_report(path)
    return path, [campaign.unit_by_code[u].name for u in answers.unit[:3]]


@pytest.mark.parametrize("sentence", [
    "không phát sinh vụ việc khiếu nại thuộc thẩm quyền, giảm 43 vụ việc",
    "phát sinh 03 vụ việc thuộc thẩm quyền (tăng so với năm trước)",
    "tiếp 150 lượt công dân, nhiều hơn năm trước (94 lượt)",
    "mở 10 lớp đào tạo nghề cho lao động nông thôn",
])
def test_nothing_more_less_and_missed_are_said_in_words(other_year, sentence):
    assert sentence in text_of(other_year[0])


def test_what_does_not_hold_is_not_said(other_year, report):
    text = text_of(other_year[0])
    for gone in ("lớp so với kế hoạch giao", "ý kiến đang được giải quyết", "ý kiến chuyển cấp trên"):
        assert gone not in text
        assert gone in text_of(report)


def test_the_same_answer_stands_once_with_all_units_and_no_answer_is_said_together(other_year):
    path, (first, second, third) = other_year
    text = text_of(path)
    assert text.lower().count("tổ chức đối thoại định kỳ") == 1
    assert f"- {first} và {second}: Tổ chức đối thoại định kỳ." in text
    assert f"- {third} báo không có nội dung này." in text


def test_a_passage_that_cannot_be_settled_says_once_what_must_be_known(campaign, tmp_path):
    (tmp_path / "nop_ve").mkdir()
    path = tmp_path / "bao_cao.docx"
    dv.consolidate(campaign, tmp_path / "nop_ve").write_report(path)
    label = campaign.plain_fields["dn_lop"].label
    assert text_of(path).count(f"[chưa có số liệu để viết đoạn này: {label}]") == 1


# --- form ---------------------------------------------------------------------------------------------------------


def headings_of(path) -> list[str]:
    return [s.heading for s in read_prose(path.read_bytes()) if s.text == s.heading]


def outline_of(campaign) -> list[str]:
    marks = {"muc_1": "{}. ", "muc_2": "{}. ", "muc_3": "{}) "}
    rows = [r for r in campaign.report if r.kind in marks]
    return [marks[r.kind].format(r.number) + (r.text.upper() if r.kind == "muc_1" else r.text) for r in rows]


def test_word_itself_numbers_the_headings_as_the_outline_does(report, campaign):
    """No number is typed, so that the navigation pane and a table of contents show them."""
    document = docx.Document(io.BytesIO(report.read_bytes()))
    headings = [p for p in document.paragraphs if p.style.name.startswith("Heading")]
    assert not [p.text for p in headings if re.match(r"[IVX]+\. |\d+\. |[a-zđ]\) ", p.text)]
    assert headings_of(report)[:len(outline_of(campaign))] == outline_of(campaign)


@office.needs_office
def test_the_numbers_of_headings_survive_libreoffice(report, campaign, tmp_path):
    (saved,) = office.convert([report], tmp_path / "out", to="docx")
    assert headings_of(saved)[:len(outline_of(campaign))] == outline_of(campaign)


def test_a_number_that_word_would_not_arrive_at_is_typed():
    document = docx.Document()
    link_headings(document)
    numbers = HeadingNumbers()
    wanted = ["I", "a", "b", "c", "d", "đ", "e", "g", "III", "IV", "a"]
    for number in wanted:
        level = 1 if number.isupper() else 3
        numbers.put(paragraph := document.add_heading(level=level), level, number)
        paragraph.add_run("Về kinh tế")
    document.save(saved := io.BytesIO())
    shown = [s.text for s in read_prose(saved.getvalue())]
    assert shown == [f"{n}{'.' if n.isupper() else ')'} Về kinh tế" for n in wanted]
    typed = [p.text for p in document.paragraphs if p.text != "Về kinh tế"]
    assert [t.split(" ")[0] for t in typed] == ["đ)", "g)", "III.", "IV.", "a)"]


def test_headings_are_word_headings_that_keep_to_what_follows(report):
    document = docx.Document(io.BytesIO(report.read_bytes()))
    headings = [p for p in document.paragraphs if p.style.name.startswith("Heading")]
    assert {p.style.name for p in headings} == {"Heading 1", "Heading 2", "Heading 3"}
    for level in (1, 2, 3):
        shape = document.styles[f"Heading {level}"].paragraph_format
        assert shape.keep_with_next and shape.widow_control
    assert document.styles["Body Text"].paragraph_format.widow_control
    opening = [p for p in document.paragraphs if p.style.name == "Body Text" and p.text.endswith(":")]
    assert len(opening) >= 5 and all(p.paragraph_format.keep_with_next for p in opening)


def test_footnotes_list_documents_by_issuer_and_date(report, answers):
    issuers = {so: a.lists["vb.co_quan"][i] for a in answers.values() for i, so in enumerate(a.lists.get("vb.so", ()))}
    longest = max(notes_of(report), key=len)
    listed = [part for part in longest.removeprefix("Gồm: ").split("; ") if " ngày " in part]
    assert len(listed) >= 8
    keys = []
    for part in listed:
        number, day = re.search(r"số (\S+) ngày (\d\d/\d\d/\d{4})", part).groups()
        keys.append((issuers[number], "".join(reversed(day.split("/")))))
    order = list(dict.fromkeys(issuer for issuer, _ in keys))
    assert keys == sorted(keys, key=lambda k: (order.index(k[0]), k[1][:4], k[1][4:6], k[1][6:]))


def test_tables_repeat_their_header_and_their_figures_lead_back(report):
    document = docx.Document(io.BytesIO(report.read_bytes()))
    framed = [t for t in document.tables if t.style is not None and t.style.name == "Table Grid"]
    assert len(framed) >= 6
    for table in framed:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    figures = next(t for t in framed if t.rows[0].cells[1].text == "Chỉ tiêu")
    assert len(list(figures._tbl.iter(qn("w:sdt")))) > 100


def test_rates_of_the_annex_bear_their_sign_whether_typed_or_computed(report):
    document = docx.Document(io.BytesIO(report.read_bytes()))
    figures = next(t for t in document.tables if len(t.columns) == 6 and t.cell(0, 1).text == "Chỉ tiêu")
    rows = [["".join(t.text or "" for t in c.iter(qn("w:t"))) for c in row._tr.tc_lst] for row in figures.rows]
    rows = [row for row in rows if len(row) == 6]
    shown = {label: done for _, label, unit, _, _, done in rows if unit == "%"}
    assert len(shown) > 10 and all(done.endswith("%") for done in shown.values()), shown
    assert shown["Tỷ lệ hài lòng của người dân và doanh nghiệp (theo khảo sát)"] == "99,27%"
    assert shown["Tỷ lệ cơ quan, đơn vị phân công lãnh đạo phụ trách công tác dân vận"] == "100%"


def test_a_wide_annex_lies_across(report):
    document = docx.Document(io.BytesIO(report.read_bytes()))
    across = [s for s in document.sections if s.page_width > s.page_height]
    assert 1 <= len(across) < len(document.sections)
    assert document.sections[0].page_width < document.sections[0].page_height


@pytest.mark.parametrize("text", ["Thu & chi < 5 > 3 \"xong\" 'x' ]]>", "  lùi đầu, thừa cuối ", " ", "hai\ndòng", ""])
def test_a_cell_of_a_table_says_what_it_was_given_to_the_letter(text):
    document, controls = docx.Document(), Controls()
    prepare(document)
    rows = (TableRow((text, text), sources=("", "hs_tong")), TableRow(("", "CHUNG & RIÊNG"), strong=True))
    draw_table(document, Table((Column(text, 2), Column("Số <", 1, "right")), rows), 5_000_000, controls)
    stream = io.BytesIO()
    document.save(stream)
    table = docx.Document(stream).tables[0]
    shown = text.replace("\n", " ")
    words = ["".join(t.text or "" for t in cell.iter(qn("w:t"))) for cell in table._tbl.iter(qn("w:tc"))]
    assert words == [shown, "Số <", shown, shown, "CHUNG & RIÊNG"]
    assert [figure.text for figure in controls.figures()] == ([shown] if text else [])
