"""`incident-coder frames`: code frames, shipped or your own."""

from typing import Annotated

import typer

from service.consoles import output
from taxonomy.errors import Refusal
from taxonomy.reading import load_frame, shipped_frame_ids

app = typer.Typer(no_args_is_help=True, help="List, show and validate code frames.")

FrameArgument = Annotated[
    str, typer.Argument(metavar="FRAME", help="A shipped id such as draft24, or a frame file.")
]


@app.command("list")
def list_frames() -> None:
    """List the frames that come with the package.

    Example: incident-coder frames list
    """
    from service.frame_table import frames_table

    output().print(frames_table(map(load_frame, shipped_frame_ids())))


@app.command("show")
def show(
    frame: FrameArgument,
    facet: Annotated[str | None, typer.Option(help="Only this facet, with definitions.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole frame as JSON.")] = False,
) -> None:
    """Show the facets and codes of a frame.

    Example: incident-coder frames show draft24 --facet pathway
    """
    from rich.text import Text

    from service.frame_table import facet_table

    shown = load_frame(frame)
    if as_json:
        import json

        typer.echo(json.dumps({**shown.to_dict(), "hash": shown.hash}, ensure_ascii=False))
        return
    if facet is not None and facet not in shown.facet_ids:
        raise Refusal(
            f"{shown.name} has no facet '{facet}'; its facets are {', '.join(shown.facet_ids)}."
        )
    console = output()
    console.print(Text(shown.name, style="bold").append(f"  {shown.title}", style="not bold"))
    console.print(f"status: {shown.status}   hash: {shown.hash}", soft_wrap=True)
    for one in shown.facets:
        if facet in (None, one.id):
            console.print(facet_table(one, definitions=facet is not None))


@app.command("validate")
def validate(
    frame: Annotated[
        str, typer.Argument(metavar="FRAME", help="A frame file, YAML or JSON, or a shipped id.")
    ],
) -> None:
    """Check a frame file and say in one sentence what is wrong, with file and place.

    Exit status 0 if the frame is valid, 2 if not.

    Example: incident-coder frames validate my_frame.yaml
    """
    from service.frame_table import code_count

    valid = load_frame(frame)
    typer.echo(
        f"{frame} is valid: {valid.name}, {len(valid.facets)} facets, {code_count(valid)} codes, "
        f"{len(valid.rules)} rules, hash {valid.hash[:12]}."
    )
