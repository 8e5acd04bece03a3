"""Options that several commands take."""

from typing import Annotated

import typer

ModelOption = Annotated[
    str | None,
    typer.Option(help="A bundle folder or models:/name@alias.", show_default="the shipped model"),
]
FrameOption = Annotated[
    str | None,
    typer.Option(
        help="Refuse a model that is bound to another frame: a shipped id or a frame file.",
        show_default="any",
    ),
]
