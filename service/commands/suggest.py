"""`incident-coder suggest`: codes for one narrative."""

import codecs
import sys
from typing import Annotated

import typer

from service.commands.options import FrameOption, ModelOption
from service.consoles import output
from service.model_choice import bundle_folder, chosen_frame
from taxonomy.errors import Refusal


def suggest(
    narrative: Annotated[
        list[str],
        typer.Argument(
            metavar="TEXT", help="The narrative in quotation marks, or - to read it from stdin."
        ),
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


def _narrative(arguments: list[str]) -> str:
    """The narrative on the command line or on stdin.

    Several words and unknown options arrive here too: typer's messages would repeat them.
    """
    from labelled_data.row_rules import LONGEST_NARRATIVE

    one = arguments[0] if len(arguments) == 1 else None
    if one is None or (one.startswith("-") and one != "-" and not any(map(str.isspace, one))):
        raise Refusal(
            "suggest takes one narrative in quotation marks, or - to read it from stdin; "
            "see `incident-coder suggest --help` for its options."
        )
    text = _from_stdin(LONGEST_NARRATIVE) if one == "-" else one
    if len(text) > LONGEST_NARRATIVE:
        raise _too_long(LONGEST_NARRATIVE)
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise Refusal("the narrative is not UTF-8; convert it or set a UTF-8 locale.")
    if not text.strip():
        raise Refusal("the narrative is empty; write it in quotation marks, or - to read stdin.")
    return text


def _from_stdin(longest: int) -> str:
    most = 4 * longest + len(codecs.BOM_UTF8)  # bytes that so many characters may take
    content = sys.stdin.buffer.read(most + 1)
    if len(content) > most:
        raise _too_long(longest)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refusal("the narrative on stdin is not UTF-8; convert it.") from None


def _too_long(longest: int) -> Refusal:
    return Refusal(f"the narrative has more than {longest:,} characters; shorten it.")
