"""A report that a person has edited keeps their prose; its figures follow the newest returns."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import docx
import pytest
from lxml import etree
from lxml.etree import _Element

import danvan_xl as dv
from danvan_xl.campaign.model import ReportRow
from danvan_xl.form import Blueprints, form_bytes
from danvan_xl.report.check.prose import read_prose
from danvan_xl.report.explain import explain
from danvan_xl.report.record import map_part, read_record
from danvan_xl.report.refresh import Update, update_report
from danvan_xl.sample import sample_answers
from tests.books import edit as edit_parts
from tests.books import parts
from tests.office import edit, needs_office

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FIRST = ("daithanh", "hiepthanh", "phong_noi_vu", "thanh_tra", "phong_vhtt")
LATER = ("laihieu", "phong_tu_phap", "phong_kinh_te")


@pytest.fixture(scope="module")
def results(campaign, tmp_path_factory) -> tuple[dv.Result, dv.Result]:
    """Five returns, and the same with three more."""
    answers, blueprints = sample_answers(campaign), Blueprints(campaign)
    folder = tmp_path_factory.mktemp("nop_ve")
    made = []
    for codes in (FIRST, LATER):
        for code in codes:
            one = answers[code]
            content = form_bytes(campaign, campaign.unit_by_code[code], blueprints, one.values, one.lists)
            (folder / f"{code}.xlsx").write_bytes(content)
        made.append(dv.consolidate(campaign, folder))
    return made[0], made[1]


@pytest.fixture(scope="module")
def printed(results, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("ket_qua") / "bao_cao.docx"
    update_report(results[0], path)
    return path


@pytest.fixture
def report(printed, tmp_path) -> Path:
    return shutil.copy(printed, tmp_path / "bao_cao.docx")


@pytest.fixture(scope="module")
def fresh(results, tmp_path_factory) -> Path:
    """What the tool alone writes when all returns are in."""
    path = tmp_path_factory.mktemp("moi") / "bao_cao.docx"
    results[1].write_report(path)
    return path


@dataclass(frozen=True)
class Refreshed:
    path: Path
    done: Update

    def of(self, *codes: str) -> list[dv.Finding]:
        return [f for f in self.done.findings if f.code in codes]


def refreshed(results, printed: Path, folder: Path, job: Callable[[_Element], None]) -> Refreshed:
    """The first report, edited, after the later returns."""
    path = Path(shutil.copy(printed, folder / "bao_cao.docx"))
    change(path, job)
    return Refreshed(path, update_report(results[1], path))


@pytest.fixture(scope="module")
def touched(results, printed, tmp_path_factory) -> Refreshed:
    return refreshed(results, printed, tmp_path_factory.mktemp("touched"), touch)


@pytest.fixture(scope="module")
def reworked(results, printed, answers, tmp_path_factory) -> Refreshed:
    """Figures of one sentence typed over, set right, and with a word typed into the control; a paragraph deleted."""

    def job(root: _Element) -> None:
        first, both = FIRST, FIRST + LATER
        overtyped = control(root, HS, total(answers, "hs_tong", first))
        node(overtyped).text = "123.456"
        for mark in [*overtyped.iter(f"{W}bookmarkStart", f"{W}bookmarkEnd")]:
            mark.getparent().remove(mark)
        node(control(root, HS, total(answers, "hs_truc_tiep", first))).text = total(answers, "hs_truc_tiep", both)
        beside = node(control(root, HS, total(answers, "hs_truc_tuyen", first)))
        beside.text = f"tới {beside.text}"
        deleted = next(p for p in root.iter(f"{W}p") if GONE in text(p))
        deleted.getparent().remove(deleted)

    return refreshed(results, printed, tmp_path_factory.mktemp("reworked"), job)


def text(element: _Element) -> str:
    return " ".join("".join(t.text or "" for t in element.iter(f"{W}t")).split())


def paragraphs(path: Path) -> list[str]:
    body = docx.Document(str(path)).element.body
    return [t for p in body.iter(f"{W}p") if not any(True for _ in p.iterancestors(f"{W}tbl")) and (t := text(p))]


def tables(path: Path) -> dict[str, list[list[str]]]:
    """Headings of a table and its rows."""
    found = docx.Document(str(path)).element.body.iter(f"{W}tbl")
    rows = ([[text(c) for c in r.iter(f"{W}tc")] for r in table.iter(f"{W}tr")] for table in found)
    return {"|".join(table[0]): table for table in rows}


def total(answers, name: str, codes: tuple[str, ...]) -> str:
    """The sum of what units typed, as it is printed."""
    amount = sum((Decimal(str(answers[c].values.get(name) or 0)) for c in codes), Decimal(0))
    return f"{amount:,f}".replace(",", ".")


def coded(update: Update) -> Counter[str]:
    return Counter(f.code for f in update.findings)


def change(path: Path, job: Callable[[_Element], None]) -> None:
    """Edit the body as Word would leave it: everything else of the package as it was."""
    def on_parts(parts: dict[str, bytes]) -> None:
        root = etree.fromstring(parts["word/document.xml"])
        job(root)
        parts["word/document.xml"] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)

    edit_parts(path, on_parts)


def control(root: _Element, sentence: str, figure: str) -> _Element:
    """The first content control of a figure in the paragraph that holds the words."""
    paragraph = next(p for p in root.iter(f"{W}p") if sentence in text(p))
    return next(c for c in paragraph.iter(f"{W}sdt") if text(c) == figure)


def node(control: _Element) -> _Element:
    return next(control.iter(f"{W}t"))


def touch(root: _Element) -> None:
    """A person adds a paragraph of their own."""
    first = next(p for p in root.iter(f"{W}p") if text(p).startswith("Năm 2023, dưới"))
    own = first.makeelement(f"{W}p", {})
    run = own.makeelement(f"{W}r", {})
    words = run.makeelement(f"{W}t", {})
    words.text = OWN
    run.append(words)
    own.append(run)
    first.addnext(own)


OWN = "Đoạn này do người soạn viết thêm."
GONE = "Báo cáo này mới được tổng hợp từ"
HS = "tiếp nhận, giải quyết"


def test_a_report_that_nobody_saved_is_written_anew(results, report, fresh) -> None:
    done = update_report(results[1], report)
    assert not done.was_edited
    assert done.kept is None
    assert report.read_bytes() == fresh.read_bytes()


@needs_office
def test_a_report_edited_in_libreoffice_keeps_its_prose_and_gets_the_new_figures(results, printed, answers, tmp_path
                                                                                 ) -> None:
    path, both = tmp_path / "bao_cao.docx", FIRST + LATER
    added = "Đồng chí Chủ tịch Ủy ban nhân dân thành phố trực tiếp kiểm tra 03 đơn vị."
    edit(printed, path, {
        "up": [["Phong trào thi đua", "[chưa có số liệu để viết đoạn này: Mô hình được công nhận", 6]],
        "reword": [["các xã, phường tiếp nhận, giải quyết", "cấp xã đã nhận và giải quyết xong"]],
        "type": [["hồ sơ thủ tục hành chính,", total(answers, "hs_truc_tiep", FIRST), "1.099"]],
        "add": [["- Kỷ luật, kỷ cương hành chính", added]],
    }, "uno_prose.py")
    edited = path.read_bytes()
    before = paragraphs(path)
    done = update_report(results[1], path)
    after = paragraphs(path)

    assert done.kept is not None
    assert done.kept.read_bytes() == edited
    assert after.count(added) == 1
    old, new = total(answers, "hs_tong", FIRST), total(answers, "hs_tong", both)
    assert old != new
    assert any(f"cấp xã đã nhận và giải quyết xong {new} hồ sơ" in p for p in after)
    heads = [s.text for s in read_prose(path.read_bytes()) if s.text == s.heading]
    assert heads.index("3. Phong trào thi đua “Dân vận khéo”") < heads.index(
        "4. Công tác tuyên truyền, giáo dục nâng cao nhận thức")
    assert any("gồm 1.099 hồ sơ nộp trực tiếp" in p for p in after)
    reported = [f for f in done.findings if f.code in ("B041", "B042") and f.field == "hs_truc_tiep"]
    assert reported
    assert {f.expected for f in reported} == {total(answers, "hs_truc_tiep", both)}

    levels = etree.fromstring(parts(path.read_bytes())["word/numbering.xml"]).iter(f"{W}lvl")
    named = [[c.tag.removeprefix(W) for c in level] for level in levels if level.find(f"{W}pStyle") is not None]
    assert named and all(level.index("numFmt") < level.index("pStyle") for level in named)

    put_in, taken_out = ([f.found for f in done.findings if f.code == code] for code in ("B052", "B053"))
    assert put_in
    assert not [t for t in taken_out if t in after]
    before = [p for p in before if p.removeprefix("- ") not in taken_out]
    after = [p for p in after if p not in put_in]
    assert len(before) == len(after)
    changes = [f for f in done.findings if f.code == "B040"]
    told = {(f.found, f.expected) for f in changes}
    pairs = [(one, other) for one, other in zip(before, after, strict=True) if one != other]
    assert pairs
    for one, other in pairs:
        found = [(a, b) for a, b in told if a in one and b in other]
        for a, b in found:
            one = one.replace(a, b)
        assert one == other
    for f in changes:
        assert any(f.found in one for one, _ in pairs)

    again = path.read_bytes()
    second = update_report(results[1], path)
    assert second.kept is None
    assert path.read_bytes() == again
    assert "B040" not in coded(second)


def test_a_figure_typed_over_in_word_is_reported_and_stays(reworked, answers) -> None:
    (finding,) = reworked.of("B041")
    assert finding.field == "hs_tong"
    assert finding.expected == total(answers, "hs_tong", FIRST + LATER)
    assert f"{HS} 123.456 hồ sơ" in finding.found
    assert finding.cell.startswith("đoạn ")
    assert any(f"{HS} 123.456 hồ sơ" in p for p in paragraphs(reworked.path))


def test_a_figure_that_a_person_already_set_right_is_no_matter(reworked) -> None:
    assert "hs_truc_tiep" not in {f.field for f in reworked.of("B041", "B042")}


def test_words_typed_into_the_control_beside_the_figure_stay(reworked, answers) -> None:
    new = total(answers, "hs_truc_tuyen", FIRST + LATER)
    assert any(f"và tới {new} hồ sơ" in p for p in paragraphs(reworked.path))


def test_a_sentence_deleted_with_its_figures_is_told_when_they_change(reworked) -> None:
    assert "so_da_nop" in {f.field for f in reworked.of("B042")}
    assert not any(GONE in p for p in paragraphs(reworked.path))


def test_a_bookmark_without_its_control_is_enough_and_so_is_a_control_without_bookmark(results, report, answers
                                                                                      ) -> None:
    def damage(root: _Element) -> None:
        for number, found in enumerate(list(root.iter(f"{W}sdt"))):
            marks = list(found.iter(f"{W}bookmarkStart", f"{W}bookmarkEnd"))
            gone = marks if number % 2 else list(found.iter(f"{W}tag"))
            for element in gone:
                element.getparent().remove(element)

    change(report, damage)
    done = update_report(results[1], report)
    assert not [f for f in done.findings if f.code in ("B041", "B042")]
    new = total(answers, "hs_tong", FIRST + LATER)
    assert any(f"{HS} {new} hồ sơ" in p for p in paragraphs(report))


def test_a_gap_that_is_filled_is_no_longer_red(results, tmp_path) -> None:
    row = next(r for r in results[0].campaign.report if r.kind == "doan")
    asked = replace(row, condition="", text="Trên địa bàn có {htx_tong} hợp tác xã, {hs_tong} hồ sơ.", footnote="")
    first, then = (replace(r, campaign=replace(r.campaign, report=(asked, *r.campaign.report))) for r in results)
    path = tmp_path / "bao_cao.docx"
    update_report(first, path)
    change(path, touch)

    def red() -> list[str]:
        runs = docx.Document(str(path)).element.body.iter(f"{W}r")
        return [text(r) for r in runs for c in r.findall(f"{W}rPr/{W}color") if c.get(f"{W}val") == "C00000"]

    assert "[chưa có số liệu]" in red()
    update_report(then, path)
    assert "[chưa có số liệu]" not in red()
    assert any(re.search(r"Trên địa bàn có \d+ hợp tác xã", p) for p in paragraphs(path))


def test_a_figure_that_becomes_a_gap_is_red_within_the_form_that_a_program_gave_it(results, tmp_path) -> None:
    first, then = (replace(r, campaign=replace(r.campaign, report=(ReportRow("doan", text=COOPERATIVES),)))
                   for r in results)
    path = tmp_path / "bao_cao.docx"
    update_report(then, path)

    def form(root: _Element) -> None:
        for run in root.iter(f"{W}r"):
            for old in run.findall(f"{W}rPr"):
                run.remove(old)
            run.insert(0, etree.fromstring(f'<w:rPr xmlns:w="{W[1:-1]}"><w:rFonts w:ascii="Times New Roman"/>'
                                           '<w:i/><w:sz w:val="28"/><w:lang w:val="vi-VN"/></w:rPr>'))

    change(path, form)
    update_report(first, path)
    (gap,) = [r for r in docx.Document(str(path)).element.body.iter(f"{W}r") if text(r) == "[chưa có số liệu]"]
    assert [e.tag.removeprefix(W) for e in gap.find(f"{W}rPr")] == ["rFonts", "b", "i", "color", "sz", "lang"]


COOPERATIVES = "Trên địa bàn thành phố có {htx_tong} hợp tác xã đang hoạt động."


def cell(root: _Element, heading: str, words: str) -> _Element:
    """The text of the first cell with these words in the table with this heading."""
    table = next(t for t in root.iter(f"{W}tbl") if heading in text(next(t.iter(f"{W}tr"))))
    return next(n for n in table.iter(f"{W}t") if words in (n.text or ""))


def test_untouched_tables_charts_and_footnotes_follow_the_data(touched, printed, fresh) -> None:
    assert tables(touched.path) == tables(fresh) != tables(printed)
    assert chart_values(touched.path) == chart_values(fresh) != chart_values(printed)
    assert notes(touched.path) == notes(fresh) != notes(printed)
    assert touched.of("B047") and touched.of("B048") and touched.of("B050")
    assert not touched.of("B041", "B042", "B043", "B046", "B051")


def chart_values(path: Path) -> list[list[str]]:
    found = sorted((n, c) for n, c in parts(path.read_bytes()).items() if n.startswith("word/charts/chart"))
    return [re.findall(r"<c:v>(.*?)</c:v>", content.decode()) for _, content in found]


def notes(path: Path) -> list[str]:
    root = etree.fromstring(parts(path.read_bytes())["word/footnotes.xml"])
    return [text(n) for n in root.iter(f"{W}footnote")]


def test_a_table_changed_by_hand_stays_and_is_reported(results, report) -> None:
    change(report, lambda root: cell(root, "Xếp loại", "Phường Hiệp Thành").__setattr__("text", "P. Hiệp Thành"))
    done = update_report(results[1], report)
    (finding,) = [f for f in done.findings if f.code == "B043"]
    assert "chấm điểm" in finding.found
    assert any("P. Hiệp Thành" in row[1] for rows in tables(report).values() for row in rows if len(row) > 1)
    assert done.fresh is not None
    assert done.fresh.is_file()


def with_table(result: dv.Result, source: str, *more: ReportRow) -> dv.Result:
    """The result in a short report: a heading, a table of these fields, and more rows."""
    rows = (ReportRow("muc_1", "I", text="Kết quả"), ReportRow("doan", text=OPENING),
            ReportRow("bang", text=SHORT, columns="ten;ke_hoach;thuc_hien;ty_le", source=source), *more)
    return replace(result, campaign=replace(result.campaign, report=rows))


OPENING = "Năm 2023, dưới sự lãnh đạo của Thành ủy, công tác dân vận chính quyền được triển khai."
SHORT = "Một số chỉ tiêu"
SHORT_HEAD = "Chỉ tiêu|Kế hoạch|Thực hiện|So với kế hoạch"


def figures_of(path: Path) -> tuple[list[tuple[str, str, str]], list[str]]:
    """Source, format and text of each figure that stands in a table, by the record and the place; unmarked numbers."""
    book = parts(path.read_bytes())
    name = map_part(book)
    assert name is not None
    records = {f.tag: f for f in read_record(book[name]).figures}
    root = etree.fromstring(book["word/document.xml"])
    tags = [m.get(f"{W}name") for m in root.iter(f"{W}bookmarkStart") if m.get(f"{W}name", "").startswith("dv_")]
    assert len(tags) == len(set(tags))
    found, bare = [], []
    for one in (c for table in root.iter(f"{W}tbl") for c in table.iter(f"{W}tc")):
        marks = [m.get(f"{W}name") for m in one.iter(f"{W}bookmarkStart") if m.get(f"{W}name") in records]
        if marks:
            (tag,) = marks
            assert records[tag].text == text(one)
            assert records[tag].place == "bang"
            found.append((records[tag].source, records[tag].format, text(one)))
        elif re.fullmatch(r"[\d.,%]+", text(one)):
            bare.append(text(one))
    return found, bare


def saved_by_word(path: Path) -> None:
    change(path, touch)


def saved_by_libreoffice(path: Path) -> None:
    edit(path, path, {"reword": [["được triển khai", "được thành phố triển khai"]]}, "uno_prose.py")


def test_the_rows_of_a_table_that_grew_are_brought_up_to_date_too(results, tmp_path) -> None:
    grow_and_refresh(results, tmp_path, saved_by_word)


@needs_office
def test_the_rows_of_a_table_that_grew_are_brought_up_to_date_after_libreoffice_too(results, tmp_path) -> None:
    grow_and_refresh(results, tmp_path, saved_by_libreoffice)


def grow_and_refresh(results, folder: Path, save: Callable[[Path], None]) -> None:
    path, anew = folder / "bao_cao.docx", folder / "moi.docx"
    grown = [with_table(result, "htx_moi;viec_lam;hs_tong") for result in results]
    update_report(with_table(results[0], "viec_lam"), path)
    save(path)
    seen = []
    for result in grown:
        done = update_report(result, path)
        assert coded(done)["B047"] == 1 and not coded(done)["B043"]
        result.write_report(anew)
        assert tables(path)[SHORT_HEAD] == tables(anew)[SHORT_HEAD]
        assert figures_of(path) == figures_of(anew)
        seen.append({source: printed for source, _, printed in figures_of(path)[0]})
    assert figures_of(path)[1] == []
    assert seen[0]["hs_tong"] != seen[1]["hs_tong"]
    told = [f for s in explain(grown[1], seen[1]["hs_tong"]).sentences for f in s.figures]
    assert ("hs_tong", "0") in {(f.source, f.format) for f in told}


def titled(result: dv.Result) -> dv.Result:
    """A short report whose caption, chart title and annex title hold a count, as the note below an annex does."""
    count = "của {so_da_nop|0} đơn vị"
    rows = (ReportRow("doan", text=OPENING),
            ReportRow("bang", text=f"Chỉ tiêu {count}", columns="ten;ke_hoach;thuc_hien;ty_le", source="hs_tong"),
            ReportRow("bieu_do", text=f"Hồ sơ {count}", columns="thuc_hien", source="hs_tong;hs_truc_tiep"),
            ReportRow("phu_luc", text=f"Tổng hợp {count}", source="tong_hop"))
    return replace(result, campaign=replace(result.campaign, report=rows))


def chart_titles(path: Path) -> list[str]:
    charts = (etree.fromstring(c) for n, c in sorted(parts(path.read_bytes()).items()) if re.match("word/charts/ch", n))
    return ["".join(n.text for n in root.iter() if n.tag.endswith("drawingml/2006/main}t")) for root in charts]


def refresh_titles(results, folder: Path, save: Callable[[Path], None]) -> None:
    path, anew = folder / "bao_cao.docx", folder / "moi.docx"
    update_report(titled(results[0]), path)
    save(path)
    before, first = paragraphs(path), titled(results[0])
    assert update_report(first, path).kept is None
    done = update_report(titled(results[1]), path)
    titled(results[1]).write_report(anew)
    after, fresh, before = ([p for p in of if p != OWN and not p.startswith("Năm 2023, dưới")]
                            for of in (paragraphs(path), paragraphs(anew), before))
    assert after == fresh != before
    assert {"Chỉ tiêu của 8 đơn vị", "TỔNG HỢP CỦA 8 ĐƠN VỊ"} <= set(after)
    assert "(Số liệu tổng hợp từ 8/47 đơn vị; ô trống là chưa có số liệu.)" in after
    assert chart_titles(path) == chart_titles(anew) == ["Hồ sơ của 8 đơn vị"]
    told = [f.detail for f in done.findings if f.code == "B040"]
    assert told == ["5 → 8"] * 3
    assert not [f for f in done.findings if f.code in _TO_SETTLE]


_TO_SETTLE = ("B041", "B042", "B043", "B044", "B045", "B046")


def test_counts_in_captions_titles_and_notes_follow_the_data(results, tmp_path) -> None:
    refresh_titles(results, tmp_path, saved_by_word)


@needs_office
def test_counts_in_captions_titles_and_notes_follow_the_data_after_libreoffice_too(results, tmp_path) -> None:
    refresh_titles(results, tmp_path, saved_by_libreoffice)


def test_a_chart_title_that_a_person_wrote_stays(results, tmp_path) -> None:
    path = tmp_path / "bao_cao.docx"
    update_report(titled(results[0]), path)

    def rename(book: dict[str, bytes]) -> None:
        book["word/charts/chart1.xml"] = book["word/charts/chart1.xml"].replace("Hồ sơ của".encode(), b"Ho so:")

    edit_parts(path, rename)
    update_report(titled(results[1]), path)
    assert chart_titles(path) == ["Ho so: 5 đơn vị"]


def test_a_table_that_shrinks_and_grows_again_keeps_its_controls(results, tmp_path) -> None:
    path, anew = tmp_path / "bao_cao.docx", tmp_path / "moi.docx"
    update_report(with_table(results[0], "viec_lam;hs_tong"), path)
    change(path, touch)
    for source in ("hs_tong", "viec_lam;htx_moi;hs_tong"):
        now = with_table(results[1], source)
        update_report(now, path)
        now.write_report(anew)
        assert tables(path)[SHORT_HEAD] == tables(anew)[SHORT_HEAD]
        assert figures_of(path) == figures_of(anew)


def test_a_figure_that_arrives_in_a_blank_cell_of_a_table_has_its_control(results, tmp_path) -> None:
    path = tmp_path / "bao_cao.docx"
    first, then = (with_table(r, "hs_tong;htx_tong") for r in results)
    update_report(first, path)
    assert tables(path)[SHORT_HEAD][2][2] == ""
    change(path, touch)
    for result in (then, first, then):
        update_report(result, path)
        (printed,) = [t for source, _, t in figures_of(path)[0] if source == "htx_tong"]
        assert printed == tables(path)[SHORT_HEAD][2][2]
        assert bool(printed) is (result is then)


def test_a_table_keeps_the_form_that_a_person_gave_it_when_it_grows(results, tmp_path) -> None:
    path = tmp_path / "bao_cao.docx"
    update_report(with_table(results[0], "hs_tong"), path)

    def slant(root: _Element) -> None:
        for run in (r for t in root.iter(f"{W}tbl") for r in t.iter(f"{W}r") if t.find(f".//{W}tblHeader") is not None):
            form = run.find(f"{W}rPr")
            form.append(form.makeelement(f"{W}i", {}))

    change(path, slant)
    update_report(with_table(results[0], "hs_tong;viec_lam"), path)
    table = next(t for t in docx.Document(str(path)).tables if t.cell(0, 0).text == "Chỉ tiêu")
    assert len(table.rows) == 3
    assert all(r.italic for row in table.rows[1:] for c in row.cells for p in c.paragraphs for r in p.runs)


def test_a_cell_typed_over_in_a_table_that_would_grow_is_reported_and_nothing_replaced(results, tmp_path) -> None:
    path = tmp_path / "bao_cao.docx"
    update_report(with_table(results[0], "hs_tong;viec_lam"), path)
    before = tables(path)[SHORT_HEAD]

    def type_over(root: _Element) -> None:
        cell(root, "Chỉ tiêu", before[1][2]).text = "9.999"

    change(path, type_over)
    done = update_report(with_table(results[1], "hs_tong;viec_lam;htx_moi"), path)
    (finding,) = [f for f in done.findings if f.code == "B043"]
    assert finding.found == SHORT
    assert "B047" not in coded(done)
    before[1][2] = "9.999"
    assert tables(path)[SHORT_HEAD] == before
    assert done.fresh is not None and len(tables(done.fresh)[SHORT_HEAD]) == 4


def test_a_figure_of_a_table_printed_by_its_source_and_format_reads_the_same(results, tmp_path) -> None:
    path, asked, result = tmp_path / "bao_cao.docx", tmp_path / "hoi.docx", results[1]
    result.write_report(path)
    found, _ = figures_of(path)
    texts = [f"{{{source}|{shape}}}" if shape else f"{{{source}}}" for source, shape, _ in found]
    rows = tuple(ReportRow("doan", text=f"Số ghi là [{t}]") for t in texts)
    replace(result, campaign=replace(result.campaign, report=rows)).write_report(asked)
    said = [m[1] for p in paragraphs(asked) if (m := re.search(r"Số ghi là \[(.*)\]", p))]
    assert said == [printed for _, _, printed in found]
    assert {"0", "%"} <= {shape for _, shape, _ in found}
    assert any(re.fullmatch("[1-9]", t) for t in said)


HEADING, BELOW = "Công tác phối hợp với lực lượng vũ trang", "Các đơn vị phối hợp giải quyết {hs_tong} hồ sơ."
NEXT = ReportRow("muc_1", "II", text="Đánh giá chung"), ReportRow("doan", text="Công tác này được đánh giá tốt.")
FRAME = ReportRow("muc_2", "1", text="Công tác tuyên truyền"), ReportRow("doan", text="Việc tuyên truyền được đổi mới.")


def test_a_new_heading_comes_with_its_text_at_its_place_and_follows_the_data(results, tmp_path) -> None:
    path, anew = tmp_path / "bao_cao.docx", tmp_path / "moi.docx"
    added = ReportRow("muc_2", "2", text=HEADING), ReportRow("doan", text=BELOW)
    update_report(with_table(results[0], "hs_tong", *FRAME, *NEXT), path)
    change(path, touch)
    for result in (with_table(r, "hs_tong", *FRAME, *added, *NEXT) for r in results):
        update_report(result, path)
        result.write_report(anew)
        assert [p for p in paragraphs(path) if p != OWN] == paragraphs(anew)
    styles = {p.text: p.style.name for p in docx.Document(str(path)).paragraphs}
    assert styles[HEADING] == styles[FRAME[0].text] == "Heading 2"


def test_a_new_heading_whose_text_cannot_be_put_in_is_only_reported(results, tmp_path) -> None:
    path = tmp_path / "bao_cao.docx"
    added = ReportRow("muc_2", "2", text=HEADING), ReportRow("doan", text=BELOW, footnote="Theo báo cáo của đơn vị.")
    update_report(with_table(results[0], "hs_tong", *FRAME, *NEXT), path)
    change(path, touch)
    before = paragraphs(path)
    done = update_report(with_table(results[0], "hs_tong", *FRAME, *added, *NEXT), path)
    assert paragraphs(path) == before
    assert coded(done)["B052"] == 0
    assert next(f.found for f in done.findings if f.code == "B044") == HEADING
    assert done.fresh is not None and HEADING in paragraphs(done.fresh)


def test_a_chart_changed_by_hand_stays_and_is_reported(results, report) -> None:
    def redraw(book: dict[str, bytes]) -> None:
        book["word/charts/chart1.xml"] = re.sub(rb"<c:v>\d+</c:v>", b"<c:v>7</c:v>", book["word/charts/chart1.xml"])

    edit_parts(report, redraw)
    done = update_report(results[1], report)
    assert coded(done)["B046"] == 1
    assert "7" in chart_values(report)[0]


def test_a_footnote_changed_by_hand_stays_and_is_reported(results, report, fresh) -> None:
    def rewrite(book: dict[str, bytes]) -> None:
        book["word/footnotes.xml"] = book["word/footnotes.xml"].replace("Kế hoạch".encode(), b"KH")

    edit_parts(report, rewrite)
    before = notes(report)
    done = update_report(results[1], report)
    differing = sum(one != other.replace("Kế hoạch", "KH") for one, other in zip(before, notes(fresh), strict=True))
    assert differing
    assert coded(done)["B051"] == differing
    assert notes(report) == before


def test_paragraphs_that_the_data_ask_for_stand_at_their_place_and_outdated_ones_are_gone(touched, printed, fresh
                                                                                         ) -> None:
    kept, anew = paragraphs(touched.path), paragraphs(fresh)
    assert kept.count(OWN) == 1
    put_in = [f.found for f in touched.of("B052")]
    assert put_in and set(put_in) <= set(anew) - set(paragraphs(printed))
    for text_in in put_in:
        assert kept[kept.index(text_in) - 1] == anew[anew.index(text_in) - 1]


def test_what_was_put_in_is_taken_out_again_when_the_data_go_back(results, touched, tmp_path) -> None:
    path = Path(shutil.copy(touched.path, tmp_path / "bao_cao.docx"))
    done = update_report(results[0], path)
    put_in = [f.found for f in touched.of("B052")]
    assert put_in and not set(put_in) & set(paragraphs(path))
    assert {f.found for f in done.findings if f.code == "B053"} >= {t.removeprefix("- ") for t in put_in}
    names = re.findall(r'w:name="(dv_\d+)"', parts(path.read_bytes())["word/document.xml"].decode())
    assert len(names) == len(set(names))


def test_an_outdated_paragraph_that_a_person_edited_stays_and_is_reported(results, touched, tmp_path) -> None:
    path = Path(shutil.copy(touched.path, tmp_path / "bao_cao.docx"))
    gone = next(f.found for f in touched.of("B052") if not re.search(r"\d", f.found)).removeprefix("- ")

    def reword(root: _Element) -> None:
        node = next(n for n in root.iter(f"{W}t") if (n.text or "").endswith(gone[-20:]))
        node.text = f"{node.text} Việc này đã được nhắc nhở."

    change(path, reword)
    done = update_report(results[0], path)
    assert any("Việc này đã được nhắc nhở." in p for p in paragraphs(path))
    assert [f for f in done.findings if f.code == "B045" and f.found in gone]


def test_a_new_paragraph_is_only_reported_where_a_person_has_written(results, printed, touched, report) -> None:
    """Between two of the program's paragraphs a person put their own: where the new one belongs is no longer sure."""
    anew, old = paragraphs(touched.path), set(paragraphs(printed))
    first = next(f.found for f in touched.of("B052") if anew[anew.index(f.found) - 1] in old)
    ahead = anew[anew.index(first) - 1]

    def write(root: _Element) -> None:
        place = next(p for p in root.iter(f"{W}p") if text(p) == ahead)
        own = etree.fromstring(etree.tostring(next(p for p in root.iter(f"{W}p") if text(p))))
        for extra in list(own.iter(f"{W}t"))[1:]:
            extra.text = ""
        next(own.iter(f"{W}t")).text = OWN
        place.addnext(own)

    change(report, write)
    done = update_report(results[1], report)
    assert first not in paragraphs(report)
    assert any(f.code == "B044" and f.found in first for f in done.findings)
    assert done.fresh is not None and first in paragraphs(done.fresh)


def test_a_report_of_another_make_is_kept_and_said(results, tmp_path) -> None:
    path = tmp_path / "bao_cao.docx"
    own = docx.Document()
    own.add_paragraph("Báo cáo tự soạn.")
    own.save(str(path))
    content = path.read_bytes()
    (tmp_path / "bao_cao_cu_1.docx").write_bytes(b"earlier")
    done = update_report(results[0], path)
    assert coded(done)["B049"] == 1
    assert done.kept == tmp_path / "bao_cao_cu_2.docx"
    assert done.kept.read_bytes() == content
    assert (tmp_path / "bao_cao_cu_1.docx").read_bytes() == b"earlier"


def test_the_refreshed_report_is_the_same_whenever_it_is_made(results, printed, touched, tmp_path) -> None:
    again = refreshed(results, printed, tmp_path, touch)
    assert again.path.read_bytes() == touched.path.read_bytes()
