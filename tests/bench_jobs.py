"""The measurements of :mod:`tests.bench`, each run as a process: ``python -m tests.bench_jobs JOB FOLDER FILES``."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.bench_files import grown

TITLES = {
    "floor": "floor: unzip and XML parser alone", "openpyxl": "(a) pandas.read_excel, all sheets, openpyxl",
    "pandas": "(b) the same, calamine", "calamine": "(c) calamine, values only",
    "read": "reading with states and checks, one process",
    "all_1": "(d) whole consolidation with workbook and report, one worker process", "all_2": "(e) the same, two",
    "again": "(d) again when one return has come since",
}
OWN = ("read", "all_1", "all_2", "again")
"""Done with all files; the others with a sample."""
READING = ("open", "cells", "whose", "locate", "values", "engine", "integrity", "additions")
PARENT = ("taking over", "checks", "scoring", "workbook", "report")
_HELP = 10


def files(folder: Path, count: int) -> list[Path]:
    """Evenly spread over the folder."""
    found = sorted(folder.glob("*.xlsx"))
    return [found[i * len(found) // count] for i in range(count)]


def floor(folder: Path, count: int) -> None:
    import zipfile
    from xml.parsers import expat

    for path in files(folder, count):
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                expat.ParserCreate().Parse(archive.read(info), True)


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
    """A worker's reader before its first file: every shape of form is still to be met."""
    import gc

    from danvan_xl.intake.read import Reader
    from danvan_xl.intake.worker import GARBAGE

    gc.set_threshold(*GARBAGE)
    return Reader(grown(len(list(folder.glob("*.xlsx")))))


def read(folder: Path, count: int) -> Iterator[None]:
    reader = _reader(folder)
    yield
    for path in files(folder, count):
        reader.own_format(path)


_spent: dict[str, float] = {}
_inside: list[float] = []
"""Time that stages within the one under way have taken, which is not its own."""


def _timed(owner: object, name: str, stage: str) -> None:
    """Count the processor time of a function, less that of timed functions it calls, for a stage."""
    whole = getattr(owner, name)

    def timed(*args: object, **kwargs: object) -> object:
        _inside.append(0.0)
        start = time.process_time()
        try:
            result = whole(*args, **kwargs)
            return list(result) if stage in ("integrity", "additions", "checks") else result
        finally:
            spent = time.process_time() - start
            _spent[stage] = _spent.get(stage, 0.0) + spent - _inside.pop()
            if _inside:
                _inside[-1] += spent

    setattr(owner, name, timed)


def stages(folder: Path, count: int) -> Iterator[None]:
    from danvan_xl.form.write import Blueprint
    from danvan_xl.intake import read as module

    reader = _reader(folder)
    finder = getattr(module, "Finder", module)
    for owner, name, stage in (
        (module, "_content", "open"), (module, "kind_of", "open"), (module, "read_xlsx", "cells"),
        (module, "judge", "whose"), (finder, "locate", "locate"), (module.Collector, "collect", "values"),
        (Blueprint, "evaluate", "engine"), (module.Integrity, "findings", "integrity"),
        (module, "additions", "additions"),
    ):
        _timed(owner, name, stage)
    yield
    for path in files(folder, count):
        reader.own_format(path)


def _all(folder: Path, count: int, workers: int) -> Iterator[None]:
    import danvan_xl as dv
    from danvan_xl.consolidate import run
    from danvan_xl.intake import workers as pool

    campaign = grown(count)
    pool.MOST_WORKERS = workers
    for name, stage in (("read_folder", "taking over"), ("unit_findings", "checks"), ("check_findings", "checks"),
                        ("consolidate_returns", "scoring")):
        _timed(run, name, stage)
    _timed(dv.Result, "write_workbook", "workbook")
    _timed(dv.Result, "write_report", "report")
    yield
    _written(dv.consolidate(campaign, folder), folder)


def _written(result, folder: Path) -> None:  # type: ignore[no-untyped-def]
    out = folder.with_name(folder.name + "_out")
    result.write_workbook(out / "tong_hop.xlsx")
    result.write_report(out / "bao_cao.docx")


def again(folder: Path, count: int) -> Iterator[None]:
    """As the command does it: what its register keeps is not read again."""
    from danvan_xl.consolidate.run import consolidate_folder
    from danvan_xl.face import as_result
    from danvan_xl.intake import Kept
    from danvan_xl.intake import workers as pool
    from danvan_xl.ledger import open_ledger

    campaign = grown(count)
    pool.MOST_WORKERS = 1
    *before, new = sorted(folder.glob("*.xlsx"))
    with tempfile.TemporaryDirectory(dir=folder.parent) as place, open_ledger(Path(place)) as ledger:
        inbox = Path(place) / "nop_ve"
        inbox.mkdir()
        for path in before:
            os.link(path, inbox / path.name)
        kept = Kept(campaign, ledger)
        consolidate_folder(campaign, inbox, cache=kept)
        kept.save()
        os.link(new, inbox / new.name)
        pool.WORKERS.close()  # what it did before would be counted when it ends
        yield
        kept = Kept(campaign, ledger)
        result = consolidate_folder(campaign, inbox, cache=kept)
        kept.save()
        _written(as_result(result), folder)


def all_1(folder: Path, count: int) -> Iterator[None]:
    return _all(folder, count, 1)


def all_2(folder: Path, count: int) -> Iterator[None]:
    return _all(folder, count, 2)


JOBS: dict[str, Callable[[Path, int], Iterator[None] | None]] = {
    "floor": floor, "openpyxl": openpyxl, "pandas": pandas, "calamine": calamine, "read": read, "stages": stages,
    "all_1": all_1, "all_2": all_2, "again": again,
}


def _peak(process: int | str) -> float:
    """MB. What getrusage says would include the parent that a process was forked from."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii", errors="replace")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024


def _worker_peaks() -> float:
    """MB of the worker processes that still wait, each at its highest."""
    from danvan_xl.intake.workers import WORKERS

    return sum(_peak(worker._process.pid) for worker in WORKERS._idle if worker._process)


def _cpu() -> float:
    """Seconds of processor time, ended children included."""
    now = os.times()
    return now.user + now.system + now.children_user + now.children_system


def forms() -> dict[str, float]:
    """Processor ms a form: as the package writes it, and bare xlsxwriter with the same calls."""
    from tests import bench_forms

    ours, bare = bench_forms.measure()
    return {"ours": ours * 1000 / bench_forms.UNITS, "bare": bare * 1000 / bench_forms.UNITS}


def helped() -> dict[str, float]:
    """Processor ms of the command's help, and of importing what it stands on; in turns, the medians."""
    import statistics

    spent: dict[str, list[float]] = {"ours": [], "bare": []}
    for _ in range(_HELP):
        for what, call in (("ours", ["-m", "danvan_xl", "--help"]), ("bare", ["-c", "import typer, rich"])):
            start = _cpu()
            subprocess.run([sys.executable, *call], check=True, capture_output=True)
            spent[what].append((_cpu() - start) * 1000)
    return {what: statistics.median(times) for what, times in spent.items()}


ALONE = {"forms": forms, "help": helped}


def main(job: str, folder: str, count: str) -> None:
    if job in ALONE:
        print(json.dumps(ALONE[job]()))
        return
    start, used = time.perf_counter(), _cpu()
    work = JOBS[job](Path(folder), int(count))
    if work is not None:
        next(work)
        start, used = time.perf_counter(), _cpu()
        with contextlib.suppress(StopIteration):
            next(work)
    spent = (time.perf_counter() - start) * 1000 / int(count)
    peak = _peak("self")
    if job in OWN:
        from danvan_xl.intake.workers import WORKERS

        peak += _worker_peaks()
        WORKERS.close()
    cpu = (_cpu() - used) * 1000 / int(count)
    parts = {stage: seconds * 1000 / int(count) for stage, seconds in _spent.items()}
    print(json.dumps({"cpu_ms": cpu, "ms_per_return": spent, "peak_mb": peak, **parts}))


if __name__ == "__main__":
    main(*sys.argv[1:])
