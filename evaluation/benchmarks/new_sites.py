"""How good suggestions are at sites whose narratives the model has never seen.

    python -m evaluation.benchmarks.new_sites

The shipped corpus comes from 40 invented sites, two a region, each region with its own manner. Four
times a quarter of the regions is held back, a model trained on the rest and evaluated on it, with
the commands that anybody would use. Figures are means over the four.
"""

import json
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from evaluation.benchmarks.command import incident_coder
from labelled_data.corpus import corpus_path
from labelled_data.reading import read_coded
from labelled_data.writing import write_coded
from taxonomy.reading import load_frame

_FRAME = "draft24"
_QUARTERS = 4
_FIGURES = ("accuracy", "kappa", "weighted_kappa", "micro_f1", "macro_f1", "recall_at_5")


def main() -> None:
    """Print a Markdown table with a row for each facet."""
    frame = load_frame(_FRAME)
    table = read_coded([corpus_path()], frame)
    regions = np.array([(int(site.removeprefix("SITE-")) - 1) // 2 for site in table.submitters])
    reports = []
    for quarter in range(_QUARTERS):
        held_back = regions % _QUARTERS == quarter
        with tempfile.TemporaryDirectory() as folder:
            known, new = Path(folder) / "known.jsonl", Path(folder) / "new.jsonl"
            write_coded(known, table.take(np.flatnonzero(~held_back)).rows(), frame)
            write_coded(new, table.take(np.flatnonzero(held_back)).rows(), frame)
            reports.append(train_and_evaluate(known, new, Path(folder)))
    columns = ["facet", *_FIGURES, "accepted", "precision of these", "listed", "codes on a list"]
    print("| " + " | ".join(name.replace("_", " ") for name in columns) + " |")
    print("|---" + "|---:" * (len(columns) - 1) + "|")
    for facet in frame.facet_ids:
        print(f"| {facet} | " + " | ".join(_row([report[facet] for report in reports])) + " |")


def train_and_evaluate(known: Path, new: Path, folder: Path) -> dict[str, Any]:
    """The report's facets for one quarter; raises SystemExit if a command fails."""
    model, report = folder / "model", folder / "report.json"
    _run("train", str(known), "--frame", _FRAME, "--out", str(model), "--no-track")
    _run("evaluate", str(model), str(new), "--report", str(report))
    facets: dict[str, Any] = json.loads(report.read_text())["facets"]
    return facets


def _row(facets: list[dict[str, Any]]) -> list[str]:
    cells: list[list[Any]] = [[facet.get(name) for facet in facets] for name in _FIGURES]
    cells += [[facet["accepted"][name] for facet in facets] for name in ("share", "precision")]
    cells += [[facet["shortlist"][name] for facet in facets] for name in ("covered", "mean_size")]
    return ["" if None in cell else f"{sum(cell) / len(cell):.3f}" for cell in cells]


def _run(*arguments: str) -> None:
    done = subprocess.run([incident_coder(), *arguments], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr)


if __name__ == "__main__":
    main()
