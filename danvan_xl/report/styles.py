"""Paper, fonts and styles by Nghị định 30/2020/NĐ-CP, Phụ lục I."""

from __future__ import annotations

from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.parts.story import StoryPart
from docx.section import Section
from docx.shared import Cm, Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

FONT = "Times New Roman"
CELL_STYLE = "Ô bảng"
BODY, SMALL = 14, 13
RED = RGBColor(0xC0, 0x00, 0x00)
_SLOTS = ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia")
_THEMED = ("w:asciiTheme", "w:hAnsiTheme", "w:cstheme", "w:eastAsiaTheme")
_LANGUAGE = "vi-VN"
_RULE = (
    f'<w:pBdr {nsdecls("w")}><w:top w:val="single" w:sz="6" w:space="1" w:color="000000"/></w:pBdr>'
)


def _font(style: ParagraphStyle, size: float, *, bold: bool = False, italic: bool = False) -> None:
    """The same font in all four slots, or letters with marks fall back to another one."""
    style.font.name, style.font.size, style.font.bold, style.font.italic = FONT, Pt(size), bold, italic
    style.font.color.rgb = RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for slot in _SLOTS:
        fonts.set(qn(slot), FONT)
    for theme in _THEMED:
        fonts.attrib.pop(qn(theme), None)


def _paragraph(style: ParagraphStyle, *, before: float, after: float, first_cm: float = 0, line: float = 1.0) -> None:
    shape = style.paragraph_format
    shape.space_before, shape.space_after, shape.line_spacing = Pt(before), Pt(after), line
    shape.first_line_indent = Cm(first_cm)
    shape.widow_control = True


def _language(document: Document) -> None:
    for properties in document.styles.element.iter(qn("w:rPr")):
        for old in properties.findall(qn("w:lang")):
            properties.remove(old)
    defaults = document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    language = OxmlElement("w:lang")
    for attribute in ("w:val", "w:eastAsia", "w:bidi"):
        language.set(qn(attribute), _LANGUAGE if attribute != "w:bidi" else "ar-SA")
    defaults.append(language)


def prepare(document: Document) -> None:
    """Set the styles that everything else uses by name."""
    _language(document)
    styles = document.styles
    normal = styles["Normal"]
    _font(normal, BODY)
    _paragraph(normal, before=0, after=0)
    body = styles["Body Text"]
    _font(body, BODY)
    _paragraph(body, before=0, after=6, first_cm=1.27, line=1.15)
    body.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    for level, before, bold in ((1, 12, True), (2, 8, True), (3, 6, False)):
        heading = styles[f"Heading {level}"]
        _font(heading, BODY, bold=bold)
        _paragraph(heading, before=before, after=6, first_cm=1.27, line=1.15)
        heading.paragraph_format.keep_with_next = True
        heading.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    title = styles["Title"]
    _font(title, BODY, bold=True)
    _paragraph(title, before=0, after=0)
    title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for old in title.element.iter(qn("w:pBdr")):
        old.getparent().remove(old)
        break
    caption = styles["Caption"]
    _font(caption, SMALL, bold=True)
    _paragraph(caption, before=6, after=4)
    caption.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    caption.paragraph_format.keep_with_next = True
    cell = styles.add_style(CELL_STYLE, WD_STYLE_TYPE.PARAGRAPH)
    cell.base_style = normal
    _font(cell, 12)
    _paragraph(cell, before=2, after=2)


def page(section: Section, *, wide: bool = False) -> None:
    """A4; top and bottom 20 mm, left 30, right 20; landscape for a wide annex."""
    short, long = Mm(210), Mm(297)
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (long, short) if wide else (short, long)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(20)
    section.header_distance = section.footer_distance = Mm(10)


def style_id(part: StoryPart, name: str) -> str | None:
    """The id of a paragraph style; None for the default one. python-docx goes through all styles: ask once."""
    found: str | None = part.get_style_id(name, WD_STYLE_TYPE.PARAGRAPH)
    return found


def text_width(section: Section) -> int:
    """Between the margins, in EMU."""
    page, left, right = section.page_width, section.left_margin, section.right_margin
    assert page is not None and left is not None and right is not None
    return page - left - right


def number_pages(section: Section) -> None:
    """The number centred in the top margin, not on the first page."""
    section.different_first_page_header_footer = True
    paragraph = section.header.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for kind, text in (("begin", ""), ("", "PAGE"), ("separate", ""), ("text", "2"), ("end", "")):
        run = paragraph.add_run()
        run.font.size = Pt(SMALL)
        if kind == "text":
            run.text = text
        elif kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)
        else:
            instruction = OxmlElement("w:instrText")
            instruction.set(qn("xml:space"), "preserve")
            instruction.text = f" {text} "
            run._r.append(instruction)


def rule(paragraph: Paragraph, indent_mm: float) -> None:
    """A line under the text before it: an empty paragraph with a bottom border, drawn in by ``indent_mm``."""
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Mm(indent_mm)
    paragraph.paragraph_format.first_line_indent = Mm(0)
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(3)
    paragraph.paragraph_format.line_spacing = Pt(3)
    paragraph._p.get_or_add_pPr().insert_element_before(
        parse_xml(_RULE), "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:kinsoku", "w:wordWrap", "w:overflowPunct",
        "w:topLinePunct", "w:autoSpaceDE", "w:autoSpaceDN", "w:bidi", "w:adjustRightInd", "w:snapToGrid", "w:spacing",
        "w:ind", "w:contextualSpacing", "w:mirrorIndents", "w:suppressOverlap", "w:jc", "w:textDirection",
        "w:textAlignment", "w:textboxTightWrap", "w:outlineLvl", "w:divId", "w:cnfStyle", "w:rPr", "w:sectPr",
        "w:pPrChange",
    )
