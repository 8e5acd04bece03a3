"""The rows of a batch output: what was suggested for each narrative, rendered from scores."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.decision import FacetScores
from models.suggestion import RANKED_CODES
from taxonomy.coding import Coding, coding_string
from taxonomy.frame import CodeFrame, Facet

_PROBABILITY_TEXTS = [repr(count / 10_000) for count in range(10_001)]
"""Probabilities as JSON, in ten-thousandths: looking them up is faster than formatting each."""


@dataclass(frozen=True, slots=True)
class CodedFacet:
    """One facet of a row: decided codes, the ranked list as JSON, `accept` or `refer`."""

    decided: tuple[str, ...]
    ranked: str
    decision: str


@dataclass(frozen=True, slots=True)
class CodedRow:
    """One row of the output, its facets in the frame's order."""

    id: str
    facets: tuple[CodedFacet, ...]
    coding_string: str


def row_without_codes(frame: CodeFrame, id_: str = "") -> CodedRow:
    """The row of a report without a narrative: no codes, every facet referred to a person."""
    return CodedRow(id_, tuple(CodedFacet((), "[]", "refer") for _ in frame.facets), "")


def output_columns(frame: CodeFrame) -> tuple[str, ...]:
    """The columns of a batch output in order."""
    of_facets = (
        column for id_ in frame.facet_ids for column in (id_, f"{id_}_ranked", f"{id_}_decision")
    )
    return ("id", *of_facets, "coding_string", "frame", "model")


def cells(row: CodedRow, frame: CodeFrame, model: str) -> list[str]:
    """The cells of a row under `output_columns`."""
    of_facets = (
        cell
        for facet in row.facets
        for cell in ("|".join(facet.decided), facet.ranked, facet.decision)
    )
    return [row.id, *of_facets, row.coding_string, frame.name, model]


def coded_rows(
    frame: CodeFrame, ids: Sequence[str], scores: Mapping[str, FacetScores]
) -> Iterator[CodedRow]:
    """The rows of `ids`, in their order; scores have one row an id."""
    columns = [_coded_facets(facet, scores[facet.id]) for facet in frame.facets]
    for id_, facets in zip(ids, zip(*columns, strict=True), strict=True):
        codes = zip(frame.facet_ids, (facet.decided for facet in facets), strict=True)
        coding = Coding(tuple((facet_id, decided) for facet_id, decided in codes if decided))
        yield CodedRow(id_, facets, coding_string(frame, coding))


def _coded_facets(facet: Facet, scores: FacetScores) -> list[CodedFacet]:
    decided: list[list[str]] = [[] for _ in range(len(scores.accept))]
    for row, column in np.argwhere(scores.decided).tolist():
        decided[row].append(facet.code_ids[column])
    decisions = ["accept" if accept else "refer" for accept in scores.accept.tolist()]
    ranked = _ranked(facet, scores.probabilities)
    return [
        CodedFacet(tuple(codes), best, decision)
        for codes, best, decision in zip(decided, ranked, decisions, strict=True)
    ]


def _ranked(facet: Facet, probabilities: NDArray[np.float32]) -> Iterator[str]:
    """`[["3.2b", 0.81], …]` for each row, best first, equal ones in the frame's order."""
    best = np.argsort(-probabilities, axis=1, kind="stable")[:, :RANKED_CODES]
    shares = np.rint(np.take_along_axis(probabilities, best, axis=1) * 10_000).astype(np.int64)
    starts = [f"[{json.dumps(code, ensure_ascii=False)}," for code in facet.code_ids]
    for codes, counts in zip(best.tolist(), np.clip(shares, 0, 10_000).tolist(), strict=True):
        pairs = [
            f"{starts[code]}{_PROBABILITY_TEXTS[count]}]"
            for code, count in zip(codes, counts, strict=True)
        ]
        yield f"[{','.join(pairs)}]"
