"""Writing the folder that is handed in, and a zip of it."""

from __future__ import annotations

import io
import logging
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from danvan_xl.face import Result
from danvan_xl.files import OutputBusyError, write_whole
from danvan_xl.findings import Findings
from danvan_xl.folder import HANDOVER, REPORT, RESULTS, RETURNS, WORKBOOK
from danvan_xl.handover.cover import cover_lines, paper_note, plain_note
from danvan_xl.handover.manifest import HANDED_IN, MANIFEST, RETURN, Entry, entry, manifest_bytes
from danvan_xl.handover.sheets import absent_book, corrections_book, evidence_book, own_table
from danvan_xl.intake.containers import SEPARATOR
from danvan_xl.status import Status

logger = logging.getLogger(__name__)
PLAIN_COVER, COVER = "phieu_gui.txt", "phieu_gui.docx"
_FIXED = (2000, 1, 1, 0, 0, 0)
_PDF_SECONDS = 180


@dataclass(frozen=True)
class Handover:
    """``folder`` and ``archive`` are None when errors were open and nothing was made; ``errors`` are those."""

    folder: Path | None
    archive: Path | None
    errors: Findings
    files: tuple[str, ...] = ()


def _pdf(document: bytes) -> bytes | None:
    """The report as PDF by LibreOffice where it is on the machine."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        return None
    with tempfile.TemporaryDirectory() as place:
        source = Path(place, REPORT)
        source.write_bytes(document)
        command = [office, f"-env:UserInstallation={Path(place, 'profile').as_uri()}", "--headless", "--convert-to",
                   "pdf", "--outdir", place, str(source)]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=_PDF_SECONDS)
        except (subprocess.SubprocessError, OSError) as error:
            logger.warning("LibreOffice made no PDF: %s", error)
            return None
        made = source.with_suffix(".pdf")
        return made.read_bytes() if made.is_file() else None


def _contents(result: Result, status: Status) -> tuple[dict[str, bytes], Findings]:
    """Everything that is handed in but note and manifest, by file name; and the gaps of the report."""
    with tempfile.TemporaryDirectory() as place:
        gaps = result.write_report(Path(place, REPORT))
        files: dict[str, bytes | None] = {
            WORKBOOK: result.write_workbook(Path(place, WORKBOOK)).read_bytes(),
            REPORT: Path(place, REPORT).read_bytes(),
        }
    files["bang_tu_cham_diem.xlsx"] = own_table(result)
    files["danh_muc_minh_chung.xlsx"] = evidence_book(result)
    files["dieu_chinh_sua_chua.xlsx"] = corrections_book(result)
    files["don_vi_chua_nop.xlsx"] = absent_book(result, status)
    return {name: content for name, content in files.items() if content is not None}, gaps


def _return_entries(result: Result, returns: Path) -> list[Entry]:
    """The files that the figures rest on; a return inside a zip or mail is listed by that file."""
    found: dict[str, Entry] = {}
    for one in result.returned:
        file = one.file.partition(SEPARATOR)[0]
        if file not in found:
            found[file] = entry(RETURN, file, one.unit.code, (returns / file).read_bytes())
    return list(found.values())


def _archive(files: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(f"{HANDOVER}/{name}", _FIXED)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return stream.getvalue()


def _clear(place: Path) -> None:
    """Remove what was made before, so that nothing old is handed in."""
    if not place.is_dir():
        return
    open_files = list(place.glob("~$*"))
    if open_files:
        raise OutputBusyError(place / open_files[0].name.removeprefix("~$"))
    try:
        shutil.rmtree(place)
    except PermissionError as error:
        raise OutputBusyError(place) from error


def hand_over(result: Result, status: Status, folder: Path, *, with_open_errors: bool = False) -> Handover:
    """Write ``ket_qua/nop_cap_tren`` of a campaign folder, replacing the one before, and its zip.

    While findings of severity ``loi`` are open nothing is made, unless ``with_open_errors``: then they stand in the
    cover note.

    Raises
    ------
    OutputBusyError
        When a file of the one before is open in Excel or Word.
    """
    files, gaps = _contents(result, status)
    errors = Findings(f for f in (*result.findings, *gaps) if f.severity == "loi")
    if errors and not with_open_errors:
        return Handover(None, None, errors)
    pdf = _pdf(files[REPORT])
    if pdf is not None:
        files["bao_cao.pdf"] = pdf
    settings, lines = result.campaign.settings, cover_lines(result, list(files), errors, MANIFEST)
    files[COVER], files[PLAIN_COVER] = paper_note(settings, lines), plain_note(settings, lines)
    entries = [entry(HANDED_IN, name, "", content) for name, content in files.items()]
    files[MANIFEST] = manifest_bytes([*entries, *_return_entries(result, folder / RETURNS)])
    place = folder / RESULTS / HANDOVER
    _clear(place)
    for name, content in files.items():
        write_whole(place / name, content)
    archive = write_whole(folder / RESULTS / f"{HANDOVER}.zip", _archive(files))
    return Handover(place, archive, errors, tuple(files))
