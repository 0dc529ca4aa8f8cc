"""The office's corrections lie on top of the returns, are shown with their reason, and can be taken back."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import docx
import openpyxl
import pytest

import danvan_xl as dv
from danvan_xl.consolidate import adjust
from danvan_xl.form import form_bytes

REASON = "Đơn vị xác nhận lại tại Công văn số 15/UBND ngày 27/11/2023"


def table(tmp_path, *rows):
    path = tmp_path / "dieu_chinh.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(adjust.COLUMNS)
        writer.writerows(rows)
    return path


def row(value, unit="ngabay", field="hs_dung_han", reason=REASON):
    return (unit, field, value, reason, "Nguyễn Văn A", "2023-11-27")


def city(result, code):
    return result.totals[(result.totals.field == code) & (result.totals.facet == "")].total.iloc[0]


def report_text(path):
    document = docx.Document(io.BytesIO(path.read_bytes()))
    return "".join(t.text or "" for t in document.element.body.iter(
        "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"))


@pytest.fixture(scope="module")
def corrected(campaign, sample, tmp_path_factory):
    """2.100 records on time of 2.100 become 2.016, which is 96%: 6 points instead of 8."""
    return dv.consolidate(campaign, sample, adjustments=table(tmp_path_factory.mktemp("dc"), row("2016")))


def test_the_day_of_a_correction_is_written_as_people_write_it(corrected, tmp_path):
    book = openpyxl.load_workbook(corrected.write_workbook(tmp_path / "tong_hop.xlsx"))
    titles, cells = ([c.value for c in line] for line in book["Điều chỉnh và sửa chữa"].iter_rows(min_row=4, max_row=5))
    assert dict(zip(titles, cells, strict=True))["Ngày"] == "27/11/2023"
    (said,) = [f.message for f in corrected.findings if f.code == "N009"]
    assert "Nguyễn Văn A, 27/11/2023)" in said and "2023-11-27" not in said


def test_a_correction_changes_total_points_and_sentence(result, corrected, tmp_path):
    assert city(result, "hs_dung_han") == 14251 and city(corrected, "hs_dung_han") == 14251 - 84
    before, after = (r.scores.set_index(["unit", "criterion"]).points for r in (result, corrected))
    assert (before["ngabay", "xp_cc_han"], after["ngabay", "xp_cc_han"]) == (8, 6)
    changed = {key for key in before.index if before[key] != after[key] and before[key] is not None}
    assert changed == {("ngabay", "xp_cc_han"), ("ngabay", "xp_cc"), *_parents(result, "xp_cc")}
    totals = [r.ranking.set_index("unit").total["ngabay"] for r in (result, corrected)]
    assert totals[0] - totals[1] == 2
    corrected.write_report(tmp_path / "bao_cao.docx")
    assert "14.167/14.251 hồ sơ, đạt 99,41%" in report_text(tmp_path / "bao_cao.docx")


def _parents(result, code):
    parents = {c.code: c.parent for c in result.campaign.criteria_of("xa_phuong")}
    while code := parents[code]:
        yield "ngabay", code


def test_it_stands_in_both_documents_with_its_reason(corrected, tmp_path):
    book = openpyxl.load_workbook(corrected.write_workbook(tmp_path / "tong_hop.xlsx"))
    told = [[c.value for c in r] for s in book.worksheets for r in s.iter_rows() if any(c.value == REASON for c in r)]
    assert any("2.100" in line and "2.016" in line for line in told)
    corrected.write_report(tmp_path / "bao_cao.docx")
    text = report_text(tmp_path / "bao_cao.docx")
    assert REASON in text and "2.016" in text


def test_what_could_not_be_read_as_a_number_is_shown_as_the_unit_wrote_it(campaign, answers, tmp_path):
    (tmp_path / "nop").mkdir()
    values = {**answers["ngabay"].values, "hs_dung_han": "khoảng 2.000"}
    content = form_bytes(campaign, campaign.unit_by_code["ngabay"], values=values)
    (tmp_path / "nop" / "ngabay.xlsx").write_bytes(content)
    found = dv.consolidate(campaign, tmp_path / "nop", adjustments=table(tmp_path, row("2016")))
    (told,) = [f for f in found.findings if f.code == "N009"]
    assert (told.found, told.expected) == ("khoảng 2.000", "2.016") and "27/11/2023" in told.message
    assert [a.before for a in found.adjustments] == ["khoảng 2.000"]


def test_it_is_a_finding_that_names_the_cell_in_the_units_file(corrected):
    (found,) = [f for f in corrected.findings if f.code == "N009"]
    assert (found.unit, found.file, found.found, found.expected) == ("ngabay", "ngabay.xlsx", "2.100", "2.016")
    assert found.cell and found.severity == "thong_tin" and REASON in found.message


def test_a_corrected_return_stays_as_it_is(corrected, sample, result):
    found = (r.values[(r.values.unit == "ngabay") & (r.values.field == "hs_dung_han")] for r in (result, corrected))
    rows = [f.iloc[0] for f in found]
    assert [r.value for r in rows] == [2100, 2016] and {r.raw for r in rows} == {Decimal(2100)}


def test_removed_everything_is_as_before_byte_for_byte(campaign, sample, result, tmp_path):
    empty = tmp_path / "dieu_chinh.xlsx"
    empty.write_bytes(adjust.empty_table(campaign))
    again = dv.consolidate(campaign, sample, adjustments=empty)
    pairs = [(result, "mot"), (again, "hai")]
    for found, name in pairs:
        found.write_workbook(tmp_path / f"{name}.xlsx")
        found.write_report(tmp_path / f"{name}.docx")
    for suffix in ("xlsx", "docx"):
        assert (tmp_path / f"mot.{suffix}").read_bytes() == (tmp_path / f"hai.{suffix}").read_bytes()


@pytest.mark.parametrize(("line", "why"), [
    (row("2016", unit="khong_co"), "mã đơn vị"), (row("2016", field="khong_co"), "không được hỏi"),
    (row("2016", reason=""), "lý do"), (row(""), "giá trị mới"), (row("hai nghìn"), "số nguyên"),
    (row("2016", field="hs_dung_han_tl"), "tự tính"),
])
def test_a_correction_that_cannot_be_applied_is_refused_and_named(campaign, sample, result, tmp_path, line, why):
    found = dv.consolidate(campaign, sample, adjustments=table(tmp_path, line))
    (refused,) = [f for f in found.findings if f.code == "N008"]
    assert why in refused.message and refused.severity == "loi" and refused.file == "dieu_chinh.csv"
    assert city(found, "hs_dung_han") == 14251 and found.adjustments == ()


def test_a_value_can_be_taken_away(campaign, sample, tmp_path):
    found = dv.consolidate(campaign, sample, adjustments=table(tmp_path, row("trống")))
    assert city(found, "hs_dung_han") == 14251 - 2100


def test_the_empty_table_has_headers_and_drop_downs(campaign, tmp_path):
    path = tmp_path / "dieu_chinh.xlsx"
    path.write_bytes(adjust.empty_table(campaign))
    sheet = openpyxl.load_workbook(path)[adjust.SHEET]
    assert [c.value for c in sheet[1]] == list(adjust.COLUMNS.values()) and sheet.max_row == 1
    assert len(sheet.data_validations.dataValidation) == 2 and sheet.freeze_panes == "A2"


def test_what_a_unit_changed_between_two_returns_is_listed(campaign, answers, tmp_path):
    unit, given = campaign.unit_by_code["ngabay"], answers["ngabay"]
    changed = {**given.values, "hs_tong": Decimal(2150), "hs_truc_tuyen": None}
    (tmp_path / "ngabay.xlsx").write_bytes(form_bytes(campaign, unit, None, given.values, given.lists))
    (tmp_path / "ngabay_2.xlsx").write_bytes(form_bytes(campaign, unit, None, changed, given.lists))
    found = dv.consolidate(campaign, tmp_path)
    told = {(f.field, f.found, f.expected) for f in found.findings if f.code == "N004"}
    labels = {code: campaign.plain_fields[code].label for code in ("hs_tong", "hs_truc_tuyen")}
    before = str(given.values["hs_truc_tuyen"])
    assert told == {(labels["hs_tong"], "2.100", "2.150"),
                    (labels["hs_truc_tuyen"], f"{int(before):,}".replace(",", "."), "trống")}
    assert [f.expected for f in found.findings if f.code == "N002"] == ["ngabay_2.xlsx"]
