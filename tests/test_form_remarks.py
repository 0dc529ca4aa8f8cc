"""Mistakes typed into a form, recalculated by LibreOffice under two locales: each has its remark and its ✗."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest

import danvan_xl as dv
from danvan_xl.campaign.model import OnBlank
from danvan_xl.form import Blueprints, form_bytes
from danvan_xl.form.remarks import AFTER_TEXT, COMPUTED_TEXT
from tests import books, office

NUMBER, TEXT, BLANK = books.type_number, books.type_text, "blank"
MISTAKES = [
    ("bc_phai_gui", BLANK, "", "bc_phai_gui", "○ Chưa nhập: ghi số liệu hoặc chọn tình trạng"),
    ("so_nv_giao", TEXT, "ba mươi", "so_nv_giao", "✗ Phải là số: xóa chữ và đơn vị tính"),
    ("tuyen_truyen", NUMBER, "10.5", "tuyen_truyen", "✗ Phải là số nguyên, không có phần lẻ"),
    ("tuyen_truyen.kh", TEXT, "20 cuộc", "tuyen_truyen", None),
    ("tuyen_truyen_nguoi", NUMBER, "-3", "tuyen_truyen_nguoi", "✗ Nhỏ hơn mức tối thiểu 0"),
    ("pc_phan_cong", TEXT, "Rồi", "pc_phan_cong", "✗ Phải chọn trong danh sách của ô"),
    ("kh_dan_van.tt", TEXT, "chịu", "kh_dan_van", "✗ Tình trạng phải chọn trong danh sách"),
    ("kh_qcdc.tt", TEXT, "Không áp dụng", "kh_qcdc", "✗ Đã chọn “Không áp dụng” thì để trống ô thực hiện"),
    ("hs_truc_tiep", NUMBER, "3", "hs_truc_tiep", "≠ Chưa khớp: xem nhận xét ở dòng 1"),
    ("hs_truc_tiep", NUMBER, "3", "hs_tong", "≠ Tổng số hồ sơ khác tổng hồ sơ trực tiếp và trực tuyến"),
    ("hs_dung_han", NUMBER, "999999", "hs_dung_han", "≠ Hồ sơ giải quyết sớm và đúng hạn nhiều hơn tổng số hồ sơ"),
    ("tu_cham.xp_kh_dv", NUMBER, "2.5", "tu_cham.xp_kh_dv", "✗ Cao hơn điểm tối đa 2"),
    ("dvk.tt", TEXT, "Không phát sinh", "dvk", "✗ Danh sách đã có dòng thì để trống ô tình trạng"),
    ("dvk.loai", TEXT, "Nhóm bạn", "dvk.1", "✗ Loại mô hình: Phải chọn trong danh sách của ô"),
    ("doi_thoai.ngay", TEXT, "hôm qua", "doi_thoai.1", "✗ Ngày tổ chức: Phải là ngày"),
]
"""Cell, how and what is typed, row that speaks, how its remark begins (None: it has another, earlier remark)."""
FAILING = ("kt_hs_tong", "kt_hs_han")


def layout_of(campaign, code):
    return Blueprints(campaign).of(campaign.unit_by_code[code]).layout


def without_validation(path):
    """As after copy and paste from another workbook: no validation, no lock."""
    def change(book):
        for part in [p for p in book if p.startswith("xl/worksheets/sheet")]:
            xml = book[part].decode()
            xml = re.sub(r"<dataValidations.*?</dataValidations>", "", xml, flags=re.DOTALL)
            book[part] = re.sub(r"<sheetProtection[^>]*/>", "", xml).encode()
    books.edit(path, change)


def mistaken(campaign, sample, path):
    path.write_bytes((sample / "ngabay.xlsx").read_bytes())
    without_validation(path)
    spots = layout_of(campaign, "ngabay").spots
    for name, how, what, _, _ in MISTAKES:
        spot = spots[name]
        if how == BLANK:
            books.set_cell(path, spot.sheet, spot.a1, "")
        else:
            how(path, spot.sheet, spot.a1, what)
    return path


def remarks(path, layout):
    """Name of each remark cell → its text."""
    book = openpyxl.load_workbook(path, data_only=True)
    return {name.removeprefix("#nx."): book[s.sheet][s.a1].value for name, s in layout.spots.items()
            if name.startswith("#nx.")}, book


@office.needs_office
@pytest.mark.parametrize("locale", ["en-US", "vi-VN"])
def test_each_kind_of_mistake_has_its_remark_and_its_cross(campaign, sample, tmp_path, locale):
    layout = layout_of(campaign, "ngabay")
    complete = tmp_path / "ngabay_du.xlsx"
    complete.write_bytes((sample / "ngabay.xlsx").read_bytes())
    wrong, full = office.convert(
        [mistaken(campaign, sample, tmp_path / "ngabay.xlsx"), complete], tmp_path / "out", locale=locale)
    said, book = remarks(wrong, layout)
    for name, _, _, row, text in MISTAKES:
        spoken = said.get(row) or ""
        assert text is None or spoken.startswith(text), (name, spoken)
    spots = layout.spots
    for check in FAILING:
        assert book["Kiểm tra"][spots[f"#kt.{check}.kq"].a1].value == "✗ Chưa khớp"
    headline = book["Hướng dẫn"][spots["#tom_tat"].a1].value
    counts = [book["Hướng dẫn"][spots[n].a1].value for n in ("#con_thieu", "#chua_khop")]
    assert headline == f"✗ Còn thiếu {counts[0]} mục, {counts[1]} chỗ chưa khớp"
    verdicts = [book["Kiểm tra"][s.a1].value for n, s in spots.items() if n.startswith("#kt.") and n.endswith(".kq")]
    texts = [text for text in [*said.values(), *verdicts] if text]
    assert counts == [sum(t.startswith("○") for t in texts), sum(t.startswith("✗") for t in texts)]
    assert counts[0] == 1 and sum((said[n] or "").startswith("✗") for n in said) == 10
    assert book["Kiểm tra"][spots["#tom_tat.#kt"].a1].value == headline
    said, book = remarks(full, layout)
    assert {text for text in said.values() if text} <= {AFTER_TEXT, COMPUTED_TEXT}
    assert book["Hướng dẫn"][spots["#tom_tat"].a1].value.startswith("✓ Còn thiếu 0 mục, 0 chỗ chưa khớp")


def filled(campaign, answers, code, values=None, lists=None, **more):
    own = answers[code]
    return form_bytes(campaign, campaign.unit_by_code[code], values={**own.values, **(values or {})},
                      lists={**own.lists, **(lists or {})}, **more)


def cell(content, layout, name, folder):
    path = folder / "x.xlsx"
    path.write_bytes(content)
    spot = layout.spots[name]
    return openpyxl.load_workbook(path, data_only=True)[spot.sheet][spot.a1].value


def test_an_explanation_in_the_note_settles_what_may_be_explained(campaign, answers, tmp_path):
    layout = layout_of(campaign, "ngabay")
    one = {name: column[:1] for name, column in answers["ngabay"].lists.items() if name.startswith("doi_thoai.")}
    bare = filled(campaign, answers, "ngabay", lists=one)
    explained = filled(campaign, answers, "ngabay", {"dt_xa_cuoc.gc": "Đợt hai lùi sang tháng 12"}, one)
    assert cell(bare, layout, "#kt.kt_dt_xa_cuoc.kq", tmp_path) == "✗ Cần giải trình"
    assert cell(bare, layout, "#nx.dt_xa_cuoc", tmp_path).startswith("✎ Sửa, hoặc giải trình ở cột Ghi chú")
    assert cell(explained, layout, "#kt.kt_dt_xa_cuoc.kq", tmp_path) == "✎ Đã giải trình"
    assert not cell(explained, layout, "#nx.dt_xa_cuoc", tmp_path)


def test_a_full_list_says_what_to_do_and_counts_its_rows(campaign, answers, tmp_path):
    layout = layout_of(campaign, "ngabay")
    rows = campaign.form_by_code["doi_thoai"].rows
    own = {n: c for n, c in answers["ngabay"].lists.items() if n.startswith("doi_thoai.")}
    lists = {name: [column[0]] * rows for name, column in own.items()}
    content = filled(campaign, answers, "ngabay", lists=lists)
    assert cell(content, layout, "#nx.doi_thoai", tmp_path).startswith(f"△ Đã dùng hết {rows} dòng")
    assert cell(content, layout, "#dem.doi_thoai", tmp_path) == rows
    assert cell(content, layout, "#tong.doi_thoai.nguoi", tmp_path) == rows * own["doi_thoai.nguoi"][0]


def test_the_class_shown_before_consolidation_is_the_one_that_the_open_criterion_would_give(
    campaign, answers, sample, tmp_path
):
    layout = layout_of(campaign, "ngabay")
    content = (sample / "ngabay.xlsx").read_bytes()
    (open_leaf,) = [c for c in campaign.criteria_of("xa_phuong") if c.method == "sau_tong_hop"]
    folder = tmp_path / "nop"
    folder.mkdir()
    (folder / "ngabay.xlsx").write_bytes(content)
    for name, points in (("#cao", open_leaf.maximum), ("#thap", 0)):
        verified = {"ngabay": {open_leaf.code: open_leaf.maximum * 0 + points}}
        ranking = dv.consolidate(campaign, folder, verified=verified).ranking.set_index("unit")
        assert cell(content, layout, name, tmp_path) == ranking.loc["ngabay", "class"]
    assert not cell(content, layout, "#du_kien", tmp_path)
    assert cell(content, layout, f"#nx.tu_cham.{open_leaf.code}", tmp_path) == AFTER_TEXT


def test_a_text_typed_for_a_number_leaves_counts_and_headline_readable(campaign, answers, tmp_path):
    layout = layout_of(campaign, "ngabay")
    content = filled(campaign, answers, "ngabay", {"dt_xa_truc_tiep": "12 ý kiến", "pakn_nhan": "mười"})
    assert cell(content, layout, "#nx.dt_xa_truc_tiep", tmp_path).startswith("✗ Phải là số")
    assert cell(content, layout, "#tom_tat", tmp_path).startswith("✗ Còn thiếu")
    remarks_of_points = [n for n in layout.spots if n.startswith("#nx.tu_cham.")]
    said = [cell(content, layout, n, tmp_path) for n in remarks_of_points[:20]]
    assert said and not [text for text in said if text and str(text).startswith("#")]


def test_a_text_in_a_number_cell_leaves_its_checks_and_points_open(campaign, answers):
    """Excel takes every text for larger than every number: 3 <= "mười" would be a wrong ✓."""
    blueprint, own = Blueprints(campaign).of(campaign.unit_by_code["ngabay"]), answers["ngabay"]
    right = blueprint.evaluate(own.values, own.lists, as_read=False)
    texts = {**own.values, "hs_tong": "mười", "hs_dung_han": "chín"}
    wrong = blueprint.evaluate(texts, own.lists, as_read=False)
    for check in FAILING:
        assert right[f"#kt.{check}.kq"] == "✓ Khớp" and wrong[f"#kt.{check}.kq"] == "… Chưa đủ số liệu"
    assert right["#so_lieu.xp_cc_han"] == 8 and wrong["#so_lieu.xp_cc_han"] is None
    assert wrong["#nx.hs_tong"].startswith("✗ Phải là số") and not wrong["#nx.hs_bo_sung"]
    blank = blueprint.evaluate({**own.values, "hs_tong": None, "hs_dung_han": None}, own.lists, as_read=False)
    assert [wrong[n] for n in ("tong_diem", "#tam_tinh")] == [blank[n] for n in ("tong_diem", "#tam_tinh")]


def test_a_check_that_reckons_blanks_as_zero_stays_open_over_a_text(campaign, answers, tmp_path):
    eager = tuple(replace(c, on_blank=OnBlank.AS_EXCEL) if c.code == "kt_hs_han" else c for c in campaign.checks)
    changed = replace(campaign, checks=eager)
    layout = layout_of(changed, "ngabay")
    for total, verdict in ((None, "✗ Chưa khớp"), ("mười", "… Chưa đủ số liệu"), (Decimal(2100), "✓ Khớp")):
        content = filled(changed, answers, "ngabay", {"hs_tong": total})
        assert cell(content, layout, "#kt.kt_hs_han.kq", tmp_path) == verdict


def test_a_criterion_that_does_not_apply_takes_no_self_score(campaign, answers, tmp_path):
    layout = layout_of(campaign, "ngabay")
    none = {"pakn_nhan": 0, "pakn_xong": 0, "tu_cham.xp_ph_pa": 0}
    content = filled(campaign, answers, "ngabay", {n: Decimal(v) for n, v in none.items()})
    assert cell(content, layout, "ad.xp_ph_pa", tmp_path) == "Không"
    assert cell(content, layout, "#nx.tu_cham.xp_ph_pa", tmp_path).startswith("✗ Tiêu chí không áp dụng")
    assert cell(content, layout, "diem.xp_ph_pa", tmp_path) == 3


def test_a_list_of_a_thousand_rows_is_counted_in_parts(campaign, tmp_path):
    forms = tuple(replace(f, rows=1000) if f.code == "dvk" else f for f in campaign.forms)
    long = replace(campaign, forms=forms)
    path = tmp_path / "ngabay.xlsx"
    path.write_bytes(form_bytes(long, long.unit_by_code["ngabay"]))
    book = openpyxl.load_workbook(path)
    texts = [c.value for s in book.worksheets for r in s.iter_rows() for c in r if c.data_type == "f"]
    assert max(map(len, texts)) < 8192
    assert not [f for f in dv.read_return(long, path).findings if f.code[0] in "CFT"]


def test_every_check_has_a_link_to_a_cell_and_its_sides(campaign, forms_of_one):
    sheet = openpyxl.load_workbook(forms_of_one)["Kiểm tra"]
    rows = [r for r in sheet.iter_rows(min_row=6) if r[0].value]
    assert rows and all(r[9].hyperlink and "!" in r[9].hyperlink.location for r in rows)
    sided = [r for r in rows if r[3].value is not None]
    assert sided and all(r[4].value in "=≤≥<>≠" and r[5].value and r[6].value for r in sided)


@pytest.fixture
def forms_of_one(campaign, tmp_path):
    path = tmp_path / "phong_noi_vu.xlsx"
    path.write_bytes(form_bytes(campaign, campaign.unit_by_code["phong_noi_vu"]))
    return path


@office.needs_office
@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_a_filled_form_saved_by_libreoffice_reads_back_equal(campaign, sample, tmp_path, kind):
    codes = ("ngabay", "phong_noi_vu")
    saved = office.convert([sample / f"{c}.xlsx" for c in codes], tmp_path / "out", to=kind, locale="vi-VN")
    for code, path in zip(codes, saved, strict=True):
        before, after = dv.read_return(campaign, sample / f"{code}.xlsx"), dv.read_return(campaign, path)
        key = ["field", "facet", "item", "value", "state"]
        assert before.values[key].equals(after.values[key])
        assert not after.findings.errors, [f.message for f in after.findings.errors]


@office.needs_office
def test_an_untouched_form_saved_by_libreoffice_is_not_answered(campaign, forms_of_one, tmp_path):
    (saved,) = office.convert([forms_of_one], tmp_path / "out")
    read = dv.read_return(campaign, saved)
    typed = read.values[~read.values.field.isin([f.code for f in campaign.fields if f.formula])]
    assert len(typed) and set(typed.state) == {"trong"}
    assert not [f for f in read.findings if f.code[0] in "CFKT"]


@office.needs_office
def test_a_sorted_list_reads_back_with_the_same_rows(campaign, sample, tmp_path):
    layout = layout_of(campaign, "ngabay")
    first = layout.spots["dvk.ten"]
    columns = [s for n, s in layout.spots.items() if n.startswith("dvk.") and s.last is not None]
    last = max(columns, key=lambda s: s.column)
    corner = replace(last, row=last.last, last=None).a1
    target = tmp_path / "ngabay.xlsx"
    office.edit(sample / "ngabay.xlsx", target, {"sort": [[first.sheet, f"{first.a1}:{corner}", 0]]})
    before, after = (rows_of(dv.read_return(campaign, p), "dvk") for p in (sample / "ngabay.xlsx", target))
    assert len(before) > 1 and len(set(before)) == len(before)
    assert after != before and sorted(after) == sorted(before)
    assert not dv.read_return(campaign, target).findings.errors


def rows_of(read, code):
    """The filled rows of a list as they stand, each whole."""
    own = read.values[read.values.field.str.startswith(f"{code}.")]
    return [tuple(str(v) for v in row.value) for _, row in own.sort_values("field").groupby("item", sort=True)]


@office.needs_office
def test_a_form_with_hidden_rows_and_columns_is_read_as_it_was_filled(campaign, answers, tmp_path):
    layout, own = layout_of(campaign, "ngabay"), answers["ngabay"]
    source, target = tmp_path / "bieu.xlsx", tmp_path / "ngabay.xlsx"
    source.write_bytes(form_bytes(campaign, campaign.unit_by_code["ngabay"], lists=own.lists))
    hidden = [layout.spots[n] for n in ("hs_truc_tiep.gc", "tuyen_truyen.tt", "dvk.dia_ban", "minh_chung.xp_kh_dv")]
    values = {n: float(v) if isinstance(v, Decimal) else str(v) for n, v in own.values.items()}
    office.edit(source, target, {"hide": [[s.sheet, replace(s, last=None).a1] for s in hidden], "set": values})
    book = openpyxl.load_workbook(target)
    for spot in hidden:
        sheet, letter = book[spot.sheet], replace(spot, last=None).a1.rstrip("0123456789")
        assert sheet.row_dimensions[spot.row + 1].hidden and sheet.column_dimensions[letter].hidden
    wanted = tmp_path / "dung.xlsx"
    wanted.write_bytes(filled(campaign, answers, "ngabay"))
    before, after = dv.read_return(campaign, wanted), dv.read_return(campaign, target)
    key = ["field", "facet", "item", "value", "state"]
    assert before.values[key].equals(after.values[key]) and (after.values.state == "tra_loi").sum() > 50
    assert not after.findings.errors
