"""Make the guide's pictures from real outputs of the sample campaign: python docs/lam_hinh.py [FOLDER]

Needs LibreOffice, pdftoppm (poppler-utils) and Chromium. FOLDER: where the pictures go (docs/hinh when left out).
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

PICTURES = Path(__file__).with_name("hinh")
SETUP = (
    ("demo", "mau"), ("init", "dot", "--from", "nga_bay_2023"), ("generate", "dot"), ("send", "dot"),
    ("receive", "dot", "--from", "mau/nop_ve"), ("consolidate", "dot"), ("status", "dot"),
)
PAGES = {
    "dinh_nghia": ("dot/dot.xlsx", "Tiêu chí cha"),
    "bieu_mau": ("mau/nop_ve/ngabay.xlsx", "GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH"),
    "tong_quan": ("dot/ket_qua/tong_hop.xlsx", "Toàn thành phố"),
    "cham_diem": ("dot/ket_qua/tong_hop.xlsx", "KẾT QUẢ CHẤM ĐIỂM"),
    "bao_cao": ("dot/ket_qua/bao_cao.docx", "BÁO CÁO"),
}
"""Picture → document, and words that stand on the page to be shown."""
DOTS_PER_INCH = 75


def run(*command: str, cwd: Path) -> None:
    subprocess.run(command, cwd=cwd, check=True, capture_output=True)


def campaign(folder: Path) -> None:
    """A campaign folder in which every step of the guide has been done."""
    for arguments in SETUP:
        done = subprocess.run([sys.executable, "-m", "danvan_xl", *arguments], cwd=folder, capture_output=True)
        if done.returncode not in (0, 1):
            raise RuntimeError(f"{arguments}: {done.stderr.decode()}")


def as_pdf(document: Path, folder: Path) -> Path:
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    run("soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(document), cwd=folder)
    return folder / f"{document.stem}.pdf"


def page_with(pdf: Path, words: str) -> int:
    """The number of the first page on which the words stand."""
    text = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True).stdout.decode()
    return next(n for n, page in enumerate(text.split("\f"), 1) if words in " ".join(page.split()))


def picture_of(pdf: Path, page: int, target: Path) -> None:
    run("pdftoppm", "-png", "-r", str(DOTS_PER_INCH), "-f", str(page), "-l", str(page), "-singlefile", str(pdf),
        str(target.with_suffix("")), cwd=pdf.parent)


def web_page(page: Path, target: Path, folder: Path) -> None:
    run("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--window-size=900,1100",
        "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
        f"--user-data-dir={folder / 'chromium'}", f"--screenshot={target}", page.as_uri(), cwd=folder)


def make(pictures: Path) -> None:
    pictures.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        campaign(folder)
        documents = dict.fromkeys(source for source, _ in PAGES.values())
        pdfs = {source: as_pdf(folder / source, folder) for source in documents}
        for picture, (source, words) in PAGES.items():
            picture_of(pdfs[source], page_with(pdfs[source], words), pictures / f"{picture}.png")
        web_page(folder / "dot/ket_qua/tien_do.html", pictures / "tien_do.png", folder)


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURES)
