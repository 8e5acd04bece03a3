"""How long `incident-coder train` takes, and how much memory.

    python -m evaluation.benchmarks.training_time --rows 6000 --rows 20000

Up to 6,000 rows are the shipped corpus; beyond, its narratives again with a third of their words
exchanged, so that none is a near-duplicate of another. The command runs as a person would run it.
"""

import argparse
import random
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from evaluation.benchmarks.command import incident_coder, machine
from evaluation.benchmarks.memory import PeakMemory
from labelled_data.corpus import corpus_path
from labelled_data.reading import read_coded
from labelled_data.table import CodedNarrative
from labelled_data.writing import write_coded
from taxonomy.frame import CodeFrame
from taxonomy.reading import load_frame

_EXCHANGED = 1 / 3
"""Share of words exchanged in a narrative used again."""


def coded_narratives(frame: CodeFrame, count: int) -> Iterator[CodedNarrative]:
    """`count` coded narratives: the corpus, then its rows again with words exchanged."""
    rows = list(read_coded([corpus_path()], frame).rows())
    chance = random.Random(0)
    words = [word for row in rows for word in row.narrative.split()]
    for at in range(count):
        row = rows[at % len(rows)]
        if at >= len(rows):
            mixed = (
                chance.choice(words) if chance.random() < _EXCHANGED else word
                for word in row.narrative.split()
            )
            row = replace(row, id=f"{row.id}-{at}", narrative=" ".join(mixed))
        yield row


def main() -> None:
    """Print a Markdown table with a row for each number of rows."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rows", type=int, action="append", help="may be given several times")
    counts = parser.parse_args().rows or [6000]
    frame = load_frame("draft24")
    print(f"{machine()}, frame {frame.name}\n\n| narratives | seconds | peak memory |")
    print("|---:|---:|---:|")
    for count in counts:
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder) / "coded.jsonl"
            write_coded(source, coded_narratives(frame, count), frame)
            command = [incident_coder(), "train", str(source), "--frame", frame.id, "--no-track"]
            command += ["--out", str(Path(folder) / "model")]
            started = time.perf_counter()
            process = subprocess.Popen(
                command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            with PeakMemory(process) as memory:
                status = process.wait()
            seconds = time.perf_counter() - started
        if status:
            raise SystemExit(f"the command failed with exit status {status}")
        print(f"| {count:,} | {seconds:.0f} | {memory.peak / 2**30:.2f} GiB |", flush=True)


if __name__ == "__main__":
    main()
