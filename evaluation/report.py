"""The evaluation of a model's suggestions on coded narratives."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from evaluation.behaviour.report import BehaviourReport
from evaluation.facet_evaluation import Decision, Resampling, evaluate_facet
from evaluation.facet_report import FacetReport
from evaluation.truth import FacetTruth
from taxonomy.frame import CodeFrame


@dataclass(frozen=True, slots=True)
class EvaluationReport:
    """What was measured, of which model, on which narratives, facet by facet.

    `frame` is the frame's id, version, title, status and hash; `stated_coverage` how often a right
    code shall stand on its shortlist, None if nothing is stated; `bootstrap` how intervals were
    drawn; `behaviour` what was asked of it besides, if anything.
    """

    frame: Mapping[str, str]
    model: str
    rows: int
    data_hash: str
    stated_coverage: float | None
    bootstrap: Mapping[str, Any]
    facets: tuple[FacetReport, ...]
    behaviour: BehaviourReport | None = None

    def to_dict(self) -> dict[str, Any]:
        """The report as plain values: what is not defined is None, numbers have 6 decimals."""
        behaviour = {} if self.behaviour is None else {"behaviour": self.behaviour.to_dict()}
        plain = _plain(
            {
                "frame": dict(self.frame),
                "model": self.model,
                "data": {"rows": self.rows, "hash": self.data_hash},
                "stated_coverage": self.stated_coverage,
                "bootstrap": dict(self.bootstrap),
                "facets": {facet.facet: facet.to_dict() for facet in self.facets},
                **behaviour,
            }
        )
        assert isinstance(plain, dict)
        return plain

    def to_json(self) -> str:
        """The report as JSON text; the same report always gives the same text."""
        return json.dumps(self.to_dict(), ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def evaluate(
    frame: CodeFrame,
    truth: Mapping[str, FacetTruth],
    probabilities: Mapping[str, NDArray[Any]],
    decisions: Mapping[str, Decision],
    *,
    model: str = "",
    data_hash: str = "",
    stated_coverage: float | None = None,
    confidence: Mapping[str, NDArray[Any]] | None = None,
    groups: NDArray[Any] | None = None,
    draws: int = 1000,
    seed: int = 0,
) -> EvaluationReport:
    """Measure suggestions against true codes, in every facet of the frame that `truth` holds.

    Args:
        frame: gives the facets.
        truth: facet id -> true codes of every narrative.
        probabilities: facet id -> (rows, codes), 0 to 1.
        decisions: facet id -> decided codes and shortlists (rows, codes), accepted rows (rows,).
        model: name and version, as the report shows them.
        data_hash: of the coded narratives.
        stated_coverage: how often a right code shall stand on its shortlist, 0 to 1.
        confidence: facet id -> what the coverage curve accepts rows by, (rows,).
        groups: resampled for intervals in place of rows, such as submitters, (rows,).
        draws: bootstrap samples; 0 for no intervals.
        seed: of the bootstrap.

    Raises:
        ValueError: a facet that the frame lacks or that has no suggestions, or arrays that do not
            fit each other.
    """
    _check_facets(frame, truth, probabilities, decisions)
    resampling = Resampling(draws=draws, groups=groups, seed=seed)
    measured = tuple(
        evaluate_facet(
            facet,
            truth[facet.id],
            probabilities[facet.id],
            decisions[facet.id],
            resampling=resampling,
            confidence=(confidence or {}).get(facet.id),
        )
        for facet in frame.facets
        if facet.id in truth
    )
    return EvaluationReport(
        frame={
            "id": frame.id,
            "version": frame.version,
            "title": frame.title,
            "status": frame.status,
            "hash": frame.hash,
        },
        model=model,
        rows=len(next(iter(truth.values()))) if truth else 0,
        data_hash=data_hash,
        stated_coverage=stated_coverage,
        bootstrap={
            "draws": draws,
            "level": resampling.level,
            "resampled": "rows" if groups is None else "groups",
            "seed": seed,
        },
        facets=measured,
    )


def _check_facets(
    frame: CodeFrame,
    truth: Mapping[str, FacetTruth],
    probabilities: Mapping[str, NDArray[Any]],
    decisions: Mapping[str, Decision],
) -> None:
    for facet in truth:
        if facet not in frame.facet_ids:
            raise ValueError(f"{frame.id} has no facet {facet!r}")
        if facet not in probabilities or facet not in decisions:
            raise ValueError(f"{facet}: true codes are given, but no suggestions")
    if len({len(codes) for codes in truth.values()}) > 1:
        raise ValueError("the facets' true codes differ in their number of rows")


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return None if math.isnan(value) else round(value, 6)
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(inner) for inner in value]
    return value
