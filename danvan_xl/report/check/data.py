"""Figures of a report that differ from the campaign's data: by their tags, else by the outline's own sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator

from danvan_xl.campaign.template import Figure as Slot
from danvan_xl.campaign.template import Literal
from danvan_xl.consolidate import Consolidation
from danvan_xl.findings import Finding
from danvan_xl.report.check.prose import Sentence, normal, sentences_of
from danvan_xl.report.figures import Figures, segments

_SLOT, _SETTING_SLOT = r"(?P<s{}>(?:không|chưa) có|\S+?)", r"(?P<s{}>.{{1,200}}?)"
_LEAST_LITERAL = 25


def _patterns(figures: Figures) -> Iterator[tuple[re.Pattern[str], list[Slot]]]:
    """Each sentence of the outline that has figures, as a pattern with a group a figure."""
    for row in figures.campaign.report:
        for sentence in _template_sentences(row.text):
            slots = [s for s in segments(sentence) if isinstance(s, Slot)]
            literal = "".join(s.text for s in segments(sentence) if isinstance(s, Literal))
            if slots and len(normal(literal)) >= _LEAST_LITERAL:
                yield re.compile(_pattern(sentence)), slots


def _template_sentences(text: str) -> Iterator[str]:
    """Sentences of a template; a figure counts as a word, whatever its formula holds."""
    held: list[str] = []

    def hold(match: re.Match[str]) -> str:
        held.append(match[0])
        return f"9990{len(held) - 1}9"

    plain = re.sub(r"\{[^{}]*\}", hold, text)
    for sentence in sentences_of(normal(plain)):
        yield re.sub(r"9990(\d+)9", lambda m: held[int(m[1])], sentence)


def _pattern(sentence: str) -> str:
    parts, number = [], 0
    for segment in segments(sentence):
        if isinstance(segment, Slot):
            parts.append((_SETTING_SLOT if segment.source.startswith("dot.") else _SLOT).format(number))
            number += 1
        elif isinstance(segment, Literal):
            parts.append(re.sub(r"(?:\\ |\s)+", r"\\s+", re.escape(_normal_keep(segment.text))))
    return "".join(parts)


def _normal_keep(text: str) -> str:
    """Normal, but with the spaces at its ends, which part a figure from a word."""
    return f"{' ' if text[:1].isspace() else ''}{normal(text)}{' ' if text[-1:].isspace() and text.strip() else ''}"


def against_data(sentences: tuple[Sentence, ...], result: Consolidation) -> Iterator[Finding]:
    """A finding for each figure in a sentence of the outline that is not what the data gives."""
    figures = Figures(result.campaign, result.city)
    patterns = list(_patterns(figures))
    for sentence in sentences:
        for pattern, slots in patterns:
            match = pattern.search(sentence.text)
            if match is None:
                continue
            for number, slot in enumerate(slots):
                piece, written = figures.piece(slot), match[f"s{number}"].rstrip(".,;")
                if not piece.gap and normal(piece.text) != written:
                    yield Finding("B026", cell=sentence.place, field=slot.source, found=sentence.text,
                                  expected=piece.text, detail=written)
            break
