"""Where the figures stand in an edited document: by content control (Word keeps it), else by bookmark (LibreOffice)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree
from lxml.etree import _Element

from danvan_xl.report.check.prose import normal, paragraphs, sentences_of, text_of

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_TAG = "dv_"


def parse(content: bytes) -> _Element:
    """A part already read under limits (no DOCTYPE)."""
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))


def serialised(root: _Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


@dataclass(frozen=True, slots=True)
class Spot:
    """The text nodes of one figure, in order."""

    nodes: tuple[_Element, ...]

    @property
    def text(self) -> str:
        return normal("".join(node.text or "" for node in self.nodes))

    @property
    def paragraph(self) -> _Element:
        return next(self.nodes[0].iterancestors(f"{W}p"))

    @property
    def is_whole(self) -> bool:
        """Whether it lies within one paragraph."""
        return len({next(node.iterancestors(f"{W}p")) for node in self.nodes}) == 1


def write_text(nodes: Iterable[_Element], text: str) -> None:
    """Put a text into the first node; its run keeps its form, the others are emptied."""
    first, *rest = nodes
    first.text = text
    first.set(_SPACE, "preserve")
    for node in rest:
        node.text = ""


def _texts(element: _Element) -> tuple[_Element, ...]:
    return tuple(element.iter(f"{W}t"))


def _controls(root: _Element) -> Iterator[tuple[str, Spot]]:
    for control in root.iter(f"{W}sdt"):
        tag = control.find(f"{W}sdtPr/{W}tag")
        content = control.find(f"{W}sdtContent")
        name = tag.get(f"{W}val", "") if tag is not None else ""
        if content is not None and name.startswith(_TAG) and (nodes := _texts(content)):
            yield name, Spot(nodes)


def _bookmarks(root: _Element) -> Iterator[tuple[str, Spot]]:
    opened: dict[str, tuple[str, list[_Element]]] = {}
    for element in root.iter(f"{W}bookmarkStart", f"{W}bookmarkEnd", f"{W}t"):
        number = element.get(f"{W}id", "")
        if element.tag == f"{W}t":
            for _, nodes in opened.values():
                nodes.append(element)
        elif element.tag == f"{W}bookmarkStart" and element.get(f"{W}name", "").startswith(_TAG):
            opened[number] = element.get(f"{W}name", ""), []
        elif number in opened:
            name, nodes = opened.pop(number)
            if nodes:
                yield name, Spot(tuple(nodes))


def spots(root: _Element) -> dict[str, list[Spot]]:
    """Tag → where the figure stands; one copied by a person stands twice, one deleted is missing."""
    found: dict[str, list[Spot]] = {}
    for name, spot in _controls(root):
        found.setdefault(name, []).append(spot)
    for name, spot in _bookmarks(root):
        if name not in found:
            found[name] = [spot]
    return found


class Places:
    """Numbers of paragraphs ("đoạn n") and sentences around a figure."""

    def __init__(self, root: _Element) -> None:
        body = root.find(f"{W}body")
        filled = (p for p in paragraphs(body) if text_of(p)) if body is not None else ()  # type: ignore[arg-type]
        self._numbers = {p: n for n, p in enumerate(filled, 1)}

    def place(self, spot: Spot) -> str:
        number = self._numbers.get(spot.paragraph)  # type: ignore[call-overload]
        return f"đoạn {number}" if number else ""


def sentence(spot: Spot) -> str:
    """The sentence in which a figure stands, as it reads now."""
    whole = text_of(spot.paragraph)  # type: ignore[arg-type]
    before = ""
    for node in spot.paragraph.iter(f"{W}t"):
        if node is spot.nodes[0]:
            break
        before += node.text or ""
    offset, start = len(normal(before)), 0
    for one in sentences_of(whole):
        start = whole.index(one, start)
        if offset < start + len(one):
            return one
        start += len(one)
    return whole
