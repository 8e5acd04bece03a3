"""`incident-coder suggest`: codes for one narrative."""

import sys
from typing import Annotated

import typer

from service.commands.options import FrameOption, ModelOption
from service.consoles import output
from service.model_choice import bundle_folder, chosen_frame
from taxonomy.errors import Refusal


def suggest(
    narrative: Annotated[
        str, typer.Argument(metavar="TEXT", help="The narrative, or - to read it from stdin.")
    ],
    model: ModelOption = None,
    frame: FrameOption = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object instead of tables.")
    ] = False,
    evidence: Annotated[
        bool, typer.Option("--evidence/--no-evidence", help="Show the words behind each code.")
    ] = True,
) -> None:
    """Suggest codes for one narrative.

    For each facet: the decided codes with their probability, the next candidates, and whether the
    coding is sure enough to accept or is referred to a person.

    Example: incident-coder suggest "Coil cable looped under the leg, blister." --json
    """
    text = _narrative(narrative)

    from models.suggester import Suggester
    from service.notes import suggestion_notes
    from service.schemas import suggested_coding
    from service.suggestion_table import coding_lines, suggestion_table

    bundle = bundle_folder(model)
    suggester = Suggester.load(bundle, frame=chosen_frame(frame))
    suggestion = suggester.suggest([text], evidence=evidence)[0]
    coding = suggested_coding(suggester.frame, suggestion, None)
    if as_json:
        import json

        answer = {"frame": suggestion.frame, "model": suggestion.model, **coding.model_dump()}
        del answer["id"]
        typer.echo(json.dumps(answer, ensure_ascii=False))
        return
    console = output()
    console.print(suggestion_table(coding, text))
    for line in coding_lines(coding, suggestion.model, suggestion_notes(suggester.frame, bundle)):
        console.print(line)


def _narrative(argument: str) -> str:
    if argument == "-":
        try:
            text = sys.stdin.buffer.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise Refusal("the narrative on stdin is not UTF-8; convert it.") from None
    else:
        text = argument
        if any("\ud800" <= letter <= "\udfff" for letter in text):
            raise Refusal("the narrative is not UTF-8; convert it or set a UTF-8 locale.")
    if not text.strip():
        raise Refusal("the narrative is empty; write it in quotation marks, or - to read stdin.")
    return text
