"""An immutable, ordered collection of findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, overload

from danvan_xl.findings.finding import Finding
from danvan_xl.findings.grouping import Group, grouped

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("unit", "file", "sheet", "cell", "field", "code", "severity", "found", "expected", "message")
SEVERITIES = ("loi", "canh_bao", "thong_tin")


class Findings(Sequence[Finding]):
    """Findings in the order in which a person should read them.

    Examples
    --------
    >>> findings = Findings([Finding("N001", unit="ngabay"), Finding("N001", unit="laihieu")])
    >>> len(findings), len(findings.errors), findings.to_frame().unit.tolist()
    (2, 2, ['ngabay', 'laihieu'])
    >>> [group.message for group in findings.grouped()]
    ['2 đơn vị (laihieu, ngabay): Đơn vị chưa gửi biểu. Hãy nhắc đơn vị gửi biểu đã nhập.']
    """

    def __init__(self, findings: Iterable[Finding] = ()) -> None:
        self._items = tuple(findings)

    @overload
    def __getitem__(self, index: int) -> Finding: ...
    @overload
    def __getitem__(self, index: slice) -> Findings: ...
    def __getitem__(self, index: int | slice) -> Finding | Findings:
        return Findings(self._items[index]) if isinstance(index, slice) else self._items[index]

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self._items)

    def __repr__(self) -> str:
        counts = ", ".join(f"{s}: {len(self.of(s))}" for s in SEVERITIES)
        return f"Findings({counts})"

    def of(self, severity: str) -> Findings:
        """Those of one severity (``loi``, ``canh_bao``, ``thong_tin``)."""
        return Findings(f for f in self._items if f.severity == severity)

    @property
    def errors(self) -> Findings:
        return self.of("loi")

    @property
    def warnings(self) -> Findings:
        return self.of("canh_bao")

    def grouped(self) -> tuple[Group, ...]:
        """For people: the worst first, repeats together, knock-on errors left out."""
        return grouped(self._items)

    def records(self) -> list[dict[str, str | None]]:
        """One mapping a finding, with the keys of :data:`COLUMNS`; a blank place is ``None``."""
        return [{name: getattr(f, name) or None for name in COLUMNS} for f in self._items]

    def to_frame(self) -> pd.DataFrame:
        """One row a finding, ungrouped, with the columns of :data:`COLUMNS` (all text)."""
        import pandas as pd

        return pd.DataFrame(self.records(), columns=list(COLUMNS), dtype=object)
