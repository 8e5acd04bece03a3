"""Train on sets of coded narratives with other frames, score them, and print how good it gets.

    python -m evaluation.benchmarks.public_sets FOLDER [FOLDER ...]

A folder holds `train.csv.gz` and `frame.yaml`. Figures are out of fold, near-duplicates together;
then the whole set is scored by `incident-coder batch`. Public sets of human-coded reports are not
part of this repository, since some carry non-commercial terms.
"""

import argparse
import json
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from evaluation.benchmarks.command import incident_coder, machine

_FIGURES = {"single": ("accuracy", "macro_f1", "recall_at_3"), "multi": ("micro_f1", "macro_f1")}


def main() -> None:
    """Print a Markdown table with a row for each facet of each set."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folders", type=Path, nargs="+")
    print(f"{machine()}\n\n| set | facet | codes | rows | out of fold | train s | batch a second |")
    print("|---|---|---:|---:|---|---:|---:|")
    for folder in parser.parse_args().folders:
        with tempfile.TemporaryDirectory() as working:
            for row in train_and_score(folder, Path(working)):
                print(row, flush=True)


def train_and_score(folder: Path, working: Path) -> Iterator[str]:
    """The table's rows of one set; raises SystemExit if a command fails."""
    source, model, coded = folder / "train.csv.gz", working / "model", working / "coded.csv"
    frame = ["--frame", str(folder / "frame.yaml")]
    trained = _run("train", str(source), *frame, "--out", str(model), "--no-track")
    scored = _run("batch", str(source), str(coded), "--model", str(model))
    manifest = json.loads((model / "manifest.json").read_text())
    rate = manifest["training_rows"] / scored
    for at, (facet, report) in enumerate(manifest["metrics"]["facets"].items()):
        ends = f"{trained:.0f} | {rate:,.0f}" if at == 0 else "|"
        yield (
            f"| {folder.name if at == 0 else ''} | {facet} | {len(report['codes'])} "
            f"| {report['rows']:,} | {_figures(report)} | {ends} |"
        )


def _figures(report: Mapping[str, Any]) -> str:
    named = _FIGURES[report["kind"]]
    return ", ".join(f"{name.replace('_', ' ')} {report[name]:.3f}" for name in named)


def _run(*arguments: str) -> float:
    started = time.perf_counter()
    done = subprocess.run([incident_coder(), *arguments], capture_output=True, text=True)
    if done.returncode == 2:
        raise SystemExit(done.stderr)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
