"""``python -m tests.bench``: what the whole job costs, beside what reading the same files costs otherwise.

Each measurement runs in a process of its own (so that peak memory is its own), in turns, several rounds, without
any cache. ``--n 118 1000 3321`` says how many returns; ``--write`` puts the tables into docs/benchmark.md.
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

from tests import bench_jobs

DOCS = Path(__file__).parent.parent / "docs" / "benchmark.md"
SAMPLE = 118
"""The slow ways of others are measured on so many of the files, evenly spread, and their cost per return is stated."""


def run(job: str, folder: Path, files: int) -> dict[str, float]:
    done = subprocess.run([sys.executable, "-m", "tests.bench_jobs", job, str(folder), str(files)], check=True,
                          capture_output=True, text=True, cwd=DOCS.parent.parent)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def measured(folder: Path, count: int, rounds: int) -> dict[str, list[dict[str, float]]]:
    found: dict[str, list[dict[str, float]]] = {job: [] for job in bench_jobs.JOBS}
    for _ in range(rounds):
        for job in bench_jobs.JOBS:
            files = count if job in bench_jobs.OWN else min(count, SAMPLE)
            found[job].append(run(job, folder, files))
            print(f"{count:5} {job:12} {found[job][-1]}", file=sys.stderr, flush=True)
    return found


def median(rounds: list[dict[str, float]], key: str = "cpu_ms") -> float:
    return statistics.median(r[key] for r in rounds)


def spread(rounds: list[dict[str, float]]) -> str:
    values = [r["cpu_ms"] for r in rounds]
    return f"{min(values):.1f}–{max(values):.1f}"


def table(count: int, found: dict[str, list[dict[str, float]]]) -> list[str]:
    base = median(found["calamine"])
    lines = [f"## {count} returns", "",
             "| What | processor ms a return | spread | clock ms | × calamine's values | peak memory, MB |",
             "|---|---|---|---|---|---|"]
    lines += [
        f"| {bench_jobs.TITLES[job]} | {median(rounds):.1f} | {spread(rounds)} | "
        f"{median(rounds, 'ms_per_return'):.1f} | {median(rounds) / base:.1f} | "
        f"{median(rounds, 'peak_mb'):.0f} |" for job, rounds in found.items()]
    whole, slow = median(found["all_1"]), median(found["openpyxl"])
    lines += ["", f"The whole job with one worker process: {slow / whole:.1f} times as fast as pandas with openpyxl "
              f"merely reads. Reading with states and checks: {median(found['read']) / base:.1f} times calamine's "
              "values-only read.", "", "Where the time of one process goes (clock ms a return):", ""]
    stages = [key for key in found["stages"][0] if key not in ("cpu_ms", "ms_per_return", "peak_mb")]
    lines += ["| " + " | ".join(stages) + " |", "|" + "---|" * len(stages),
              "| " + " | ".join(f"{median(found['stages'], s):.1f}" for s in stages) + " |", ""]
    return lines


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    options.add_argument("--n", type=int, nargs="+", default=[118])
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--write", action="store_true", help="write docs/benchmark.md")
    given = options.parse_args()
    packages = ("pandas", "openpyxl", "python-calamine", "ironcalc", "xlsxwriter", "python-docx")
    lines = ["# What it costs", "",
             "Written by `python -m tests.bench --write`; trust the ratios, not the milliseconds:",
             "all numbers of a table come from one run on one machine, in turns. Processor time is compared: it does",
             "not depend on what else the machine is doing; stages are in clock time.", "",
             f"Python {platform.python_version()}, {platform.system()} {platform.machine()}; "
             + ", ".join(f"{p} {version(p)}" for p in packages)
             + f"; {given.rounds} rounds. The ways of others are measured on {SAMPLE} of the files.", ""]
    flat = {}
    for count in given.n:
        with tempfile.TemporaryDirectory() as folder:
            bench_jobs.make_returns(Path(folder), count)
            found = measured(Path(folder), count, given.rounds)
        flat[count] = median(found["all_1"])
        lines += table(count, found)
    if len(flat) > 1:
        first, last = min(flat), max(flat)
        lines += [f"Cost of a return at {last} against {first}: {flat[last] / flat[first]:.2f}.", ""]
    text = "\n".join(lines)
    print(text)
    if given.write:
        DOCS.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
