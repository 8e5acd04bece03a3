"""`incident-coder evaluate`: a model's suggestions against codes that people gave."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.commands.options import FrameOption, TierOption
from service.consoles import output
from service.model_choice import bundle_folder, chosen_frame

if TYPE_CHECKING:
    from models.decision import FacetScores
    from models.suggester import Suggester

_ROWS_AT_ONCE = 2048


def evaluate(
    bundle: Annotated[
        str, typer.Argument(metavar="BUNDLE", help="A bundle folder or models:/name@alias.")
    ],
    source: Annotated[
        Path,
        typer.Argument(metavar="DATA", help="Coded narratives in the frame of the bundle."),
    ],
    report: Annotated[
        Path,
        typer.Option(metavar="OUT.json", help="The report; OUT.html beside it is its page."),
    ],
    frame: FrameOption = None,
    tier: TierOption = None,
    behaviour: Annotated[
        bool,
        typer.Option(
            "--behaviour", help="Also change the texts and measure what the model makes of it."
        ),
    ] = False,
) -> None:
    """Measure a model on narratives that people have coded.

    Give narratives that it did not learn from. Codes that the frame lacks count as missed, and rows
    without a code in a facet are left out of that facet.

    Example: incident-coder evaluate imaging coded_2025.csv --report report.json
    """
    from evaluation.behaviour.report import behaviour_report
    from evaluation.page import render_page
    from evaluation.report import evaluate as measure
    from evaluation.truth import read_truth
    from labelled_data.atomic import atomic_writer
    from labelled_data.reading import read_coded
    from models.suggester import Suggester
    from service.headline_table import headline_table
    from service.output_paths import check_outputs
    from taxonomy.errors import Refusal

    if report.suffix.lower() != ".json":
        raise Refusal(f"the report {report} does not end in .json; name it so.")
    page = report.with_suffix(".html")
    check_outputs(source, report, page)
    suggester = Suggester.load(bundle_folder(bundle), frame=chosen_frame(frame), tier=tier)
    code_frame = suggester.frame
    table = read_coded(source, code_frame, unknown_codes="keep")
    scores = _scores(suggester, table.narratives)
    codings = {
        facet.id: [
            (*known, *unknown)
            for known, unknown in zip(
                table.codes[facet.id], table.unknown_codes[facet.id], strict=True
            )
        ]
        for facet in code_frame.facets
    }
    measured = measure(
        code_frame,
        {facet.id: read_truth(facet, codings[facet.id]) for facet in code_frame.facets},
        {facet_id: facet_scores.probabilities for facet_id, facet_scores in scores.items()},
        scores,
        model=suggester.model,
        data_hash=table.hash,
        stated_coverage=suggester.manifest.coverage,
    )
    if behaviour:
        measured = replace(measured, behaviour=behaviour_report(suggester, table.narratives))
    plain = measured.to_dict()
    report_text, page_text = measured.to_json(), render_page(plain)
    with atomic_writer(report) as report_file, atomic_writer(page) as page_file:
        report_file.write(report_text)
        page_file.write(page_text)
    output().print(headline_table(plain, f"{suggester.model} on {len(table):,} narratives"))
    typer.echo(f"{report} and {page} hold the whole report.")


def _scores(suggester: "Suggester", narratives: list[str]) -> dict[str, "FacetScores"]:
    """Scores of all narratives, in slices so that features never stand in memory at once."""
    import numpy as np

    from models.decision import FacetScores

    slices = [
        suggester.score(narratives[start : start + _ROWS_AT_ONCE])
        for start in range(0, len(narratives), _ROWS_AT_ONCE)
    ]
    return {
        facet_id: FacetScores(
            np.concatenate([part[facet_id].probabilities for part in slices]),
            np.concatenate([part[facet_id].decided for part in slices]),
            np.concatenate([part[facet_id].accept for part in slices]),
            np.concatenate([part[facet_id].shortlist for part in slices]),
        )
        for facet_id in suggester.frame.facet_ids
    }
