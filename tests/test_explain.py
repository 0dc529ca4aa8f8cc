"""The way back: from a sentence, a figure or a name to every cell of the units' files."""

from __future__ import annotations

import shutil

import openpyxl
import pytest

import danvan_xl as dv
from danvan_xl.demo import copy_definition
from danvan_xl.report.explain import UnknownError, explain
from tests import books
from tests.test_cli import danvan

PAPERS = "Giải quyết thủ tục hành chính"


def leaves(trace):
    """Every cell of a unit's file below a name."""
    return [*trace.sources, *(s for part in trace.parts for s in leaves(part))]


def test_a_rate_leads_from_its_sentence_over_its_formula_to_cells_that_hold_its_parts(result, sample):
    (told,) = explain(result, "đạt 92,16%").sentences
    assert "247/268 ý kiến" in told.text
    (figure,) = told.figures
    (rate,) = figure.names
    assert (figure.printed, rate.value) == ("92,16%", "92,16%")
    assert rate.formula == '=IF(dt_xa_y_kien=0,"",dt_xa_giai_quyet/dt_xa_y_kien)'
    parts = {part.name: part for part in rate.parts}
    for name, total in (("dt_xa_y_kien", 268), ("dt_xa_giai_quyet", 247)):
        cells = leaves(parts[name])
        assert sum(typed(sample, s) for s in cells) == total
        assert {s.state for s in cells} == {"trả lời"} and {s.changed for s in cells} == {"giữ nguyên"}


def typed(sample, source) -> float:
    return openpyxl.load_workbook(sample / source.file, data_only=True)[source.sheet][source.cell].value


def test_the_cells_it_names_in_the_consolidated_workbook_hold_the_same_values(result, tmp_path):
    book = openpyxl.load_workbook(result.write_workbook(tmp_path / "t.xlsx"), data_only=True)
    (trace,) = explain(result, "hs_tong").names
    sheet, cell = trace.spot.split("!")
    assert book[sheet][cell].value == 14251
    parts = [s.spot.split("!") for s in trace.sources]
    assert sum(book[sheet][cell].value for sheet, cell in parts) == 14251
    (criterion,) = explain(result, "xp_cc_han").names
    sheet, cell = criterion.sources[0].spot.split("!")
    assert f"{book[sheet][cell].value:g}" == criterion.sources[0].value
    (own,) = explain(result, "cq_cc_han").names
    sheet, cell = own.spot.split("!")
    assert f"{book[sheet][cell].value:g}" == own.value == "8"


@pytest.mark.parametrize(("asked", "name"), [
    ("HS_TONG", "hs_tong"), ("hs_tong.kh ", None), ("Hồ sơ giải quyết sớm và đúng hạn", "hs_dung_han"),
    ("htx_moi.kh", "htx_moi.kh"), ("vb.so", "vb.so"), ("so_da_nop", "so_da_nop"), ("hs_tong.xa_phuong",) * 2,
])
def test_a_name_or_what_people_call_it_is_understood(result, asked, name):
    if name is None:
        with pytest.raises(UnknownError):
            explain(result, asked)
    else:
        assert explain(result, asked).names[0].name == name


def test_a_number_is_found_only_whole(result):
    texts = [s.text for s in explain(result, "9.387").sentences]
    assert texts and all("9.387" in t for t in texts)
    with pytest.raises(UnknownError):
        explain(result, "9.38")


def test_words_without_a_figure_lead_to_the_unit_that_wrote_them(result):
    answer = next(u.chosen.values["tm_kien_nghi"] for u in result.returned if u.chosen.values.get("tm_kien_nghi"))
    (told, *_) = explain(result, answer.strip().rstrip(".")).sentences
    sources = [s for f in told.figures for t in f.names for s in t.sources]
    assert sources and all(s.unit in told.text for s in sources)


def test_what_was_repaired_corrected_or_typed_over_is_said(campaign, returns, tmp_path):
    books.type_text(returns / "ngabay.xlsx", PAPERS, "E6", "1 234")
    table = tmp_path / "dieu_chinh.csv"
    table.write_text("don_vi,chi_tieu,gia_tri_moi,ly_do\nhieploi,hs_tong,77,Đơn vị xin sửa\n", encoding="utf-8")
    result = dv.consolidate(campaign, returns, adjustments=table)
    said = {s.unit: s for t in explain(result, "hs_tong").names for s in leaves(t)}
    assert "đã điều chỉnh từ" in said["Phường Hiệp Lợi"].changed and said["Phường Hiệp Lợi"].value == "77"
    assert "G004" in said["Phường Ngã Bảy"].changed and said["Phường Ngã Bảy"].value == "1.234"
    assert said["Phường Lái Hiếu"].changed == "giữ nguyên"


def test_units_without_a_return_are_named(campaign, returns):
    (returns / "ngabay.xlsx").unlink()
    (trace,) = explain(dv.consolidate(campaign, returns), "hs_tong").names
    assert trace.absent == ("Phường Ngã Bảy",)


def test_the_command_prints_the_chain_and_names_what_is_near(sample, tmp_path):
    folder = tmp_path / "dot"
    copy_definition("nga_bay_2023", folder / "dinh_nghia")
    (folder / "nop_ve").mkdir()
    for unit in ("ngabay", "laihieu"):
        shutil.copy(sample / f"{unit}.xlsx", folder / "nop_ve")
    found = danvan("explain", folder, "hs_tong")
    assert found.returncode == 0, found.stderr
    for piece in ("Phường Ngã Bảy: 2.100", f"tệp ngabay.xlsx, trang {PAPERS}, ô E6", "SHA-256", "Dữ liệu!", "2/47"):
        assert piece in found.stdout
    lost = danvan("explain", folder, "hs_tongg")
    assert lost.returncode == 2 and "hs_tong: " in lost.stderr
