"""One document number with two dates."""

from __future__ import annotations

import re
from collections.abc import Iterator

from danvan_xl.findings import Finding
from danvan_xl.report.check.prose import Sentence

_DOCUMENT = re.compile(
    r"(?P<number>\d{1,5}(?:/\d{4})?[-/][A-ZĐ][\w&Đđ.\-/]*[\wĐđ])\s*,?\s*(?:ngày|ký ngày|ban hành ngày)\s+"
    r"(?P<day>\d{1,2})\s*(?:[/.\-]|tháng)\s*(?P<month>\d{1,2})\s*(?:[/.\-]|năm)\s*(?P<year>\d{4})"
    r"(?:\s+của\s+(?P<issuer>[^,;.()\d]{2,80}?)(?=\s+(?:về|v/v|quy định|ban hành|phê duyệt|và\s+"
    r"(?:Kế hoạch|Quyết định|Công văn|Nghị quyết|Chỉ thị|Thông báo|Báo cáo|Tờ trình|Hướng dẫn|Chương trình))\b"
    r"|[,;.()]|$))?"
)
_COMMITTEE = re.compile(r"\bủy ban nhân dân\b|\buỷ ban nhân dân\b", re.IGNORECASE)


_ISSUING = re.compile(r"\b(?:ban hành|xây dựng)\s+(?!kèm)[^,;.\d]{0,30}$", re.IGNORECASE)
_OWN = "(nơi báo cáo)"


def _issuer(sentence: str, document: re.Match[str]) -> str:
    """Who issued it, as far as it is said: "thành phố ban hành Kế hoạch số …" is the reporting office itself."""
    if document["issuer"]:
        return _COMMITTEE.sub("ubnd", document["issuer"]).casefold().strip()
    return _OWN if _ISSUING.search(sentence[: document.start()]) else ""


def _may_be_one(issuer: str, other: str) -> bool:
    return issuer.startswith(other) or other.startswith(issuer)


def _mentions(sentences: tuple[Sentence, ...]) -> Iterator[tuple[str, str, tuple[int, int, int], Sentence]]:
    for sentence in sentences:
        for m in _DOCUMENT.finditer(sentence.text):
            date = (int(m["year"]), int(m["month"]), int(m["day"]))
            yield m["number"].casefold(), _issuer(sentence.text, m), date, sentence


def _contradict(number: str, one: tuple[int, int, int], other: tuple[int, int, int]) -> bool:
    """Numbers start anew every year, so two years are two documents, unless the number carries its year."""
    return one != other and (one[0] == other[0] or one[1:] == other[1:] or re.search(r"/\d{4}/", number) is not None)


def _written(date: tuple[int, int, int]) -> str:
    return f"{date[2]:02}/{date[1]:02}/{date[0]}"


def documents(sentences: tuple[Sentence, ...]) -> Iterator[Finding]:
    """A finding at each later mention whose date differs from the first; other issuers are other documents."""
    first: dict[str, list[tuple[str, tuple[int, int, int], Sentence]]] = {}
    for number, issuer, date, sentence in _mentions(sentences):
        known = first.setdefault(number, [])
        for other_issuer, other, where in known:
            if _may_be_one(issuer, other_issuer) and _contradict(number, date, other):
                yield Finding("B024", cell=sentence.place, field=number.upper(), found=sentence.text,
                              expected=_written(other), detail=f"{where.place} ghi ngày {_written(other)}, "
                                                               f"{sentence.place} ghi ngày {_written(date)}")
                break
        else:
            known.append((issuer, date, sentence))
