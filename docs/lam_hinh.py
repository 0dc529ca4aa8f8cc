"""Make the guide's pictures from real outputs of the sample campaign: python docs/lam_hinh.py [FOLDER]

Needs LibreOffice, pdftoppm (poppler-utils) and Chromium. FOLDER: where the pictures go (docs/hinh when left out).
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

PICTURES = Path(__file__).with_name("hinh")
SETUP = (
    ("demo", "mau"), ("init", "dot", "--from", "nga_bay_2023"), ("generate", "dot"), ("send", "dot"),
    ("receive", "dot", "--from", "mau/nop_ve"), ("consolidate", "dot"), ("status", "dot"),
)
SHEETS = {
    "dinh_nghia": ("dot/dot.xlsx", "Tiêu chí"),
    "bieu_mau": ("mau/nop_ve/ngabay.xlsx", "Giải quyết thủ tục hành chính"),
    "tong_quan": ("dot/ket_qua/tong_hop.xlsx", "Tổng quan"),
    "cham_diem": ("dot/ket_qua/tong_hop.xlsx", "Chấm điểm"),
}
DOTS_PER_INCH = 60


def run(*command: str, cwd: Path) -> None:
    subprocess.run(command, cwd=cwd, check=True, capture_output=True)


def campaign(folder: Path) -> None:
    """A campaign folder in which every step of the guide has been done."""
    for arguments in SETUP:
        done = subprocess.run([sys.executable, "-m", "danvan_xl", *arguments], cwd=folder, capture_output=True)
        if done.returncode not in (0, 1):
            raise RuntimeError(f"{arguments}: {done.stderr.decode()}")


def only_sheet(source: Path, title: str, target: Path) -> None:
    """A copy in which one sheet is printed: the others are hidden, which LibreOffice leaves out."""
    import openpyxl

    book = openpyxl.load_workbook(source)
    for sheet in book.worksheets:
        sheet.sheet_state = "visible" if sheet.title == title else "hidden"
    book.active = book.sheetnames.index(title)
    book.save(target)


def first_page(document: Path, target: Path, folder: Path) -> None:
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    run("soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(document), cwd=folder)
    page = folder / document.stem
    run("pdftoppm", "-png", "-r", str(DOTS_PER_INCH), "-f", "1", "-l", "1", "-singlefile",
        str(folder / f"{document.stem}.pdf"), str(page), cwd=folder)
    shutil.copy(page.with_suffix(".png"), target)


def web_page(page: Path, target: Path, folder: Path) -> None:
    run("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--window-size=900,1100",
        "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
        f"--user-data-dir={folder / 'chromium'}", f"--screenshot={target}", page.as_uri(), cwd=folder)


def make(pictures: Path) -> None:
    pictures.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        campaign(folder)
        for picture, (source, title) in SHEETS.items():
            copy = folder / f"{picture}.xlsx"
            only_sheet(folder / source, title, copy)
            first_page(copy, pictures / f"{picture}.png", folder)
        first_page(folder / "dot/ket_qua/bao_cao.docx", pictures / "bao_cao.png", folder)
        web_page(folder / "dot/ket_qua/tien_do.html", pictures / "tien_do.png", folder)


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURES)
