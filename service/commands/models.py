"""`incident-coder models`: the registered models, and which of them is champion."""

import getpass
from typing import Annotated

import typer

from service.consoles import output

app = typer.Typer(no_args_is_help=True, help="List, show and promote registered models.")

NameArgument = Annotated[str, typer.Argument(help="The registered name, as given to train --name.")]


@app.command("list")
def list_models() -> None:
    """List the registered models, newest version first.

    They live in the store that MLFLOW_TRACKING_URI names, by default mlflow.db here.

    Example: incident-coder models list
    """
    from rich.table import Table

    from training import registry

    versions = registry.list_models()
    if not versions:
        typer.echo("No model is registered; `incident-coder train` registers the ones it makes.")
        return
    table = Table("Address", "Aliases", "Model", "Frame", "Created")
    for version in versions:
        aliases = ", ".join(version.aliases)
        table.add_row(version.address, aliases, version.model, version.frame, version.created)
    output().print(table)


@app.command("show")
def show(
    name: NameArgument,
    version: Annotated[
        str, typer.Argument(help="A version number or an alias such as champion.")
    ] = "champion",
) -> None:
    """Show one version of a registered model with its figures.

    Example: incident-coder models show imaging champion
    """
    from rich.table import Table
    from rich.text import Text

    from training import registry

    shown = registry.show(name, version)
    console = output()
    aliases = f" ({', '.join(shown.aliases)})" if shown.aliases else ""
    console.print(Text(shown.address, style="bold").append(aliases, style="not bold"))
    console.print(f"model: {shown.model}   frame: {shown.frame}")
    console.print(f"created: {shown.created}   run: {shown.run_id}")
    for promotion in shown.promotions:
        followed = f", after version {promotion.previous}" if promotion.previous else ""
        console.print(f"champion from {promotion.at} by {promotion.by}{followed}")
    table = Table("Figure", "Value")
    for figure, value in sorted(shown.metrics.items()):
        table.add_row(figure, f"{value:.4f}" if isinstance(value, float) else str(value))
    console.print(table)


@app.command("promote")
def promote(
    name: NameArgument,
    version: Annotated[str, typer.Argument(help="The version that becomes champion.")],
    by: Annotated[
        str | None, typer.Option(help="Who decided it.", show_default="your user name")
    ] = None,
) -> None:
    """Make a version the champion, which models:/NAME@champion then means.

    Promoting an older version is how a model is rolled back.

    Example: incident-coder models promote imaging 3
    """
    from training import registry

    champion = registry.promote(name, version, by or getpass.getuser())
    typer.echo(f"{champion.address} is the champion of {name}.")
