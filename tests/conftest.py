from pathlib import Path

import pytest

from labelled_data.corpus import corpus_path
from labelled_data.reading import read_coded
from labelled_data.table import CodedTable
from taxonomy.reading import load_frame
from training.run import train


@pytest.fixture(scope="session")
def small_table() -> CodedTable:
    """Every twelfth narrative of the shipped corpus."""
    table = read_coded([corpus_path()], load_frame("draft24"))
    return table.take(range(0, len(table), 12))


@pytest.fixture(scope="session")
def small_bundle(small_table: CodedTable, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model really trained on `small_table`."""
    out = tmp_path_factory.mktemp("models") / "small"
    train(small_table, name="small", out=out)
    return out
