"""Files that harm: each is one finding, in bounded time and memory, and the good returns beside it are not touched."""

from __future__ import annotations

import copy
import hashlib
import io
import re
import struct
import subprocess
import sys
import textwrap
import zipfile
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from decimal import Decimal
from email.message import EmailMessage

import pytest

import danvan_xl as dv
from danvan_xl.intake import folder as intake_folder
from danvan_xl.intake import workers
from danvan_xl.intake.book import RawCell, RawSheet
from danvan_xl.intake.read import Reader
from danvan_xl.safety import Kind
from tests import books, office, small
from tests.clay import clay_bytes, read_clay
from tests.xlsb import xlsb_bytes

GOOD = ("daithanh", "laihieu", "hiepthanh")


def zipped(parts: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression, compresslevel=9) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


def changed(part: str, old: bytes, new: bytes):
    def change(content: bytes) -> bytes:
        parts = books.parts(content)
        assert old in parts[part], f"{old!r} is not in {part}"
        parts[part] = parts[part].replace(old, new, 1)
        return books.package(parts)

    return change


def with_part(name: str, data: bytes):
    return lambda content: zipped(books.parts(content) | {name: data})


def without_part(name: str):
    return lambda content: books.package({n: d for n, d in books.parts(content).items() if n != name})


def entity_bomb(content: bytes) -> bytes:
    lines = ['<!ENTITY a0 "ha">'] + [f'<!ENTITY a{i} "{"".join([f"&a{i - 1};"] * 10)}">' for i in range(1, 10)]
    declared = f"<!DOCTYPE sst [{''.join(lines)}]>".encode()
    return changed("xl/sharedStrings.xml", b"<sst", declared + b"<sst")(content)


def hidden_doctype(content: bytes) -> bytes:
    """A DOCTYPE in UTF-16, which a search for its bytes alone would miss."""
    parts = books.parts(content)
    text = parts["xl/styles.xml"].decode().replace('encoding="UTF-8"', 'encoding="UTF-16"')
    padded = text.replace("<styleSheet", f"<!--{'x' * 9000}--><!DOCTYPE x [<!ENTITY a 'b'>]><styleSheet", 1)
    parts["xl/styles.xml"] = padded.encode("utf-16")
    return books.package(parts)


def renamed_part(content: bytes) -> bytes:
    """A sheet called .dat: what is parsed is looked at, whatever its name."""
    parts = books.parts(content)
    sheet = parts.pop("xl/worksheets/sheet2.xml").replace(b"<worksheet", b"<!DOCTYPE a [<!ENTITY b 'c'>]><worksheet", 1)
    name = "xl/_rels/workbook.xml.rels"
    moved = parts[name].replace(b"worksheets/sheet2.xml", b"worksheets/sheet2.dat")
    return books.package(parts | {name: moved, "xl/worksheets/sheet2.dat": sheet})


def nested(content: bytes) -> bytes:
    for level in range(5):
        content = zipped({f"lop{level}.zip" if level else "ngabay.xlsx": content})
    return content


def wrong_crc(content: bytes) -> bytes:
    parts = books.parts(content)
    stored = zipped(parts, zipfile.ZIP_STORED)
    at = stored.index(parts["xl/worksheets/sheet3.xml"][:200])
    spot = stored.index(b"<v>", at)
    return stored[: spot + 3] + b"9" + stored[spot + 4 :]


def in_utf16(content: bytes) -> bytes:
    parts = books.parts(content)
    name = "xl/sharedStrings.xml"
    parts[name] = parts[name].decode().replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")
    return books.package(parts)


def in_1258(content: bytes) -> bytes:
    parts = books.parts(content)
    text = parts["xl/workbook.xml"].decode().replace('encoding="UTF-8"', 'encoding="windows-1258"')
    parts["xl/workbook.xml"] = text.encode("ascii", "xmlcharrefreplace")
    return books.package(parts)


def far_value(content: bytes) -> bytes:
    return changed("xl/worksheets/sheet2.xml", b"</sheetData>",
                   b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')(content)


def formatted_rows(content: bytes) -> bytes:
    rows = "".join(f'<row r="{r}" s="1" customFormat="1" ht="{r % 97}"/>' for r in range(2000, 1_002_000))
    return changed("xl/worksheets/sheet2.xml", b"</sheetData>", rows.encode() + b"</sheetData>")(content)


def ole(*names: str) -> bytes:
    """A small but true compound file with these streams in its root."""
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<5H", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<9I", header, 40, 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    struct.pack_into("<109I", header, 76, 0, *[0xFFFFFFFF] * 108)
    chains = struct.pack("<128I", 0xFFFFFFFD, 0xFFFFFFFE, *[0xFFFFFFFF] * 126)
    directory = b""
    for at, name in enumerate(("Root Entry", *names)):
        text = name.encode("utf-16-le") + b"\x00\x00"
        entry = bytearray(128)
        entry[: len(text)] = text
        struct.pack_into("<HBB3I", entry, 64, len(text), 5 if at == 0 else 2, 1, 0xFFFFFFFF,
                         at + 1 if 0 < at < len(names) else 0xFFFFFFFF, 1 if at == 0 else 0xFFFFFFFF)
        directory += bytes(entry)
    return bytes(header) + chains + directory.ljust(512, b"\x00")


def repeated_cells() -> bytes:
    """An .ods that says in one line that a cell stands 17 billion times."""
    spaces = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
                      for name in ("office", "table", "text"))
    cell = '<table:table-cell table:number-columns-repeated="16384" office:value-type="float" office:value="1"/>'
    return zipped({
        "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": f'<office:document-content {spaces}><office:body><office:spreadsheet><table:table '
        f'table:name="A"><table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row></table:table>'
        "</office:spreadsheet></office:body></office:document-content>".encode()})


def far_apart() -> bytes:
    """An .xlsb with two values, in the first and the last cell there is."""
    ends = {(0, 0): RawCell(Decimal(1)), (1_048_575, 16_383): RawCell(Decimal(1))}
    return xlsb_bytes([RawSheet("Sheet1", "visible", ends)])


# what is sent → the code of its one finding, and whether the values are read all the same
HOSTILE = {
    "bomb 1000:1": (with_part("xl/media/x.xml", b"0" * 200_000_000), "T003", False),
    "zip in zip in zip": (nested, "T013", False),
    "doctype": (changed("xl/workbook.xml", b"<workbook", b'<!DOCTYPE a SYSTEM "http://x.vn/a.dtd"><workbook'), "T005",
                False),
    "entity bomb": (entity_bomb, "T005", False),
    "doctype in utf-16": (hidden_doctype, "T005", False),
    "path that leads out": (with_part("../../../x.xml", b"<a/>"), "T012", False),
    "dimension of 17 billion cells": (
        lambda c: zipped({n: re.sub(rb'<dimension ref="[^"]*"/>', b'<dimension ref="A1:XFD1048576"/>', d)
                          if n == "xl/worksheets/sheet2.xml" else d for n, d in books.parts(c).items()}), "T018", True),
    "value in XFD1048576": (far_value, "T018", True),
    "a million formatted rows": (formatted_rows, "T018", True),
    "truncated": (lambda c: c[: len(c) // 2], "T002", False),
    "encrypted": (lambda c: ole("EncryptedPackage", "EncryptionInfo"), "T004", False),
    "strict": (changed("xl/workbook.xml", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                       b"http://purl.oclc.org/ooxml/spreadsheetml/main"), "T006", False),
    "wrong crc": (wrong_crc, "T002", False),
    "entries that differ in case": (with_part("xl/Workbook.xml", b"<workbook/>"), "T002", False),
    "utf-16 part": (in_utf16, "T017", True),
    "windows-1258 part": (in_1258, "T017", True),
    "an unknown encoding": (changed("xl/workbook.xml", b'encoding="UTF-8"', b'encoding="cp037"'), "T002", False),
    "shared strings missing": (without_part("xl/sharedStrings.xml"), "T002", False),
    "html named .xls": (lambda c: b"<html><table><tr><td>1</td></tr></table></html>", "T001", False),
    "xml of 2003": (lambda c: b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
                    "T001", False),
    "empty": (lambda c: b"", "T002", False),
    "rar": (lambda c: b"Rar!\x1a\x07\x01\x00" + b"x" * 99, "T015", False),
    "broken .xls": (lambda c: ole("Workbook"), "T002", False),
    "zip without a workbook": (lambda c: zipped({"ghi chú/anh.png": b"\x89PNG\r\n"}), "T008", False),
    "ods of 17 billion repeated cells": (lambda c: repeated_cells(), "T002", False),
    "xlsb with a value in XFD1048576": (lambda c: far_apart(), "T010", False),
    "doctype in a part that is not called xml": (renamed_part, "T005", False),
    "macro sheet of Excel 4": (changed("xl/_rels/workbook.xml.rels", b"</Relationships>", b'<Relationship Id="rm" Type='
                                       b'"http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet" Target='
                                       b'"macrosheets/sheet1.xml"/></Relationships>'), "T014", True),
    "macros": (with_part("xl/vbaProject.bin", b"x"), "T014", True),
}
REFUSED = [name for name, (_, _, is_read) in HOSTILE.items() if not is_read]
BESIDE = {"zip without a workbook": ["T007"]}


@pytest.fixture(scope="module")
def good(campaign, sample, tmp_path_factory):
    """A few good returns, with their totals."""
    folder = tmp_path_factory.mktemp("tot")
    for code in GOOD:
        (folder / f"{code}.xlsx").write_bytes((sample / f"{code}.xlsx").read_bytes())
    return folder, dv.consolidate(campaign, folder).totals


@pytest.fixture(scope="module")
def hostile(campaign, sample, good, tmp_path_factory):
    """Every hostile file in one folder beside the good returns, consolidated once."""
    folder = tmp_path_factory.mktemp("xau")
    for path in good[0].iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    content = (sample / "ngabay.xlsx").read_bytes()
    for number, name in enumerate(REFUSED):
        suffix = ".xls" if ".xls" in name else ".xlsx"
        (folder / f"{number:02} {name.replace(':', ' ')}{suffix}").write_bytes(HOSTILE[name][0](content))
    hashes = {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.iterdir()}
    result = dv.consolidate(campaign, folder)
    return result, hashes, {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.iterdir()}, folder


@pytest.mark.parametrize("name", REFUSED)
def test_promise_1_a_hostile_file_is_one_finding_with_its_remedy(hostile, name):
    found = [f for f in hostile[0].findings if f.file.startswith(f"{REFUSED.index(name):02} ")]
    assert sorted(f.code for f in found) == sorted([HOSTILE[name][1], *BESIDE.get(name, [])])
    assert all(f.message.endswith(".") and "Hãy" in f.message for f in found)


def test_promise_4_good_returns_beside_hostile_files_give_the_same_totals(hostile, good):
    assert hostile[0].totals.equals(good[1])
    assert hostile[0].completeness == "3/47 đơn vị"


def test_promise_5_no_file_is_changed_and_the_hash_of_each_that_counts_is_recorded(hostile):
    result, before, after, _ = hostile
    assert before == after
    assert {row.file: row.sha256 for row in result.values.itertuples()} == {
        name: before[name] for name in before if name.removesuffix(".xlsx") in GOOD}


MEASURE = """
import resource, sys, time
from pathlib import Path
import danvan_xl as dv
from danvan_xl.intake.read import Reader, Source
reader = Reader(dv.load_campaign("nga_bay_2023"))
first, *others = [Path(name) for name in sys.argv[1:]]
most = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
reader.look(Source(first, (), first.name))
for path in others:
    before, start = most(), time.process_time()
    reader.look(Source(path, (), path.name))
    print(path.name, time.process_time() - start, (most() - before) / 1024, sep="|")
"""


def measured(first, paths) -> dict[str, tuple[float, float]]:
    """Name of each file → seconds of processor time and megabytes more than reading a good return takes."""
    done = subprocess.run([sys.executable, "-c", MEASURE, first, *paths], capture_output=True, text=True, check=True)
    return {name: (float(seconds), float(memory)) for name, seconds, memory in (
        line.split("|") for line in done.stdout.splitlines())}


@pytest.mark.skipif(sys.platform == "win32", reason="the module resource is not there")
def test_promise_2_a_file_that_is_refused_costs_a_second_and_100_megabytes_at_most(hostile):
    folder = hostile[3]
    # other formats are read in worker processes under limits of their own
    refused = [p for p in sorted(folder.iterdir()) if p.stem not in GOOD and "repeated" not in p.name
               and "xlsb" not in p.name]
    found = measured(folder / f"{GOOD[0]}.xlsx", refused)
    assert len(found) == len(refused) > 15
    assert {name: cost for name, cost in found.items() if cost[0] > 1 or cost[1] > 100} == {}


@pytest.mark.skipif(sys.platform == "win32", reason="the module resource is not there")
def test_promise_13_a_million_formatted_blank_rows_are_read_in_seconds(sample, tmp_path):
    path = tmp_path / "ngabay.xlsx"
    path.write_bytes(formatted_rows((sample / "ngabay.xlsx").read_bytes()))
    [(seconds, memory)] = measured(sample / "ngabay.xlsx", [path]).values()
    assert seconds < 10 and memory < 400


def test_promise_13_no_row_after_a_gap_is_lost():
    clay = copy.deepcopy(read_clay(small.filled()))
    cells = clay.sheet("Văn bản").cells
    for at in [at for at in cells if at[0] in (6, 7) and at[1] > 1 and cells[at].formula is None]:
        cells[at[0] + 4, at[1]] = cells.pop(at)
    read = Reader(small.campaign()).read_bytes(clay_bytes(clay), "vithanh.xlsx", Kind.WORKBOOK)
    assert {name: list(read.lists[name]) for name in small.LISTS} == small.LISTS
    assert [a.cell for a in read.answers if a.name == "vb.so" and a.value] == ["C6", "C11", "C12"]


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml",
                                  "xl/styles.xml", "xl/worksheets/sheet2.xml", "docProps/core.xml"])
@pytest.mark.parametrize("declared", [b"<!DOCTYPE a>", b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>"])
def test_promise_3_a_declaration_in_any_part_is_refused(part, declared):
    parts = books.parts(small.filled())
    head, mark, tail = parts[part].partition(b"?>")
    parts[part] = head + mark + declared + tail
    read = Reader(small.campaign()).read_bytes(books.package(parts), "vithanh.xlsx", Kind.WORKBOOK)
    assert [(f.code, f.detail) for f in read.findings] == [("T005", part)] and read.values == {}


def test_promise_3_no_link_to_another_workbook_is_followed(tmp_path, monkeypatch):
    """A value that came from another workbook is what the file holds; the other one is not asked for."""
    other = tmp_path / "khac.xlsx"
    other.write_bytes(small.filled())
    clay = copy.deepcopy(read_clay(small.filled()))
    title, at, _ = clay.names["cuoc"]
    clay.sheet(title).cells[at] = RawCell(Decimal(12), f"'{tmp_path}/[khac.xlsx]Hội nghị'!$E$6")
    content = clay_bytes(clay)
    opened = []
    monkeypatch.setattr("builtins.open", lambda *a, **k: opened.append(a) or io.BytesIO())
    read = Reader(small.campaign()).read_bytes(content, "vithanh.xlsx", Kind.WORKBOOK)
    monkeypatch.undo()
    assert read.values["cuoc"] == 12 and [f.code for f in read.findings if f.code[0] == "G"] == ["G011"]
    assert opened == []


@pytest.mark.parametrize("name", [n for n, (_, _, is_read) in HOSTILE.items() if is_read])
def test_what_is_odd_but_sound_reads_the_same_values_and_says_what_is_odd(campaign, sample, tmp_path, name):
    path = tmp_path / "ngabay.xlsx"
    change, code, _ = HOSTILE[name]
    path.write_bytes(change((sample / "ngabay.xlsx").read_bytes()))
    read, plain = dv.read_return(campaign, path), dv.read_return(campaign, sample / "ngabay.xlsx")
    columns = ["field", "facet", "item", "value", "state", "sheet", "cell"]
    assert read.values[columns].equals(plain.values[columns])
    assert {f.code for f in read.findings if f.code[0] == "T"} == {code}
    assert not [f for f in plain.findings if f.code[0] == "T"]


@pytest.mark.parametrize(("harm", "code"), [("die", "T010"), ("hang", "T011"), ("memory", "T010")])
def test_promise_4_a_file_that_harms_the_reader_is_one_finding_and_the_rest_goes_on(
        campaign, good, tmp_path, monkeypatch, harm, code):
    """The harm is done by the worker's own boot line, so that it is real: the process dies, hangs or eats memory."""
    harms = {
        "die": "import os; os._exit(9)",
        "hang": "import time; time.sleep(60)",
        "memory": "x = [bytearray(1 << 28) for _ in range(64)]",
    }
    boot = (
        "import pickle, sys; sys.path[:] = pickle.load(sys.stdin.buffer)\n"
        "from danvan_xl.intake import read, worker\n"
        "whole = read.Reader.look\n"
        "def look(self, source):\n"
        "    if 'hai' in source.name:\n"
        f"        {harms[harm]}\n"
        "    return whole(self, source)\n"
        "read.Reader.look = look\n"
        "worker.main({memory})"
    )
    monkeypatch.setattr(workers, "_BOOT", boot)
    monkeypatch.setattr(workers, "MEMORY", 1 << 30)
    monkeypatch.setattr(workers, "WORKERS", workers.Workers())
    monkeypatch.setattr(intake_folder, "WORKERS", workers.WORKERS)
    monkeypatch.setattr(intake_folder, "SECONDS", 3.0 if harm == "hang" else 60.0)
    for path in good[0].iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "hai.xlsx").write_bytes(b"x")
    try:
        result = dv.consolidate(campaign, tmp_path)
    finally:
        workers.WORKERS.close()
    assert [f.code for f in result.findings if f.file == "hai.xlsx"] == [code]
    assert result.totals.equals(good[1])


def mail(*files: tuple[str, bytes]) -> bytes:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = "Báo cáo dân vận", "a@x.vn", "b@x.vn"
    message.set_content("Kính gửi.")
    for name, content in files:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def test_returns_in_zips_and_mails_are_read_and_papers_listed_with_their_unit(campaign, sample, tmp_path):
    contents = {code: (sample / f"{code}.xlsx").read_bytes() for code in (*GOOD, "ngabay")}
    (tmp_path / "gửi.zip").write_bytes(zipped({
        "thư mục/daithanh.xlsx": contents["daithanh"], "thư mục/~$daithanh.xlsx": b"x", "laihieu_ký.pdf": b"%PDF-1.4",
        "__MACOSX/thư mục/._daithanh.xlsx": b"x",
    }))
    (tmp_path / "thư.eml").write_bytes(mail(("Biểu của phường.xlsx", contents["laihieu"]), ("cv.pdf", b"%PDF-1.4"),
                                           ("thêm.zip", zipped({"ngabay.xlsx": contents["ngabay"]}))))
    (tmp_path / "rỗng.eml").write_bytes(mail())
    result = dv.consolidate(campaign, tmp_path)
    assert {u.unit.code: u.file for u in result.returned} == {
        "daithanh": "gửi.zip!thư mục/daithanh.xlsx", "laihieu": "thư.eml!Biểu của phường.xlsx",
        "ngabay": "thư.eml!thêm.zip!ngabay.xlsx"}
    said = {f.file: (f.code, f.unit, f.severity) for f in result.findings if f.code[0] == "T"}
    assert said == {
        "gửi.zip!laihieu_ký.pdf": ("T007", "laihieu", "thong_tin"), "thư.eml!cv.pdf": ("T007", "laihieu", "thong_tin"),
        "rỗng.eml": ("T008", "", "loi")}


@office.needs_office
@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_a_good_return_saved_in_another_format_reads_the_same_without_errors(campaign, sample, tmp_path, kind):
    source = sample / "ngabay.xlsx"
    [path] = office.convert([source], tmp_path, kind)
    read, plain = dv.read_return(campaign, path), dv.read_return(campaign, source)
    columns = ["field", "facet", "item", "value", "state"]
    assert read.unit == "ngabay" and read.values[columns].equals(plain.values[columns])
    assert not read.findings.errors
    assert [f.severity for f in read.findings if f.code == "T009"] == ["thong_tin"]


def test_it_works_from_a_plain_script_whose_main_module_is_never_imported_again(campaign, good, tmp_path):
    script = tmp_path / "lam.py"
    script.write_text(textwrap.dedent(f"""
        import danvan_xl as dv
        print("một lần")
        result = dv.consolidate(dv.load_campaign("nga_bay_2023"), {str(good[0])!r})
        print(result.completeness)
    """), encoding="utf-8")
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, encoding="utf-8", check=True)
    assert done.stdout.split("\n")[:2] == ["một lần", "3/47 đơn vị"] and not done.stderr


class Broken(ThreadPoolExecutor):
    def submit(self, *_args, **_kwargs):
        raise RuntimeError("cannot schedule new futures after shutdown")


def everything(result: dv.Result) -> tuple:
    frames = (result.values, result.totals, result.scores, result.ranking, result.findings.to_frame())
    return tuple(frame.to_csv() for frame in frames)


@pytest.mark.parametrize("executor", [ProcessPoolExecutor, ThreadPoolExecutor, Broken])
def test_any_executor_gives_the_same_results(campaign, good, executor):
    alone = dv.consolidate(campaign, good[0])
    with executor(2) as pool:
        assert everything(dv.consolidate(campaign, good[0], executor=pool)) == everything(alone)


def test_a_quick_pass_and_the_full_pass_never_differ(sample, monkeypatch):
    from danvan_xl.form.identity import TABLE_ROW
    from danvan_xl.form.layout import MAP_SHEET
    from danvan_xl.intake import xlsx

    for path in sorted(sample.iterdir())[:6]:
        content = path.read_bytes()
        quick, short = xlsx.read_xlsx(content, whole=True), xlsx.read_xlsx(content)
        with monkeypatch.context() as patch:
            patch.setattr(xlsx, "_QUICK_SIZE", -1)
            full = xlsx.read_xlsx(content, whole=True)
        assert quick == full and not full.remarks, path.name
        assert [s for s in short.sheets if s.title != MAP_SHEET] == [s for s in full.sheets if s.title != MAP_SHEET]
        named, whole = short.sheet(MAP_SHEET).cells, full.sheet(MAP_SHEET).cells
        assert named == {at: cell for at, cell in whole.items() if at[0] < TABLE_ROW} and len(named) < len(whole)


@pytest.mark.parametrize(("inside", "said"), [
    ("<v>14251</v><v>14152</v>", [("T016", "14152", "14251")]), ("<v>14<!-- x -->251</v>", []),
])
def test_a_cell_that_two_readers_understand_differently_is_reported_with_both_values(tmp_path, inside, said):
    parts = books.parts(small.filled())
    sheet = next(name for name, xml in parts.items() if name.startswith("xl/worksheets/") and b"<v>14251</v>" in xml)
    assert parts[sheet].count(b"<v>14251</v>") == 1
    parts[sheet] = parts[sheet].replace(b"<v>14251</v>", inside.encode())
    path = tmp_path / "vithanh.xlsx"
    path.write_bytes(books.package(parts))
    found = [f for f in dv.read_return(small.campaign(), path).findings if f.code[0] == "T"]
    assert [(f.code, f.found, f.expected) for f in found] == said
    assert all(f.sheet == "Số liệu" and f.cell and f.severity == "canh_bao" for f in found)


def test_a_dask_cluster_gives_the_same_results(campaign, good):
    distributed = pytest.importorskip("dask.distributed", reason="extra dask is not installed")
    alone = dv.consolidate(campaign, good[0])
    cluster = {"n_workers": 2, "threads_per_worker": 1, "processes": True, "dashboard_address": None}
    with distributed.LocalCluster(**cluster) as machines, distributed.Client(machines) as client:
        assert everything(dv.consolidate(campaign, good[0], executor=client.get_executor())) == everything(alone)
