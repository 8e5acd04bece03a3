"""A suggestion on a terminal: a table of facets, and the lines beneath it."""

from collections.abc import Iterator, Sequence

from rich.table import Table
from rich.text import Text

from service.plain_words import percentage
from service.schemas import SuggestedCoding, SuggestedFacet

_BAR = 12
"""Cells of a probability bar."""


def suggestion_table(coding: SuggestedCoding, narrative: str) -> Table:
    """Decided codes with their evidence in quotation marks, then the rest of each shortlist."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("Facet", no_wrap=True)
    table.add_column("Code", no_wrap=True)
    table.add_column("Label", ratio=1)
    table.add_column("Probability", no_wrap=True)
    table.add_column("Decision", no_wrap=True)
    for facet in coding.facets:
        _add_decided(table, facet, narrative)
        _add_others(table, facet)
    return table


def coding_lines(coding: SuggestedCoding, model: str, notes: Sequence[str]) -> Iterator[Text]:
    """Cautions, warnings, the coding string, the model, and what must be said beside them."""
    yield Text()
    if coding.caution:
        yield Text("Take care: ", style="bold red").append(coding.caution, style="not bold")
    for warning in coding.warnings:
        yield Text("Check: ", style="bold yellow").append(warning.sentence, style="not bold")
    if coding.coding_string:
        yield Text("Coding string: ", style="bold").append(coding.coding_string, style="not bold")
    yield Text(f"Model: {model}", style="dim")
    for note in notes:
        yield Text(note, style="dim")


def _add_decided(table: Table, facet: SuggestedFacet, narrative: str) -> None:
    title, decision = Text(facet.title, style="bold"), _decision(facet)
    for code in facet.shortlist:
        if code.code in facet.decided:
            token = Text(code.code, style="bold")
            table.add_row(title, token, Text(code.label), _bar(code.probability), decision)
            words = _words(facet, code.code, narrative)
            if words:
                table.add_row("", "", Text(words, style="italic"), "", "")
            title = decision = Text()  # said once a facet


def _add_others(table: Table, facet: SuggestedFacet) -> None:
    for code in facet.shortlist:
        if code.code not in facet.decided:
            cells = Text(code.code), Text(code.label), _bar(code.probability)
            table.add_row("", *cells, "", style="dim")


def _decision(facet: SuggestedFacet) -> Text:
    if facet.decision == "accept":
        return Text("accept", style="green")
    return Text("refer to a person", style="yellow")


def _words(facet: SuggestedFacet, code: str, narrative: str) -> str:
    """The evidence of a code as quotations, in the order of the narrative."""
    spans = sorted((span.start, span.end) for span in facet.evidence if span.code == code)
    return ", ".join(f"“{' '.join(narrative[start:end].split())}”" for start, end in spans)


def _bar(probability: float) -> Text:
    filled = round(probability * _BAR)
    return Text(f"{'█' * filled}{'░' * (_BAR - filled)} {percentage(probability)}")
