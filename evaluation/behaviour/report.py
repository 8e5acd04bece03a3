"""How far a model behaves as it must: each behaviour's rate, measured on narratives."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from random import Random
from typing import Any

from evaluation.behaviour.behaviour import Behaviour, Case, Kind
from evaluation.behaviour.catalogue import BEHAVIOURS
from evaluation.behaviour.decided import decided_codes
from evaluation.behaviour.expectation import Codes
from evaluation.metrics.shares import wilson_interval
from models.suggester import Suggester
from taxonomy.frame import CodeFrame

_MOST_CASES = 250
"""Of one behaviour: enough that its rate is known to within some 6 points."""

_MOST_EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Failure:
    """A case that failed, as far as it may be shown: written for the test, no narrative."""

    shown: str
    expected: str


@dataclass(frozen=True, slots=True)
class BehaviourResult:
    """One behaviour: its cases, those that failed, and the share that did not with its interval.

    `kept` holds for an invariance, facet by facet, the share of cases in which the facet's codes
    stayed; the rate asks that of all facets at once.
    """

    name: str
    checks: str
    kind: Kind
    cases: int
    failures: int
    kept: Mapping[str, float]
    examples: tuple[Failure, ...]

    @property
    def rate(self) -> float:
        """Share of cases that behave as they must."""
        return 1 - self.failures / self.cases

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95% interval of the rate."""
        return wilson_interval(self.cases - self.failures, self.cases)

    @property
    def mean_kept(self) -> float | None:
        """Mean over facets of the share of cases in which the facet's codes stayed."""
        return sum(self.kept.values()) / len(self.kept) if self.kept else None

    def to_dict(self) -> dict[str, Any]:
        """The result as plain values: a row of a table."""
        return {
            "name": self.name,
            "checks": self.checks,
            "kind": self.kind,
            "cases": self.cases,
            "failures": self.failures,
            "rate": self.rate,
            "interval": list(self.interval),
            "kept": dict(self.kept),
            "mean_kept": self.mean_kept,
            "examples": [
                {"shown": example.shown, "expected": example.expected} for example in self.examples
            ],
        }


@dataclass(frozen=True, slots=True)
class BehaviourReport:
    """The results of one model; `left_out` names behaviours that had no case.

    Behaviours written in the codes of another frame have none, and some find nothing to change.
    """

    model: str
    seed: int
    results: tuple[BehaviourResult, ...]
    left_out: tuple[str, ...]

    def result(self, name: str) -> BehaviourResult:
        """The result of one behaviour; raises KeyError if it is not there."""
        return {result.name: result for result in self.results}[name]

    def to_dict(self) -> dict[str, Any]:
        """The report as plain values."""
        return {
            "seed": self.seed,
            "results": [result.to_dict() for result in self.results],
            "left_out": list(self.left_out),
        }

    def to_json(self) -> str:
        """The report as JSON text; the same report always gives the same text."""
        plain = {"model": self.model, **self.to_dict()}
        return json.dumps(plain, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def behaviour_report(
    suggester: Suggester,
    narratives: Sequence[str],
    seed: int = 0,
    *,
    most_cases: int = _MOST_CASES,
    behaviours: Sequence[Behaviour] = BEHAVIOURS,
) -> BehaviourReport:
    """Ask a model for each behaviour.

    Args:
        suggester: the model; behaviours in the codes of another frame than its own are left out.
        narratives: what invariances change; best ones that the model did not learn from.
        seed: of all chance; the same seed gives the same cases.
        most_cases: of one behaviour.
        behaviours: those to ask for.
    """
    asked = {
        behaviour: _cases(behaviour, narratives, suggester.frame, seed, most_cases)
        for behaviour in behaviours
    }
    texts = dict.fromkeys(
        text for cases in asked.values() for case in cases for text in (case.original, case.changed)
    )
    codes = decided_codes(suggester, list(texts))
    return BehaviourReport(
        model=suggester.model,
        seed=seed,
        results=tuple(
            _result(behaviour, cases, codes, suggester.frame)
            for behaviour, cases in asked.items()
            if cases
        ),
        left_out=tuple(behaviour.name for behaviour, cases in asked.items() if not cases),
    )


def _cases(
    behaviour: Behaviour, narratives: Sequence[str], frame: CodeFrame, seed: int, most: int
) -> list[Case]:
    if behaviour.frame not in (None, frame.id):
        return []
    random = Random(f"{behaviour.name} {seed}")
    return list(islice(behaviour.cases(narratives, random), most))


def _result(
    behaviour: Behaviour, cases: Sequence[Case], codes: Mapping[str, Codes], frame: CodeFrame
) -> BehaviourResult:
    failed = [
        case
        for case in cases
        if not case.expectation.met(codes[case.original], codes[case.changed], frame)
    ]
    kept = {
        facet: sum(codes[case.original][facet] == codes[case.changed][facet] for case in cases)
        / len(cases)
        for facet in frame.facet_ids
    }
    examples = dict.fromkeys(
        Failure(case.shown, case.expectation.words) for case in failed if case.shown
    )
    return BehaviourResult(
        name=behaviour.name,
        checks=behaviour.checks,
        kind=behaviour.kind,
        cases=len(cases),
        failures=len(failed),
        kept=kept if behaviour.kind == "invariance" else {},
        examples=tuple(islice(examples, _MOST_EXAMPLES)),
    )
