"""A condition of a class rule in words: why it holds, why it does not, as an official would write it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from danvan_xl.campaign.citing import number_of
from danvan_xl.campaign.model import Campaign, Criterion, FieldKind
from danvan_xl.campaign.points import half_up
from danvan_xl.formula import Binary, Call, Expr, Name, Value, render
from danvan_xl.intake import shown
from danvan_xl.scoring.evaluate import Score

_SUMS = {"tong_diem": "tổng điểm", "diem_chuan": "điểm chuẩn", "diem_thuong": "điểm thưởng", "diem_tru": "điểm trừ"}
_ZEROS, _SELF_COUNT = "so_tieu_chi_0", "so_tu_cham"
_NO_ZERO = "không có tiêu chí nào đạt 0 điểm"
_NEEDED = {">=": "từ", ">": "trên", "<": "dưới", "<=": "không quá", "=": "là", "<>": "khác"}
_AGAINST = {">=": "không ít hơn", ">": "nhiều hơn", "<": "ít hơn", "<=": "không nhiều hơn", "=": "bằng", "<>": "khác"}
_TURNED = {">=": "<=", ">": "<", "<": ">", "<=": ">=", "=": "=", "<>": "<>"}


def points_text(points: Decimal, decimals: int) -> str:
    """ "94,50": points with all declared decimals."""
    return f"{half_up(points, decimals):f}".replace(".", ",")


def lower_first(text: str) -> str:
    """For use inside a sentence; abbreviations and single letters stay ("A", "TP …")."""
    return text if text[:2].isupper() or len(text) < 2 else text[0].lower() + text[1:]


def all_of(phrases: Iterable[str]) -> str:
    """ "a, b và c"."""
    *first, last = phrases
    return f"{', '.join(first)} và {last}" if first else last


def conjuncts(condition: Expr) -> Iterator[Expr]:
    """The parts that must all be true, out of nested ``AND``."""
    if isinstance(condition, Call) and condition.function == "AND":
        for part in condition.args:
            yield from conjuncts(part)
    else:
        yield condition


def leaves(condition: Expr) -> Iterator[Expr]:
    """The plain conditions below ``AND``, ``OR`` and ``NOT``."""
    if isinstance(condition, Call) and condition.function in ("AND", "OR", "NOT"):
        for part in condition.args:
            yield from leaves(part)
    else:
        yield condition


@dataclass(frozen=True)
class Wording:
    """Words for one unit: ``values`` of the plain conditions and of both sides of each comparison."""

    campaign: Campaign
    values: Mapping[Expr, Value]
    scores: Sequence[Score]

    @property
    def _criteria(self) -> tuple[Criterion, ...]:
        return tuple(s.criterion for s in self.scores)

    def truth(self, condition: Expr) -> bool | None:
        """None where it cannot be told here."""
        match condition:
            case Call("AND", parts):
                truths = [self.truth(p) for p in parts]
                return False if False in truths else None if None in truths else True
            case Call("OR", parts):
                truths = [self.truth(p) for p in parts]
                return True if True in truths else None if None in truths else False
            case Call("NOT", (part,)):
                inside = self.truth(part)
                return None if inside is None else not inside
        value = self.values.get(condition)
        return value if isinstance(value, bool) else None

    # --- why a condition fails -----------------------------------------------------------------------------------

    def failing(self, condition: Expr, otherwise: str) -> str:
        """Why a condition that is FALSE is; ``otherwise`` where its parts cannot be told apart."""
        parts = self._failing_parts(condition)
        return all_of(dict.fromkeys(self._fails(p) for p in parts)) if parts else otherwise

    def _failing_parts(self, condition: Expr) -> list[Expr]:
        return [p for p in conjuncts(condition) if self.truth(p) is False]

    def _fails(self, part: Expr) -> str:
        match part:
            case Call("OR", parts):
                return self._none_of(parts)
            case Call("NOT", (inside,)):
                return self.holding(inside)
            case Binary(op, left, right) if op in _NEEDED:
                return self._comparison_fails(*_turned(op, left, right))
        return f"không đạt điều kiện {render(part)}"

    def _none_of(self, alternatives: Sequence[Expr]) -> str:
        """Why no alternative is met: each of plain ones, else the one that lacks least."""
        failing = [self._failing_parts(a) or [a] for a in alternatives]
        if any(len(list(conjuncts(a))) > 1 for a in alternatives):
            failing = [min(failing, key=len)]
        return all_of(dict.fromkeys(self._fails(p) for parts in failing for p in parts))

    def _comparison_fails(self, op: str, left: Expr, right: Expr) -> str:
        name = left.id if isinstance(left, Name) else ""
        value, bound = self.values.get(left), self.values.get(right)
        if name == _ZEROS and isinstance(value, Decimal):
            return self._zeros(bound) if value > 0 else _NO_ZERO
        if name == _SELF_COUNT:
            return "đơn vị không tự chấm điểm" if value == 0 else "đơn vị có tự chấm điểm"
        if isinstance(value, Decimal) and isinstance(bound, Decimal) and (subject := self._points_of(name)):
            return self._points_fail(subject, op, value, bound)
        if isinstance(right, Name):
            return f"{self._fact(left)}, cần {_AGAINST[op]} {self._subject(right)} ({self._shown(right)})"
        return f"{self._fact(left)} (cần {_NEEDED[op]} {self._shown(right, like=left)})"

    def _points_of(self, name: str) -> str:
        """How points are called; blank for a name that holds none."""
        if name in _SUMS:
            return _SUMS[name]
        kind, _, code = name.partition(".")
        criterion = next((c for c in self._criteria if c.code == code), None)
        if criterion is None or kind not in ("diem", "tu_cham"):
            return ""
        return ("điểm tự chấm " if kind == "tu_cham" else "") + f"tiêu chí {number_of(self._criteria, criterion)}"

    def _points_fail(self, subject: str, op: str, value: Decimal, bound: Decimal) -> str:
        decimals = self.campaign.settings.point_decimals
        gap = points_text(abs(bound - value), decimals)
        match op:
            case ">=":
                return f"{subject} chưa đến {shown(bound)} điểm (thiếu {gap} điểm)"
            case ">" if value == bound:
                return f"{subject} mới đúng {shown(bound)} điểm (phải trên {shown(bound)} điểm)"
            case ">":
                return f"{subject} chưa trên {shown(bound)} điểm (thiếu hơn {gap} điểm)"
            case "<":
                return f"{subject} không dưới {shown(bound)} điểm"
            case "<=":
                return f"{subject} vượt {shown(bound)} điểm"
        return f"{subject} là {points_text(value, decimals)} điểm (cần {_NEEDED[op]} {shown(bound)} điểm)"

    def _zeros(self, bound: Value) -> str:
        found = [number_of(self._criteria, s.criterion) for s in self.scores
                 if s.criterion.is_leaf and s.criterion.kind == "chuan" and s.points == 0 and s.applies is not False]
        if isinstance(bound, Decimal) and bound > 1:
            return f"có {len(found)} tiêu chí đạt 0 điểm ({', '.join(found)})"
        return f"tiêu chí {all_of(found)} đạt 0 điểm" if found else "có tiêu chí đạt 0 điểm"

    # --- why a condition holds -----------------------------------------------------------------------------------

    def holding(self, condition: Expr) -> str:
        """Why a condition that is TRUE is; blank where there is nothing to say (``TRUE``)."""
        parts, phrases = list(conjuncts(condition)), []
        spans = _spans(parts, self.values)
        for part in parts:
            left = _turned(part.op, part.left, part.right)[1] if isinstance(part, Binary) else None
            name = left.id if isinstance(left, Name) else ""
            phrases.append(f"{self._points_of(name)} {spans[name]}" if name in spans and self._points_of(name)
                           else self._holds(part))
        said = [p for p in dict.fromkeys(phrases) if p]
        return all_of(said) if said else ""

    def _holds(self, part: Expr) -> str:
        match part:
            case Call("OR", parts):
                return next((self.holding(p) for p in parts if self.truth(p)), "")
            case Call("NOT", (Binary(op, left, right),)) if op in _NEEDED:
                return self._fact(_turned(op, left, right)[1])
            case Call("NOT", (inside,)):
                return self._fails(inside)
            case Binary(op, left, right) if op in _NEEDED:
                op, left, right = _turned(op, left, right)
                name = left.id if isinstance(left, Name) else ""
                if name == _ZEROS:
                    return _NO_ZERO if self.values.get(left) == 0 else self._zeros(None)
                if name == _SELF_COUNT:
                    return "đơn vị không tự chấm điểm" if self.values.get(left) == 0 else "đơn vị có tự chấm điểm"
                if isinstance(right, Name):
                    return f"{self._fact(left)}, {_AGAINST[op]} {self._subject(right)} ({self._shown(right)})"
                return self._fact(left)
        return ""

    # --- what a name is called and what stands in it ---------------------------------------------------------------

    def _fact(self, side: Expr) -> str:
        return f"{self._subject(side)} là {self._shown(side)}"

    def called(self, name: str) -> str:
        return self._subject(Name(name))

    def _subject(self, side: Expr) -> str:
        if not isinstance(side, Name):
            return render(side)
        if points := self._points_of(side.id):
            return points
        base = side.id.removeprefix("tp.")
        code, _, facet = base.partition(".")
        if code in self.campaign.list_columns:
            return f"danh sách “{self.campaign.form_by_code[code].title}”"
        field = self.campaign.plain_fields.get(code)
        label = f"“{field.label}”" if field else side.id
        words = {"kh": f"kế hoạch {label}", "ck": f"{label} cùng kỳ", "tb": f"bình quân {label}"}.get(facet, label)
        return f"{words} của toàn thành phố" if side.id.startswith("tp.") and facet != "tb" else words

    def _shown(self, side: Expr, like: Expr | None = None) -> str:
        """A side's value; a rate as a percentage, also where only the other side is a field."""
        value, owner = self.values.get(side), like if like is not None else side
        if value is None:
            return "trống"
        code = owner.id.removeprefix("tp.").partition(".")[0] if isinstance(owner, Name) else ""
        field = self.campaign.plain_fields.get(code)
        if isinstance(value, Decimal) and field is not None and field.kind is FieldKind.RATE:
            return f"{shown(half_up(value * 100, 2))}%"
        return f"“{value}”" if isinstance(value, str) else shown(value)


def _turned(op: str, left: Expr, right: Expr) -> tuple[str, Expr, Expr]:
    """A comparison with its name on the left."""
    if op in _TURNED and isinstance(right, Name) and not isinstance(left, Name):
        return _TURNED[op], right, left
    return op, left, right


def _spans(parts: Sequence[Expr], values: Mapping[Expr, Value]) -> dict[str, str]:
    """Bounds of each name in words: "từ 85 đến dưới 95 điểm"."""
    low: dict[str, str] = {}
    high: dict[str, str] = {}
    for part in parts:
        if not isinstance(part, Binary) or part.op not in _NEEDED:
            continue
        op, left, right = _turned(part.op, part.left, part.right)
        if isinstance(left, Name) and isinstance(values.get(right), Decimal):
            bound, name = shown(values[right]), left.id
            match op:
                case ">=" | ">":
                    low[name] = f"{'từ' if op == '>=' else 'trên'} {bound}"
                case "<" | "<=":
                    high[name] = f"dưới {bound}" if op == "<" else bound
    both = {name: f"{low[name]} đến {high[name]} điểm" for name in low if name in high}
    only_low = {name: f"đạt {text} điểm" for name, text in low.items() if name not in high}
    only_high = {name: f"{'' if text.startswith('dưới') else 'không quá '}{text} điểm"
                 for name, text in high.items() if name not in low}
    return both | only_low | only_high
