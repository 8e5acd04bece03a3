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
from training.encoder.settings import EncoderSettings
from training.fit import FineTuning, fit
from training.run import train
from training.settings import TrainingSettings

NAME = "draft24-default"
FRAME = "draft24"
SAMPLE_FILE = Path(__file__).parent / "default_bundle_sample.json"
DATA_NOTE = (
    "Every narrative was invented for this project, written from case briefs that follow published "
    "shares (see labelled_data/corpus). They are not real reports, and real ones are shorter, more "
    "serious and often name no cause: expect less there until a department's own codings are added."
)
WORKING = Path(".tuning")
_EVERY = 12


def shipped_table() -> CodedTable:
    """The shipped corpus, coded in the shipped frame."""
    return read_coded([corpus_path()], load_frame(FRAME))


def regions(table: CodedTable) -> list[str]:
    """The region of each row: two sites share a region and its manner, so they share a fold."""
    numbers = (int(site.removeprefix("SITE-")) for site in table.submitters)
    return [f"region {(number - 1) // 2:02}" for number in numbers]


def sample_answers(table: CodedTable) -> dict[str, list[list[float]]]:
    """What a model fitted on every twelfth narrative answers to the expectation texts, per facet.

    Kept beside this file when the bundle is built: a test fits the sample again, and different
    answers say that the code no longer builds the shipped model.
    """
    sample = table.take(np.arange(0, len(table), _EVERY))
    coder = fit(sample, TrainingSettings()).coder
    answers = coder.probabilities(expectation_texts(table.frame), "fast")
    return {facet: rows.astype(float).round(3).tolist() for facet, rows in answers.items()}


def build() -> None:
    """Train both tiers, write `models/default`, and keep the answers of the sample."""
    steps = Console(stderr=True)
    table = shipped_table()
    answers = sample_answers(table)
    train(
        table,
        name=NAME,
        out=default_bundle(),
        apart=regions(table),
        fine_tuning=FineTuning(EncoderSettings(), WORKING),
        data_note=DATA_NOTE,
        on_step=steps.print,
    )
    SAMPLE_FILE.write_text(json.dumps(answers) + "\n")


if __name__ == "__main__":
    try:
        build()
    except Refusal as refusal:
        sys.exit(str(refusal))
