"""The report's conditions and figures over the city's scope: found first, calculated together, then printed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from danvan_xl.campaign.model import Campaign, Field, OnBlank, ReportRow
from danvan_xl.campaign.names import city_names, city_shape
from danvan_xl.campaign.program import ruled
from danvan_xl.campaign.schema import SETTINGS
from danvan_xl.campaign.template import Figure, Literal, Segment, TemplateError, parse_template
from danvan_xl.consolidate.totals import City
from danvan_xl.formula import Calculator, Expr, FormulaError, FormulaSyntaxError, Value, names, parse
from danvan_xl.report.numbers import FormatError, by_field, formatted, plain

MISSING = "[chưa có số liệu]"
_OF_THESE = "Trong đó: "
_SETTING = {c.code: c.attribute for c in SETTINGS}


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text; a figure knows its source and format; a gap is printed so that nobody overlooks it.

    ``origin``: the narrative question whose answers the text repeats.
    """

    text: str
    source: str = ""
    format: str = ""
    gap: bool = False
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a figure or condition: code of the finding, the name or formula, and details."""

    code: str
    source: str
    detail: str = ""


Line = tuple[Piece, ...]


def line_text(line: Line) -> str:
    return "".join(piece.text for piece in line)


@dataclass
class Figures:
    """``problems`` collects while texts are filled; the writer turns them into findings with their place."""

    campaign: Campaign
    city: City
    problems: list[Problem] = field(default_factory=list)
    _results: dict[str, Value] = field(default_factory=dict)
    _unknown: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._known = city_names(self.campaign) | set(self.city.values) | set(self.city.lists)
        trees = dict(self._trees())
        inputs = [n for n in self._known if n not in self.city.lists]
        ranges = {n: max(len(c), 1) for n, c in self.city.lists.items()}
        calculator = Calculator(trees, sorted(inputs), ranges)
        self._results = calculator.calculate(self.city.values, self.city.lists)

    def _formulas(self) -> Iterator[str]:
        for row in self.campaign.report:
            yield from (row.condition,) if row.condition else ()
            for text in (row.text, row.footnote):
                yield from (s.source for s in segments(text) if isinstance(s, Figure) and s.is_formula)

    def _trees(self) -> Iterator[tuple[str, Expr]]:
        for formula in dict.fromkeys(self._formulas()):
            try:
                tree = parse(formula)
            except FormulaSyntaxError:
                self._unknown[formula] = formula
                continue
            strange = [n for n in names(tree) if n not in self._known]
            if strange:
                self._unknown[formula] = strange[0]
            else:
                yield formula, ruled(formula, OnBlank.BLANK, city_shape(self.campaign))

    # --- conditions ------------------------------------------------------------------------------------------

    def holds(self, row: ReportRow) -> bool:
        """Whether a row is printed; one whose condition cannot be worked out is not, and is a problem."""
        if not row.condition:
            return True
        if row.condition in self._unknown:
            self.problems.append(Problem("B002", self._unknown[row.condition]))
            return False
        value = self._results[row.condition]
        if isinstance(value, FormulaError):
            self.problems.append(Problem("B003", row.condition, value.code))
        elif value is None:
            self.problems.append(Problem("B004", row.condition))
        return value is True

    def lacking(self, formula: str) -> tuple[str, ...]:
        """What people call the figures of a formula that are not known."""
        if formula in self._unknown:
            return ()
        found = (n for n in names(parse(formula)) if n not in self.city.lists and self.city.values.get(n) is None)
        return tuple(dict.fromkeys(_alone(of.label) if (of := self._field(n)) else n for n in found))

    # --- texts -----------------------------------------------------------------------------------------------

    def fill(self, text: str) -> Line:
        """A text with its figures; ``{*list}`` is the caller's."""
        return tuple(self.piece(s) for s in segments(text))

    def piece(self, segment: Segment) -> Piece:
        if isinstance(segment, Literal):
            return Piece(segment.text)
        assert isinstance(segment, Figure)
        if segment.source.startswith("dot."):
            return self._setting(segment)
        value, field_of = self._value(segment)
        if value is None or isinstance(value, FormulaError):
            return Piece(MISSING, segment.source, segment.format, gap=True)
        try:
            printed = self._printed(value, segment, field_of)
        except FormatError as error:
            self.problems.append(Problem("B003", segment.source, str(error)))
            return Piece(MISSING, segment.source, segment.format, gap=True)
        return Piece(printed, segment.source, segment.format)

    def _printed(self, value: Value, figure: Figure, field_of: Field | None) -> str:
        """A formula may give words in place of a number (``IF(f=0,"không có",f)``); they stand as they are."""
        if figure.is_formula and isinstance(value, str):
            return value
        if figure.format:
            return formatted(value, figure.format)
        return by_field(value, field_of, self.campaign.settings.pad_counts) if field_of else plain(value)

    def _value(self, figure: Figure) -> tuple[Value, Field | None]:
        source = figure.source
        if figure.is_formula:
            if source in self._unknown:
                self.problems.append(Problem("B002", self._unknown[source]))
                return None, None
            value, field_of = self._results[source], None
        else:
            if source not in self._known or source in self.city.lists:
                self.problems.append(Problem("B002", source))
                return None, None
            value, field_of = self.city.values.get(source), self._field(source)
        if isinstance(value, FormulaError):
            self.problems.append(Problem("B003", source, value.code))
        elif value is None:
            self.problems.append(Problem("B001", source))
        return value, field_of

    def _field(self, name: str) -> Field | None:
        """The field of ``f``, ``f.kh``, ``f.ck``, ``f.nhom`` and ``f.tb``; a mean keeps its decimals."""
        code, _, rest = name.partition(".")
        return None if rest == "tb" else self.campaign.plain_fields.get(code)

    def _setting(self, figure: Figure) -> Piece:
        key = figure.source.removeprefix("dot.")
        if key not in _SETTING:
            self.problems.append(Problem("B002", figure.source))
            return Piece(MISSING, gap=True)
        value = getattr(self.campaign.settings, _SETTING[key])
        if value in (None, "", ()):
            self.problems.append(Problem("B001", figure.source))
            return Piece(MISSING, gap=True)
        return Piece(plain(value) if isinstance(value, dt.date) else str(value))

    def taken(self) -> tuple[Problem, ...]:
        """The problems since the last call."""
        found, self.problems = tuple(self.problems), []
        return found


def _alone(label: str) -> str:
    """A label without the words that tie it to its whole above it."""
    said = label.removeprefix(_OF_THESE)
    return said[:1].upper() + said[1:]


def segments(text: str) -> tuple[Segment, ...]:
    """A text's parts; one with broken braces is printed as it is (the definition's lint names it)."""
    try:
        return parse_template(text)
    except TemplateError:
        return (Literal(text),)


