"""What people read: repeats together with every cell still in reach; what does not count weighs nothing."""

from __future__ import annotations

from decimal import Decimal

import openpyxl
import pytest

import danvan_xl as dv
from danvan_xl.findings import Finding, Findings
from danvan_xl.form import form_bytes
from tests import books, small
from tests.clay import clay_bytes, read_clay

WRONG = ("hs_tong", "hs_dung", "hs_nu", "von")
BAD, GOOD = "khoảng vài chục", Decimal(1)


@pytest.fixture
def sent(tmp_path):
    """Four figures in words and a check that fails on others: a folder with one return."""
    clay = read_clay(small.filled())
    for name in WRONG:
        title, at, _ = clay.names[name]
        clay.sheet(title).cells[at] = clay.sheet(title).cells[at]._replace(value=BAD)
    folder = tmp_path / "nop_ve"
    folder.mkdir()
    (folder / "vithanh.xlsx").write_bytes(clay_bytes(clay))
    return folder


def cells_of(result, code):
    return [f.cell for f in result.findings if f.code == code]


def rows_of(sheet, first, width):
    return [[c.value for c in row[:width]] for row in sheet.iter_rows(min_row=first) if row[0].value]


def test_the_consolidated_workbook_says_the_same_fault_once_with_all_its_cells(sent, tmp_path):
    result = dv.consolidate(small.campaign(), sent)
    cells = cells_of(result, "G002")
    assert len(cells) == len(WRONG)
    book = openpyxl.load_workbook(result.write_workbook(tmp_path / "tong_hop.xlsx"))
    said = [row for row in rows_of(book["Kiểm tra"], 5, 8) if row[3] == "G002"]
    assert len(said) == 1
    assert all(cell in said[0][7] or cell in said[0][5] for cell in cells)
    assert said[0][5].endswith(f"và {len(WRONG) - 1} chỗ nữa")


def test_the_feedback_says_what_to_do_once_and_links_to_every_cell(sent, tmp_path):
    result = dv.consolidate(small.campaign(), sent)
    path = result.write_feedback(tmp_path / "phan_hoi")["vithanh"]
    listed = openpyxl.load_workbook(path)["Cần sửa"]
    rows = [row for row in listed.iter_rows(min_row=6) if row[0].value and row[5].value == "G002"]
    assert sorted(r[2].hyperlink.location.rpartition("!")[2] for r in rows) == sorted(cells_of(result, "G002"))
    remedy = "Hãy nhập lại giá trị đúng vào ô này."
    assert [remedy in r[3].value for r in rows] == [True, False, False, False]
    first = rows[0][0].value
    assert all(f"như dòng {first}" in r[3].value for r in rows[1:])
    text = path.with_suffix(".txt").read_text("utf-8-sig")
    assert text.count(remedy) == 1 and "Cùng loại ở 3 chỗ nữa" in text
    assert all(cell in text for cell in cells_of(result, "G002"))


def test_checks_that_fail_are_not_taken_for_one_another():
    failed = [Finding("K001", unit="a", file="a.xlsx", sheet="S", cell="G7", field=check, found="1", detail=check)
              for check in ("kt_mot", "kt_hai")]
    assert {g.first.field for g in Findings(failed).grouped()} == {"kt_mot", "kt_hai"}


def test_findings_of_a_superseded_return_are_listed_and_weigh_nothing(sent):
    campaign = small.campaign()
    path = sent / "vithanh_lan_2.xlsx"
    path.write_bytes(form_bytes(campaign, campaign.unit_by_code["vithanh"], values=small.VALUES, lists=small.LISTS))

    def newer(parts):
        core, year = parts["docProps/core.xml"].decode(), campaign.settings.year
        head, _, tail = core.rpartition("</dcterms:modified>")
        parts["docProps/core.xml"] = (head[:head.rindex(">") + 1] + f"{year}-12-31T00:00:00Z</dcterms:modified>"
                                      + tail).encode()

    books.edit(path, newer)
    result = dv.consolidate(campaign, sent)
    assert result.by_unit["vithanh"].file == path.name
    old = [f for f in result.findings if f.file == "vithanh.xlsx" and f.code == "G002"]
    assert len(old) == len(WRONG)
    assert all(f.severity == "thong_tin" and f"đã thay bằng {path.name}" in f.message for f in old)
    row = result.units.set_index("code").loc["vithanh"]
    assert (row.state, row.n_errors) == ("dat", 0)
    frame = result.findings.to_frame()
    assert len(frame[(frame.file == "vithanh.xlsx") & (frame.code == "G002")]) == len(WRONG)


def test_a_return_alone_is_not_blamed_for_points_that_need_the_city(campaign, sample):
    alone = dv.read_return(campaign, sample / "ngabay.xlsx")
    assert not [f for f in alone.findings if f.code == "D004"]


def test_a_return_alone_whose_points_are_its_own_is_told_that_they_do_not_suffice(tmp_path):
    campaign = small.campaign()
    path = tmp_path / "vithanh.xlsx"
    path.write_bytes(form_bytes(campaign, campaign.unit_by_code["vithanh"],
                                values={**small.VALUES, "tu_cham.hai": None}, lists=small.LISTS))
    assert [f.severity for f in dv.read_return(campaign, path).findings if f.code == "D004"] == ["canh_bao"]


def test_a_criterion_is_called_by_its_full_number(tmp_path):
    campaign = small.campaign()
    values = {**small.VALUES, "tu_cham.dung": Decimal(7)}
    path = tmp_path / "vithanh.xlsx"
    path.write_bytes(form_bytes(campaign, campaign.unit_by_code["vithanh"], values=values, lists=small.LISTS))
    said = [f.field for f in dv.read_return(campaign, path).findings if f.code == "D001"]
    assert said == ["I.1 Đúng hạn"]
