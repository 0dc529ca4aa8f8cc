"""What a report says twice: the same quantity with two values, a sentence or passage whole or nearly the same."""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Iterator

from danvan_xl.findings import Finding
from danvan_xl.report.check.figures import Figure, figures
from danvan_xl.report.check.prose import UPPER, Sentence

LEAST_WORDS, NEAR_WORDS, NEARLY = 10, 14, 0.9
_WORDS = re.compile(r"\w+(?:[./,\-]\w+)*%?")
_CLAUSE = re.compile(r"[;:()–]|,(?!\d)|\s-\s|\.(?=\s|$)")
_TIME = re.compile(
    r"\b(?:tháng|quý|năm|tuần|ngày|cùng kỳ|kỳ trước|năm trước|đầu năm|cuối năm|lũy kế|giai đoạn)\b[^,;.]{0,12}",
    re.IGNORECASE)
_LEVEL = re.compile(r"\b(?:cấp|thuộc|tại|của|ở)\s+(?:[^\W\d_]+\s?){1,3}", re.IGNORECASE)
_NAMED = re.compile(rf"(?<!^)(?<![.!?“\"(:;] )\b[{UPPER}]\w*")
_SUBJECT = re.compile(
    r"\W*(?P<lead>[^,;:.\d]{2,60}:|(?:ngành|lĩnh vực|khối|đối với|về|ở|tại|riêng|bậc|cấp|nhóm|đơn vị|phòng|ban|trường|"
    r"hội|xã|phường|sở|chi bộ|tổ|đoàn|đợt|lớp|mô hình)\b[^,;:.\d]{0,60},)", re.IGNORECASE)
_ANNOUNCES = re.compile(r"kết quả|như sau|cụ thể|sau đây|tổng hợp|nhìn chung", re.IGNORECASE)
"""A lead that names no subject of its own."""
_DIGITS = re.compile(r"\d[\d.,/]*")
_LEAST_CLAUSE = 4


def _folded(text: str) -> str:
    return " ".join(_WORDS.findall(text.casefold()))


def twice(sentences: tuple[Sentence, ...]) -> Iterator[Finding]:
    """A finding at the later of two sentences that are the same, or differ by a few words but by no figure or name."""
    seen: dict[str, Sentence] = {}
    near: list[tuple[list[str], Sentence, tuple[str, ...], frozenset[str]]] = []
    for sentence in sentences:
        words = _folded(sentence.text).split()
        if len(words) < LEAST_WORDS or not sentence.is_prose:
            continue
        first = seen.setdefault(" ".join(words), sentence)
        if first is not sentence:
            yield _twice(sentence, first, "giống hệt")
            continue
        if len(words) >= NEAR_WORDS:
            key = (words, sentence, tuple(_DIGITS.findall(sentence.text)),
                   frozenset(_NAMED.findall(sentence.text)))
            other = next((o for o in near if _nearly(key[0], o[0]) and key[2:] == o[2:]), None)
            near.append(key)
            if other is not None:
                yield _twice(sentence, other[1], "gần giống")


def _nearly(one: list[str], other: list[str]) -> bool:
    if min(len(one), len(other)) < NEARLY * max(len(one), len(other)) * 0.9:
        return False
    matcher = difflib.SequenceMatcher(None, one, other, autojunk=False)
    return matcher.real_quick_ratio() >= NEARLY and matcher.quick_ratio() >= NEARLY and matcher.ratio() >= NEARLY


def _twice(sentence: Sentence, first: Sentence, how: str) -> Finding:
    return Finding("B025", cell=sentence.place, found=sentence.text, expected=first.place, detail=how)


def _context(sentence: Sentence, clause: str) -> tuple[str, ...]:
    """What narrows a quantity down: times, places, levels and names around it, in the sentence and its heading."""
    around = f"{sentence.text} {sentence.heading}"
    marks = [m[0].casefold().strip() for pattern in (_TIME, _LEVEL) for m in pattern.finditer(around)]
    marks += [m.casefold() for m in _NAMED.findall(sentence.text)]
    marks += [m.casefold() for m in _NAMED.findall(sentence.heading) if not m.isupper()]
    if (lead := _SUBJECT.match(sentence.text)) and not _ANNOUNCES.search(lead["lead"]):
        marks.append(lead["lead"].casefold())
    return tuple(sorted(set(marks)))


def _quantities(sentence: Sentence) -> Iterator[tuple[str, Figure]]:
    """The clauses of a sentence that hold one number, with the number taken out."""
    start = 0
    ends = [m.start() for m in _CLAUSE.finditer(sentence.text)] + [len(sentence.text)]
    for end in ends:
        clause = sentence.text[start:end]
        found = list(figures(clause))
        in_brackets = sentence.text[:start].rstrip().endswith("(")
        if len(found) == 1 and not found[0].percent and not in_brackets:
            rest = f"{clause[: found[0].start]} # {clause[found[0].end :]}"
            words = re.sub(r"[^\w#%]+", " ", rest.casefold()).split()
            before = words.index("#")
            if len(words) > _LEAST_CLAUSE and before >= 2 and len(words) - before > 2 and "/" not in clause:
                yield " ".join(words), found[0]
        start = end + 1


def two_values(sentences: tuple[Sentence, ...]) -> Iterator[Finding]:
    """A finding where the same words count the same thing in the same time and place, with another number."""
    known: dict[tuple[str, tuple[str, ...]], list[tuple[Figure, Sentence]]] = defaultdict(list)
    for sentence in sentences:
        if not sentence.is_prose:
            continue
        for clause, figure in _quantities(sentence):
            places = known[clause, _context(sentence, clause)]
            other = next((o for o in places if o[0].value != figure.value and o[1] is not sentence), None)
            if other is not None:
                yield Finding("B023", cell=sentence.place, field=clause.replace("#", "…"), found=sentence.text,
                              expected=other[0].text, detail=f"{other[1].place} ghi {other[0].text}, "
                                                             f"{sentence.place} ghi {figure.text}")
            places.append((figure, sentence))
