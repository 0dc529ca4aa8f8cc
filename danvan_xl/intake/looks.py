"""How a cell looks where its style may hide what it holds, or show something else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_WHITE, _BLACK = (255, 255, 255), (0, 0, 0)
_THEME = {"0": _WHITE, "1": _BLACK}
_INDEXED = {"0": _BLACK, "1": _WHITE, "8": _BLACK, "9": _WHITE, "64": _BLACK, "65": _WHITE}
_LEAST_CONTRAST = 1.3
"""By WCAG 2.1; a text as pale as this cannot be read on paper or screen."""
STRUCK = "\u0336"
"""Behind each struck character of a text: the same sign as the eye sees."""
RAISED = ("superscript", "subscript")
_SMALL = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Look:
    """``code``: a number format that may show another number or day than the one stored, or "".

    ``is_unseen``: letters in the colour of their ground.
    """

    code: str = ""
    is_struck: bool = False
    is_unseen: bool = False


def _colour(node: Element | None, default: Colour | None) -> Colour | None:
    """None when it cannot be known without the theme."""
    if node is None or node.get("auto") in ("1", "true"):
        return default
    if float(node.get("tint", "0") or 0):
        return None
    if rgb := node.get("rgb", ""):
        return int(rgb[-6:-4], 16), int(rgb[-4:-2], 16), int(rgb[-2:], 16)
    return _THEME.get(node.get("theme", "")) or _INDEXED.get(node.get("indexed", ""))


def _luminance(colour: Colour) -> float:
    parts = [part / 255 for part in colour]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _ground(fill: Element) -> Colour | None:
    pattern = fill.find(f"{MAIN}patternFill")
    if pattern is None or pattern.get("patternType", "none") == "none":
        return _WHITE if pattern is not None or not len(fill) else None
    return _colour(pattern.find(f"{MAIN}fgColor"), None) if pattern.get("patternType") == "solid" else None


def _is_unseen(letters: Colour | None, ground: Colour | None) -> bool:
    if letters is None or ground is None:
        return False
    low, high = sorted((_luminance(letters), _luminance(ground)))
    return (high + 0.05) / (low + 0.05) < _LEAST_CONTRAST


def run_as_seen(text: str, *, is_struck: bool, is_raised: bool) -> str:
    """A piece of rich text that keeps what its letters look like: a footnote's mark must not become a digit."""
    if is_raised:
        text = text.translate(_SMALL)
    return "".join(char + STRUCK for char in text) if is_struck else text


def is_on(node: Element | None) -> bool:
    """Whether a property that is on by being there is on."""
    return node is not None and node.get("val", "1") not in ("0", "false")


def odd_looks(root: Element, odd_code: dict[int, str]) -> Iterator[tuple[int, Look]]:
    """Cell styles that do not simply show what a cell holds.

    Parameters
    ----------
    root:
        The styles part of a workbook.
    odd_code:
        Number of a cell style → its number format, where that may show another number than the one stored.
    """
    fonts = [(is_on(font.find(f"{MAIN}strike")), _colour(font.find(f"{MAIN}color"), _BLACK))
             for font in root.iterfind(f"{MAIN}fonts/{MAIN}font")]
    grounds = [_ground(fill) for fill in root.iterfind(f"{MAIN}fills/{MAIN}fill")]
    for number, xf in enumerate(root.iterfind(f"{MAIN}cellXfs/{MAIN}xf")):
        font, fill = int(xf.get("fontId", "0")), int(xf.get("fillId", "0"))
        is_struck, letters = fonts[font] if font < len(fonts) else (False, None)
        ground = grounds[fill] if fill < len(grounds) else None
        look = Look(odd_code.get(number, ""), is_struck, _is_unseen(letters, ground))
        if look != Look():
            yield number, look
