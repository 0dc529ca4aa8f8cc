"""A rubric as formulas: computed points, points that count, sums, totals, class. Written once for every target.

Internal names (with ``#``): ``#so_lieu.x`` points from the figures, ``#tham_dinh.x`` verified points,
``#tho.x`` what a criterion's formula itself gives, ``#phan_bo.x`` points spread over x's applicable leaves,
``#xl.n`` truth of class rule n, ``#bac`` place of the class, ``#xep_loai`` its name, ``#tam_tinh`` provisional sum of
the points known so far, the total once all are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, cached_property

from danvan_xl.campaign.model import (
    Campaign,
    ClassRule,
    ClassRuleKind,
    Criterion,
    Method,
    NotApplicable,
    OnBlank,
    PointKind,
)
from danvan_xl.formula import (
    BLANK,
    Binary,
    Bool,
    Call,
    Expr,
    Name,
    Number,
    ShapeOf,
    Text,
    any_of,
    guard,
    is_blank,
    parse,
)

YES, NO = "Có", "Không"
UNCLASSED = "Chưa xếp loại"
_OUT = (NotApplicable.SPREAD, NotApplicable.RESCALE, NotApplicable.SKIP)


def number(value: Decimal | int) -> Number:
    return Number(format(Decimal(value).normalize(), "f"))


@cache
def _last_place(decimals: int) -> Decimal:
    return Decimal(1).scaleb(-decimals)


def half_up(value: Decimal, decimals: int) -> Decimal:
    """Rounded half-up, as every point and rate is."""
    return value.quantize(_last_place(decimals), rounding=ROUND_HALF_UP)


def if_(condition: Expr, then: Expr, otherwise: Expr) -> Expr:
    return Call("IF", (condition, then, otherwise))


def if_blank(missing: Expr | None, then: Expr) -> Expr:
    return then if missing is None else if_(missing, BLANK, then)


def at_end(expr: Expr, finish: object) -> Expr:
    """``finish`` applied to what each branch of an ``IF`` gives, so that a text ``""`` stays one."""
    if isinstance(expr, Call) and expr.function == "IF":
        condition, *branches = expr.args
        return Call("IF", (condition, *(at_end(b, finish) for b in branches)))
    return expr if expr == BLANK else finish(expr)  # type: ignore[operator]


@dataclass(frozen=True)
class Rubric:
    """One rubric's criteria with the settings and shapes that its formulas need.

    ``verified``: as the office sees it, with its points before computed and self-scored ones, and raw points.
    """

    campaign: Campaign
    code: str
    shape_of: ShapeOf
    verified: bool = False

    @cached_property
    def criteria(self) -> tuple[Criterion, ...]:
        return self.campaign.criteria_of(self.code)

    @property
    def decimals(self) -> int:
        return self.campaign.settings.point_decimals

    def children(self, parent: str) -> tuple[Criterion, ...]:
        return self._children.get(parent, ())

    @cached_property
    def _children(self) -> dict[str, tuple[Criterion, ...]]:
        parents = dict.fromkeys(c.parent for c in self.criteria)
        return {parent: tuple(c for c in self.criteria if c.parent == parent) for parent in parents}

    def roots(self, kind: PointKind) -> tuple[Criterion, ...]:
        return tuple(c for c in self.children("") if c.kind is kind)

    def leaves(self) -> tuple[Criterion, ...]:
        return tuple(c for c in self.criteria if c.is_leaf)

    def rounded(self, expr: Expr) -> Expr:
        return Call("ROUND", (expr, Number(str(self.decimals))))

    # --- whether a criterion applies ---------------------------------------------------------------------

    def is_out(self, criterion: Criterion) -> Expr | None:
        """TRUE when a criterion leaves the sum because it does not apply; None when that cannot be."""
        if criterion.is_leaf:
            if criterion.applies_when and criterion.if_not_applicable in _OUT:
                return Binary("=", Name(f"ad.{criterion.code}"), Text(NO))
            return None
        parts = [self.is_out(child) for child in self.children(criterion.code)]
        if not parts or None in parts:
            return None
        return parts[0] if len(parts) == 1 else Call("AND", tuple(p for p in parts if p))

    def applies(self, criterion: Criterion) -> Expr:
        if criterion.is_leaf:
            if not criterion.applies_when:
                return Text(YES)
            condition = parse(criterion.applies_when)
            return guard(if_(condition, Text(YES), Text(NO)), self.shape_of)
        out = self.is_out(criterion)
        return Text(YES) if out is None else if_(out, Text(NO), Text(YES))

    def lacks(self, criterion: Criterion) -> Expr:
        """TRUE when a criterion's points are needed and blank."""
        blank, out = is_blank(f"diem.{criterion.code}"), self.is_out(criterion)
        return blank if out is None else Call("AND", (blank, Call("NOT", (out,))))

    # --- leaves ------------------------------------------------------------------------------------------

    def spreads(self, parent: str) -> bool:
        return any(c.applies_when and c.if_not_applicable is NotApplicable.SPREAD for c in self.children(parent))

    def spread_share(self, parent: str) -> Expr:
        """Points of the leaves that do not apply, for each applicable leaf of the same parent."""
        leaves = [c for c in self.children(parent) if c.is_leaf]
        freed: list[Expr] = [
            if_(Binary("=", Name(f"ad.{c.code}"), Text(NO)), number(c.maximum), Number("0"))
            for c in leaves
            if c.applies_when and c.if_not_applicable is NotApplicable.SPREAD
        ]
        gone = [if_(out, Number("1"), Number("0")) for c in leaves if (out := self.is_out(c)) is not None]
        left = Binary("-", number(len(leaves)), Call("SUM", tuple(gone)))
        unknown = any_of(is_blank(f"ad.{c.code}") for c in leaves if c.applies_when)
        share = if_(Binary("=", left, Number("0")), Number("0"), Binary("/", Call("SUM", tuple(freed)), left))
        return if_blank(unknown, share)

    def _scaled(self, criterion: Criterion, points: Expr) -> Expr:
        if not self.spreads(criterion.parent):
            return points
        share = Name(f"#phan_bo.{criterion.parent}")
        grown = Binary("*", points, Binary("+", Number("1"), Binary("/", share, number(criterion.maximum))))
        return grown

    def computed(self, criterion: Criterion) -> Expr:
        """Points from the figures, within 0 and the maximum, rounded; blank where the criterion does not apply."""

        def finish(points: Expr) -> Expr:
            if isinstance(points, Number) and not self.spreads(criterion.parent):
                inside = min(max(Decimal(points.text), Decimal(0)), criterion.maximum)
                return number(half_up(inside, self.decimals))
            if not isinstance(points, Number):
                points = Call("MAX", (Number("0"), Call("MIN", (number(criterion.maximum), points))))
            return self.rounded(self._scaled(criterion, points))

        body = at_end(parse(criterion.formula), finish)
        if criterion.on_blank is OnBlank.BLANK:
            body = guard(body, self.shape_of)
        if self.spreads(criterion.parent):
            body = if_blank(is_blank(f"#phan_bo.{criterion.parent}"), body)
        return self._where_it_applies(criterion, body)

    def raw(self, criterion: Criterion) -> Expr:
        """What the formula itself gives, which may lie outside 0 and the maximum."""
        tree = parse(criterion.formula)
        body = guard(tree, self.shape_of) if criterion.on_blank is OnBlank.BLANK else tree
        return self._where_it_applies(criterion, body)

    def _where_it_applies(self, criterion: Criterion, body: Expr) -> Expr:
        if not criterion.applies_when:
            return body
        return if_(Binary("=", Name(f"ad.{criterion.code}"), Text(NO)), BLANK, body)

    def _self(self, criterion: Criterion) -> Expr:
        name = Name(f"tu_cham.{criterion.code}")
        fits = Call("AND", (
            Call("ISNUMBER", (name,)), Binary(">=", name, Number("0")), Binary("<=", name, number(criterion.maximum)),
        ))
        if self.spreads(criterion.parent):
            fits = Call("AND", (*fits.args, Binary("<>", Name(f"#phan_bo.{criterion.parent}"), BLANK)))
        return if_(fits, self.rounded(self._scaled(criterion, name)), BLANK)

    def leaf_points(self, criterion: Criterion) -> Expr:
        """Points that count: verified, else computed, else (judgement) self-scored; 0 without demanded evidence."""
        code = criterion.code
        base: Expr = self._self(criterion) if criterion.method is Method.SELF else Name(f"#so_lieu.{code}")
        if criterion.evidence:
            no_evidence = Binary("=", Name(f"minh_chung.{code}"), BLANK)
            base = if_(no_evidence, if_(Binary("=", base, BLANK), BLANK, Number("0")), base)
        if self.verified:
            given = Name(f"#tham_dinh.{code}")
            base = if_(Binary("<>", given, BLANK), given, base)
        if not criterion.applies_when:
            return base
        applies = Name(f"ad.{code}")
        full = criterion.if_not_applicable not in _OUT
        not_applicable: Expr = number(criterion.maximum) if full else BLANK
        return if_(
            Binary("=", applies, BLANK), BLANK, if_(Binary("=", applies, Text(NO)), not_applicable, base)
        )

    # --- sums --------------------------------------------------------------------------------------------

    def _sum(self, criteria: tuple[Criterion, ...]) -> Expr:
        return Call("SUM", tuple(Name(f"diem.{c.code}") for c in criteria))

    def _parent_points(self, parent: Criterion) -> Expr:
        children = self.children(parent.code)
        total = self._sum(children)
        if any(c.applies_when and c.if_not_applicable is NotApplicable.RESCALE for c in children):
            maxima: Expr = number(sum((c.maximum for c in children), Decimal(0)))
            for child in children:
                if (out := self.is_out(child)) is not None:
                    maxima = Binary("-", maxima, if_(out, number(child.maximum), Number("0")))
            total = Binary("*", Binary("/", total, maxima), number(parent.maximum))
        body = if_blank(any_of(self.lacks(c) for c in children), self.rounded(total))
        return if_blank(self.is_out(parent), body)

    def _kind_total(self, kind: PointKind, cap: Decimal | None) -> Expr:
        roots = self.roots(kind)
        if not roots:
            return Number("0")
        total = self._sum(roots)
        if cap is not None:
            total = Call("MIN", (number(cap), total))
        return if_blank(any_of(self.lacks(c) for c in roots), self.rounded(total))

    def _zero_count(self) -> Expr:
        leaves = [c for c in self.leaves() if c.kind is PointKind.STANDARD]
        total: Expr = Number("0")
        for leaf in leaves:
            zero = if_(Binary("=", Name(f"diem.{leaf.code}"), Number("0")), Number("1"), Number("0"))
            total = zero if total == Number("0") else Binary("+", total, zero)
        return if_blank(is_blank("diem_chuan"), total)

    def totals(self) -> Iterator[tuple[str, Expr]]:
        settings = self.campaign.settings
        yield "diem_chuan", self._kind_total(PointKind.STANDARD, None)
        yield "diem_thuong", self._kind_total(PointKind.BONUS, settings.bonus_cap)
        yield "diem_tru", self._kind_total(PointKind.PENALTY, settings.penalty_cap)
        parts = ("diem_chuan", "diem_thuong", "diem_tru")
        total = Binary("-", Binary("+", Name(parts[0]), Name(parts[1])), Name(parts[2]))
        yield "tong_diem", if_blank(any_of(is_blank(p) for p in parts), self.rounded(total))
        yield "so_tieu_chi_0", self._zero_count()
        yield "so_tu_cham", Call("COUNT", tuple(Name(f"tu_cham.{c.code}") for c in self.leaves()))
        plus = tuple(Name(f"diem.{c.code}") for c in self.leaves() if c.kind is not PointKind.PENALTY)
        minus = tuple(Name(f"diem.{c.code}") for c in self.leaves() if c.kind is PointKind.PENALTY)
        known: Expr = Call("SUM", plus)
        so_far = self.rounded(Binary("-", known, Call("SUM", minus)) if minus else known)
        yield "#tam_tinh", if_(is_blank("tong_diem"), so_far, Name("tong_diem"))

    # --- class -------------------------------------------------------------------------------------------

    def _class(self, rules: tuple[ClassRule, ...]) -> Iterator[tuple[str, Expr]]:
        levels = [r for r in rules if r.kind is ClassRuleKind.LEVEL]
        names = list(dict.fromkeys(r.name for r in levels))
        truth = {id(r): Name(f"#xl.{r.order}") for r in rules}
        for rule in rules:
            yield f"#xl.{rule.order}", guard(parse(rule.formula), self.shape_of)
        open_rules = any_of(Binary("=", truth[id(r)], BLANK) for r in rules) or Bool(False)
        place: Expr = BLANK
        for rule in reversed(levels):
            place = if_(truth[id(rule)], number(names.index(rule.name) + 1), place)
        yield "#muc", if_(open_rules, BLANK, place)
        caps: tuple[Expr, ...] = tuple(
            if_(truth[id(r)], number(names.index(r.name) + 1), Number("0"))
            for r in rules
            if r.kind is ClassRuleKind.CAP and r.name in names
        )
        yield "#bac", if_(is_blank("#muc"), BLANK, Call("MAX", (Name("#muc"), *caps)))
        outcome = if_(is_blank("#bac"), Text(UNCLASSED), Call("CHOOSE", (Name("#bac"), *(Text(n) for n in names))))
        for rule in reversed([r for r in rules if r.kind is ClassRuleKind.KNOCKOUT]):
            outcome = if_(Binary("=", truth[id(rule)], Bool(True)), Text(rule.name), outcome)
        yield "#xep_loai", outcome

    def formulas(self) -> dict[str, Expr]:
        """Every formula of the rubric by name, operands first where they are parts of the rubric."""
        result: dict[str, Expr] = {}
        for criterion in self.criteria:
            if criterion.applies_when or self.is_out(criterion) is not None:
                result[f"ad.{criterion.code}"] = self.applies(criterion)
        for parent in dict.fromkeys(c.parent for c in self.leaves()):
            if self.spreads(parent):
                result[f"#phan_bo.{parent}"] = self.spread_share(parent)
        for criterion in self.leaves():
            if criterion.method in (Method.FORMULA, Method.AFTER):
                result[f"#so_lieu.{criterion.code}"] = self.computed(criterion)
                if self.verified:
                    result[f"#tho.{criterion.code}"] = self.raw(criterion)
            result[f"diem.{criterion.code}"] = self.leaf_points(criterion)
        for criterion in self.criteria:
            if not criterion.is_leaf:
                result[f"diem.{criterion.code}"] = self._parent_points(criterion)
        result.update(self.totals())
        rules = self.campaign.class_rules_of(self.code)
        result.update(self._class(rules) if rules else ())
        return result
