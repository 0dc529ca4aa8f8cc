"""What LibreOffice 7.4 writes against the schema of a Word document, set right in a report that is written anyway."""

from __future__ import annotations

from danvan_xl.report.refresh.places import W, parse, serialised

_NUMBERING = "word/numbering.xml"


def repair(parts: dict[str, bytes]) -> None:
    """A level of a list names its style before its way of numbering; Word's schema wants it behind."""
    if _NUMBERING not in parts:
        return
    root = parse(parts[_NUMBERING])
    misplaced = [(style, kind) for level in root.iter(f"{W}lvl")
                 for style in level.findall(f"{W}pStyle") for kind in style.itersiblings(f"{W}numFmt")]
    for style, kind in misplaced:
        kind.addnext(style)
    if misplaced:
        parts[_NUMBERING] = serialised(root)
