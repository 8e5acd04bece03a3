"""`incident-coder train`: a model from coded narratives."""

from __future__ import annotations

import importlib.util
import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.consoles import messages, output
from taxonomy.errors import Refusal

if TYPE_CHECKING:
    from models.manifest import Manifest
    from training.fit import FineTuning


def train(
    frame: Annotated[
        str, typer.Option(metavar="FRAME", help="A shipped frame such as draft24, or a frame file.")
    ],
    out: Annotated[Path, typer.Option(metavar="DIR", help="The bundle folder to write.")],
    sources: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="DATA...",
            show_default=False,
            help="Coded narratives, one file or several: columns id, narrative, then a column a "
            "facet (codes of a multi facet joined by |, empty where not coded); optional submitter "
            "and occurred_on. CSV, JSONL (either may be .gz), Parquet or XLSX.",
        ),
    ] = None,
    from_definitions: Annotated[
        bool,
        typer.Option(
            "--from-definitions",
            help="Make a model of FRAME's labels and definitions alone, before anything is coded.",
        ),
    ] = False,
    name: Annotated[
        str | None,
        typer.Option(help="The model's name in outputs and registry.", show_default="that of DIR"),
    ] = None,
    target_precision: Annotated[
        float,
        typer.Option(
            min=0.5, max=1.0, help="Of the codings that are marked accept, the share to be right."
        ),
    ] = 0.95,
    accurate: Annotated[
        bool,
        typer.Option(
            "--accurate",
            help="Also fine-tune an encoder for the accurate tier (needs the extra `encoder`): "
            "about an hour for 6,000 narratives on two cores, less with a GPU. A run that was "
            "stopped goes on where it was.",
        ),
    ] = False,
    encoder_weights: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="A sentence-transformers folder to fine-tune.",
            show_default="all-MiniLM-L6-v2 of its installed package",
        ),
    ] = None,
    data_note: Annotated[
        str, typer.Option(help="What the model card should say of the narratives.")
    ] = "",
    coverage: Annotated[
        float,
        typer.Option(min=0.5, max=0.999, help="How often a right code stands on its shortlist."),
    ] = 0.95,
    track: Annotated[
        bool,
        typer.Option(
            "--track/--no-track",
            help="Log the run to MLflow (MLFLOW_TRACKING_URI, by default mlflow.db here) and "
            "register the model.",
        ),
    ] = True,
) -> None:
    """Learn a model from coded narratives and write it as a bundle.

    Its figures are measured out of fold: every narrative is scored by a model that did not see it.
    The bundle appears when it is complete; after an error nothing is left behind.

    Example: incident-coder train coded.csv --frame draft24 --out imaging
    """
    from labelled_data.reading import read_coded
    from taxonomy.reading import load_frame
    from training.cold_start import train_from_definitions
    from training.registry import check_model_name
    from training.run import train as train_model
    from training.settings import TrainingSettings

    if from_definitions == bool(sources):
        raise Refusal(
            "a model is made of coded narratives or of definitions; name files of coded "
            "narratives or give --from-definitions, not both"
        )
    started = time.monotonic()
    console = messages()

    def say(step: str) -> None:
        console.print(f"{time.monotonic() - started:5.0f} s  {step}", soft_wrap=True)

    model_name = name or out.resolve().name
    check_model_name(model_name)
    code_frame = load_frame(frame)
    if sources:
        say(f"reading {', '.join(map(str, sources))}")
        table = read_coded(sources, code_frame)
        settings = TrainingSettings(target_precision=target_precision, coverage=coverage)
        tuning = _fine_tuning(out, encoder_weights) if accurate or encoder_weights else None
        manifest = train_model(
            table,
            name=model_name,
            out=out,
            settings=settings,
            fine_tuning=tuning,
            data_note=data_note,
            on_step=say,
        )
        if tuning is not None:
            shutil.rmtree(tuning.working, ignore_errors=True)
        _report(manifest, out)
    else:
        manifest = train_from_definitions(code_frame, name=model_name, out=out, on_step=say)
        typer.echo(
            f"{out} holds {manifest.model}, made of the definitions of {code_frame.name}. It "
            "accepts nothing, and nothing was measured: `incident-coder evaluate` does that."
        )
    if track:
        _log(out, time.monotonic() - started)


def _fine_tuning(out: Path, weights: Path | None) -> FineTuning:
    """What to fine-tune and where unfinished work waits. Raises Refusal without the extra."""
    from training.encoder.settings import EncoderSettings
    from training.encoder.weights import pretrained_folder
    from training.fit import FineTuning

    for package in ("torch", "transformers", "onnx"):
        if importlib.util.find_spec(package) is None:
            raise Refusal(
                f"--accurate needs the package {package}, which is not installed; install the "
                "extra `encoder` (pip install 'incident-coder[encoder]'), or leave --accurate out"
            )
    pretrained_folder(weights)  # refused now rather than after the fast tier
    settings = EncoderSettings(weights=weights)
    return FineTuning(settings, out.with_name(f".{out.name}.tuning"))


def _report(manifest: Manifest, out: Path) -> None:
    from service.headline_table import headline_table

    measured = {manifest.tier: manifest.metrics} | manifest.other_tiers
    for tier, metrics in measured.items():
        title = f"{manifest.model}, {tier} tier, measured out of fold"
        output().print(headline_table(metrics, title))
    typer.echo(f"{out} holds {manifest.model}, trained on {manifest.training_rows:,} narratives.")


def _log(bundle: Path, seconds: float) -> None:
    from training.tracking import log_training

    try:
        version = log_training(bundle, seconds=seconds)
    except Refusal as refusal:
        raise Refusal(f"{bundle} is whole, but was not registered: {refusal}") from refusal
    aliases = f" ({', '.join(version.aliases)})" if version.aliases else ""
    typer.echo(f"Registered as {version.address}{aliases}.")
