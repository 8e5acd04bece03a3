"""The shipped model, rebuilt from the shipped corpus and frame: `make bundle`."""

import json
import sys
from pathlib import Path

import numpy as np
from rich.console import Console

from labelled_data.corpus import corpus_path
from labelled_data.reading import read_coded
from labelled_data.table import CodedTable
from models.bundle import default_bundle
from models.expectations import expectation_texts
from taxonomy.errors import Refusal
from taxonomy.reading import load_frame
from training.run import fit, train
from training.settings import TrainingSettings

NAME = "draft24-default"
FRAME = "draft24"
SAMPLE_FILE = Path(__file__).parent / "default_bundle_sample.json"
_EVERY = 12


def shipped_table() -> CodedTable:
    """The shipped corpus, coded in the shipped frame."""
    return read_coded([corpus_path()], load_frame(FRAME))


def sample_answers(table: CodedTable) -> dict[str, list[list[float]]]:
    """What a model fitted on every twelfth narrative answers to the expectation texts, per facet.

    Kept beside this file when the bundle is built: a test fits the sample again, and different
    answers say that the code no longer builds the shipped model.
    """
    sample = table.take(np.arange(0, len(table), _EVERY))
    coder = fit(sample, TrainingSettings()).coder
    answers = coder.probabilities(expectation_texts(table.frame))
    return {facet: rows.astype(float).round(3).tolist() for facet, rows in answers.items()}


def build() -> None:
    """Train, write `models/default`, and keep the answers of the sample."""
    steps = Console(stderr=True)
    table = shipped_table()
    answers = sample_answers(table)
    train(table, name=NAME, out=default_bundle(), on_step=steps.print)
    SAMPLE_FILE.write_text(json.dumps(answers) + "\n")


if __name__ == "__main__":
    try:
        build()
    except Refusal as refusal:
        sys.exit(str(refusal))
