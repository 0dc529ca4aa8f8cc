"""A total that is not the sum of the parts listed with it, and a remainder that does not remain.

"gồm" and brackets list all parts; "trong đó" may list examples or overlapping parts and is only doubted when nearly
equal sums of the same thing show that a sum was meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from danvan_xl.findings import Finding
from danvan_xl.report.check.figures import MONEY, NUMBER, Figure, figures, shown, value_of
from danvan_xl.report.check.prose import Sentence

_LIST = re.compile(r"(?:[,:(–]\s*|\s)(?P<word>bao gồm|gồm có|gồm|trong đó có|trong đó|cụ thể là|cụ thể)\s*:?\s+",
                   re.IGNORECASE)
_BRACKET = re.compile(r"\((?P<inside>[^()]*\d[^()]*)\)")
_INNER = re.compile(r"\([^()]*\)")
_SPLIT = re.compile(r"\s*[;,]\s+|\s+và\s+(?=\S*\s?\S*\s?\S*\s?\d)|\s*;\s*")
_ENDS = re.compile(
    r"^(?:nâng|đạt|tăng|giảm|so với|chiếm|với|qua|từ đó|kinh phí|tổng|lũy kế|ước|đến nay|hiện|bình quân|kết quả|"
    r"thu hút|bằng|vượt|trong đó|bao gồm|gồm|riêng|ngoài ra|đồng thời|trung bình|góp phần|cụ thể)\b", re.IGNORECASE)
_EXAMPLES = re.compile(r"\b(?:như|chủ yếu|tiêu biểu|nhất là|riêng|nổi bật|điển hình|ít nhất|một số|v\.v|…|\.\.\.)",
                       re.IGNORECASE)
_OVERLAP = re.compile(
    r"\b(?:nữ|nam|đảng viên|dân tộc|tôn giáo|trẻ|tuổi|thạc sĩ|đại học|cao đẳng|mới|lần đầu|trực tuyến|"
    r"kịp thời|đúng hạn|đột xuất|hộ nghèo|khuyết tật|đồng thời|vừa|cũng)\b", re.IGNORECASE)
_ABOUT = re.compile(r"\b(?:khoảng|gần|hơn|trên|ước|tối đa|tối thiểu|ít nhất)\s*$", re.IGNORECASE)
_MEASURES = frozenset(
    [*MONEY, "đồng", "ha", "km", "m", "năm", "ngày", "tháng", "giờ", "lần", "điểm", "nội", "giai", "bước", "phần",
     "buổi", "phương"])
"""First words of what parts nothing else: units of measure, "nội dung", "giai đoạn", "phương án" …"""
_REMAINS = re.compile(rf"\bcòn lại\s*:?\s*(?:là\s+)?(?P<n>{NUMBER})(?![\d/%]|[.,]\d|\s*%)", re.IGNORECASE)
_RATIO = re.compile(rf"(?<![\w/.,\-])(?P<a>{NUMBER})\s*/\s*(?P<b>{NUMBER})(?![\w/\-]|[.,]\d)")
_SOME = "trong đó"
_PAIRS = (("nam", "nữ"), ("mới", "duy trì"), ("mới", "sửa chữa"), ("trực tiếp", "trực tuyến"))
"""Words that part a whole into two, though each alone may overlap with others."""


@dataclass(frozen=True, slots=True)
class _Listing:
    total: Figure
    parts: tuple[Figure, ...]
    exhaustive: bool
    text: str
    before: tuple[Figure, ...] = ()
    """The numbers up to the total, itself the last."""


def _scale(figure: Figure) -> Decimal | None:
    return MONEY.get(figure.unit)


def _comparable(total: Figure, part: Figure) -> Figure | None:
    """The part in the total's unit of measure; None when it measures something else."""
    if part.unit == total.unit:
        return part
    ours, theirs = _scale(total), _scale(part)
    if ours and theirs:
        return replace(part, value=part.value * theirs / ours)
    return None if {part.unit, total.unit} & _MEASURES else part


def _parts(total: Figure, text: str) -> tuple[Figure, ...] | None:
    """The numbers of a list, one a segment; None where the list cannot be understood for sure."""
    found: list[Figure] = []
    for segment in _SPLIT.split(_INNER.sub(" ", text)):
        segment = segment.strip(" .;,")
        if not segment or (found and _ENDS.match(segment)):
            if found and segment:
                break
            continue
        numbers = list(figures(segment))
        if _RATIO.search(segment) or any(n.percent for n in numbers) or len(numbers) > 1:
            return None
        if not numbers:
            continue
        lead = segment[: numbers[0].start].split()
        if _ABOUT.search(segment[: numbers[0].start]) or len(lead) > 6:
            return None
        part = _comparable(total, numbers[0])
        if part is None:
            return None
        found.append(part)
    return tuple(found) if len(found) > 1 else None


def _last(text: str, most: int = 80) -> Figure | None:
    """The number that a list behind ``text`` breaks down: the last one, if it stands near and is no estimate."""
    numbers = list(figures(text))
    if not numbers or numbers[-1].percent or len(text) - numbers[-1].end > most:
        return None
    tail = text[numbers[-1].end :]
    if _ABOUT.search(text[: numbers[-1].start]) or re.search(r"[.;%]|\d", tail):
        return None
    return numbers[-1]


def _counted(head: str, last: Figure, rest: str) -> Figure:
    """What a list breaks down: the last number, or an earlier one of the very thing that the list counts."""
    first = next(figures(rest), None)
    same = [f for f in figures(head) if first and f.unit == first.unit and not f.percent]
    return same[-1] if same and first and last.unit != first.unit else last


def _up_to(text: str, total: Figure) -> tuple[Figure, ...]:
    return tuple(f for f in figures(text) if f.start <= total.start and not f.percent)


def _listings(text: str) -> Iterator[_Listing]:
    for match in _LIST.finditer(text):
        head = _INNER.sub(lambda m: " " * len(m[0]), text[: match.start()])
        total, rest = _last(head), text[match.end() :]
        if total is None or _EXAMPLES.search(head[total.end :]):
            continue
        if match[0].startswith("("):
            rest = rest.partition(")")[0]
        following = _LIST.search(rest)
        rest = rest[: following.start()] if following else rest
        total = _counted(head, total, rest)
        if parts := _parts(total, rest):
            exhaustive = not match["word"].casefold().startswith(_SOME) or "còn lại" in rest.casefold()
            yield _Listing(total, parts, exhaustive, rest, _up_to(head, total))
    for match in _BRACKET.finditer(text):
        inside = match["inside"]
        total = _last(text[: match.start()], 60)
        if total is None or _LIST.match(" " + inside):
            continue
        parts = _parts(total, inside)
        if parts and (re.match(r"\s*\d", inside) or all(p.unit == total.unit for p in parts)):
            yield _Listing(total, parts, True, inside, _up_to(text, total))


def _doubtful(listing: _Listing) -> bool:
    """Whether a "trong đó" that does not add up was surely meant to."""
    total, parts = listing.total, listing.parts
    sum_of = sum((p.value for p in parts), Decimal(0))
    if any(p.value > total.value and p.unit == total.unit for p in parts):
        return True
    if _OVERLAP.search(listing.text):
        return False
    same = all(p.unit == total.unit for p in parts)
    if sum_of > total.value:
        return (same or len(parts) > 2) and sum_of - total.value <= max(Decimal(2), total.value / 10)
    return same and total.value >= 1000 and (total.value - sum_of) * 200 < total.value


def _adds_up(listing: _Listing) -> bool:
    """Equal within what the shown decimals can hide; whole numbers exactly."""
    total, parts = listing.total, listing.parts
    hidden = sum((Decimal(1).scaleb(-f.decimals) / 2 for f in (total, *parts) if f.decimals), Decimal(0))
    gap = abs(sum((p.value for p in parts), Decimal(0)) - total.value)
    return not gap or gap < hidden


def _reads_otherwise(listing: _Listing) -> bool:
    """Whether the list can be read otherwise, so that it is right.

    The parts add up to several numbers before them ("3 tập thể, 16 cá nhân (…)"), the first is the whole of those
    behind it ("gồm 47 nhiệm vụ, hoàn thành 40, …"), or the first ones add up and something else follows.
    """
    values, several = [p.value for p in listing.parts], Decimal(0)
    for figure in reversed(listing.before):
        several += figure.value
        if several == sum(values):
            return True
    first = (sum(values[:n]) for n in range(2, len(values)))
    return listing.total.value in first or (len(values) > 2 and values[0] == sum(values[1:]))


def _list_finding(sentence: Sentence, listing: _Listing) -> Finding | None:
    if _adds_up(listing) or _reads_otherwise(listing) or _EXAMPLES.search(listing.text):
        return None
    if listing.exhaustive:
        if _OVERLAP.search(listing.text) and len(listing.parts) < 3 and not _complementary(listing.text):
            return None
    elif not _doubtful(listing):
        return None
    decimals = max(f.decimals for f in (listing.total, *listing.parts))
    right = shown(sum((p.value for p in listing.parts), Decimal(0)), decimals)
    arithmetic = " + ".join(shown(p.value, p.decimals) for p in listing.parts)
    return Finding("B021", cell=sentence.place, field=listing.total.text, found=sentence.text, expected=right,
                   detail=f"{arithmetic} = {right}", level="" if listing.exhaustive else "canh_bao")


def _complementary(text: str) -> bool:
    lower = text.casefold()
    return "còn lại" in lower or any(one in lower and other in lower for one, other in _PAIRS)


def _remainder(sentence: Sentence) -> Finding | None:
    text = sentence.text
    match = _REMAINS.search(text)
    if match is None or _LIST.search(text):
        return None
    after = [f for f in figures(text) if f.start >= match.start("n")]
    before = [f for f in figures(text[: match.start()]) if not f.percent]
    unit = after[0].unit if after else ""
    rest = [f for f in after if not f.percent and f.unit == unit]
    ratios = list(_RATIO.finditer(text[: match.start()]))
    if len(rest) != 1 or len(after) != 1 or not unit or _ABOUT.search(text[: match.start("n")]):
        return None
    if len(ratios) == 1 and not before:
        whole, done, words = value_of(ratios[0]["b"]), value_of(ratios[0]["a"]), text[ratios[0].end() :].split()
        if not words or words[0].strip(",.;").casefold() != unit:
            return None
    elif len(before) == 2 and not ratios and {f.unit for f in before} == {unit}:
        whole, done = before[0].value, before[1].value
    else:
        return None
    if whole - done == rest[0].value or whole < done:
        return None
    right = shown(whole - done, rest[0].decimals)
    return Finding("B022", cell=sentence.place, field=rest[0].text, found=sentence.text, expected=right,
                   detail=f"{shown(whole, 0)} − {shown(done, 0)} = {right}")


def sums(sentences: tuple[Sentence, ...]) -> Iterator[Finding]:
    """A finding for each total and remainder that its own sentence contradicts."""
    for sentence in sentences:
        seen: set[int] = set()
        for listing in _listings(sentence.text):
            finding = _list_finding(sentence, listing)
            if finding is not None and listing.total.start not in seen:
                seen.add(listing.total.start)
                yield finding
        if (finding := _remainder(sentence)) is not None:
            yield finding
