"""Train on sets of coded narratives with other frames, score them, and print how good it gets.

    python -m evaluation.benchmarks.public_sets FOLDER [FOLDER ...]

A folder holds `train.csv.gz` and `frame.yaml`. Figures are out of fold, near-duplicates together,
and stand beside those of `evaluation.benchmarks.reference_run` on the same folds; then the whole
set is scored by `incident-coder batch`. Public sets of human-coded reports are not part of this
repository, since some carry non-commercial terms.
"""

import argparse
import json
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from evaluation.benchmarks.command import incident_coder, machine
from evaluation.benchmarks.reference_run import micro_f1, reference_decisions, training_folds
from labelled_data.near_duplicates import near_duplicate_groups
from labelled_data.reading import read_coded
from labelled_data.table import CodedTable
from labelled_data.writing import write_coded
from taxonomy.reading import load_frame

_COLUMNS = ("set", "facet", "codes", "rows", "measure", "ours", "macro-F1")
_REFERENCE_COLUMNS = ("reference", "points more")


def main() -> None:
    """Print a Markdown table with a row for each facet of each set."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--every", type=int, default=1, help="take only every so many-th row")
    parser.add_argument(
        "--distinct", action="store_true", help="take only the first of near-duplicates"
    )
    parser.add_argument(
        "--fewest", type=int, default=5, help="rows a code needs for the reference to learn it"
    )
    parser.add_argument("--no-reference", action="store_true")
    arguments = parser.parse_args()
    columns = [*_COLUMNS, *([] if arguments.no_reference else _REFERENCE_COLUMNS)]
    columns += ["train s", "batch a second"]
    print(f"{machine()}\n\n| {' | '.join(columns)} |\n|---|---{'|---:' * (len(columns) - 2)}|")
    for folder in arguments.folders:
        table = _rows_taken(folder, arguments.every, distinct=arguments.distinct)
        fewest = None if arguments.no_reference else arguments.fewest
        with tempfile.TemporaryDirectory() as working:
            for cells in train_and_score(folder.name, table, Path(working), fewest=fewest):
                print(f"| {' | '.join(cells)} |", flush=True)


def train_and_score(
    name: str, table: CodedTable, working: Path, *, fewest: int | None
) -> Iterator[list[str]]:
    """The cells of each row of one set; without `fewest` there is no reference.

    Raises SystemExit if a command fails.
    """
    source, frame = working / "coded.jsonl", working / "frame.json"
    model, coded = working / "model", working / "coded.csv"
    write_coded(source, table.rows(), table.frame)
    frame.write_text(json.dumps(table.frame.to_dict()))
    command = ["train", str(source), "--frame", str(frame), "--out", str(model), "--no-track"]
    trained = _seconds(*command)
    scored = _seconds("batch", str(source), str(coded), "--model", str(model))
    manifest = json.loads((model / "manifest.json").read_text())
    ends = [f"{trained:.0f}", f"{len(table) / scored:,.0f}"]
    folds = None if fewest is None else training_folds(table, manifest["settings"])
    for at, facet in enumerate(table.frame.facets):
        report: dict[str, Any] = manifest["metrics"]["facets"][facet.id]
        measure = "micro_f1" if facet.is_multi else "accuracy"
        cells = [name if at == 0 else "", facet.id, str(len(facet.codes)), f"{report['rows']:,}"]
        cells += [measure.replace("_f1", "-F1"), f"{report[measure]:.3f}"]
        cells.append(f"{report['macro_f1']:.3f}")
        if folds is not None and fewest is not None:
            decided = reference_decisions(table, facet, folds, fewest=fewest)
            of_facet = table.coded(facet.id)
            reference = micro_f1(table.indicator(facet.id)[of_facet], decided[of_facet])
            cells += [f"{reference:.3f}", f"{100 * (report[measure] - reference):+.1f}"]
        yield cells + (ends if at == 0 else ["", ""])


def _rows_taken(folder: Path, every: int, *, distinct: bool) -> CodedTable:
    table = read_coded([folder / "train.csv.gz"], load_frame(folder / "frame.yaml"))
    table = table.take(range(0, len(table), every))
    if not distinct:
        return table
    _, first = np.unique(near_duplicate_groups(table.narratives), return_index=True)
    return table.take(np.sort(first))


def _seconds(*arguments: str) -> float:
    started = time.perf_counter()
    done = subprocess.run([incident_coder(), *arguments], capture_output=True, text=True)
    if done.returncode == 2:
        raise SystemExit(done.stderr)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
