"""A rate that is not its ratio: "247/268 ý kiến, đạt 92,16%", "đạt tỷ lệ 81,82% (9/11)", "từ 40 lên 50, tăng 25%"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_DOWN, Decimal

from danvan_xl.findings import Finding
from danvan_xl.report.check.figures import NUMBER, decimals_of, shown, value_of
from danvan_xl.report.check.prose import Sentence

_BEFORE = r"(?<![\w/.,\-])(?<!ngày )(?<!tháng )(?<!số )(?<!quý )(?<!kỳ )"
_RATIO = rf"{_BEFORE}(?P<a>{NUMBER})\s*/\s*(?P<b>{NUMBER})(?![\w/\-]|[.,]\d)"
_OF = (rf"{_BEFORE}(?P<a>{NUMBER})[^\d.;:()%]{{0,40}}?\s*(?:,\s*)?(?:trên|trong) tổng số\s+"
       rf"(?P<b>{NUMBER})(?![/%]|[.,]\d)")
_PERCENT = r"(?P<p>\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?|\d+\.\d{1,2})\s*%"
_LINK = (r"(?:đạt(?: tỷ lệ| tỉ lệ)?|chiếm(?: tỷ lệ| tỉ lệ)?|bằng|tương đương|tương ứng|với tỷ lệ|tỷ lệ|tỉ lệ|là|=)"
         r"(?: là)?")
_GAP = r"[^\d.;:()%]{0,90}?"
_AHEAD = tuple(
    re.compile(rf"{pair}(?P<gap>{_GAP}(?:[,(–\-]\s*)?(?:{_LINK})\s*:?\s*|{_GAP}\()\s*{_PERCENT}", re.IGNORECASE)
    for pair in (_RATIO, _OF))
_BEHIND = re.compile(
    rf"(?P<lead>[^\d%]{{0,30}}){_PERCENT}(?P<gap>[^\d.;:()%]{{0,40}})\(\s*[^\d.;:()%]{{0,30}}{_RATIO}", re.IGNORECASE)
_CHANGE = re.compile(
    rf"từ\s+(?P<a>{NUMBER})(?![%/])(?P<gap>[^\d.;()%]{{0,50}}?)(?:tăng lên|giảm xuống|giảm còn|lên|xuống|còn)\s+"
    rf"(?P<b>{NUMBER})(?![%/])[^\d.;()%]{{0,50}}?[,(]\s*(?P<way>tăng|giảm)\s*(?P<p>{NUMBER})\s*%", re.IGNORECASE)
_COMPARES = re.compile(r"\b(?:tăng|giảm|vượt|cao hơn|thấp hơn|hụt)\b", re.IGNORECASE)
_ABOUT = re.compile(r"\b(?:khoảng|gần|hơn|trên|dưới|ước)\s*$", re.IGNORECASE)
_OTHER_BASE = re.compile(r"\s*(?:so với|kế hoạch vốn|dự toán|khối lượng|giá trị|tổng vốn|điểm)", re.IGNORECASE)
_PLAN_GIVEN = re.compile(r"\s*(?:so với\s+)?(?:kế hoạch|chỉ tiêu|dự toán)[^\d.;()]{0,30}\([^()]*\d", re.IGNORECASE)
"""The plan stands in brackets: the rate is against it and not the ratio before."""
_MONEY = re.compile(r"\s*(?:tỷ|tỉ|triệu|nghìn|ngàn)?\s*đồng\s*,")
"""Behind a ratio of two amounts a rate of the budget is that ratio."""
_SEVERAL = re.compile(rf"{NUMBER}\s*/\s*{NUMBER}[^\d%.;()]{{0,40}}(?:và|,)\s*$", re.IGNORECASE)


def _percent(text: str) -> tuple[Decimal, int]:
    if re.fullmatch(r"\d+\.\d{1,2}", text):
        text = text.replace(".", ",")
    return value_of(text), decimals_of(text)


def _rate_finding(sentence: Sentence, written: str, arithmetic: str, rate: Decimal) -> Finding | None:
    value, decimals = _percent(written)
    right = shown(rate, decimals)
    if shown(value, decimals) == right:
        return None
    cut = rate.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_DOWN) == value
    return Finding("B020", cell=sentence.place, field=f"{written}%", found=sentence.text, expected=f"{right}%",
                   detail=f"{arithmetic} = {right}%" + (", số trong câu bị cắt bớt thay vì làm tròn" if cut else ""),
                   level="canh_bao" if cut else "")


def _ratio_findings(sentence: Sentence) -> Iterator[tuple[int, Finding | None]]:
    text = sentence.text
    for pattern in (*_AHEAD, _BEHIND):
        for match in pattern.finditer(text):
            gap = match["gap"] + (match["lead"] if pattern is _BEHIND else "")
            ahead = match["lead"] if pattern is _BEHIND else match["gap"]
            if _COMPARES.search(gap) or _ABOUT.search(ahead.rstrip("( ")):
                continue
            if _OTHER_BASE.match(text, match.end("p") + 1) and not _MONEY.match(text, match.end("b")):
                continue
            if pattern is not _BEHIND and _PLAN_GIVEN.match(text, match.end("p") + 1):
                continue
            if pattern is not _BEHIND and _SEVERAL.search(text[: match.start("a")]):
                continue
            a, b = value_of(match["a"]), value_of(match["b"])
            if b:
                yield match.start("p"), _rate_finding(sentence, match["p"], f"{match['a']}/{match['b']}", a / b * 100)


def _change_findings(sentence: Sentence) -> Iterator[tuple[int, Finding | None]]:
    for match in _CHANGE.finditer(sentence.text):
        a, b = value_of(match["a"]), value_of(match["b"])
        rising = match["way"].casefold() == "tăng"
        if a and (b > a) == rising:
            higher, lower = (match["b"], match["a"]) if rising else (match["a"], match["b"])
            arithmetic = f"({higher} − {lower})/{match['a']}"
            yield match.start("p"), _rate_finding(sentence, match["p"], arithmetic, abs(b - a) / a * 100)


def rates(sentences: tuple[Sentence, ...]) -> Iterator[Finding]:
    """A finding for each rate that its own sentence contradicts; each per cent is judged once."""
    for sentence in sentences:
        judged: dict[int, Finding | None] = {}
        for at, finding in (*_ratio_findings(sentence), *_change_findings(sentence)):
            judged.setdefault(at, finding)
        yield from (f for f in judged.values() if f is not None)
