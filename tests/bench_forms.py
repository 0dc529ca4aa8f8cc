"""How much longer the forms of 118 units take than bare xlsxwriter writing the same cells and formats.

``python -m tests.bench_forms``: the calls that one form makes to xlsxwriter are recorded, then the form is written
again, and the recorded calls alone. Both are timed in the same run, unit by unit, in processor time.
"""

from __future__ import annotations

import gc
import io
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from inspect import isfunction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

import danvan_xl as dv
from danvan_xl.files import write_whole
from danvan_xl.form import Blueprints, form_bytes
from danvan_xl.tables.underscores import keep_underscores

UNITS = 118
MOST = 1.3
_CELLS = ("_write_blank", "_write_formula", "_write_number", "_write_string")
"""What the package calls for cells; replayed as the public methods of the same names."""


@dataclass
class Tape:
    """Calls as (object, method, arguments, result); objects are known by their number."""

    calls: list[tuple[int, str, tuple[Any, ...], dict[str, Any], int | None]] = field(default_factory=list)
    known: dict[int, int] = field(default_factory=dict)
    kept: list[object] = field(default_factory=list)
    depth: int = 0

    def number(self, thing: object) -> int:
        if id(thing) not in self.known:
            self.known[id(thing)] = len(self.known)
            self.kept.append(thing)
        return self.known[id(thing)]


class _Thing(int):
    """A recorded object among arguments."""


@contextmanager
def recording(tape: Tape) -> Iterator[None]:
    """Every outermost public call to a workbook, a sheet or a format goes onto the tape."""
    saved: list[tuple[type, str, Callable[..., Any]]] = []

    def wrap(owner: type, name: str, method: Callable[..., Any]) -> Callable[..., Any]:
        def call(self: Any, *args: Any, **options: Any) -> Any:
            if tape.depth:
                return method(self, *args, **options)
            owner_number, plain = tape.number(self), tuple(_copy(tape, a) for a in args)
            tape.depth += 1
            try:
                result = method(self, *args, **options)
            finally:
                tape.depth -= 1
            made = tape.number(result) if isinstance(result, (Format, Worksheet)) else None
            tape.calls.append((owner_number, name.removeprefix("_"), plain, options, made))
            return result
        return call

    def silent(self: Any, *args: Any, **options: Any) -> None:
        tape.number(self)
        tape.depth += 1
        start(self, *args, **options)
        tape.depth -= 1

    start = Workbook.__init__
    saved.append((Workbook, "__init__", start))
    setattr(Workbook, "__init__", silent)  # noqa: B010
    for owner in (Workbook, Worksheet, Format):
        for name in dir(owner):
            method = getattr(owner, name)
            is_call = not name.startswith("_") or name in _CELLS
            if is_call and isfunction(method) and name in vars(owner):
                saved.append((owner, name, method))
                setattr(owner, name, wrap(owner, name, method))
    try:
        yield
    finally:
        for owner, name, method in saved:
            setattr(owner, name, method)


def _copy(tape: Tape, value: Any) -> Any:
    """Options are copied as they were given: xlsxwriter adds to them."""
    if isinstance(value, (Format, Worksheet)):
        return _Thing(tape.number(value))
    if isinstance(value, dict):
        return {k: _Thing(tape.number(v)) if isinstance(v, Format) else v for k, v in value.items()}
    return value


def _given(value: Any, things: dict[int, Any]) -> Any:
    if isinstance(value, _Thing):
        return things[int(value)]
    if isinstance(value, dict):
        return {k: things[int(v)] if isinstance(v, _Thing) else v for k, v in value.items()}
    return value


def prepared(tape: Tape) -> Callable[[], bytes]:
    """The recorded calls as a function that only makes them."""
    def replay() -> bytes:
        stream = io.BytesIO()
        book = Workbook(stream, {"in_memory": True, "strings_to_urls": False})
        things: dict[int, Any] = {0: book}
        for owner, name, args, options, made in tape.calls:
            if any(type(a) is _Thing or type(a) is dict for a in args):
                args = tuple(_given(a, things) for a in args)
            if name == "add_worksheet":
                args = args[:1]
            result = getattr(things[owner], name)(*args, **options)
            if made is not None:
                things[made] = result
        return stream.getvalue()
    return replay


def measure(units: int = UNITS) -> tuple[float, float]:
    """Seconds of processor time: the forms as the package writes them, and bare xlsxwriter with the same calls."""
    campaign = dv.load_campaign("nga_bay_2023")
    clones = (replace(u, code=f"{u.code}_{i}", name=f"{u.name} {i}") for i in range(2, 9) for u in campaign.units
              if u.group == "xa_phuong")
    rest = (replace(u, code=f"{u.code}_{i}", name=f"{u.name} {i}") for i in range(2, 9) for u in campaign.units
            if u.group == "truong")
    several = [*campaign.units, *clones, *rest][:units]
    campaign = replace(campaign, units=tuple(several))
    recorded, timed = Blueprints(campaign), Blueprints(campaign)
    ours = bare = 0.0
    with TemporaryDirectory() as folder:
        for unit in campaign.units:
            tape = Tape()
            with recording(tape):
                wanted = form_bytes(campaign, unit, recorded)
            replay = prepared(tape)
            gc.collect()
            start = time.process_time()
            write_whole(Path(folder) / f"{unit.code}.xlsx", form_bytes(campaign, unit, timed))
            middle = time.process_time()
            content = replay()
            write_whole(Path(folder) / f"{unit.code}.xlsx", content)
            end = time.process_time()
            assert keep_underscores(content) == wanted, "the recorded calls give another workbook"
            ours, bare = ours + middle - start, bare + end - middle
    return ours, bare


def main() -> int:
    ours, bare = measure()
    print(f"{UNITS} forms: {ours:.2f} s; bare xlsxwriter, same cells and formats: {bare:.2f} s; "
          f"ratio {ours / bare:.2f} (at most {MOST})")
    return 0 if ours / bare <= MOST else 1


if __name__ == "__main__":
    sys.exit(main())
