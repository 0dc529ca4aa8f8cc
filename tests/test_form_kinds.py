"""Kinds of remark that a first look seldom meets, each recalculated by LibreOffice under two locales."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest

import danvan_xl as dv
from danvan_xl.campaign.model import FormKind
from danvan_xl.form import Blueprints, form_bytes
from danvan_xl.form.layout import CHECK_SHEET
from danvan_xl.sample import sample_answers
from tests import books, office

WARD = [
    ("tuyen_truyen_nguoi", Decimal(5000), "tuyen_truyen_nguoi", "✗ Lớn hơn mức tối đa 2.000"),
    ("tuyen_truyen.kh", "20 cuộc", "tuyen_truyen", "✗ Kế hoạch: Phải là số"),
    ("kh_dan_van.tt", "Không phát sinh", "kh_dan_van", "✗ Đã chọn “Không phát sinh” thì để trống ô thực hiện"),
    ("ky_luat", "Phê bình", "ky_luat", "✗ Phải chọn trong danh sách của ô"),
    ("tm_ket_qua", None, "tm_ket_qua", "○ Chưa nhập nội dung"),
    ("vb_den_trong_han", Decimal(5), "vb_den", "△ "),
    ("don_nhan", Decimal(0), "don_nhan", "≠ "),
    ("tu_cham.xp_kh_dv", "hai", "tu_cham.xp_kh_dv", "✗ Điểm phải là số"),
    ("tu_cham.xp_kh_dc", Decimal(-1), "tu_cham.xp_kh_dc", "✗ Điểm không được âm"),
    ("tu_cham.xp_phan_cong", Decimal(1), "tu_cham.xp_phan_cong", "△ Khác điểm theo số liệu"),
    ("tu_cham.xp_dt_don", Decimal(6), "tu_cham.xp_dt_don", "✗ Tiêu chí không áp dụng: để trống ô tự chấm"),
    ("tu_cham.xp_dvk_cl", None, "tu_cham.xp_dvk_cl", "○ Chưa tự chấm"),
    ("minh_chung.xp_ph_mt", None, "tu_cham.xp_ph_mt", "○ Chưa ghi tài liệu kiểm chứng"),
]
"""Cell, what stands in it, row that speaks, how its remark begins."""
LISTED = [
    ("dvk.linh_vuc", 2, None, "dvk.2", "○ Thiếu: "),
    ("doi_thoai.nguoi", 1, "năm mươi", "doi_thoai.1", "✗ Số người dự: Phải là số"),
]
OFFICE = [
    ("vb.tt", None, "vb", "○ Chưa có dòng nào"),
    ("dvk.tt", "chịu", "dvk", "✗ Tình trạng phải chọn trong danh sách"),
]


def with_bounds(campaign):
    """The campaign with an upper bound, a required answer and a full list, which it lacks."""
    def changed(field):
        if field.code == "tuyen_truyen_nguoi":
            return replace(field, maximum=Decimal(2000))
        return replace(field, required=True) if field.code == "tm_ket_qua" else field

    forms = tuple(replace(f, rows=4) if f.code == "dvk" else f for f in campaign.forms)
    return replace(campaign, fields=tuple(map(changed, campaign.fields)), forms=forms)


def said_by(path, layout):
    book = openpyxl.load_workbook(path, data_only=True)
    return {n.removeprefix("#nx."): book[s.sheet][s.a1].value or "" for n, s in layout.spots.items()
            if n.startswith("#nx.")}, book


@office.needs_office
@pytest.mark.parametrize("locale", ["en-US", "vi-VN"])
def test_every_further_kind_of_remark_is_said_by_libreoffice_too(campaign, answers, tmp_path, locale):
    bounded = with_bounds(campaign)
    blueprints = Blueprints(bounded)
    ward, room = (bounded.unit_by_code[c] for c in ("ngabay", "phong_noi_vu"))
    lists = {name: list(column) for name, column in answers["ngabay"].lists.items()}
    for name, row, value, _, _ in LISTED:
        lists[name][row - 1] = value
    first = tmp_path / "ngabay.xlsx"
    first.write_bytes(form_bytes(
        bounded, ward, blueprints, {**answers["ngabay"].values, **{n: v for n, v, _, _ in WARD}}, lists))
    spots = blueprints.of(ward).layout.spots
    for name in ("hs_bo_sung", "ld_da_thu"):
        books.set_cell(first, spots[name].sheet, spots[name].a1, "<f>1/0</f><v>#DIV/0!</v>", "e")
    second = tmp_path / "phong_noi_vu.xlsx"
    second.write_bytes(form_bytes(
        bounded, room, blueprints, {**answers["phong_noi_vu"].values, **{n: v for n, v, _, _ in OFFICE}}))
    wrong, empty = office.convert([first, second], tmp_path / "out", locale=locale)
    said, book = said_by(wrong, blueprints.of(ward).layout)
    for row, text in [(r, t) for _, _, r, t in WARD] + [(r, t) for _, _, _, r, t in LISTED]:
        assert said[row].startswith(text), (row, said[row])
    assert said["hs_bo_sung"].startswith("✗ Ô đang báo lỗi") and said["ld_da_thu"].startswith("✗ Ô đang báo lỗi")
    assert said["dvk"].startswith("△ Đã dùng hết 4 dòng")
    checks = book[CHECK_SHEET]
    verdicts = {c: checks[spots[f"#kt.{c}.kq"].a1].value for c in ("kt_don", "kt_vb_den_thap", "kt_hs_bo_sung")}
    assert verdicts == {
        "kt_don": "✗ Chưa khớp", "kt_vb_den_thap": "△ Nên xem lại", "kt_hs_bo_sung": "… Chưa đủ số liệu"}
    said, _ = said_by(empty, blueprints.of(room).layout)
    for _, _, row, text in OFFICE:
        assert said[row].startswith(text), (row, said[row])


@office.needs_office
@pytest.mark.parametrize("locale", ["en-US", "vi-VN"])
def test_an_explanation_is_asked_for_and_taken_under_either_locale(campaign, answers, tmp_path, locale):
    blueprints, unit, own = Blueprints(campaign), campaign.unit_by_code["ngabay"], answers["ngabay"]
    one = {name: column[:1] for name, column in own.lists.items() if name.startswith("doi_thoai.")}
    files = []
    for name, note in (("tran", {}), ("giai_trinh", {"dt_xa_cuoc.gc": "Đợt hai lùi sang tháng 12"})):
        files.append(tmp_path / f"{name}.xlsx")
        files[-1].write_bytes(form_bytes(campaign, unit, blueprints, {**own.values, **note}, {**own.lists, **one}))
    layout = blueprints.of(unit).layout
    (bare, _), (explained, _) = [said_by(p, layout) for p in office.convert(files, tmp_path / "out", locale=locale)]
    assert bare["dt_xa_cuoc"].startswith("✎ Sửa, hoặc giải trình ở cột Ghi chú") and not explained["dt_xa_cuoc"]


@pytest.fixture(scope="module")
def can_tho(tmp_path_factory):
    """A ward's and a department's filled forms of another campaign: together they have every kind of form."""
    other = dv.load_campaign("can_tho_2026")
    given, blueprints, folder = sample_answers(other), Blueprints(other), tmp_path_factory.mktemp("can_tho")
    paths = []
    for code in ("ninh_kieu", "so_noi_vu"):
        paths.append(folder / f"{code}.xlsx")
        unit = other.unit_by_code[code]
        paths[-1].write_bytes(form_bytes(other, unit, blueprints, given[code].values, given[code].lists))
    asked = {form.kind for p in paths for form in other.forms_of(other.unit_by_code[p.stem])}
    assert asked == set(FormKind)
    return other, paths


@office.needs_office
@pytest.mark.parametrize(("kind", "locale"), [
    ("ods", "vi-VN"), pytest.param("xls", "vi-VN", marks=pytest.mark.slow),
    pytest.param("xlsx", "en-US", marks=pytest.mark.slow),
])
def test_forms_of_another_campaign_survive_libreoffice(can_tho, tmp_path, kind, locale):
    other, paths = can_tho
    for path, saved in zip(paths, office.convert(paths, tmp_path / "out", to=kind, locale=locale), strict=True):
        before, after = dv.read_return(other, path), dv.read_return(other, saved)
        key = ["field", "facet", "item", "value", "state"]
        assert before.values[key].equals(after.values[key]) and (before.values.state == "tra_loi").sum() > 15
        assert not after.findings.errors, [f.message for f in after.findings.errors]
        if kind == "xlsx":
            assert list(office.differences(path, saved)) == []
