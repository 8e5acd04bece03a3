"""How fast similar incidents are found, and what an index of them takes.

    python -m evaluation.benchmarks.similar_speed --incidents 100000 --incidents 1000000

The narratives are made from sentences of the shipped corpus, about 70 words each, with the codes of
incidents in it, and stand in one compartment: no wall makes it smaller. Other such narratives are
asked for, one after the other, in a process that holds nothing else. Where others use the machine,
look at the processor time, which the waiting for it is not part of.
"""

import argparse
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from evaluation.benchmarks.batch_speed import narratives
from evaluation.benchmarks.command import machine
from labelled_data.corpus import corpus_path
from labelled_data.reading import read_coded
from models.coded_incident import CodedIncident
from models.similar_incidents import SimilarIncidents
from taxonomy.reading import load_frame

_FRAME = "draft24"
_SEARCHES = 1000
_COMPARED = 100
"""Searches that are repeated against every vector, to see what the graph misses."""
_K = 5


def made_incidents(count: int) -> Iterator[CodedIncident]:
    """`count` made narratives with the submitter and the codes of a random corpus incident."""
    chance = random.Random(1)
    rows = list(read_coded([corpus_path()], load_frame(_FRAME)).rows())
    for at, narrative in enumerate(narratives(count)):
        row = chance.choice(rows)
        yield CodedIncident(
            id=f"M{at:07}",
            narrative=narrative,
            submitter=row.submitter,
            occurred_on=row.occurred_on,
            confirmed_by="made for a benchmark",
            codes=row.codes,
        )


def build(folder: Path, count: int) -> None:
    """Build an index and say what it took."""
    from models.similar_building import build_index

    started, spent = time.perf_counter(), time.process_time()
    build_index(folder, made_incidents(count), load_frame(_FRAME))
    seconds, processor = time.perf_counter() - started, time.process_time() - spent
    size = {path.name: path.stat().st_size / 2**20 for path in folder.iterdir()}
    vectors = sum(mib for name, mib in size.items() if name.startswith("vectors"))
    print(
        f"| {count:,} | {seconds:.0f} s ({processor:.0f} s of processor) "
        f"| {vectors:,.0f} + {sum(size.values()) - vectors:,.0f} MiB ",
        end="",
        flush=True,
    )


def search(folder: Path) -> None:
    """Open an index, search it and say how long that took."""
    before = _resident("RssAnon")
    started = time.perf_counter()
    similar = SimilarIncidents.load(folder)
    opened = time.perf_counter() - started
    asked = list(narratives(_SEARCHES, seed=2))
    for narrative in asked[:20]:
        similar.find(narrative, k=_K)
    taken, processor = [], []
    for narrative in asked:
        started, spent = time.perf_counter(), time.thread_time()
        similar.find(narrative, k=_K)
        taken.append((time.perf_counter() - started) * 1000)
        processor.append((time.thread_time() - spent) * 1000)
    own, mapped = _resident("RssAnon") - before, _resident("RssFile")
    print(
        f"| {opened:.1f} s | {own:.0f} + {mapped:.0f} MiB | {_median_and_99th(taken)} "
        f"| {_median_and_99th(processor)} | {_found(folder, asked):.1%} |",
        flush=True,
    )


def _median_and_99th(milliseconds: list[float]) -> str:
    middle, late = statistics.median(milliseconds), statistics.quantiles(milliseconds, n=100)[98]
    return f"{middle:.1f}, {late:.1f} ms"


def _found(folder: Path, asked: list[str]) -> float:
    """The share of the true nearest that a walk of the graph finds."""
    from usearch.index import Index

    from models.narrative_vectors import NarrativeVectors
    from models.similar_incidents import EXPANSION_SEARCH

    (path,) = folder.glob("vectors-*.usearch")
    graph = Index.restore(str(path), view=True)
    graph.expansion_search = EXPANSION_SEARCH
    shares = []
    for vector in NarrativeVectors.load().matrix(asked[:_COMPARED]):
        true = graph.search(vector, _K, exact=True).keys
        shares.append(np.isin(true, graph.search(vector, _K).keys).mean())
    return float(np.mean(shares))


def _resident(kind: str) -> float:
    """MiB that this process holds: RssAnon its own, RssFile pages of mapped files (Linux)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(kind)).split()[1]) / 1024


def main() -> None:
    """Print a Markdown table with a row for each number of incidents."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--incidents", type=int, action="append", help="may be given several times")
    parser.add_argument("--search", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.search is not None:
        search(arguments.search)
        return
    print(f"{machine()}\n")
    print(
        "| incidents | built in | vectors + records | opened in | memory, own + mapped "
        "| a search: median, 99th percentile | its processor time | of the five nearest found |"
    )
    print("|---:|---:|---:|---:|---:|---:|---:|---:|", flush=True)
    for count in arguments.incidents or [100_000]:
        with tempfile.TemporaryDirectory() as folder:
            build(Path(folder), count)
            command = [sys.executable, "-m", "evaluation.benchmarks.similar_speed"]
            subprocess.run([*command, "--search", folder], check=True)


if __name__ == "__main__":
    main()
