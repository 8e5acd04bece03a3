"""How many narratives people need not code if the model says which they should code next.

    python -m evaluation.benchmarks.active_learning --seeds 2

A simulation on the shipped corpus, a quarter of its regions held back. A model learns from 300
narratives drawn by chance; then, round by round, from as many more, drawn by chance or in the
order of `models.review_order`, which the model so far asks for. Each is trained by the command that
anybody would use and measured on the regions held back.
"""

import argparse
import json
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evaluation.benchmarks.command import incident_coder, machine
from evaluation.benchmarks.held_back_regions import FRAME, HeldBackRegions, held_back_regions
from labelled_data.table import CodedTable
from labelled_data.writing import write_coded
from models.review_order import expected_error, review_order
from models.static_embedding import StaticEmbedding, shipped_embedding
from models.suggester import Suggester
from models.words import cut

Curve = Mapping[int, NDArray[np.float64]]
"""Narratives coded -> the figures (facets,) reached with them."""

Chooser = Callable[[Suggester, CodedTable, CodedTable, int, int], NDArray[np.int64]]
"""From a model, narratives coded and not coded yet, how many to choose and a seed, to positions."""


def main() -> None:
    """Print a Markdown table with a row for each number of narratives, means over the seeds."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--round", type=int, default=300, help="narratives coded in a round")
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--seeds", type=int, default=2, help="each holds back another quarter")
    arguments = parser.parse_args()
    size, rounds, seeds = arguments.round, arguments.rounds, range(arguments.seeds)
    by_chance = _mean([curve(seed, size, rounds, drawn_by_chance) for seed in seeds])
    ordered = _mean([curve(seed, size, rounds, in_review_order) for seed in seeds])
    facets = held_back_regions(0).known.frame.facets
    columns = [f"{facet.id} {'micro-F1' if facet.is_multi else 'accuracy'}" for facet in facets]
    print(f"{machine()}; {arguments.seeds} seeds; by chance, in review order\n")
    print(f"| narratives | {' | '.join(columns)} | points more | narratives saved |")
    print(f"|---:{'|---:' * (len(columns) + 2)}|")
    for coded, reached in ordered.items():
        cells = [f"{a:.3f} {b:.3f}" for a, b in zip(by_chance[coded], reached, strict=True)]
        more = 100 * float(np.mean(reached - by_chance[coded]))
        saved = coded - narratives_for(float(by_chance[coded].mean()), ordered)
        print(f"| {coded:,} | {' | '.join(cells)} | {more:+.1f} | {saved:,.0f} |")


def curve(seed: int, size: int, rounds: int, choose: Chooser) -> Curve:
    """The figures after each round. Raises SystemExit if a command fails."""
    regions = held_back_regions(seed % 4)
    start = np.random.default_rng(seed).permutation(len(regions.known))[:size]
    coded, reached = start, {}
    while True:
        with tempfile.TemporaryDirectory() as folder:
            model = Path(folder) / "model"
            reached[len(coded)] = _trained(regions, coded, model)
            if len(reached) == rounds:
                return reached
            left = np.setdiff1d(np.arange(len(regions.known)), coded)
            known, uncoded = regions.known.take(coded), regions.known.take(left)
            chosen = choose(Suggester.load(model), known, uncoded, size, seed + len(coded))
        coded = np.concatenate([coded, left[chosen]])


def drawn_by_chance(
    suggester: Suggester, coded: CodedTable, uncoded: CodedTable, count: int, seed: int
) -> NDArray[np.int64]:
    """What is coded when nobody chooses."""
    return np.random.default_rng(seed).permutation(len(uncoded))[:count]


def in_review_order(
    suggester: Suggester, coded: CodedTable, uncoded: CodedTable, count: int, seed: int
) -> NDArray[np.int64]:
    """What the model asks for."""
    error = expected_error(suggester.score(uncoded.narratives).facets)
    embedding = StaticEmbedding(shipped_embedding())
    vectors, others = (embedding.matrix(cut(table.narratives)) for table in (uncoded, coded))
    return review_order(error, vectors, others, count, seed=seed).rows


def narratives_for(figure: float, reached: Curve) -> float:
    """How many narratives reach a mean figure, between rounds by a straight line."""
    means = [float(figures.mean()) for figures in reached.values()]
    return float(np.interp(figure, np.maximum.accumulate(means), list(reached)))


def _trained(
    regions: HeldBackRegions, coded: NDArray[np.int64], model: Path
) -> NDArray[np.float64]:
    """The figures (facets,) on the held-back regions of a model that learns from some rows."""
    known, new = model.with_name("known.jsonl"), model.with_name("new.jsonl")
    report = model.with_name("report.json")
    frame = regions.known.frame
    write_coded(known, regions.known.take(coded).rows(), frame)
    write_coded(new, regions.new.rows(), frame)
    _run("train", str(known), "--frame", FRAME, "--out", str(model), "--no-track")
    _run("evaluate", str(model), str(new), "--report", str(report))
    facets = json.loads(report.read_text())["facets"]
    names = {facet.id: "micro_f1" if facet.is_multi else "accuracy" for facet in frame.facets}
    return np.array([facets[facet][name] for facet, name in names.items()])


def _mean(curves: Sequence[Curve]) -> Curve:
    return {size: np.mean([reached[size] for reached in curves], axis=0) for size in curves[0]}


def _run(*arguments: str) -> None:
    done = subprocess.run([incident_coder(), *arguments], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr)


if __name__ == "__main__":
    main()
