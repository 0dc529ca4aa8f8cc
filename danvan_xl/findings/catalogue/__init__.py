"""Every finding's code, severity and wording. Codes are never used again for another meaning.

Families: T file, C structure, G value, F formula, K cross-check, D points, N return and deadline, B report,
X definition. Placeholders: {unit} {file} {sheet} {cell} {field} {found} {expected} {detail}. The place is put
before the text by :class:`~danvan_xl.findings.finding.Finding`; the remedy stands last.
"""

from danvan_xl.findings.catalogue import (
    checks,
    definition,
    files,
    formulas,
    points,
    register,
    report,
    returns,
    rubrics,
    structure,
    values,
)
from danvan_xl.findings.catalogue.entry import Entry

__all__ = ["CATALOGUE", "Entry"]

_FAMILIES = (
    files,
    structure,
    values,
    formulas,
    checks,
    points,
    rubrics,
    returns,
    register,
    report,
    definition,
)
CATALOGUE: dict[str, Entry] = {code: entry for family in _FAMILIES for code, entry in family.ENTRIES.items()}
