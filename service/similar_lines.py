"""Similar coded incidents on a terminal, a paragraph each."""

from collections.abc import Iterator

from rich.padding import Padding
from rich.text import Text

from service.similar_schemas import GivenFacet, SimilarAnswer, SimilarCodedIncident


def similar_lines(answer: SimilarAnswer) -> Iterator[Text | Padding]:
    """Nearest first: what it is, its codes by facet, its narrative."""
    if not answer.similar:
        yield Text("No similar coded incident was found.")
    for incident in answer.similar:
        yield _headline(incident)
        for facet in incident.facets:
            yield Padding(_codes(facet), (0, 0, 0, 2), expand=False)
        if incident.narrative is not None:
            yield Padding(Text(incident.narrative, style="italic"), (0, 0, 0, 2), expand=False)
        yield Text()
    yield Text(f"Codes in {answer.frame}.", style="dim")


def _headline(incident: SimilarCodedIncident) -> Text:
    said = [f"similarity {incident.similarity:.2f}", f"confirmed by: {incident.confirmed_by}"]
    said += [part for part in (incident.submitter, incident.occurred_on) if part]
    return Text(incident.id, style="bold").append("  " + ", ".join(said), style="not bold")


def _codes(facet: GivenFacet) -> Text:
    line = Text(f"{facet.title}: ")
    for at, code in enumerate(facet.codes):
        line.append("; " if at else "").append(code.code, style="bold").append(f" {code.label}")
    return line
