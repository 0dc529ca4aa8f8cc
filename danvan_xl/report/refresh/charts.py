"""Native charts brought up to date where nobody changed their data; their form is kept."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import replace

from lxml.etree import _Element

from danvan_xl.findings import Finding
from danvan_xl.report.blocks import Chart
from danvan_xl.report.charts import embedded_workbook, references
from danvan_xl.report.check.prose import normal
from danvan_xl.report.record import ChartRecord, chart_record
from danvan_xl.report.refresh.places import parse, serialised
from danvan_xl.report.refresh.prose import spoken

_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_FOLDER = "word/charts/"


def _points(parent: _Element | None) -> list[str]:
    if parent is None:
        return []
    count = parent.find(f".//{_C}ptCount")
    size = int(count.get("val", "0")) if count is not None else 0
    values = {int(p.get("idx", "0")): normal(p.findtext(f"{_C}v") or "") for p in parent.iter(f"{_C}pt")}
    return [values.get(i, "") for i in range(min(size, 1000))]


def _number(text: str) -> str:
    """A value in the one way in which values are compared."""
    try:
        return f"{float(text):.10g}"
    except ValueError:
        return text


def _data(root: _Element) -> list[list[str]]:
    series = list(root.iter(f"{_C}ser"))
    if not series:
        return []
    rows = [_points(series[0].find(f"{_C}cat"))]
    for one in series:
        rows.append([*_points(one.find(f"{_C}tx")), *map(_number, _points(one.find(f"{_C}val")))])
    return rows


def _recorded(data: str) -> list[list[str]]:
    categories, *series = json.loads(data)
    return [categories, *([s[0], *map(_number, s[1:])] for s in series)]


def _set_points(series: _Element, values: list[str]) -> None:
    """New values in a series' cache, blanks left out."""
    cache = series.find(f"{_C}val/{_C}numRef/{_C}numCache")
    assert cache is not None
    for point in cache.findall(f"{_C}pt"):
        cache.remove(point)
    for index, value in enumerate(values):
        if value:
            point = cache.makeelement(f"{_C}pt", {"idx": str(index)})
            text = point.makeelement(f"{_C}v", {})
            text.text = value
            point.append(text)
            cache.append(point)


def _rewrite(root: _Element, chart: Chart) -> None:
    """New values, and references to the workbook that is embedded with them."""
    for number, (series, wanted) in enumerate(zip(root.iter(f"{_C}ser"), chart.series, strict=True)):
        _set_points(series, ["" if v is None else f"{v:f}" for v in wanted.values])
        for part, reference in zip(("tx", "cat", "val"), references(chart, number), strict=True):
            formula = series.find(f"{_C}{part}/*/{_C}f")
            if formula is not None:
                formula.text = reference


def _retitle(root: _Element, printed: str, title: str) -> None:
    """The new title, unless a person wrote another one."""
    nodes = list(root.iterfind(f"{_C}chart/{_C}title//{_A}t"))
    if nodes and normal("".join(n.text or "" for n in nodes)) == printed:
        for node, text in zip(nodes, (title, *("" for _ in nodes[1:])), strict=True):
            node.text = text


def _embedded(parts: Mapping[str, bytes], name: str) -> str | None:
    relations = f"{_FOLDER}_rels/{posixpath.basename(name)}.rels"
    if relations not in parts:
        return None
    targets = [r.get("Target", "") for r in parse(parts[relations]) if r.get("Type", "").endswith("/package")]
    path = posixpath.normpath(posixpath.join(_FOLDER, targets[0])) if targets else ""
    return path if path in parts else None


class ChartUpdate:
    """Goes through the charts of the record; ``parts`` are changed in place."""

    def __init__(self, parts: dict[str, bytes], records: tuple[ChartRecord, ...], wanted: Mapping[str, Chart]) -> None:
        self.parts, self.old, self.wanted = parts, records, wanted
        self.records: list[ChartRecord] = []

    def run(self) -> Iterator[Finding]:
        names = sorted(n for n in self.parts if n.startswith(_FOLDER) and n.endswith(".xml"))
        roots = {name: parse(self.parts[name]) for name in names}
        for record in self.old:
            wanted = self.wanted.get(record.key)
            fresh = chart_record(record.key, wanted) if wanted else record
            if wanted is None or fresh == replace(record, title=record.title or fresh.title):
                self.records.append(record)
                continue
            before, now = _recorded(record.data), _recorded(fresh.data)
            same_shape = before[0] == now[0] and [s[0] for s in before[1:]] == [s[0] for s in now[1:]]
            name = next((n for n, root in roots.items() if _data(root) == before), None)
            if name is None or not same_shape:
                self.records.append(record)
                if now not in [_data(root) for root in roots.values()]:
                    yield Finding("B046", found=spoken(record.key))
                continue
            _retitle(roots[name], record.title, fresh.title)
            _rewrite(roots[name], wanted)
            self.parts[name] = serialised(roots[name])
            if book := _embedded(self.parts, name):
                self.parts[book] = embedded_workbook(wanted)
            self.records.append(fresh)
            yield Finding("B048", found=spoken(record.key))
