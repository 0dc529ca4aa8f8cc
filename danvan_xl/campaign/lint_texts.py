"""Rules inside texts: figures of the report and of mails, and what the rows of Báo cáo point at."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator

from danvan_xl.campaign.lint import Report, records
from danvan_xl.campaign.lint_formulas import formula_findings
from danvan_xl.campaign.model import Campaign, FormKind, ReportRow
from danvan_xl.campaign.names import city_names, scoring_names
from danvan_xl.campaign.schema import SETTINGS
from danvan_xl.campaign.template import Figure, ListRun, Segment, TemplateError, parse_template
from danvan_xl.findings import Finding
from danvan_xl.formula import FormulaSyntaxError, parse

ANNEXES = ("tong_hop", "bang_tu_cham", "cham_diem", "chua_nop")
TABLE_COLUMNS = ("ten", "dvt", "ke_hoach", "cung_ky", "thuc_hien", "ty_le", "so_ck")
SERIES = ("ke_hoach", "cung_ky", "thuc_hien")
MAIL_NAMES = (
    "ten_don_vi", "ma_don_vi", "lien_he", "ten_dot", "nam", "ky", "han_nop", "co_quan", "so_van_ban_yeu_cau", "tep",
    "nguoi_lien_he", "email_lien_he",
)
_FORMAT = re.compile(r"%\d?|0|02|0,0+|chu|ngay")
_ROW_NAMES = ("don_vi", "nhom")


def nearest(name: str, known: Iterable[str]) -> str:
    """A hint at the known name that is most like ``name``, as a phrase; "" when none is."""
    near = difflib.get_close_matches(name, list(known), n=1)
    return f", có phải là {near[0]}" if near else ""


def _segments(text: str, at: Report, column: str) -> tuple[list[Segment], list[Finding]]:
    try:
        return list(parse_template(text)), []
    except TemplateError as error:
        return [], [at("X019", column, found=text[:60], detail=f"{error.reason}, ở ký tự thứ {error.position}")]


class _Report:
    """Table Báo cáo over the city's names."""

    def __init__(self, campaign: Campaign) -> None:
        self.campaign = campaign
        self.known = city_names(campaign) | scoring_names(campaign, campaign.settings.own_rubric)
        self.lists = set(campaign.list_columns)
        ranges = {f"{code}.{c}" for code in self.lists for c in self.list_names(code)}
        self.single = {n for n in self.known if n not in ranges} | {f"dot.{c.code}" for c in SETTINGS}

    def list_names(self, code: str) -> list[str]:
        return [*(c.code for c in self.campaign.list_columns[code]), *_ROW_NAMES]

    def formula(self, at: Report, column: str, formula: str, known: Iterable[str]) -> Iterator[Finding]:
        try:
            parse(formula)
        except FormulaSyntaxError as error:
            yield at("X010", column, found=formula, detail=str(error.position))
        else:
            yield from formula_findings(at, column, formula, known)

    def figure(self, at: Report, column: str, figure: Figure, known: Iterable[str]) -> Iterator[Finding]:
        if figure.is_formula:
            yield from self.formula(at, column, figure.source, self.known)
        elif figure.source not in known:
            yield at("X056", column, found=figure.source, expected=nearest(figure.source, known))
        if figure.format and not _FORMAT.fullmatch(figure.format):
            yield at("X059", column, found=figure.format)

    def text(self, at: Report, column: str, text: str, *, note: bool = False) -> Iterator[Finding]:
        found, broken = _segments(text, at, column)
        yield from broken
        for segment in found:
            if isinstance(segment, Figure):
                yield from self.figure(at, column, segment, self.single)
            elif isinstance(segment, ListRun) and not note:
                yield at("X056", column, found=f"*{segment.code}", expected=", danh sách chỉ chạy ở cột chu_thich")
            elif isinstance(segment, ListRun) and segment.code not in self.lists:
                yield at("X056", column, found=f"*{segment.code}", expected=nearest(segment.code, self.lists))

    def row_texts(self, row: ReportRow, at: Report, code: str) -> Iterator[Finding]:
        """Filter, order and row text over one list."""
        columns = self.list_names(code)
        if row.filter:
            yield from self.formula(at, "loc", row.filter, columns)
        yield from self.keys(at, "sap_xep", row.sort, columns)
        found, broken = _segments(row.row_text, at, "mau_dong")
        yield from broken
        for segment in found:
            if isinstance(segment, Figure):
                if segment.source not in columns:
                    hint = nearest(segment.source, columns)
                    yield at("X056", "mau_dong", found=segment.source, expected=hint)
                if segment.format and not _FORMAT.fullmatch(segment.format):
                    yield at("X059", "mau_dong", found=segment.format)

    def keys(self, at: Report, column: str, text: str, known: Iterable[str]) -> Iterator[Finding]:
        for key in (part.strip() for part in text.split(";")):
            if key and key not in known:
                yield at("X057", column, found=key, expected=", ".join(known))

    def needs(self, row: ReportRow, at: Report, **filled: str) -> Iterator[Finding]:
        yield from (at("X058", column, found=row.kind) for column, text in filled.items() if not text.strip())

    def source(self, row: ReportRow, at: Report) -> Iterator[Finding]:
        fields = self.campaign.plain_fields
        match row.kind:
            case "liet_ke":
                words = [c for c, f in fields.items()
                         if self.campaign.form_by_code[f.form].kind is FormKind.NARRATIVE or not f.kind.is_number]
                yield from self.needs(row, at, nguon=row.source)
                yield from self.keys(at, "nguon", row.source, words)
            case "bang":
                yield from self.needs(row, at, nguon=row.source, cot=row.columns)
                yield from self.unknown_fields(row, at)
                yield from self.keys(at, "cot", row.columns, TABLE_COLUMNS)
            case "bieu_do":
                yield from self.needs(row, at, nguon=row.source, cot=row.columns)
                yield from self.unknown_fields(row, at)
                yield from self.keys(at, "cot", row.columns, (*SERIES, *self.campaign.group_by_code))
            case "phu_luc":
                yield from self.needs(row, at, nguon=row.source)
                yield from self.keys(at, "nguon", row.source, (*ANNEXES, *sorted(self.lists)))
                if row.source in self.lists:
                    yield from self.keys(at, "cot", row.columns, self.list_names(row.source))
                    yield from self.row_texts(row, at, row.source)
            case _:
                yield from self.needs(row, at, noi_dung=row.text)

    def unknown_fields(self, row: ReportRow, at: Report) -> Iterator[Finding]:
        for key in (part.strip() for part in row.source.split(";")):
            if key and key not in self.campaign.plain_fields:
                yield at("X056", "nguon", found=key, expected=nearest(key, self.campaign.plain_fields))

    def findings(self) -> Iterator[Finding]:
        for row, at in records(self.campaign, "bao_cao"):
            if row.condition:
                yield from self.formula(at, "dieu_kien", row.condition, self.known)
            yield from self.text(at, "noi_dung", row.text)
            yield from self.text(at, "chu_thich", row.footnote, note=True)
            yield from self.source(row, at)
            runs = re.findall(r"\{\*(\w+)\}", row.footnote)
            for code in runs:
                if code in self.lists:
                    yield from self.needs(row, at, mau_dong=row.row_text)
                    yield from self.row_texts(row, at, code)


def _mails(campaign: Campaign) -> Iterator[Finding]:
    for mail, at in records(campaign, "thu"):
        for column, text in (("tieu_de", mail.subject), ("noi_dung", mail.body)):
            found, broken = _segments(text, at, column)
            yield from broken
            for segment in found:
                name = getattr(segment, "source", "*") if not isinstance(segment, str) else ""
                if isinstance(segment, (Figure, ListRun)) and name not in MAIL_NAMES:
                    yield at("X060", column, found=name, expected=", ".join(MAIL_NAMES))


def texts(campaign: Campaign) -> Iterator[Finding]:
    """Findings about every text with figures."""
    yield from _Report(campaign).findings()
    yield from _mails(campaign)
