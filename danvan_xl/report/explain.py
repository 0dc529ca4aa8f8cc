"""What a person asks about (a name, a figure, words of a sentence) → the sentences it stands in and their ways back."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

from danvan_xl.consolidate import Consolidation
from danvan_xl.formula import FormulaSyntaxError, names, parse
from danvan_xl.report.blocks import Annex, Block, Heading, Paragraph, Table
from danvan_xl.report.figures import Line, Piece, line_text
from danvan_xl.report.outline import Outline
from danvan_xl.report.trace import Trace, Tracer

_NEAREST = 8


class UnknownError(LookupError):
    """Neither a name nor a text of the report; ``nearest``: names with labels that look alike."""

    def __init__(self, asked: str, nearest: tuple[tuple[str, str], ...]) -> None:
        super().__init__(asked)
        self.asked, self.nearest = asked, nearest


@dataclass(frozen=True, slots=True)
class FigureTrace:
    """A figure as printed ("" for a unit's own words), the name or formula behind it, its format, its names."""

    printed: str
    source: str
    format: str
    names: tuple[Trace, ...]


@dataclass(frozen=True, slots=True)
class SentenceTrace:
    text: str
    figures: tuple[FigureTrace, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """``sentences``: where it is printed in the report; ``names``: when a name was asked for."""

    names: tuple[Trace, ...] = ()
    sentences: tuple[SentenceTrace, ...] = ()


def explain(result: Consolidation, asked: str) -> Explanation:
    """
    Parameters
    ----------
    asked:
        A name of the definition (``hs_tong``, ``hs_tong.kh``, ``vb.so``, a criterion's code), what people call it,
        or any part of a text of the report: "92,16%", "12 cuộc đối thoại".

    Raises
    ------
    UnknownError
        When it is none of these.
    """
    tracer, wanted = Tracer(result), folded(asked)
    known = tracer.known
    by_label = {folded(label): name for name, label in reversed(known.items())}
    name = wanted if wanted in known else by_label.get(wanted)
    lines = list(_lines(Outline(result).blocks()))
    if name is not None:
        return Explanation(tracer.trace(name), tuple(_naming(lines, name)))
    found = tuple(_printing(tracer, lines, asked))
    if not found:
        raise UnknownError(asked, _nearest(known, wanted))
    return Explanation((), found)


def folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _nearest(known: dict[str, str], wanted: str) -> tuple[tuple[str, str], ...]:
    texts = {folded(label): name for name, label in reversed(known.items())} | {name: name for name in known}
    inside = [t for t in texts if wanted and wanted in t]
    close = difflib.get_close_matches(wanted, texts, _NEAREST, 0.5)
    found = list(dict.fromkeys(texts[t] for t in [*close, *inside]))[:_NEAREST]
    return tuple((name, known[name]) for name in found)


# --- the texts of the report -----------------------------------------------------------------------------------------


def _lines(blocks: Iterator[Block]) -> Iterator[Line]:
    """Every text of the report as pieces: sentences, footnotes, rows of tables."""
    for block in blocks:
        match block:
            case Heading(line=line):
                yield line
            case Paragraph(line=line, note=note):
                yield from (part for part in (line, note) if part)
            case Table():
                yield from _rows(block)
            case Annex(table=table):
                yield from _rows(table)


def _rows(table: Table) -> Iterator[Line]:
    for row in table.rows:
        pieces: list[Piece] = []
        for piece in row.pieces:
            if piece.text:
                pieces += [*((Piece(" | "),) if pieces else ()), piece]
        yield tuple(pieces)


def _pattern(asked: str) -> re.Pattern[str]:
    """Words in any spacing and case; a number is found only as a whole number."""
    words = [re.escape(w) for w in unicodedata.normalize("NFC", asked).split()]
    before = r"(?<![\d])(?<!\d[.,])" if asked.strip()[:1].isdigit() else ""
    after = r"(?![.,]?\d)" if asked.strip()[-1:].isdigit() else ""
    return re.compile(before + r"\s+".join(words) + after, re.IGNORECASE)


def _printing(tracer: Tracer, lines: list[Line], asked: str) -> Iterator[SentenceTrace]:
    """The texts that print what was asked, with the figures it touches, or all of them when it touches none."""
    if not asked.strip():
        return
    pattern = _pattern(asked)
    for line in lines:
        spans = [m.span() for m in pattern.finditer(line_text(line))]
        if spans:
            figures = [(p, at) for p, at in _placed(line) if p.source or p.origin]
            touched = [p for p, at in figures if any(at < end and start < at + len(p.text) for start, end in spans)]
            yield _sentence(tracer, line, touched or [p for p, _ in figures])


def _placed(line: Line) -> Iterator[tuple[Piece, int]]:
    at = 0
    for piece in line:
        yield piece, at
        at += len(piece.text)


def _naming(lines: list[Line], name: str) -> Iterator[SentenceTrace]:
    """The texts that a name's figure stands in; its way back has been told already."""
    for line in lines:
        used = [p for p in line if name == p.origin or (p.source and name in source_names(p.source))]
        if used:
            figures = (FigureTrace(p.text, p.source or p.origin, p.format, ()) for p in used)
            yield SentenceTrace(line_text(line), tuple(figures))


def _sentence(tracer: Tracer, line: Line, pieces: list[Piece]) -> SentenceTrace:
    figures, text = {}, line_text(line)
    for piece in pieces:
        if piece.origin:
            (told,) = tracer.trace(piece.origin)
            named = tuple(s for s in told.sources if s.unit in text)
            figures["", piece.origin] = FigureTrace("", piece.origin, "", (replace(told, sources=named),))
            continue
        traces = tuple(t for n in source_names(piece.source)
                       if n in tracer.known for t in tracer.trace(n))
        figures[piece.text, piece.source] = FigureTrace(piece.text, piece.source, piece.format, traces)
    return SentenceTrace(text, tuple(figures.values()))


def source_names(source: str) -> tuple[str, ...]:
    """The names in a figure's source, which is a name or a formula."""
    try:
        return tuple(dict.fromkeys(names(parse(source))))
    except FormulaSyntaxError:
        return ()
