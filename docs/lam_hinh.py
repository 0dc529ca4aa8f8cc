"""Make the guide's pictures from real outputs of the sample campaign: python docs/lam_hinh.py [FOLDER]

Needs LibreOffice, pdftoppm (poppler-utils), Chromium, the fonts Liberation and, for the letters that some releases of
Liberation lack, DejaVu; draws with no other font, so that another machine draws the same. FOLDER: where the pictures
go (docs/hinh when left out).
"""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import danvan_xl as dv
from danvan_xl.ledger import mails, open_ledger, receipts
from danvan_xl.status import page, status_of

PICTURES = Path(__file__).with_name("hinh")
TODAY = dt.date(2023, 11, 20)
"""The day on which the page of progress is looked at; a picture must not change from day to day."""
SETUP = (
    ("demo", "mau"), ("init", "dot", "--from", "nga_bay_2023"), ("generate", "dot"), ("send", "dot"),
    ("receive", "dot", "--from", "mau/nop_ve", "--ngay-nhan", "2023-11-17"), ("consolidate", "dot"),
    ("handover", "dot", "--with-open-errors"),
)
ABSENT = ("truong_07", "cong_an")
"""Units whose return is taken away again before the page of progress is made, so that it has somebody to chase."""
PAGES = {
    "dinh_nghia": ("dot/dot.xlsx", "Tiêu chí cha"),
    "bieu_mau": ("mau/nop_ve/ngabay.xlsx", "GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH"),
    "tong_quan": ("dot/ket_qua/tong_hop.xlsx", "Toàn thành phố"),
    "cham_diem": ("dot/ket_qua/tong_hop.xlsx", "KẾT QUẢ CHẤM ĐIỂM"),
    "bao_cao": ("dot/ket_qua/bao_cao.docx", "BÁO CÁO"),
    "bieu_do": ("dot/ket_qua/bao_cao.docx", "Hồ sơ thủ tục hành chính theo hình thức nộp"),
}
"""Picture → document, and words that stand on the page to be shown."""
BESIDE = ("tong_quan", "bao_cao", "bieu_do")
"""What stands side by side in the README's picture."""
DOTS_PER_INCH = 75
_FAMILIES = {"Liberation Serif": ("Times New Roman", "Cambria", "serif"),
             "Liberation Sans": ("Arial", "Calibri", "Segoe UI", "Noto Sans", "sans-serif"),
             "Liberation Mono": ("Courier New", "monospace")}
_BEHIND = {"Liberation Serif": "DejaVu Serif", "Liberation Sans": "DejaVu Sans", "Liberation Mono": "DejaVu Sans Mono"}
"""Font → the one that has the letters it lacks."""
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"><item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>vi-VN</value></prop></item></oor:items>
"""


def _font_folder(family: str) -> Path:
    found = subprocess.run(["fc-match", "-f", "%{family}|%{file}", family], check=True, capture_output=True, text=True)
    name, _, file = found.stdout.partition("|")
    if family not in name:
        raise RuntimeError(f"the font {family} is missing (Debian: fonts-liberation, fonts-dejavu-core)")
    return Path(file).parent


def fonts(folder: Path) -> dict[str, str]:
    """The environment in which every program knows the same fonts and draws them without hinting."""
    places = dict.fromkeys(_font_folder(family) for family in (*_FAMILIES, *_BEHIND.values()))
    aliases = "".join(f'<alias binding="same"><family>{other}</family><prefer><family>{family}</family>'
                      f'<family>{_BEHIND[family]}</family></prefer></alias>'
                      for family, others in _FAMILIES.items() for other in (*others, family))
    drawing = "".join(f'<edit name="{name}" mode="assign">{value}</edit>' for name, value in (
        ("antialias", "<bool>true</bool>"), ("hinting", "<bool>false</bool>"), ("rgba", "<const>none</const>")))
    settings = folder / "fonts.conf"
    settings.write_text(
        f'<?xml version="1.0"?><fontconfig>{"".join(f"<dir>{place}</dir>" for place in places)}'
        f'<cachedir>{folder / "fonts"}</cachedir>{aliases}<match target="font">{drawing}</match></fontconfig>')
    return {**os.environ, "FONTCONFIG_FILE": str(settings), "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def campaign(folder: Path) -> None:
    """A campaign folder in which every step of the guide has been done."""
    for arguments in SETUP:
        done = subprocess.run([sys.executable, "-m", "danvan_xl", *arguments], cwd=folder, capture_output=True)
        if done.returncode not in (0, 1):
            raise RuntimeError(f"{arguments}: {done.stderr.decode()}")


def progress_page(folder: Path, today: dt.date) -> Path:
    """The page that ``danvan status`` would have written on a day."""
    for unit in ABSENT:
        (folder / "nop_ve" / f"{unit}.xlsx").unlink()
    result = dv.consolidate(dv.load_campaign(folder), folder / "nop_ve")
    with open_ledger(folder) as ledger:
        status = status_of(result, receipts(ledger), mails(ledger), today)
    path = folder / "ket_qua" / "tien_do.html"
    path.write_text(page(status), encoding="utf-8")
    return path


class Studio:
    """Draws documents and pages inside a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self._environment = folder, fonts(folder)
        user = folder / "profile" / "user"
        user.mkdir(parents=True)
        (user / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")

    def _run(self, *command: str) -> str:
        done = subprocess.run(command, cwd=self.folder, check=True, capture_output=True, env=self._environment)
        return done.stdout.decode()

    def as_pdf(self, document: Path) -> Path:
        self._run("soffice", f"-env:UserInstallation=file://{self.folder / 'profile'}", "--headless", "--convert-to",
                  "pdf", "--outdir", str(self.folder), str(document))
        return self.folder / f"{document.stem}.pdf"

    def page_with(self, pdf: Path, words: str) -> int:
        """The number of the first page on which the words stand."""
        pages = self._run("pdftotext", "-layout", str(pdf), "-").split("\f")
        return next(n for n, text in enumerate(pages, 1) if words in " ".join(text.split()))

    def picture_of(self, pdf: Path, number: int, target: Path) -> None:
        self._run("pdftoppm", "-png", "-r", str(DOTS_PER_INCH), "-f", str(number), "-l", str(number), "-singlefile",
                  str(pdf), str(target.with_suffix("")))

    def web_page(self, path: Path, target: Path, width: int = 900, height: int = 1100) -> None:
        self._run("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                  f"--window-size={width},{height}", "--force-device-scale-factor=1", "--disable-lcd-text",
                  "--font-render-hinting=none", "--force-color-profile=srgb", "--disable-background-networking",
                  "--disable-component-update", "--disable-sync", "--no-first-run",
                  f"--user-data-dir={self.folder / 'chromium'}", f"--screenshot={target}", path.as_uri())

    def side_by_side(self, pictures: list[Path], target: Path) -> None:
        """Pictures of A4 pages beside each other."""
        images = "".join(f'<img src="{path.resolve().as_uri()}">' for path in pictures)
        sheet = self.folder / "canh_nhau.html"
        sheet.write_text("<style>body{margin:16px;background:#f2f2f2;display:flex;gap:16px;align-items:flex-start}"
                         f"img{{width:500px;border:1px solid #888}}</style>{images}", encoding="utf-8")
        self.web_page(sheet, target, 16 + len(pictures) * 518, 742)


def make(pictures: Path) -> None:
    pictures = pictures.resolve()
    pictures.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        campaign(folder)
        studio = Studio(folder)
        pdfs = {source: studio.as_pdf(folder / source) for source in dict.fromkeys(s for s, _ in PAGES.values())}
        for picture, (source, words) in PAGES.items():
            studio.picture_of(pdfs[source], studio.page_with(pdfs[source], words), pictures / f"{picture}.png")
        studio.side_by_side([pictures / f"{one}.png" for one in BESIDE], pictures / "ket_qua.png")
        studio.web_page(progress_page(folder / "dot", TODAY), pictures / "tien_do.png")


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURES)
