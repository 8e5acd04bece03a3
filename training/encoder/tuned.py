"""An encoder for the accurate tier: fine-tuned once without each fold, then on every row.

That is many minutes on a processor, so each finished encoder is kept in a working folder, and a run
that was stopped goes on from there.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from labelled_data.table import CodedTable
from models.encoder import Encoder
from training.encoder.fine_tuning import Pace, TuningRows, fine_tune
from training.encoder.network import new_network
from training.encoder.onnx_file import write_encoder
from training.encoder.settings import EncoderSettings
from training.encoder.weights import pretrained_folder
from training.encoder.word_pieces import reduced_tokenizer


@dataclass(frozen=True, slots=True)
class TunedEncoder:
    """`held_back` are out-of-fold logits, float32 (measured, codes), of the rows at the positions
    `measured`; `folder` is fitted on all rows.
    """

    measured: np.ndarray
    held_back: np.ndarray
    folder: Path


def tune_encoder(
    table: CodedTable,
    folds: np.ndarray,
    settings: EncoderSettings,
    working: Path,
    on_step: Callable[[str], None],
) -> TunedEncoder:
    """Fine-tune without each of the first `measured_folds` of the folds (rows,), and on all rows.

    Held-back logits come from the quantised files, as they would in use. Raises Refusal if the
    pretrained weights cannot be had.
    """
    working = working / _name_of(table, folds, settings)
    working.mkdir(parents=True, exist_ok=True)
    tuning = _Tuning(table, settings, working, on_step)
    held_back = np.zeros(tuning.rows.labels.shape, dtype=np.float32)
    each = np.unique(folds)[: settings.measured_folds]
    for number, fold in enumerate(each, start=1):
        name = f"encoder {number} of {len(each) + 1}, fold {number} held back"
        folder = tuning.encoder(f"fold-{fold}", np.flatnonzero(folds != fold), name)
        other = np.flatnonzero(folds == fold)
        on_step(f"{name}: reading its {len(other)} narratives")
        held_back[other] = Encoder(folder).logits([table.narratives[row] for row in other])
    name = f"encoder {len(each) + 1} of {len(each) + 1}, all narratives"
    folder = tuning.encoder("all", np.arange(len(table)), name)
    measured = np.flatnonzero(np.isin(folds, each))
    return TunedEncoder(measured, held_back[measured], folder)


class _Tuning:
    """What all fine-tunings of one run share."""

    def __init__(
        self,
        table: CodedTable,
        settings: EncoderSettings,
        working: Path,
        on_step: Callable[[str], None],
    ) -> None:
        self._frame = table.frame
        self._settings = settings
        self._working = working
        self._on_step = on_step
        self._weights = pretrained_folder(settings.weights)
        content = json.loads((self._weights / "tokenizer.json").read_bytes())
        self._tokenizer, self._kept = reduced_tokenizer(content, most_pieces=settings.most_pieces)
        facets = [facet.id for facet in table.frame.facets]
        self.rows = TuningRows(
            frame=table.frame,
            pieces=[found.ids for found in self._tokenizer.encode_batch(table.narratives)],
            labels=np.hstack([table.indicator(facet) for facet in facets]),
            coded=np.column_stack([table.coded(facet) for facet in facets]),
        )

    def encoder(self, key: str, chosen: np.ndarray, name: str) -> Path:
        """The folder of an encoder fine-tuned on the chosen rows, now or in an earlier run."""
        folder = self._working / key
        if folder.exists():
            self._on_step(f"{name}: found from an earlier run")
            return folder
        started = time.monotonic()
        settings = self._settings
        network = new_network(
            self._weights,
            self._tokenizer,
            self._kept,
            self._frame,
            self.rows.labels[chosen],
            dropout=settings.dropout,
        )
        pace = Pace(
            epochs=settings.epochs,
            batch_narratives=settings.batch_narratives,
            encoder_rate=settings.encoder_rate,
            head_rate=settings.head_rate,
            warm_up=settings.warm_up,
            weight_decay=settings.weight_decay,
            largest_gradient=settings.largest_gradient,
            seed=settings.seed,
        )

        def tell(epoch: int, loss: float) -> None:
            minutes = (time.monotonic() - started) / 60
            self._on_step(
                f"{name}: epoch {epoch} of {settings.epochs}, loss {loss:.2f}, {minutes:.0f} min"
            )

        fine_tune(network, self.rows, chosen, pace, on_epoch=tell)
        part = folder.with_suffix(".part")
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir()
        write_encoder(part, network, self._tokenizer)
        part.rename(folder)
        return folder


def _name_of(table: CodedTable, folds: np.ndarray, settings: EncoderSettings) -> str:
    """A name that only the same narratives, frame, folds and settings have."""
    parts = [table.hash, table.frame.hash, folds.tolist(), settings.to_dict()]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]
