"""How good a model is with few coded narratives, many, or none but the definitions of its frame.

    python -m evaluation.benchmarks.learning_curve --size 0 --size 100 --size 1000

A quarter of the shipped corpus's regions is held back. Of the others as many narratives as said,
the same ones and more each time, are trained on with the commands that anybody would use; 0 is a
model made of the frame's definitions. Beside it stand what the commonest codes would reach, which
a model of definitions cannot know, and what chance would.
"""

import argparse
import json
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from evaluation.benchmarks.command import incident_coder, machine
from evaluation.benchmarks.held_back_regions import FRAME, held_back_regions
from evaluation.metrics.counts import count_codes
from evaluation.metrics.ranking import recall_at
from labelled_data.table import CodedTable
from labelled_data.writing import write_coded
from taxonomy.frame import Facet

SIZES = (0, 100, 300, 1000, 3000, 1_000_000)
_AT = 5


def main() -> None:
    """Print a Markdown table with a row for each size and a column for each figure of a facet."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--size", type=int, action="append", help="may be given several times")
    parser.add_argument("--quarter", type=int, default=0, help="which regions are held back, 0-3")
    parser.add_argument("--seed", type=int, default=0, help="of the order of narratives")
    arguments = parser.parse_args()
    corpus = held_back_regions(arguments.quarter)
    facets = corpus.new.frame.facets
    columns = ["narratives", *(name for facet in facets for name in _columns(facet))]
    print(f"{machine()}; {len(corpus.new):,} narratives of regions held back\n")
    print(f"| {' | '.join(columns)} |\n|---:{'|---:' * (len(columns) - 1)}|")
    print(f"| chance | {' | '.join(_of_chance(corpus.new))} |")
    print(f"| commonest codes | {' | '.join(_of_commonest(corpus.known, corpus.new))} |")
    order = np.random.default_rng(arguments.seed).permutation(len(corpus.known))
    for size in arguments.size or SIZES:
        known = corpus.known.take(order[:size])
        with tempfile.TemporaryDirectory() as folder:
            report = train_and_evaluate(known, corpus.new, Path(folder))
        cells = [cell for facet in facets for cell in _figures(facet, report[facet.id])]
        print(f"| {len(known):,} | {' | '.join(cells)} |", flush=True)


def train_and_evaluate(known: CodedTable, new: CodedTable, folder: Path) -> dict[str, Any]:
    """The report's facets, of a model of `known` or, if that is empty, of definitions alone.

    Raises SystemExit if a command fails.
    """
    coded, held_back = folder / "known.jsonl", folder / "new.jsonl"
    model, report = folder / "model", folder / "report.json"
    write_coded(held_back, new.rows(), new.frame)
    if len(known):
        write_coded(coded, known.rows(), known.frame)
    source = str(coded) if len(known) else "--from-definitions"
    _run("train", source, "--frame", FRAME, "--out", str(model), "--no-track")
    _run("evaluate", str(model), str(held_back), "--report", str(report))
    facets: dict[str, Any] = json.loads(report.read_text())["facets"]
    return facets


def _columns(facet: Facet) -> Sequence[str]:
    if facet.is_multi:
        return f"{facet.id} micro-F1", "first code right", f"recall at {_AT}"
    return f"{facet.id} accuracy", f"recall at {_AT}"


def _figures(facet: Facet, report: dict[str, Any]) -> list[str]:
    names = ["micro_f1", "precision_at_1"] if facet.is_multi else ["accuracy"]
    return [_cell(report[name]) for name in (*names, f"recall_at_{_AT}")]


def _of_chance(new: CodedTable) -> list[str]:
    """What one code drawn at random, and five of them, are expected to reach."""
    cells = []
    for facet in new.frame.facets:
        codes, given = len(facet.codes), float(new.indicator(facet.id).sum(axis=1).mean())
        first = given / codes
        cells += (
            [_cell(2 * first / (1 + given)), _cell(first)] if facet.is_multi else [_cell(first)]
        )
        cells.append(_cell(min(1.0, _AT / codes)))
    return cells


def _of_commonest(known: CodedTable, new: CodedTable) -> list[str]:
    """What the commonest code of the known narratives, and the five commonest, reach."""
    cells = []
    for facet in new.frame.facets:
        counts, truth = known.indicator(facet.id).sum(axis=0), new.indicator(facet.id).astype(bool)
        decided = np.zeros_like(truth)
        decided[:, counts.argmax()] = True
        found = count_codes(truth, decided)
        cells.append(_cell(float(found.micro_f1)))
        if facet.is_multi:
            cells.append(_cell(float(found.micro_precision)))
        scores = np.broadcast_to(counts.astype(float), truth.shape)
        cells.append(_cell(recall_at(truth, scores, _AT)))
    return cells


def _cell(value: float) -> str:
    return f"{value:.3f}"


def _run(*arguments: str) -> None:
    done = subprocess.run([incident_coder(), *arguments], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr)


if __name__ == "__main__":
    main()
