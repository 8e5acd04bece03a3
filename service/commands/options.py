"""Options that several commands take."""

from typing import Annotated

import typer

from models.tier import Tier

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
TierOption = Annotated[
    Tier | None,
    typer.Option(
        help="fast: 20 times the speed; accurate: asks the encoder too; auto: asks it only where "
        "the fast tier is unsure.",
        show_default="the best the model has",
    ),
]
