"""`incident-coder suggest`: codes for one narrative."""

from typing import Annotated

import typer

from service.commands.narrative import NarrativeArgument, given_narrative
from service.commands.options import FrameOption, ModelOption, TierOption
from service.consoles import output
from service.model_choice import bundle_folder, chosen_frame


def suggest(
    narrative: NarrativeArgument,
    model: ModelOption = None,
    frame: FrameOption = None,
    tier: TierOption = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object instead of tables.")
    ] = False,
    evidence: Annotated[
        bool, typer.Option("--evidence/--no-evidence", help="Show the words behind each code.")
    ] = True,
) -> None:
    """Suggest codes for one narrative.

    For each facet: the decided codes with their probability, the others of its shortlist, and
    whether the coding is sure enough to accept or is referred to a person.

    Example: incident-coder suggest "Coil cable looped under the leg, blister." --json
    """
    text = given_narrative(narrative, "suggest")

    from models.suggester import Suggester
    from service.notes import suggestion_notes
    from service.schemas import suggested_coding
    from service.suggestion_table import coding_lines, suggestion_table

    bundle = bundle_folder(model)
    suggester = Suggester.load(bundle, frame=chosen_frame(frame), tier=tier)
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
    notes = suggestion_notes(suggester.frame, bundle, suggester.manifest.coverage)
    for line in coding_lines(coding, suggestion.model, notes):
        console.print(line)
