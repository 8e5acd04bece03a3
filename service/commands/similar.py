"""`incident-coder similar`: confirmed reports that read like a narrative, with their codes."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.commands.narrative import NarrativeArgument, given_narrative
from service.consoles import messages, output
from taxonomy.errors import Refusal

if TYPE_CHECKING:
    from labelled_data.confirmed import ConfirmedNarrative
    from models.coded_incident import CodedIncident

app = typer.Typer(no_args_is_help=True, help="Build an index of coded incidents, and search it.")

NOT_CODED = "without a code"
NOT_CONFIRMED = "confirmed by nobody"


class Walls(Enum):
    """Whom an incident is shown to: its own submitter alone, or everybody."""

    SUBMITTER = "submitter"
    NONE = "none"


@app.command("build")
def build(
    sources: Annotated[
        list[Path],
        typer.Argument(
            metavar="DATA...",
            help="Coded narratives as `train` takes them, one file or several.",
        ),
    ],
    frame: Annotated[
        str, typer.Option(metavar="FRAME", help="A shipped frame such as draft24, or a frame file.")
    ],
    out: Annotated[Path, typer.Option(metavar="FOLDER", help="The index folder to write.")],
    confirmed_by: Annotated[
        str | None,
        typer.Option(
            metavar="COLUMN",
            help="The column that says who confirmed a row, by role or name; rows where it is "
            "empty are left out.",
        ),
    ] = None,
    confirmed_as: Annotated[
        str,
        typer.Option(metavar="WORDS", help="Without such a column: what to say of every row."),
    ] = "not stated",
    walls: Annotated[
        Walls,
        typer.Option(help="submitter: show each row to its own submitter alone; none: to all."),
    ] = Walls.SUBMITTER,
    text: Annotated[
        bool,
        typer.Option(
            "--text/--no-text", help="Keep the narratives in the index, so that they can be shown."
        ),
    ] = True,
) -> None:
    """Build an index of confirmed coded incidents for `similar find` and `serve --similar`.

    Its folder holds ids, codes and, unless --no-text, narratives of every submitter, walls or not:
    keep it where you keep the reports. An index of that name is replaced when the new one is whole.

    Example: incident-coder similar build coded.csv --frame draft24 --out incidents
    """
    from labelled_data.confirmed import read_confirmed
    from models.similar_building import build_index
    from models.similar_index import INDEX_FILE
    from taxonomy.reading import load_frame
    from training.bundle_folder import bundle_folder

    started = time.monotonic()
    console = messages()

    def say(step: str) -> None:
        console.print(f"{time.monotonic() - started:5.0f} s  {step}", soft_wrap=True)

    code_frame = load_frame(frame)
    left_out: Counter[str] = Counter()
    rows = read_confirmed(sources, code_frame, column=confirmed_by)
    incidents = _incidents(rows, None if confirmed_by else confirmed_as, walls, left_out)
    with bundle_folder(out, manifest_file=INDEX_FILE, kind="index of coded incidents") as folder:
        manifest = build_index(folder, incidents, code_frame, keep_text=text, on_step=say)
    typer.echo(f"{out} holds {manifest.incidents:,} coded incidents of {code_frame.name}.")
    for reason, count in left_out.items():
        typer.echo(f"Rows left out, {reason}: {count:,}.")


def _incidents(
    rows: Iterator[ConfirmedNarrative],
    confirmed_as: str | None,
    walls: Walls,
    left_out: Counter[str],
) -> Iterator[CodedIncident]:
    """The rows to index; those that are not are counted in `left_out` by reason."""
    from models.coded_incident import CodedIncident

    for one in rows:
        row = one.row
        confirmed_by = one.confirmed_by if confirmed_as is None else confirmed_as
        if not row.codes:
            left_out[NOT_CODED] += 1
        elif not confirmed_by:
            left_out[NOT_CONFIRMED] += 1
        elif walls is Walls.SUBMITTER and not row.submitter.strip():
            raise Refusal(
                f"row {row.row} of {one.file} has no submitter, so behind --walls submitter nobody "
                "could see it; name its submitter, or build with --walls none."
            )
        else:
            yield CodedIncident(
                id=row.id,
                narrative=row.narrative,
                submitter=row.submitter,
                occurred_on=row.occurred_on,
                confirmed_by=confirmed_by,
                codes=row.codes,
                walled=walls is Walls.SUBMITTER,
            )


# Its argument may be a narrative that starts with a hyphen; see `given_narrative`.
@app.command("find", context_settings={"ignore_unknown_options": True})
def find(
    narrative: NarrativeArgument,
    index: Annotated[
        Path, typer.Option(metavar="FOLDER", help="The folder that `similar build` wrote.")
    ],
    submitter: Annotated[
        str | None,
        typer.Option(
            help="Who asks: sees that submitter's walled incidents too.", show_default="nobody"
        ),
    ] = None,
    k: Annotated[int, typer.Option("--k", min=1, max=50, help="How many at most.")] = 5,
    leave_out: Annotated[
        str | None,
        typer.Option(metavar="ID", help="An incident not to show, such as the narrative's own."),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object instead of a list.")
    ] = False,
) -> None:
    """Find the confirmed reports that read most like a narrative, with their codes.

    They are found by wording and meaning, and by what that says to somebody who codes; not by the
    suggestions of a model. Narratives that are the same are shown once.

    Example: incident-coder similar find "Coil cable looped, blister noted." --index incidents
    """
    asked = given_narrative(narrative, "similar find")

    from models.similar_incidents import SimilarIncidents
    from service.similar_lines import similar_lines
    from service.similar_schemas import SimilarAnswer, similar_coded_incident

    incidents = SimilarIncidents.load(index)
    found = incidents.find(asked, k=k, submitter=submitter, leave_out=leave_out)
    answer = SimilarAnswer(
        frame=incidents.frame.name,
        similar=[similar_coded_incident(incidents.frame, one) for one in found],
    )
    if as_json:
        typer.echo(answer.model_dump_json())
        return
    console = output()
    for line in similar_lines(answer):
        console.print(line)
