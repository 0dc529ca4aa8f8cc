"""Why a unit has its class and what it lacks for the next one, in the words of an official.

"94,50 điểm; không xếp loại xuất sắc vì tiêu chí II.3 đạt 0 điểm; xếp loại …".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby

from danvan_xl.campaign.citing import number_of
from danvan_xl.campaign.model import Campaign, ClassRule, ClassRuleKind, Method
from danvan_xl.campaign.points import UNCLASSED
from danvan_xl.formula import Binary, Calculator, Expr, FormulaError, Name, Value, names, parse
from danvan_xl.scoring.evaluate import Score, points_of
from danvan_xl.scoring.rank import Standing
from danvan_xl.scoring.words import Wording, all_of, leaves, lower_first, points_text

_NAMED = 5
"""How many criteria without points a sentence names."""


class Reasons:
    """Standings by one rubric's class rules; one calculator for the parts of their conditions."""

    def __init__(self, campaign: Campaign, rubric: str) -> None:
        self.campaign = campaign
        self.rules = campaign.class_rules_of(rubric)
        self.trees = {rule.order: parse(rule.formula) for rule in self.rules}
        levels = (rule.name for rule in self.rules if rule.kind is ClassRuleKind.LEVEL)
        self.levels = tuple(dict.fromkeys(levels))
        self._parts = tuple(dict.fromkeys(p for tree in self.trees.values() for p in self._plain(tree)))
        inputs = dict.fromkeys(name for part in self._parts for name in names(part))
        self._calculator = Calculator({f"#{i}": part for i, part in enumerate(self._parts)}, tuple(inputs))

    def _plain(self, tree: Expr) -> Iterator[Expr]:
        """Plain conditions and both sides of comparisons; what runs over a list's rows cannot be told apart."""
        for leaf in leaves(tree):
            if not any(self._is_column(name) for name in names(leaf)):
                yield from (leaf, leaf.left, leaf.right) if isinstance(leaf, Binary) else (leaf,)

    def _is_column(self, name: str) -> bool:
        owner, _, column = name.partition(".")
        return owner in self.campaign.list_columns and column != "tt"

    # --- standings -----------------------------------------------------------------------------------------------

    def standing(
        self, unit: str, group: str, results: Mapping[str, Value], values: Mapping[str, Value], found: Sequence[Score]
    ) -> Standing:
        """Total and class of one unit with the reason; the rank comes by :func:`~danvan_xl.scoring.rank.ranked`.

        Parameters
        ----------
        results:
            What the rubric's formulas gave.
        values:
            Everything else that class rules may name.
        """
        total = points_of(results.get("tong_diem"), self.campaign.settings.point_decimals)
        level = results.get("#xep_loai")
        name = level if isinstance(level, str) else UNCLASSED
        given = {**values, **results}
        computed = self._calculator.calculate(given)
        parts = {p: given.get(p.id) if isinstance(p, Name) else computed[f"#{i}"] for i, p in enumerate(self._parts)}
        words = Wording(self.campaign, parts, found)
        return Standing(unit, group, total, name, None, self._sentence(name, total, results, words))

    def _sentence(self, name: str, total: Decimal | None, results: Mapping[str, Value], words: Wording) -> str:
        decimals = self.campaign.settings.point_decimals
        head = self._lacking(words.scores, results) if total is None else f"{points_text(total, decimals)} điểm"
        knocked = next((r for r in self._true(ClassRuleKind.KNOCKOUT, results)), None)
        if knocked is not None:
            return f"{head}; {self._knocked(knocked, results, words)}"
        if total is None or not self.rules:
            return head
        if name == UNCLASSED:
            return f"{head}; chưa xếp loại vì {self._unclassed(results, words)}"
        return "; ".join((head, *self._classed(name, results, words)))

    def _true(self, kind: ClassRuleKind, results: Mapping[str, Value]) -> list[ClassRule]:
        return [r for r in self.rules if r.kind is kind and results.get(f"#xl.{r.order}") is True]

    def _place(self, results: Mapping[str, Value], name: str) -> str | None:
        """The class at ``#muc`` (by points) or ``#bac`` (after caps)."""
        place = results.get(name)
        return self.levels[int(place) - 1] if isinstance(place, Decimal) else None

    def _note(self, rule: ClassRule, words: Wording) -> str:
        """The rule's own note up to its colon, else its condition in words."""
        note = rule.note.partition(":")[0].strip().rstrip(".")
        return lower_first(note) if note else words.holding(self.trees[rule.order])

    def _knocked(self, rule: ClassRule, results: Mapping[str, Value], words: Wording) -> str:
        text = f"xếp loại {lower_first(rule.name)} vì {self._note(rule, words)}"
        otherwise = self._place(results, "#bac")
        if otherwise is None or otherwise == rule.name:
            return text
        return f"{text}; nếu không vì lý do này thì xếp loại {lower_first(otherwise)}"

    def _classed(self, name: str, results: Mapping[str, Value], words: Wording) -> Iterator[str]:
        earned = self._place(results, "#muc")
        if earned is not None and earned != name:
            caps = [r for r in self._true(ClassRuleKind.CAP, results) if r.name == name]
            why = all_of(dict.fromkeys(self._note(r, words) for r in caps))
            yield f"đủ điểm xếp loại {lower_first(earned)} nhưng chỉ xếp loại {lower_first(name)} vì {why}"
            return
        place = self.levels.index(name)
        if place > 0:
            better = self.levels[place - 1]
            yield f"không xếp loại {lower_first(better)} vì {self._why_not(better, words)}"
        rule = next(r for r in self._true(ClassRuleKind.LEVEL, results) if r.name == name)
        why = words.holding(self.trees[rule.order])
        yield f"xếp loại {lower_first(name)}" + (f" vì {why}" if why else "")

    def _why_not(self, level: str, words: Wording) -> str:
        rule = next(r for r in self.rules if r.kind is ClassRuleKind.LEVEL and r.name == level)
        otherwise = f"không đạt điều kiện “{rule.note.rstrip('.') or rule.formula.lstrip('=')}”"
        return words.failing(self.trees[rule.order], otherwise)

    def _unclassed(self, results: Mapping[str, Value], words: Wording) -> str:
        broken = [r for r in self.rules if isinstance(results.get(f"#xl.{r.order}"), FormulaError)]
        if broken:
            return f"quy tắc xếp loại thứ {broken[0].order} ({broken[0].name}) không tính được"
        open_rules = [r for r in self.rules if results.get(f"#xl.{r.order}") is None]
        if open_rules:
            missing = [n for r in open_rules for n in names(self.trees[r.order]) if words.values.get(Name(n)) is None]
            asked = list(dict.fromkeys(words.called(n) for n in missing))
            return f"chưa có số liệu để xét: {', '.join(asked)}" if asked else "chưa đủ số liệu để xét"
        refused = (f"{lower_first(level)}: {self._why_not(level, words)}" for level in self.levels)
        return f"không thuộc mức nào của quy định ({'; '.join(refused)})"

    # --- points that are missing ---------------------------------------------------------------------------------

    def _lacking(self, found: Sequence[Score], results: Mapping[str, Value]) -> str:
        criteria = [s.criterion for s in found]
        missing = [s for s in found if s.criterion.is_leaf and s.points is None and s.applies is not False]
        parts = []
        for why, group in groupby(missing[:_NAMED], key=_why_missing):
            parts.append(f"tiêu chí {all_of(number_of(criteria, s.criterion) for s in group)} {why}")
        if len(missing) > _NAMED:
            parts.append(f"và {len(missing) - _NAMED} tiêu chí khác")
        known = points_of(results.get("#tam_tinh"), self.campaign.settings.point_decimals)
        if known is not None:
            parts.append(f"tạm tính {points_text(known, self.campaign.settings.point_decimals)} điểm")
        return "Chưa đủ điểm: " + "; ".join(parts) if parts else "Chưa đủ điểm"


def _why_missing(score: Score) -> str:
    return "chưa tự chấm" if score.criterion.method is Method.SELF else "chưa có số liệu"
