"""``python -m tests.bench``: what the whole job costs, beside what reading the same files costs otherwise.

On Linux only (peak memory). Each measurement runs in a process of its own, in turns, several rounds, without any
cache. ``--n 118 1000 3321`` says how many returns, ``--rounds 3 3 1`` how often each; ``--write`` puts the tables
into docs/benchmark.md. The three sizes together take about half an hour on two cores.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from tests import bench_jobs
from tests.bench_files import DAMAGED, make_returns

DOCS = Path(__file__).parent.parent / "docs" / "benchmark.md"
SAMPLE = 118
"""The ways of others are measured on so many of the files, evenly spread, and their cost per return is stated."""
Rounds = list[dict[str, float]]
_PACKAGES = ("pandas", "openpyxl", "python-calamine", "ironcalc", "xlsxwriter", "python-docx", "typer", "rich")


def median(rounds: Rounds, key: str = "cpu_ms") -> float:
    return statistics.median(r.get(key, 0.0) for r in rounds)


@dataclass(frozen=True)
class Measured:
    """What the jobs gave at one number of returns."""

    count: int
    rounds: int
    found: dict[str, Rounds]

    def of(self, job: str, key: str = "cpu_ms") -> float:
        return median(self.found[job], key)

    @property
    def faster(self) -> float:
        return self.of("openpyxl") / self.of("all_1")

    @property
    def reading(self) -> float:
        return self.of("read") / self.of("calamine")

    @property
    def peak(self) -> float:
        return max(r["peak_mb"] for job in bench_jobs.OWN for r in self.found[job])


def run(job: str, folder: str = "", files: int = 1) -> dict[str, float]:
    # what is installed has its bytecode: compiling a checkout anew at every start is no cost of the work
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run([sys.executable, "-m", "tests.bench_jobs", job, folder, str(files)], check=True,
                          stdout=subprocess.PIPE, text=True, cwd=DOCS.parent.parent, env=environment)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    print(f"{files:5} {job:10} {found}", file=sys.stderr, flush=True)
    return found


def measured(count: int, rounds: int) -> Measured:
    found: dict[str, Rounds] = {job: [] for job in bench_jobs.JOBS}
    with tempfile.TemporaryDirectory() as folder:
        make_returns(Path(folder), count)
        for _ in range(rounds):
            for job in bench_jobs.JOBS:
                files = count if job in bench_jobs.OWN else min(count, SAMPLE)
                found[job].append(run(job, folder, files))
    return Measured(count, rounds, found)


def _spread(rounds: Rounds) -> str:
    values = [r["cpu_ms"] for r in rounds]
    return f"{min(values):.1f} to {max(values):.1f}" if len(values) > 1 else "one round"


def _table(one: Measured) -> list[str]:
    base = one.of("calamine")
    lines = [f"## {one.count} returns, {one.rounds} {'round' if one.rounds == 1 else 'rounds'}", "",
             "| What | files | processor ms a return | spread | clock ms a return | × calamine's values "
             "| × faster than (a) | peak memory, MB |", "|---|---|---|---|---|---|---|---|"]
    for job, title in bench_jobs.TITLES.items():
        files = one.count if job in bench_jobs.OWN else min(one.count, SAMPLE)
        lines.append(f"| {title} | {files} | {one.of(job):.1f} | {_spread(one.found[job])} | "
                     f"{one.of(job, 'ms_per_return'):.1f} | {one.of(job) / base:.1f} | "
                     f"{one.of('openpyxl') / one.of(job):.1f} | {one.of(job, 'peak_mb'):.0f} |")
    return [*lines, "", *_stages(one)]


def _stages(one: Measured) -> list[str]:
    """Reading as one process sees it on the sample, the rest as the parent sees it with all files."""
    parts = {stage: one.of("stages", stage) for stage in bench_jobs.READING}
    parts |= {stage: one.of("all_1", stage) for stage in bench_jobs.PARENT}
    return ["Where the time goes, processor ms a return (reading on the sample, the rest with all files):", "",
            "| " + " | ".join(parts) + " |", "|" + "---|" * len(parts),
            "| " + " | ".join(f"{ms:.1f}" for ms in parts.values()) + " |", "",
            f"Floor of reading (unzip and XML parser): {one.of('floor'):.1f}.", ""]


def _targets(sizes: list[Measured], alone: dict[str, dict[str, float]]) -> list[str]:
    by_count = {one.count: one for one in sizes}
    middle = by_count.get(1000, sizes[-1])
    first, last = min(sizes, key=lambda m: m.count), max(sizes, key=lambda m: m.count)
    again = middle.of("again") / middle.of("all_1")
    ratios = {name: spent["ours"] / spent["bare"] for name, spent in alone.items()}
    rows = [
        (f"whole consolidation of {middle.count} returns against (a), one worker process", "at least 5 times as fast",
         f"{middle.faster:.1f} times", middle.faster >= 5),
        (f"reading with states and checks against (c), {middle.count} returns", "at most 3 times",
         f"{middle.reading:.1f} times", middle.reading <= 3),
        (f"the command again after one new return, {middle.count} returns, against the first run", "at most half",
         f"{again:.2f} times", again <= 0.5),
        (f"peak memory at {last.count} returns, parent and workers", "under 1024 MB", f"{last.peak:.0f} MB",
         last.peak < 1024),
        ("generating forms against bare xlsxwriter", "at most 1.3 times", f"{ratios['forms']:.2f} times",
         ratios["forms"] <= 1.3),
        ("`danvan --help` against `import typer, rich`", "at most 1.5 times", f"{ratios['help']:.2f} times",
         ratios["help"] <= 1.5),
    ]
    if len(sizes) > 1:
        growth = last.of("all_1") / first.of("all_1")
        rows.insert(2, (f"cost of a return at {last.count} against {first.count}", "at most 1.15 times",
                        f"{growth:.2f} times", growth <= 1.15))
    return ["## Targets", "", "| What | target | measured | |", "|---|---|---|---|",
            *(f"| {what} | {target} | {found} | {'reached' if is_reached else '**missed**'} |"
              for what, target, found, is_reached in rows), ""]


def _machine() -> str:
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        named = [s for s in cpuinfo.read_text(encoding="utf-8").splitlines() if s.startswith("model name")]
        model = named[0].partition(":")[2].strip() if named else model
    return f"{model}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}"


def page(sizes: list[Measured], alone: dict[str, dict[str, float]]) -> str:
    lines = ["# What it costs", "",
             f"Written by `python -m tests.bench {' '.join(sys.argv[1:])}`.", "Trust the ratios, not the "
             "milliseconds: all numbers of a table come from one run on one machine, job after job, in rounds.",
             "Medians; no cache anywhere. Processor time is compared (children included): it depends least on what",
             "else the machine is doing.", "",
             f"The returns are of the built-in campaign of 47 units, filled in and repeated under other names; every "
             f"{DAMAGED}th is", "damaged (a text for a number, a formula typed over, a row inserted). (a) to (c), the "
             "floor and reading alone are", f"measured on {SAMPLE} of the files, evenly spread; (d) and (e) on all.",
             "Reading starts with a reader that has met no form yet.",
             "", f"{_machine()}; Python {platform.python_version()}; "
             + ", ".join(f"{p} {version(p)}" for p in _PACKAGES) + ".", "", *_targets(sizes, alone)]
    for one in sizes:
        lines += _table(one)
    lines += ["## Generation and start", "", "| What | processor ms | against | ratio |", "|---|---|---|---|"]
    for name, title in (("forms", "a form | bare xlsxwriter, the same calls"),
                        ("help", "`danvan --help` | `python -c \"import typer, rich\"`")):
        what, against = title.split(" | ")
        lines.append(f"| {what} | {alone[name]['ours']:.0f} | {against}: {alone[name]['bare']:.0f} | "
                     f"{alone[name]['ours'] / alone[name]['bare']:.2f} |")
    return "\n".join([*lines, ""])


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    options.add_argument("--n", type=int, nargs="+", default=[118])
    options.add_argument("--rounds", type=int, nargs="+", default=[3], help="one for all sizes, or one for each")
    options.add_argument("--write", action="store_true", help="write docs/benchmark.md")
    given = options.parse_args()
    rounds = given.rounds * len(given.n) if len(given.rounds) == 1 else given.rounds
    if len(rounds) != len(given.n):
        options.error("--rounds: one number, or one for each --n")
    alone = {job: run(job) for job in bench_jobs.ALONE}
    text = page([measured(count, times) for count, times in zip(given.n, rounds, strict=True)], alone)
    print(text)
    if given.write:
        DOCS.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
