"""A definition is checked like a program: every error at once, with table, row and column."""

from __future__ import annotations

import csv
from importlib.resources import as_file
from pathlib import Path

import pytest

import danvan_xl as dv
from danvan_xl.campaign.load import built_in_folder


@pytest.fixture
def folder(tmp_path) -> Path:
    """A copy of the built-in definition to be broken."""
    with as_file(built_in_folder() / "nga_bay_2023") as source:
        for path in source.glob("*.csv"):
            (tmp_path / path.name).write_bytes(path.read_bytes())
    return tmp_path


def change(folder: Path, table: str, row: int, column: str, value: str) -> None:
    """Set one cell; ``row`` as a person counts it (the header is row 1)."""
    path = folder / f"{table}.csv"
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    rows[row - 1][rows[0].index(column)] = value
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)


def row_of(folder: Path, table: str, **wanted: str) -> int:
    with (folder / f"{table}.csv").open(encoding="utf-8-sig", newline="") as stream:
        for number, row in enumerate(csv.DictReader(stream), 2):
            if all(row[k] == v for k, v in wanted.items()):
                return number
    raise LookupError(wanted)


def errors(folder: Path):
    with pytest.raises(dv.CampaignError) as caught:
        dv.load_campaign(folder)
    return caught.value.findings


def test_the_built_in_campaign_is_clean(campaign):
    found = dv.lint(campaign)
    assert [f.message for f in (*found.errors, *found.warnings)] == []
    assert (len(campaign.units), len(campaign.fields), len(campaign.checks)) == (47, 186, 51)
    assert {u.email for u in campaign.units} == {f"{u.code}@ngabay.example" for u in campaign.units}


def test_every_key_column_and_value_is_explained():
    from danvan_xl.campaign import explain
    from danvan_xl.campaign.schema import SCHEMAS, SETTINGS

    assert {c.code for c in SETTINGS} == set(explain.SETTINGS)
    for schema in SCHEMAS:
        assert {c.code for c in schema.columns} == set(explain.COLUMNS[schema.table])
        assert {v for c in schema.columns for v in c.allowed} <= set(explain.VALUES)


BREAKS = {
    "X003": ("don_vi", {"ma": "ngabay"}, "ten", "", "B2"),
    "X004": ("chi_tieu", {"ma": "hs_tong"}, "kieu", "so_nguyn", None),
    "X005": ("chi_tieu", {"ma": "hs_tong"}, "toi_thieu", "không", None),
    "X006": ("don_vi", {"ma": "ngabay"}, "han_nop", "32/13/2023", "F2"),
    "X007": ("don_vi", {"ma": "laihieu"}, "ma", "ngabay", "A3"),
    "X008": ("don_vi", {"ma": "ngabay"}, "nhom", "khong_co", "C2"),
    "X009": ("chi_tieu", {"ma": "hs_bo_sung"}, "ma", "tre1", None),
    "X010": ("chi_tieu", {"ma": "hs_truc_tuyen_tl"}, "cong_thuc", "=hs_tong/", None),
    "X011": ("chi_tieu", {"ma": "hs_truc_tuyen_tl"}, "cong_thuc", "=hs_tongg/2", None),
    "X012": ("chi_tieu", {"ma": "hs_truc_tuyen_tl"}, "cong_thuc", "=TEXT(hs_tong,1)", None),
    "X013": ("chi_tieu", {"ma": "hs_truc_tuyen_tl"}, "cong_thuc", "=hs_truc_tuyen_tl+1", None),
    "X014": ("bieu", {"ma": "bieu_tthc"}, "ten", "Thủ tục: [1]", None),
}


@pytest.mark.parametrize("code", BREAKS)
def test_each_broken_cell_is_named_with_table_row_and_column(folder, code):
    table, wanted, column, value, cell = BREAKS[code]
    row = row_of(folder, table, **wanted)
    change(folder, table, row, column, value)
    found = [f for f in errors(folder) if f.code == code]
    assert found, [f.message for f in errors(folder)]
    assert all(f.file == f"{table}.csv" for f in found)
    cells = [f.cell for f in found]
    assert cell in cells if cell else str(row) in {c.lstrip("ABCDEFGHIJKLMNOPQRSTUV") for c in cells}
    assert "{" not in found[0].message


def test_all_errors_come_at_once(folder):
    change(folder, "don_vi", 2, "nhom", "khong_co")
    change(folder, "don_vi", 3, "han_nop", "hôm qua")
    change(folder, "chi_tieu", 2, "kieu", "chuu")
    assert {"X006", "X004"} <= {f.code for f in errors(folder)}
    assert len(errors(folder).errors) >= 2


def test_a_missing_table_and_a_missing_column_are_named(folder):
    (folder / "nhom.csv").unlink()
    text = (folder / "bieu.csv").read_text(encoding="utf-8").replace("loai", "loaii", 1)
    (folder / "bieu.csv").write_text(text, encoding="utf-8")
    codes = {f.code for f in errors(folder)}
    assert {"X001", "X002", "X015"} <= codes


def test_a_near_name_is_suggested(folder):
    change(folder, "chi_tieu", row_of(folder, "chi_tieu", ma="hs_truc_tuyen_tl"), "cong_thuc", "=hs_truc_tuyem/2")
    finding = next(f for f in errors(folder) if f.code == "X011")
    assert "có phải là hs_truc_tuyen" in finding.message


def test_a_rubric_that_no_unit_is_scored_by_yet_is_checked_by_the_names_that_units_have(folder):
    change(folder, "nhom", row_of(folder, "nhom", ma="phong"), "bo_tieu_chi", "")
    before = dv.lint(dv.load_campaign(folder))
    assert [f.message for f in before if f.code == "X011"] == []
    used = row_of(folder, "tieu_chi", bo="phong_ban", cach_cham="cong_thuc")
    change(folder, "tieu_chi", used, "cong_thuc", "=IF(khong_ai_hoi>0,1,0)")
    (finding,) = (f for f in errors(folder) if f.code == "X011")
    assert (finding.file, "khong_ai_hoi" in finding.message) == ("tieu_chi.csv", True)


def test_a_file_with_bom_and_other_line_ends_is_the_same_definition(campaign, folder):
    for path in folder.glob("*.csv"):
        text = path.read_text(encoding="utf-8")
        path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert dv.load_campaign(folder).digest == campaign.digest


def test_neither_folder_nor_built_in_name_is_said(tmp_path):
    with pytest.raises(FileNotFoundError, match="khong_co"):
        dv.load_campaign(tmp_path / "khong_co")
