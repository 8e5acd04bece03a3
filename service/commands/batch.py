"""`incident-coder batch`: suggestions for every narrative of a file."""

from pathlib import Path
from typing import Annotated

import typer

from models.tier import Tier
from service.commands.options import FrameOption, ModelOption
from service.consoles import messages
from service.model_choice import bundle_folder, chosen_frame

SOME_REJECTED = 1
"""Exit status when the output was written and some rows are in the rejects file instead."""


def batch(
    source: Annotated[
        Path,
        typer.Argument(
            metavar="INPUT",
            help="CSV, JSONL (either may be .gz), Parquet or XLSX with columns id and narrative.",
        ),
    ],
    target: Annotated[
        Path,
        typer.Argument(
            metavar="OUTPUT", help="Its ending says the format: .csv .csv.gz .jsonl .parquet .xlsx"
        ),
    ],
    model: ModelOption = None,
    frame: FrameOption = None,
    tier: Annotated[
        Tier,
        typer.Option(
            help="fast: thousands of narratives a second; accurate: a hundred, asks the encoder "
            "too; auto: asks it only where the fast tier is unsure."
        ),
    ] = "auto",
    jobs: Annotated[
        int | None,
        typer.Option(min=1, help="Processes that score.", show_default="one a processor"),
    ] = None,
    adapt_priors: Annotated[
        bool,
        typer.Option(
            "--adapt-priors",
            help="First read how common the codes are from 5,000 narratives of the file, and "
            "allow for it; OUTPUT.priors.json says what is then assumed.",
        ),
    ] = False,
) -> None:
    """Suggest codes for every narrative of a file, of any size.

    The output has every id once, in input order: id; for each facet FACET (decided codes, joined
    by |), FACET_ranked (JSON, best first, ten at most) and FACET_decision (accept or refer); then
    coding_string, frame and model. In JSONL ranked lists and the codes of a multi facet are lists.

    Rows that cannot be taken go to OUTPUT.rejects.csv with row number, id and reason. The output
    appears when it is complete; after an error nothing is left behind.

    Exit status: 0 all rows scored, 1 some rows rejected, 2 nothing done.

    Example: incident-coder batch extract.csv coded.csv --jobs 4
    """
    from service.batch import rejects_path, score_file
    from service.extract_adaptation import priors_path
    from service.progress import row_progress

    bundle, bound_to = bundle_folder(model), chosen_frame(frame)
    with row_progress(source) as on_rows:
        outcome = score_file(
            source,
            target,
            bundle,
            frame=bound_to,
            tier=tier,
            jobs=jobs,
            adapt_priors=adapt_priors,
            on_rows=on_rows,
        )
    console = messages()
    if adapt_priors:
        outcome.notes.append(f"All that is assumed stands in {priors_path(target)}.")
    for note in outcome.notes:
        console.print(note, soft_wrap=True)
    if not outcome.rejected:
        console.print(f"{outcome.scored:,} narratives scored into {target}.", soft_wrap=True)
        return
    first = outcome.first_reject
    where = f"row {first.row}: {first.reason}" if first else ""
    console.print(
        f"{outcome.scored:,} narratives scored into {target}; {outcome.rejected:,} rows of "
        f"{source} were rejected, see {rejects_path(target)} (the first is {where}).",
        soft_wrap=True,
    )
    raise typer.Exit(SOME_REJECTED)
