"""A campaign folder: what lies where. Every command works on one."""

from __future__ import annotations

from pathlib import Path

DEFINITION, FORMS, MAILS, RETURNS, FEEDBACK, RESULTS = "dinh_nghia", "bieu_mau", "thu", "nop_ve", "phan_hoi", "ket_qua"
WORKBOOK, REPORT, PROGRESS = "tong_hop.xlsx", "bao_cao.docx", "tien_do.html"
DEFINITION_BOOK = "dot.xlsx"
HANDOVER = "nop_cap_tren"
LEDGER = "so_theo_doi.sqlite"


def office_table(folder: Path, name: str) -> Path | None:
    """An office-made table (``dieu_chinh``, ``tham_dinh``, ``mien_tru``) of a campaign folder, .xlsx before .csv."""
    found = (folder / f"{name}{suffix}" for suffix in (".xlsx", ".csv"))
    return next((path for path in found if path.is_file()), None)
