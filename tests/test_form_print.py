"""Forms on paper, by LibreOffice and poppler: whole sign-off blocks with what is signed, headers repeated, no ###."""

from __future__ import annotations

import shutil
import subprocess

import pytest

import danvan_xl as dv
from danvan_xl.form import Blueprints, form_bytes
from danvan_xl.sample import sample_answers
from tests import office

FORMS = {"nga_bay_2023": ("van_phong", "ngabay"), "can_tho_2026": ("ninh_kieu",)}
SIGNED = ("NGƯỜI LẬP BIỂU", "THỦ TRƯỞNG ĐƠN VỊ", "(Ký, ghi rõ họ tên)", "……")
HEADERS = ("Chỉ tiêu", "Nội dung", "Tên mô hình", "Loại văn bản", "Ngày tổ chức", "Phép kiểm tra")


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """Unit → texts of the pages of its complete form, and the titles of its forms."""
    if shutil.which("pdftotext") is None:
        pytest.skip("poppler (pdftotext) is not on this machine")
    folder, titles = tmp_path_factory.mktemp("in"), {}
    for name, units in FORMS.items():
        campaign = dv.load_campaign(name)
        given, blueprints = sample_answers(campaign), Blueprints(campaign)
        for code in units:
            unit = campaign.unit_by_code[code]
            content = form_bytes(campaign, unit, blueprints, given[code].values, given[code].lists)
            (folder / f"{code}.xlsx").write_bytes(content)
            titles[code] = [form.title for form in campaign.forms_of(unit)]
    pages = {}
    for pdf in office.convert(sorted(folder.glob("*.xlsx")), folder / "pdf", to="pdf"):
        text = subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, text=True).stdout
        pages[pdf.stem] = text.split("\f")[:-1]
    return pages, titles


@office.needs_office
def test_every_form_is_signed_on_a_page_that_shows_what_is_signed(printed):
    pages, titles = printed
    for code, texts in pages.items():
        signed = [text for text in texts if any(words in text for words in SIGNED)]
        assert len(signed) == len(titles[code]) > 5
        for text in signed:
            assert all(words in text for words in SIGNED), text
            above = [line for line in text.partition(SIGNED[0])[0].splitlines() if line.strip()]
            assert len(above) > 4, text


@office.needs_office
def test_every_page_of_a_table_repeats_its_header_and_names_the_unit(printed):
    pages, _ = printed
    for code, texts in pages.items():
        assert all("Trang " in text for text in texts)
        assert all(any(header in text for header in HEADERS) for text in texts[1:]), code
        assert not [text for text in texts if "###" in text]
