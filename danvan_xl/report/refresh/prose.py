"""What the outline would say now and the edited report does not, and the other way round; footnotes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from lxml.etree import _Element

from danvan_xl.findings import Finding
from danvan_xl.report.check.prose import normal, text_of
from danvan_xl.report.record import ParagraphRecord
from danvan_xl.report.refresh.places import W, write_text

_FIGURE = re.compile(r"\{[^{}]*\}")
_LEAST = 15


def spoken(frame: str) -> str:
    """A frame as it is told to people."""
    return _FIGURE.sub("…", frame)


def document_text(root: _Element) -> str:
    """The whole text, folded for searching."""
    return " ".join(text_of(p) for p in root.iter(f"{W}p")).casefold()  # type: ignore[arg-type]


def _says(text: str, frame: str) -> bool:
    """Whether the document holds the longest stretch of words of a paragraph."""
    longest = max((normal(part) for part in _FIGURE.split(frame)), key=len)
    return len(longest) >= _LEAST and longest.casefold() in text


def sentence_findings(
    text: str, old: tuple[ParagraphRecord, ...], new: tuple[ParagraphRecord, ...], printed: Mapping[str, str],
) -> Iterator[Finding]:
    """Paragraphs that the data now ask for, and ones that they no longer support.

    Parameters
    ----------
    text:
        The edited document's, by :func:`document_text`.
    printed:
        Frame of a new paragraph → its text.
    """
    before, after = {p.frame for p in old}, {p.frame for p in new}
    for frame in dict.fromkeys(p.frame for p in new if p.frame not in before):
        if printed[frame].casefold() not in text:
            yield Finding("B044", found=printed[frame], field="câu")
    for frame in dict.fromkeys(p.frame for p in old if p.frame not in after):
        if _says(text, frame):
            yield Finding("B045", found=spoken(frame), field="câu")


def _note_text(note: _Element) -> str:
    return normal(" ".join(text_of(p) for p in note.iter(f"{W}p")))  # type: ignore[arg-type]


class NoteUpdate:
    """Footnotes that stand as printed take the new text; ``records`` is what stands printed afterwards."""

    def __init__(self, notes: _Element | None, old: tuple[ParagraphRecord, ...], new: tuple[ParagraphRecord, ...]
                 ) -> None:
        self.notes = {} if notes is None else {_note_text(n): n for n in notes.iter(f"{W}footnote")}
        self.old = old
        self.wanted = {p.frame: p.note for p in new}
        self.records: list[ParagraphRecord] = []
        self.changed = False

    def run(self) -> Iterator[Finding]:
        for record in self.old:
            wanted, printed = self.wanted.get(record.frame, record.note), record
            if wanted != record.note:
                note = self.notes.get(normal(record.note)) if record.note and wanted else None
                if note is not None:
                    self._write(note, wanted)
                    printed = ParagraphRecord(record.frame, wanted)
                    yield Finding("B050", found=record.note, expected=wanted)
                elif normal(wanted) not in self.notes:
                    yield Finding("B051", found=record.note, expected=wanted)
            self.records.append(printed)

    def _write(self, note: _Element, text: str) -> None:
        nodes = [t for t in note.iter(f"{W}t") if (t.text or "").strip()]
        write_text(nodes, text)
        self.changed = True
