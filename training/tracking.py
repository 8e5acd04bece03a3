"""Logging a training with MLflow: one run, one registered version."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evaluation.page import render_page
from models.bundle import read_frame
from models.coded_rows import output_columns
from models.manifest import Manifest, read_manifest
from taxonomy.frame import CodeFrame
from training.confusion_picture import confusion_picture
from training.model_version import (
    FRAME_HASH_TAG,
    FRAME_TAG,
    MODEL_TAG,
    TRAINING_HASH_TAG,
    ModelVersion,
)
from training.registry import CHAMPION, check_model_name, make_champion, show
from training.tracking_store import experiment_id, open_store

if TYPE_CHECKING:
    from mlflow import MlflowClient

PYFUNC_FILE = Path(__file__).with_name("pyfunc_model.py")
FIRST_CHAMPION = "incident-coder train (first version of its name)"
"""Who promoted a version that nobody promoted."""

_CODE_COLUMNS = ("support", "predicted", "precision", "recall", "f1", "mean_probability")
# MLflow takes no more in one request.
_METRICS_AT_ONCE = 1000
_PARAMETERS_AT_ONCE = 100


def log_training(
    bundle: Path, *, seconds: float, parameters: Mapping[str, Any] | None = None
) -> ModelVersion:
    """Log the training that wrote a bundle folder and register it under the model's name.

    Everything comes from the bundle's manifest: parameters, metrics of each facet, the table of
    codes, a confusion picture of each single facet, the report and the bundle itself, once, inside
    the MLflow model. The version becomes the champion only where its name has none.

    Args:
        bundle: the folder that a training wrote.
        seconds: how long the training took.
        parameters: more of them, beside those in the manifest; may be nested.

    Raises:
        Refusal: no bundle there, a name that cannot be registered, or a store that cannot be used.
            The bundle stays as it is.
    """
    manifest, frame = _read_bundle(bundle)
    check_model_name(manifest.name)
    with open_store() as client:
        import mlflow

        experiment = experiment_id(client)
        with mlflow.start_run(
            experiment_id=experiment, run_name=manifest.model, tags=_tags(manifest, frame)
        ) as run:
            _log_numbers(manifest, seconds, parameters or {})
            _log_evaluation(manifest.metrics)
            source = _log_model(bundle, manifest, frame)
            number = _register(client, manifest, frame, source, run.info.run_id)
    return show(manifest.name, number)


def flat_numbers(values: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, float]]:
    """The numbers of nested mappings, named by their path: `pathway.micro_f1`.

    Lists and what is not defined (None) are left out.
    """
    for key, value in values.items():
        if isinstance(value, Mapping):
            yield from flat_numbers(value, f"{prefix}{key}.")
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            yield f"{prefix}{key}", float(value)


def code_table(facets: Mapping[str, Any]) -> str:
    """Every code of every facet with its measures, as CSV: facet, code, label, support, …."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(("facet", "code", "label", *_CODE_COLUMNS))
    for facet, measured in facets.items():
        for row in measured["codes"]:
            table.writerow(
                (facet, row["code"], row["label"], *(row[name] for name in _CODE_COLUMNS))
            )
    return text.getvalue()


def _read_bundle(bundle: Path) -> tuple[Manifest, CodeFrame]:
    manifest = read_manifest(bundle)
    return manifest, read_frame(bundle, manifest)


def _tags(manifest: Manifest, frame: CodeFrame) -> dict[str, str]:
    """What runs and versions are searched by."""
    return {
        MODEL_TAG: manifest.model,
        FRAME_TAG: frame.name,
        FRAME_HASH_TAG: manifest.frame_hash,
        TRAINING_HASH_TAG: manifest.training_hash,
    }


def _log_numbers(manifest: Manifest, seconds: float, parameters: Mapping[str, Any]) -> None:
    import mlflow

    stated = {
        "frame": {
            "id": manifest.frame_id,
            "version": manifest.frame_version,
            "hash": manifest.frame_hash,
        },
        "training": {"rows": manifest.training_rows, "hash": manifest.training_hash},
        "target_precision": manifest.target_precision,
        "settings": manifest.settings,
        "libraries": manifest.libraries,
    }
    for some in _portions(dict(_flat_values(stated | dict(parameters))), _PARAMETERS_AT_ONCE):
        mlflow.log_params(some)
    metrics = dict(flat_numbers(manifest.metrics["facets"])) | {"training_seconds": seconds}
    for measured in _portions(metrics, _METRICS_AT_ONCE):
        mlflow.log_metrics(measured)


def _log_evaluation(report: Mapping[str, Any]) -> None:
    import mlflow

    mlflow.log_text(code_table(report["facets"]), "codes.csv")
    mlflow.log_text(json.dumps(report, ensure_ascii=False, indent=1), "evaluation.json")
    mlflow.log_text(render_page(report), "evaluation.html")
    for facet, measured in report["facets"].items():
        if measured["confusion"] is not None:
            picture = confusion_picture(measured["title"], measured["confusion"])
            mlflow.log_text(picture, f"confusion/{facet}.svg")


def _log_model(bundle: Path, manifest: Manifest, frame: CodeFrame) -> str:
    """Log the bundle as an MLflow model; its address, `models:/m-…`."""
    import mlflow
    from mlflow.models import ModelSignature
    from mlflow.types.schema import ColSpec, Schema

    identifier = ColSpec("string", "id", required=False)
    logged = mlflow.pyfunc.log_model(
        name="incident-coder",
        python_model=str(PYFUNC_FILE),
        artifacts={"bundle": str(bundle.resolve())},
        pip_requirements=_requirements(manifest),
        signature=ModelSignature(
            inputs=Schema([ColSpec("string", "narrative"), identifier]),
            outputs=Schema(
                [identifier, *(ColSpec("string", name) for name in output_columns(frame)[1:])]
            ),
        ),
        metadata=_tags(manifest, frame),
    )
    return str(logged.model_uri)


def _requirements(manifest: Manifest) -> list[str]:
    """Exact versions, given so that MLflow infers none and asks nobody."""
    libraries = manifest.libraries | {name: version(name) for name in ("incident-coder", "mlflow")}
    return [f"{name}=={libraries[name]}" for name in sorted(libraries)]


def _register(
    client: MlflowClient, manifest: Manifest, frame: CodeFrame, source: str, run_id: str
) -> int:
    """Register a logged model as the next version of its name; that version's number."""
    from mlflow.exceptions import MlflowException

    try:
        client.create_registered_model(manifest.name)
    except MlflowException as error:
        if error.error_code != "RESOURCE_ALREADY_EXISTS":
            raise
    registered = client.create_model_version(
        manifest.name,
        source,
        run_id=run_id,
        tags=_tags(manifest, frame),
        description=f"{manifest.model}: {manifest.training_rows} narratives coded in {frame.name}",
        model_id=source.removeprefix("models:/"),
    )
    aliases = client.get_registered_model(manifest.name).aliases
    if CHAMPION not in aliases:
        make_champion(client, registered, aliases, FIRST_CHAMPION)
    return int(registered.version)


def _portions(values: Mapping[str, Any], size: int) -> Iterator[dict[str, Any]]:
    items = list(values.items())
    for start in range(0, len(items), size):
        yield dict(items[start : start + size])


def _flat_values(values: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in values.items():
        if isinstance(value, Mapping):
            yield from _flat_values(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value
