"""One finding: a stable code, a place (unit, file, sheet, A1 cell), what was found and what was expected."""

from __future__ import annotations

from dataclasses import dataclass

from danvan_xl.findings.catalogue import CATALOGUE

_PLACE = (("unit", "đơn vị {}"), ("file", "tệp {}"), ("sheet", "trang {}"), ("cell", "ô {}"))
_TEXTS = ("unit", "file", "sheet", "cell", "field", "found", "expected", "detail")


@dataclass(frozen=True, slots=True)
class Finding:
    """A data problem, never an exception.

    ``level`` overrides the severity of the catalogue (a campaign's checks carry their own); it is one of
    ``loi``, ``canh_bao``, ``thong_tin``. All places are texts; a blank one does not apply.

    Examples
    --------
    >>> Finding("N006", unit="ngabay").message
    'Đơn vị ngabay: Không có biểu mẫu của đơn vị. Hãy tạo biểu mẫu trước (danvan generate).'
    """

    code: str
    unit: str = ""
    file: str = ""
    sheet: str = ""
    cell: str = ""
    field: str = ""
    found: str = ""
    expected: str = ""
    detail: str = ""
    level: str = ""
    waiver: str = ""
    """Why the office accepts it, with who and until when; a waived finding is information."""
    superseded: str = ""
    """The return that counts in place of the one that this is about; such a finding is information."""

    @property
    def severity(self) -> str:
        return self.level or CATALOGUE[self.code].severity

    @property
    def title(self) -> str:
        return CATALOGUE[self.code].title

    @property
    def place(self) -> str:
        """Where it stands, in words: "đơn vị daithanh, tệp x.xlsx, trang Kinh tế, ô G7"."""
        return ", ".join(words.format(text) for name, words in _PLACE if (text := getattr(self, name)))

    @property
    def remedy(self) -> str:
        """What to do, as a sentence."""
        if self.superseded:
            return f"Tệp này không được tính, đã thay bằng {self.superseded}."
        if self.waiver:
            return f"Được miễn trừ: {self.waiver}."
        return CATALOGUE[self.code].remedy.format(**self._texts)

    @property
    def _texts(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in _TEXTS}

    @property
    def message(self) -> str:
        """Where, what, and what to do, as one or two sentences for a person."""
        return self.said_at(self.place)

    def said_at(self, place: str) -> str:
        """:attr:`message` with another place, or with none."""
        body = CATALOGUE[self.code].text.format(**self._texts)
        text = f"{place}: {body}" if place else body
        return f"{text[0].upper()}{text[1:]} {self.remedy}".strip()
