"""The corpus that ships with the project. `DATASHEET.md`, beside this file, says what it is."""

from pathlib import Path


def corpus_path() -> Path:
    """The 6,000 coded narratives written for this project, as JSONL in frame draft24."""
    return Path(__file__).with_name("narratives.jsonl")


def real_incidents_path() -> Path:
    """The 68 retold real incidents, as JSONL in frame draft24: for checking, not for training."""
    return Path(__file__).with_name("real_incidents.jsonl")
