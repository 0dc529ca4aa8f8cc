"""What a person sees of a cell is what is read of it, or a finding says where the two differ."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from danvan_xl.intake import xlsx
from danvan_xl.intake.number_formats import seen
from danvan_xl.intake.read import Reader
from danvan_xl.safety import Kind
from tests import books, small

MONEY, WHOLE, RATE, DAY, NOTE = ("Số liệu", "G10"), ("Số liệu", "G6"), ("Số liệu", "G11"), ("Hội nghị", "E9"), (
    "Thuyết minh", "D7")
"""Cells of von (triệu đồng), hs_tong (hồ sơ), giai_ngan (%), ngay_hop and han_che."""
NAMES = {MONEY: "von", WHOLE: "hs_tong", RATE: "giai_ngan", DAY: "ngay_hop", NOTE: "han_che"}


def dressed(place: tuple[str, str], inner: str, code: str = "General", font: str = "", fill: str = "none",
            kind: str = "", builtin: int = 0) -> bytes:
    """The filled form with one cell of another content and style, as a spreadsheet program would save it."""
    title, cell = place
    parts = books.parts(small.filled())
    styles = parts["xl/styles.xml"].decode()
    escaped = code.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    number = builtin or 900
    fonts, fills, xfs = (len(re.findall(f"<{tag}[ />]", styles.partition(f"<{group}")[2].partition(f"</{group}>")[0]))
                         for tag, group in (("font", "fonts"), ("fill", "fills"), ("xf", "cellXfs")))
    for end, new in (
        ("</numFmts>", f'<numFmt numFmtId="{number}" formatCode="{escaped}"/>' if not builtin else ""),
        ("</fonts>", f'<font>{font}<sz val="11"/><name val="Arial"/></font>'),
        ("</fills>", f'<fill><patternFill patternType="{fill}"/></fill>' if fill == "none" else
         f'<fill><patternFill patternType="solid"><fgColor rgb="{fill}"/></patternFill></fill>'),
        ("</cellXfs>", f'<xf numFmtId="{number}" fontId="{fonts}" fillId="{fills}" borderId="0" xfId="0"/>'),
    ):
        styles = styles.replace(end, new + end, 1)
    parts["xl/styles.xml"] = styles.encode()
    part = books.sheet_part(parts, title)
    xml = parts[part].decode()
    found = re.search(rf'<c r="{cell}"[^>]*?(?:/>|>.*?</c>)', xml, re.DOTALL)
    assert found, f"no cell {cell}"
    typed = f' t="{kind}"' if kind else ""
    parts[part] = xml.replace(found[0], f'<c r="{cell}" s="{xfs}"{typed}>{inner}</c>', 1).encode()
    return books.package(parts)


def read(content: bytes, place: tuple[str, str]):
    """Value and state of the cell's field, and the findings about the cell."""
    found = Reader(small.campaign()).read_bytes(content, "vithanh.xlsx", Kind.WORKBOOK)
    state = next(a.state for a in found.answers if a.name == NAMES[place])
    said = [(f.code, f.found, f.expected) for f in found.findings
            if (f.sheet, f.cell) == place and not f.code.startswith("F")]
    return found.values[NAMES[place]], state.value, said


DIFFERENT = [
    (MONEY, "1234500", "#,##0,", ("G013", "1.234.500", "1.235")),
    (MONEY, "1234500", "0.0,,", ("G013", "1.234.500", "1,2")),
    (MONEY, "12", ";;;", ("G013", "12", "ô trống")),
    (MONEY, "12", '"đã có"', ("G013", "12", "đã có")),
    (MONEY, "5", '0" tỷ"', ("G013", "5", "5 tỷ")),
    (MONEY, "5", '0"000"', ("G013", "5", "5 000")),
    (MONEY, "5", "[$$-409]#,##0", ("G013", "5", "$ 5")),
    (MONEY, "1234", '0"-"00', ("G013", "1.234", "1.234")),
    (MONEY, "-5", "0;0", ("G013", "-5", "5")),
    (MONEY, "5000", '[>=1000]0,"k";0', ("G013", "5.000", "5 k")),
    (WHOLE, "14251000", "#,##0,", ("G013", "14.251.000", "14.251")),
    (RATE, "92", '0"‰"', ("G013", "92", "92 ‰")),
]


@pytest.mark.parametrize(("place", "stored", "code", "said"), DIFFERENT, ids=[f"{c[2]} {c[1]}" for c in DIFFERENT])
def test_a_number_format_that_shows_another_number_is_asked_about(place, stored, code, said):
    assert read(dressed(place, f"<v>{stored}</v>", code), place) == (None, "khong_hop_le", [said])


ALIKE = [
    (MONEY, "1234.5", "#,##0.0"), (MONEY, "5", '#,##0" triệu"'), (MONEY, "5", '#,##0\\ "triệu đồng"'),
    (MONEY, "1234", "#\\ ##0"), (MONEY, "1234567", '0"."000"."000'), (MONEY, "5", "[Red]General"),
    (MONEY, "5", "0_);(0)"),
    (MONEY, "5", '_-* #,##0_-;-* #,##0_-;_-* "-"??_-;_-@_-'), (MONEY, "0", '_-* #,##0_-;-* #,##0_-;_-* "-"??_-;_-@_-'),
    (MONEY, "5", "0000"), (MONEY, "0.5", "# ?/?"), (MONEY, "12345", "0.00E+00"), (RATE, "92", '0"%"'),
    (RATE, "92", "0\\%"), (WHOLE, "14251", '#,##0" hồ sơ"'), (MONEY, "5", "[>=1000]0,\"k\";0"), (MONEY, "5", "@"),
]


@pytest.mark.parametrize(("place", "stored", "code"), ALIKE, ids=[f"{c[2]} {c[1]}" for c in ALIKE])
def test_a_number_format_that_shows_the_number_itself_is_left_in_peace(place, stored, code):
    assert read(dressed(place, f"<v>{stored}</v>", code), place) == (Decimal(stored), "tra_loi", [])


@pytest.mark.parametrize("builtin", [1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 37, 38, 39, 40, 41, 42, 43, 44, 48])
def test_every_built_in_format_of_numbers_is_left_in_peace(builtin):
    """The currency of 5 to 8, 42 and 44 is that of the reader's own country."""
    for stored in ("12", "0", "1234567"):
        assert read(dressed(MONEY, f"<v>{stored}</v>", builtin=builtin), MONEY) == (Decimal(stored), "tra_loi", [])


@pytest.mark.parametrize(("stored", "code", "shown"), [
    ("92.1634512", "0.00", "92,16"), ("12.5", "0", "13"), ("0", "#,###", "ô trống"), ("0", "#,##0;-#,##0;", "ô trống"),
])
def test_decimals_that_are_not_seen_are_said_and_what_is_stored_counts(stored, code, shown):
    value, state, said = read(dressed(RATE, f"<v>{stored}</v>", code), RATE)
    assert (value, state) == (Decimal(stored), "tra_loi")
    assert said == [("G015", shown, stored.replace(".", ","))]


@pytest.mark.parametrize(("number", "code", "before", "shown", "after"), [
    ("-5", "#,##0_);(#,##0)", "", "-5", ""), ("5", "$#,##0.00", "$", "5.00", ""), ("0.125", "0.0%", "", "12.5", "%"),
    ("1234567", "#,##0.0,,", "", "1.2", ""), ("-5", "0", "", "-5", ""), ("-5", '0;"âm "0', "âm", "5", ""),
    ("2.5", "0", "", "3", ""), ("5", '[<3]"ít";"nhiều"', "nhiều", None, ""),
])
def test_what_a_format_shows_of_a_number(number, code, before, shown, after):
    found = seen(code, Decimal(number))
    assert (found.before, found.number, found.after) == (before, None if shown is None else Decimal(shown), after)


LOOKS = [
    ("<strike/>", "none", "G014"), ('<strike val="1"/>', "none", "G014"), ('<color rgb="FFFFFFFF"/>', "none", "G013"),
    ('<color theme="0"/>', "FFFFFBE6", "G013"), ('<color rgb="FF1F4E79"/>', "FF1F4E79", "G013"),
]
PLAIN_LOOKS = [('<strike val="0"/>', "none"), ('<color rgb="FFFFFFFF"/>', "FF1F4E79"), ('<color theme="1"/>', "none"),
               ('<color rgb="FFFF0000"/>', "FFFFFF00"), ("<b/>", "FFFFFBE6"), ('<color theme="4"/>', "none")]


@pytest.mark.parametrize(("font", "fill", "code"), LOOKS)
@pytest.mark.parametrize(("place", "inner", "kind"), [(WHOLE, "<v>14251</v>", ""), (
    NOTE, "<is><t>Còn chậm.</t></is>", "inlineStr")], ids=["number", "text"])
def test_what_is_struck_through_or_has_the_colour_of_its_ground_is_asked_about(font, fill, code, place, inner, kind):
    value, state, said = read(dressed(place, inner, font=font, fill=fill, kind=kind), place)
    assert (value, state, [s[0] for s in said]) == (None, "khong_hop_le", [code])


@pytest.mark.parametrize(("font", "fill"), PLAIN_LOOKS)
def test_any_other_colour_is_left_in_peace(font, fill):
    assert read(dressed(WHOLE, "<v>14251</v>", font=font, fill=fill), WHOLE) == (Decimal(14251), "tra_loi", [])


def test_a_text_that_its_format_hides_is_asked_about():
    content = dressed(NOTE, "<is><t>Còn chậm.</t></is>", ";;;", kind="inlineStr")
    assert read(content, NOTE) == (None, "khong_hop_le", [("G013", "Còn chậm.", "ô trống")])


DAYS = [
    ("mm/dd/yyyy", 46086, "05/03/2026 hoặc 03/05/2026"), ("m/d/yy", 46086, "05/03/2026 hoặc 03/05/2026"),
    ("mmm-yy", 46082, "một ngày đủ ngày, tháng, năm"), ("dd/mm", 45721, "05/03/2025 hoặc ngày ấy của năm khác"),
]
PLAIN_DAYS = [("mm/dd/yyyy", 46098), ("dd/mm/yyyy", 46086), ("dd/mm", 46086), ("mmm d, yyyy", 46086),
              ("yyyy-mm-dd", 46086), ("[$-1010000]d/m/yy;@", 46086), ('"ngày" d "tháng" m "năm" yyyy', 46086),
              ("dddd, dd/mm/yyyy", 46086), ("mm/dd/yyyy", 46081), ("mm/dd/yyyy", 46084)]


@pytest.mark.parametrize(("code", "serial", "meanings"), DAYS)
def test_a_day_that_is_shown_as_another_or_in_part_is_asked_about(code, serial, meanings):
    value, state, said = read(dressed(DAY, f"<v>{serial}</v>", code), DAY)
    assert (value, state) == (None, "khong_hop_le")
    assert [(s[0], s[2]) for s in said] == [("G006", meanings)]


@pytest.mark.parametrize(("code", "serial"), PLAIN_DAYS)
def test_a_day_that_is_shown_as_it_is_is_left_in_peace(code, serial):
    value, state, said = read(dressed(DAY, f"<v>{serial}</v>", code), DAY)
    assert value is not None and state == "tra_loi" and said == []


def test_the_order_of_the_readers_own_country_is_left_in_peace():
    assert read(dressed(DAY, "<v>46086</v>", builtin=14), DAY)[2] == []


RICH = [
    ('<r><t>1425</t></r><r><rPr><vertAlign val="superscript"/></rPr><t>1</t></r>', "G006"),
    ("<r><t>14251</t></r><r><rPr><strike/></rPr><t>99</t></r>", "G014"),
    ('<r><t>14251</t></r><rPh sb="0" eb="1"><t>99</t></rPh>', "G004"),
    ('<r><rPr><strike val="0"/><vertAlign val="baseline"/></rPr><t>14251</t></r>', "G004"),
]


@pytest.mark.parametrize(("rich", "code"), RICH)
@pytest.mark.parametrize("is_shared", [False, True], ids=["inline", "shared"])
def test_a_footnotes_mark_or_a_struck_digit_in_rich_text_is_no_digit(rich, code, is_shared):
    content = dressed(WHOLE, f"<is>{rich}</is>", kind="inlineStr")
    if is_shared:
        parts = books.parts(dressed(WHOLE, "<v>0</v>", kind="s"))
        strings = parts["xl/sharedStrings.xml"].decode()
        number = strings.count("<si>")
        parts["xl/sharedStrings.xml"] = strings.replace("</sst>", f"<si>{rich}</si></sst>").encode()
        part = books.sheet_part(parts, WHOLE[0])
        parts[part] = re.sub(rb'(<c r="G6"[^>]*>)<v>0</v>', rb"\1<v>%d</v>" % number, parts[part])
        content = books.package(parts)
    value, _, said = read(content, WHOLE)
    assert [s[0] for s in said] == [code] and value == (Decimal(14251) if code == "G004" else None)


def test_a_value_in_an_extension_is_no_value_of_its_cell():
    """Later versions of Excel put parts of their own into a cell; none of them is its value."""
    extension = ('<extLst><ext uri="{1}" xmlns:x="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main">'
                 "<x:v>99</x:v><x:f>1+1</x:f></ext></extLst>")
    content = dressed(WHOLE, f"<v>14251</v>{extension}", "General")
    assert read(content, WHOLE)[0] == Decimal(14251)
    [cell] = [c for s in xlsx.read_xlsx(content).sheets if s.title == WHOLE[0] for at, c in s.cells.items()
              if at == (5, 6)]
    assert (cell.value, cell.formula) == (Decimal(14251), None)
