"""The measurements of :mod:`tests.bench`, each run as a process: ``python -m tests.bench_jobs JOB FOLDER FILES``."""

from __future__ import annotations

import contextlib
import dataclasses
import io
import json
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

TITLES = {
    "openpyxl": "(a) pandas.read_excel, all sheets, openpyxl", "pandas": "(b) the same, calamine",
    "calamine": "(c) calamine, values only", "read": "reading with states and checks, one process",
    "stages": "the same, stage by stage (with the cost of measuring)",
    "all_1": "(d) whole consolidation with workbook and report, one worker process", "all_2": "(e) the same, two",
}
OWN = ("all_1", "all_2")
GROWN = "{code}x{turn}"


def grown(count: int):  # type: ignore[no-untyped-def]
    """The built-in campaign with ``count`` units: its own again and again under other codes and names."""
    import danvan_xl as dv

    campaign = dv.load_campaign("nga_bay_2023")
    units = []
    for number in range(count):
        turn, at = divmod(number, len(campaign.units))
        unit = campaign.units[at]
        units.append(unit if not turn else dataclasses.replace(
            unit, code=GROWN.format(code=unit.code, turn=turn), name=f"{unit.name} {turn}"))
    return dataclasses.replace(campaign, units=tuple(units))


def _renamed(content: bytes, old: tuple[str, str], new: tuple[str, str]) -> bytes:
    """The same return for another unit: its code and name stand in the shared strings only."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            data = source.read(info)
            if info.filename == "xl/sharedStrings.xml":
                text = data.decode().replace(f"<t>{old[0]}</t>", f"<t>{new[0]}</t>")
                data = text.replace(f"{old[1]}</t>", f"{new[1]}</t>").encode()
            target.writestr(info, data)
    return stream.getvalue()


def make_returns(folder: Path, count: int) -> None:
    from danvan_xl.form import Blueprints, form_bytes
    from danvan_xl.sample import sample_answers

    campaign = grown(count)
    own = grown(min(count, 47))
    answers, blueprints = sample_answers(own), Blueprints(own)
    made = {u.code: form_bytes(own, u, blueprints, answers[u.code].values, answers[u.code].lists) for u in own.units}
    for unit in campaign.units:
        code = unit.code.rpartition("x")[0] if unit.code not in made else unit.code
        base = own.unit_by_code[code]
        content = made[code]
        if unit.code not in made:
            content = _renamed(content, (base.code, base.name), (unit.code, unit.name))
        (folder / f"{unit.code}.xlsx").write_bytes(content)


def files(folder: Path, count: int) -> list[Path]:
    """Evenly spread over the folder."""
    found = sorted(folder.glob("*.xlsx"))
    return [found[i * len(found) // count] for i in range(count)]


def openpyxl(folder: Path, count: int) -> None:
    import pandas as pd

    for path in files(folder, count):
        pd.read_excel(path, sheet_name=None, header=None, engine="openpyxl")


def pandas(folder: Path, count: int) -> None:
    import pandas as pd

    for path in files(folder, count):
        pd.read_excel(path, sheet_name=None, header=None, engine="calamine")


def calamine(folder: Path, count: int) -> None:
    import python_calamine

    for path in files(folder, count):
        book = python_calamine.CalamineWorkbook.from_path(path)
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python()


def _reader(folder: Path):  # type: ignore[no-untyped-def]
    from danvan_xl.intake.read import Reader

    return Reader(grown(len(list(folder.glob("*.xlsx")))))


def read(folder: Path, count: int) -> Iterator[None]:
    reader = _reader(folder)
    for path in files(folder, min(47, count)):
        reader.own_format(path)
    yield
    for path in files(folder, count):
        reader.own_format(path)


_spent: dict[str, float] = {}


def _timed(owner: object, name: str, stage: str) -> None:
    whole = getattr(owner, name)

    def timed(*args: object, **kwargs: object) -> object:
        start = time.perf_counter()
        try:
            result = whole(*args, **kwargs)
            return list(result) if stage in ("integrity", "additions") else result
        finally:
            _spent[stage] = _spent.get(stage, 0.0) + time.perf_counter() - start

    setattr(owner, name, timed)


def stages(folder: Path, count: int) -> Iterator[None]:
    from danvan_xl.form.write import Blueprint
    from danvan_xl.intake import read as module

    reader = _reader(folder)
    for path in files(folder, min(47, count)):
        reader.own_format(path)
    for owner, name, stage in (
        (module, "_content", "open"), (module, "kind_of", "open"), (module, "read_xlsx", "cells"),
        (module, "judge", "judge"), (module, "locate", "locate"), (module.Collector, "collect", "values"),
        (Blueprint, "evaluate", "engine"), (module.Integrity, "findings", "integrity"),
        (module, "additions", "additions"),
    ):
        _timed(owner, name, stage)
    yield
    for path in files(folder, count):
        reader.own_format(path)


def _all(folder: Path, count: int, workers: int) -> Iterator[None]:
    import danvan_xl as dv
    from danvan_xl.intake import workers as pool

    campaign = grown(count)
    pool.MOST_WORKERS = workers
    yield
    result = dv.consolidate(campaign, folder)
    out = folder.with_name(folder.name + "_out")
    result.write_workbook(out / "tong_hop.xlsx")
    result.write_report(out / "bao_cao.docx")


def all_1(folder: Path, count: int) -> Iterator[None]:
    return _all(folder, count, 1)


def all_2(folder: Path, count: int) -> Iterator[None]:
    return _all(folder, count, 2)


JOBS: dict[str, Callable[[Path, int], Iterator[None] | None]] = {
    "openpyxl": openpyxl, "pandas": pandas, "calamine": calamine, "read": read, "stages": stages, "all_1": all_1,
    "all_2": all_2,
}


def _peak() -> float:
    import resource

    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return (own + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024


def _cpu() -> float:
    """Seconds of processor time, ended children included."""
    import os

    now = os.times()
    return now.user + now.system + now.children_user + now.children_system


def main(job: str, folder: str, count: str) -> None:
    start, used = time.perf_counter(), _cpu()
    work = JOBS[job](Path(folder), int(count))
    if work is not None:
        next(work)
        start, used = time.perf_counter(), _cpu()
        with contextlib.suppress(StopIteration):
            next(work)
    spent = (time.perf_counter() - start) * 1000 / int(count)
    if job.startswith("all"):
        from danvan_xl.intake.workers import WORKERS

        WORKERS.close()
    cpu = (_cpu() - used) * 1000 / int(count)
    parts = {stage: seconds * 1000 / int(count) for stage, seconds in _spent.items()}
    print(json.dumps({"cpu_ms": cpu, "ms_per_return": spent, "peak_mb": _peak(), **parts}))


if __name__ == "__main__":
    main(*sys.argv[1:])
