"""`incident-coder train`: a model from coded narratives."""

import time
from pathlib import Path
from typing import Annotated

import typer

from service.consoles import messages, output
from taxonomy.errors import Refusal


def train(
    sources: Annotated[
        list[Path],
        typer.Argument(
            metavar="DATA...",
            help="Coded narratives, one file or several: columns id, narrative, then a column a "
            "facet (codes of a multi facet joined by |, empty where not coded); optional submitter "
            "and occurred_on. CSV, JSONL (either may be .gz), Parquet or XLSX.",
        ),
    ],
    frame: Annotated[
        str, typer.Option(metavar="FRAME", help="A shipped frame such as draft24, or a frame file.")
    ],
    out: Annotated[Path, typer.Option(metavar="DIR", help="The bundle folder to write.")],
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
    from service.headline_table import headline_table
    from taxonomy.reading import load_frame
    from training.registry import check_model_name
    from training.run import train as fit
    from training.settings import TrainingSettings

    started = time.monotonic()
    console = messages()

    def say(step: str) -> None:
        console.print(f"{time.monotonic() - started:5.0f} s  {step}", soft_wrap=True)

    model_name = name or out.resolve().name
    check_model_name(model_name)
    code_frame = load_frame(frame)
    say(f"reading {', '.join(map(str, sources))}")
    table = read_coded(sources, code_frame)
    settings = TrainingSettings(target_precision=target_precision)
    manifest = fit(table, name=model_name, out=out, settings=settings, on_step=say)
    seconds = time.monotonic() - started
    output().print(headline_table(manifest.metrics, f"{manifest.model}, measured out of fold"))
    typer.echo(f"{out} holds {manifest.model}, trained on {manifest.training_rows:,} narratives.")
    if track:
        _log(out, seconds)


def _log(bundle: Path, seconds: float) -> None:
    from training.tracking import log_training

    try:
        version = log_training(bundle, seconds=seconds)
    except Refusal as refusal:
        raise Refusal(f"{bundle} is whole, but was not registered: {refusal}") from refusal
    aliases = f" ({', '.join(version.aliases)})" if version.aliases else ""
    typer.echo(f"Registered as {version.address}{aliases}.")
