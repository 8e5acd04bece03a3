"""Adapting to an extract before it is scored: what a sample of it shows, and the record of that."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from labelled_data.atomic import atomic_writer
from labelled_data.reading import read_chunks
from service.coded_file import Suggested
from taxonomy.errors import Refusal
from taxonomy.frame import CodeFrame

if TYPE_CHECKING:
    from models.adaptation import Adaptation, FacetAdaptation
    from models.suggester import Suggester

SAMPLE = 5000
"""Narratives that are read; more would make the shares hardly more certain."""

_SHOWN_CODES = 4
_SHOWN_CHANGE = 0.1
"""A code's change is worth a word from this change of its log odds."""


def adaptation_of(source: Path, suggester: "Suggester") -> "Adaptation":
    """What a sample of the narratives of `source` shows. Raises Refusal if it cannot be read."""
    if source.exists() and not source.is_file():
        raise Refusal(
            f"{source} can be read only once, and --adapt-priors reads twice; save it to a file."
        )
    return suggester.adaptation_to(sample_of(source))


def sample_of(source: Path, size: int = SAMPLE) -> list[str]:
    """At most `size` narratives of a file, each as likely as any other (Vitter, 1985).

    The same file gives the same sample. Rows that cannot be taken are passed over.
    """
    chance = Random(0)
    sample: list[str] = []
    seen = 0
    for chunk in read_chunks(source):
        for row in chunk.narratives:
            seen += 1
            if len(sample) < size:
                sample.append(row.narrative)
            elif (place := chance.randrange(seen)) < size:
                sample[place] = row.narrative
    return sample


def priors_path(target: Path) -> Path:
    """Where it stands what was assumed for an output."""
    return target.with_name(f"{target.name}.priors.json")


@contextmanager
def priors_file(
    path: Path, adaptation: "Adaptation | None", suggested: Suggested
) -> Iterator[None]:
    """Beside an output that is written in the block, and takes its name when that ends well.

    Without an adaptation there is no file, and one left there by an earlier run is removed.
    """
    if adaptation is None:
        yield
        path.unlink(missing_ok=True)
        return
    with atomic_writer(path) as file:
        json.dump(_record(adaptation, suggested), file, ensure_ascii=False, indent=1)
        file.write("\n")
        yield


def adaptation_notes(adaptation: "Adaptation", frame: CodeFrame) -> list[str]:
    """What is assumed of the extract, a sentence for each thing that changes."""
    changed = [
        f"{facet.facet} {text}"
        for facet in adaptation.facets
        if (text := ", ".join(_changes(facet, frame)))
    ]
    read = f"{adaptation.narratives:,} narratives"
    if changed:
        notes = [
            f"Codes are taken to be as common as {read} of this extract show: "
            f"{'; '.join(changed)}; all else as in training."
        ]
    else:
        notes = [f"Codes are taken to be as common as in training: {read} of this extract agree."]
    return notes + [_warning(facet) for facet in adaptation.facets if facet.flattened != 1.0]


def _changes(facet: "FacetAdaptation", frame: CodeFrame) -> Iterator[str]:
    """`L2 26 % → 47 %` for the codes that change most."""
    most = sorted(range(len(facet.shift)), key=lambda at: -abs(facet.shift[at]))[:_SHOWN_CODES]
    for at in most:
        if abs(facet.shift[at]) >= _SHOWN_CHANGE:
            code = frame.facet(facet.facet).code_ids[at]
            yield f"{code} {_percent(facet.trained[at])} → {_percent(facet.assumed[at])}"


def _warning(facet: "FacetAdaptation") -> str:
    accepts = "accepts none" if facet.flattened == float("inf") else "accepts only the surest"
    return (
        f"{facet.facet}: the model is less sure of these narratives than of those it was tested "
        f"on (about {_percent(facet.expected_right)} of its codes may be right, not "
        f"{_percent(facet.tested_right)}), so it {accepts}; have some of them coded by people."
    )


def _percent(share: float) -> str:
    return f"{share:.1%}".replace("%", " %") if share < 0.1 else f"{share:.0%}".replace("%", " %")


def _record(adaptation: "Adaptation", suggested: Suggested) -> dict[str, Any]:
    frame = suggested.frame
    return {
        "model": suggested.model,
        "frame": frame.name,
        "narratives": adaptation.narratives,
        "facets": {facet.facet: _facet_record(facet, frame) for facet in adaptation.facets},
    }


def _facet_record(facet: "FacetAdaptation", frame: CodeFrame) -> dict[str, Any]:
    codes = frame.facet(facet.facet).code_ids
    never = facet.flattened == float("inf")
    return {
        "right_in_test": round(facet.tested_right, 4),
        "right_expected": round(facet.expected_right, 4),
        "accepts": not never,
        "log_odds_divided_by": None if never else round(facet.flattened, 4),
        "shares": {
            code: {"trained": round(trained, 6), "assumed": round(assumed, 6)}
            for code, trained, assumed in zip(codes, facet.trained, facet.assumed, strict=True)
        },
    }
