"""The shipped model fits the shipped corpus, the shipped frame and the code; else `make bundle`."""

import json

import numpy as np
import pytest

from labelled_data.table import CodedTable
from models.bundle import default_bundle
from models.manifest import Manifest, read_manifest
from taxonomy.reading import load_frame
from training.default_bundle import SAMPLE_FILE, sample_answers, shipped_table
from training.encoder.settings import EncoderSettings
from training.settings import TrainingSettings

REBUILD = "run `make bundle` and commit models/default with what changed"


@pytest.fixture(scope="module")
def manifest() -> Manifest:
    return read_manifest(default_bundle())


@pytest.fixture(scope="module")
def table() -> CodedTable:
    return shipped_table()


def test_the_shipped_model_was_trained_on_the_shipped_corpus(
    manifest: Manifest, table: CodedTable
) -> None:
    assert manifest.training_hash == table.hash, REBUILD


def test_the_shipped_model_is_bound_to_the_shipped_frame(manifest: Manifest) -> None:
    assert manifest.frame_hash == load_frame("draft24").hash, REBUILD


def test_the_shipped_model_was_trained_with_the_present_settings(manifest: Manifest) -> None:
    encoder = {"encoder": EncoderSettings().to_dict()}
    assert manifest.settings == TrainingSettings().to_dict() | encoder, REBUILD


def test_the_code_still_builds_the_shipped_model(table: CodedTable) -> None:
    kept = json.loads(SAMPLE_FILE.read_text())
    for facet, answers in sample_answers(table).items():
        np.testing.assert_allclose(answers, kept[facet], atol=0.03, err_msg=REBUILD)
