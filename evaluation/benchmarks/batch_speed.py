"""How fast `incident-coder batch` scores a CSV file, and how much memory it takes.

    python -m evaluation.benchmarks.batch_speed --rows 20000 --rows 1000000

The narratives are made from sentences of the shipped corpus, about 70 words each. The command runs
as a person would run it. Start-up is measured with a file just large enough to start every worker;
the rate after it is that of the rows beyond.
"""

import argparse
import csv
import random
import re
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from evaluation.benchmarks.command import incident_coder, machine
from evaluation.benchmarks.memory import PeakMemory
from labelled_data.corpus import corpus_path
from labelled_data.reading import read_chunks

_WORDS = 70
_START_ROWS_PER_JOB = 1024
"""Rows that give each worker one chunk."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the command: wall time in seconds, memory in bytes of all its processes."""

    seconds: float
    peak_memory: int


def narratives(count: int, *, seed: int = 0) -> Iterator[str]:
    """`count` narratives of 55 to 85 words, each of sentences of several incidents."""
    chance = random.Random(seed)
    sentences = [
        sentence
        for chunk in read_chunks(corpus_path())
        for row in chunk.narratives
        for sentence in re.split(r"(?<=[.!?])\s+", row.narrative)
    ]
    for _ in range(count):
        length = chance.randint(_WORDS - 15, _WORDS + 15)
        words: list[str] = []
        while len(words) < length:
            words += chance.choice(sentences).split()
        yield " ".join(words[:length])


def write_narratives(path: Path, count: int) -> None:
    """A CSV file of `count` made narratives, columns id and narrative."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("id", "narrative"))
        writer.writerows((f"N{at:07}", text) for at, text in enumerate(narratives(count)))


def run_batch(source: Path, target: Path, arguments: argparse.Namespace) -> Run:
    """Run the command once, with jobs, tier and model; raises SystemExit if it fails."""
    command = [incident_coder(), "batch", str(source), str(target)]
    command += ["--jobs", str(arguments.jobs), "--tier", arguments.tier]
    if arguments.model is not None:
        command += ["--model", arguments.model]
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    with PeakMemory(process) as memory:
        _, complaint = process.communicate()
    seconds = time.perf_counter() - started
    if process.returncode:
        raise SystemExit(f"the command failed: {complaint.decode().strip()}")
    return Run(seconds, memory.peak)


def main() -> None:
    """Print a Markdown table with a row for each number of rows."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rows", type=int, action="append", help="may be given several times")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--tier", default="fast", help="fast, accurate or auto")
    parser.add_argument("--model", help="a bundle folder; default: the shipped model")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        _print_table(Path(folder), arguments)


def _print_table(folder: Path, arguments: argparse.Namespace) -> None:
    source, target = folder / "narratives.csv", folder / "coded.csv"
    start_rows = _START_ROWS_PER_JOB * arguments.jobs
    write_narratives(source, start_rows)
    start = run_batch(source, target, arguments)
    print(f"{machine()}, {arguments.jobs} jobs, {arguments.tier} tier, CSV to CSV, evidence off\n")
    print(
        "| narratives | seconds | a second, all in all | a second, after start-up | peak memory |"
    )
    print("|---:|---:|---:|---:|---:|")
    for rows in arguments.rows or [20_000]:
        write_narratives(source, rows)
        run = run_batch(source, target, arguments)
        after = (rows - start_rows) / (run.seconds - start.seconds) if rows > start_rows else 0
        print(
            f"| {rows:,} | {run.seconds:.1f} | {rows / run.seconds:,.0f} | {after:,.0f} "
            f"| {run.peak_memory / 2**30:.2f} GiB |",
            flush=True,
        )


if __name__ == "__main__":
    main()
