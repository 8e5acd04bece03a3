"""Adaptation: what an extract shows about itself, and a coder that allows for it.

For an extract as a whole only: a single narrative shows nothing of the kind.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace

import numpy as np

from models.coder import Coder
from models.decision import DecisionRule, FacetScores, confidence, decided_codes
from models.manifest import Manifest
from models.priors import CodeShares, prior_shift, shifted, trained_shares
from models.readout import Readout
from models.scores import Scores
from models.sureness import accept_from_flattened, expected_right, flattening, sureness_in_test
from taxonomy.errors import Refusal


@dataclass(frozen=True, slots=True)
class FacetAdaptation:
    """What changes in one facet; tuples have an entry a code.

    `trained` and `assumed` are shares of the narratives that have each code, `shift` is added to
    the log odds. `tested_right` and `expected_right` are shares of decided codes; `flattened` is
    what acceptance divides log odds by, 1 where it is as it was.
    """

    facet: str
    trained: tuple[float, ...]
    assumed: tuple[float, ...]
    shift: tuple[float, ...]
    tested_right: float
    expected_right: float
    flattened: float


@dataclass(frozen=True, slots=True)
class Adaptation:
    """What was read from `narratives` of an extract; hashable, and small enough to send about."""

    narratives: int
    facets: tuple[FacetAdaptation, ...]


@dataclass(frozen=True, slots=True)
class ExtractRule(DecisionRule):
    """A decision rule that first allows for the shares of an extract: `shift` (codes,)."""

    shift: np.ndarray = field(kw_only=True)

    def decide(self, probabilities: np.ndarray) -> FacetScores:
        """As the rule decides on the probabilities (narratives, codes) that fit the extract."""
        fitting = shifted(probabilities, self.shift, self.limits.kind)
        return DecisionRule.decide(self, fitting)


def adaptation_to(
    scores: Scores, rules: Mapping[str, DecisionRule], manifest: Manifest, tier: str
) -> Adaptation:
    """What the scores of an extract, or of a sample of it, show.

    Raises Refusal if the manifest does not say how common the codes were in training.
    """
    measured = manifest.other_tiers.get(tier, manifest.metrics).get("facets", {})
    return Adaptation(
        narratives=len(scores.accurate),
        facets=tuple(
            _facet_adaptation(id_, scores[id_].probabilities, rule, measured.get(id_), manifest)
            for id_, rule in rules.items()
        ),
    )


def adapted_coder(coder: Coder, adaptation: Adaptation) -> Coder:
    """The coder with decision rules, of all its tiers, that allow for the extract."""
    accurate = coder.accurate
    if accurate is not None:
        accurate = replace(accurate, readout=_adapted_readout(accurate.readout, adaptation))
    return replace(coder, readout=_adapted_readout(coder.readout, adaptation), accurate=accurate)


def _facet_adaptation(
    facet: str,
    probabilities: np.ndarray,
    rule: DecisionRule,
    measured: object,
    manifest: Manifest,
) -> FacetAdaptation:
    if not isinstance(measured, Mapping) or not measured.get("coverage"):
        raise Refusal(
            f"{manifest.model} does not say how common the codes of {facet} were in training, so "
            "nothing can be adapted; train it again, or leave out --adapt-priors"
        )
    trained = trained_shares(measured)
    shift = (
        prior_shift(probabilities, trained, rule.limits)
        if len(probabilities)
        else np.zeros(len(trained.shares))
    )
    fitting = _confident(rule, shifted(probabilities, shift, rule.limits.kind))
    tested = sureness_in_test(measured)
    # The lower of the two: other shares must not talk a model into trusting itself.
    right = min(
        expected_right(confident, tested)
        for confident in (fitting, _confident(rule, probabilities))
    )
    return FacetAdaptation(
        facet=facet,
        trained=tuple(trained.shares.tolist()),
        assumed=tuple(_assumed(trained, shift, rule).tolist()),
        shift=tuple(shift.tolist()),
        tested_right=tested.right,
        expected_right=right,
        flattened=flattening(fitting, right, tested),
    )


def _confident(rule: DecisionRule, probabilities: np.ndarray) -> np.ndarray:
    return confidence(probabilities, decided_codes(probabilities, rule.limits, rule.thresholds))


def _assumed(trained: CodeShares, shift: np.ndarray, rule: DecisionRule) -> np.ndarray:
    assumed: np.ndarray = shifted(trained.shares[None], shift, rule.limits.kind)[0]
    return assumed


def _adapted_readout(readout: Readout, adaptation: Adaptation) -> Readout:
    rules = {
        found.facet: _adapted(readout.rules[found.facet], found) for found in adaptation.facets
    }
    return replace(readout, rules=rules)


def _adapted(rule: DecisionRule, adapted: FacetAdaptation) -> ExtractRule:
    as_it_was = {each.name: getattr(rule, each.name) for each in fields(DecisionRule)}
    accept_from = accept_from_flattened(rule.accept_from, adapted.flattened)
    return ExtractRule(
        **as_it_was | {"accept_from": accept_from},
        shift=np.array(adapted.shift, dtype=np.float32),
    )
