"""The training run: from a coded table to a model bundle on disk."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from evaluation.model_card import model_card
from labelled_data.table import CodedTable
from models.bundle import library_versions, load_bundle, write_bundle
from models.manifest import Manifest
from training.bundle_folder import bundle_folder, check_target
from training.fit import FineTuning, OnStep, TrainedModel, fit
from training.settings import TrainingSettings

CARD_FILE = "model_card.md"


def train(
    table: CodedTable,
    *,
    name: str,
    out: Path,
    settings: TrainingSettings | None = None,
    apart: Sequence[str] | None = None,
    fine_tuning: FineTuning | None = None,
    data_note: str = "",
    on_step: OnStep = lambda step: None,
) -> Manifest:
    """Fit a model to the table and write its bundle to `out`, whole or not at all.

    `data_note` says of the narratives what a reader of the model's card should know; the other
    arguments are those of `training.fit.fit`. Raises Refusal if the table is too small, or if
    `out` holds something other than a bundle.
    """
    settings = settings or TrainingSettings()
    check_target(out)
    model = fit(table, settings, apart=apart, fine_tuning=fine_tuning, on_step=on_step)
    on_step("writing the bundle")
    manifest = _manifest(model, table, name, settings, fine_tuning, data_note)
    with bundle_folder(out) as building:
        (building / CARD_FILE).write_text(model_card(manifest))
        written = write_bundle(building, model.coder, manifest)
        load_bundle(building)  # once, as a user would
    return written


def _manifest(
    model: TrainedModel,
    table: CodedTable,
    name: str,
    settings: TrainingSettings,
    fine_tuning: FineTuning | None,
    data_note: str,
) -> Manifest:
    frame = table.frame
    best, *others = model.coder.tiers
    encoder = {"encoder": fine_tuning.settings.to_dict()} if fine_tuning else {}
    return Manifest(
        name=name,
        version="",  # made of the files' hashes when they are written
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        frame_id=frame.id,
        frame_version=frame.version,
        frame_hash=frame.hash,
        training_rows=len(table),
        training_hash=table.hash,
        data_note=data_note,
        target_precision=settings.target_precision,
        settings=settings.to_dict() | encoder,
        libraries=library_versions(),
        tier=best,
        metrics=model.reports[best].to_dict(),
        other_tiers={tier: model.reports[tier].to_dict() for tier in others},
        files={},
    )
