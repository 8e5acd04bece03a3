"""What the service takes and answers, as JSON."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, StringConstraints, Tag

from models.familiarity import REASONS, Verdict
from models.suggestion import FacetSuggestion, Suggestion
from models.tier import Tier
from taxonomy.coding import make_coding
from taxonomy.frame import CodeFrame, Facet
from taxonomy.rules import broken_rules

MOST_NARRATIVES = 64
LONGEST_NARRATIVE = 20_000
"""Characters."""

NarrativeText = Annotated[
    str,
    StringConstraints(min_length=1, max_length=LONGEST_NARRATIVE, pattern=r"\S"),
    Field(description="What happened, in free text, without names or numbers of persons."),
]
EXAMPLE_NARRATIVE = (
    "Patient attended for CT chest. The request was for another patient of the same name. The ID "
    "check was rushed and the wrong patient was scanned."
)


class Narrative(BaseModel):
    """One narrative. `id` is yours and comes back with its suggestion."""

    model_config = ConfigDict(extra="forbid")

    id: Annotated[str | None, Field(max_length=1000)] = None
    narrative: NarrativeText


class OneNarrative(Narrative):
    """A request for one narrative."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"narrative": EXAMPLE_NARRATIVE}]})

    evidence: bool = False


class ManyNarratives(BaseModel):
    """A request for up to 64 narratives."""

    model_config = ConfigDict(extra="forbid")

    narratives: Annotated[list[Narrative], Field(min_length=1, max_length=MOST_NARRATIVES)]
    evidence: Annotated[bool, Field(description="Also give the words behind each code.")] = False


def _shape(body: Any) -> str:
    is_one = isinstance(body, OneNarrative) or (
        isinstance(body, Mapping) and "narrative" in body and "narratives" not in body
    )
    return "one" if is_one else "many"


SuggestionRequest = Annotated[
    Annotated[OneNarrative, Tag("one")] | Annotated[ManyNarratives, Tag("many")],
    Discriminator(_shape),
]
REQUEST_EXAMPLES: dict[str, Any] = {
    "one": {"summary": "One narrative", "value": {"narrative": EXAMPLE_NARRATIVE}},
    "many": {
        "summary": "Several, with the words behind each code",
        "value": {
            "narratives": [
                {"id": "W123456", "narrative": EXAMPLE_NARRATIVE},
                {"id": "W123457", "narrative": "Coil cable looped under the leg, blister noted."},
            ],
            "evidence": True,
        },
    },
}


class RankedCode(BaseModel):
    """A code and the calibrated probability that it is right."""

    code: str
    label: str
    probability: float


class Evidence(BaseModel):
    """Characters `start` to `end` of the narrative that speak for `code`, `weight` in logits.

    Offsets count Unicode code points, from 0.
    """

    code: str
    start: int
    end: int
    weight: float


class SuggestedFacet(BaseModel):
    """One facet: ranked codes (ten at most), those decided, and whether a person must look.

    `shortlist` is the shortest list, best first, on which a right code stands as often as the model
    states (`settings.coverage` of `/v1/model`); of a multi facet, each right code.
    """

    facet: str
    title: str
    ranked: list[RankedCode]
    shortlist: list[RankedCode]
    decided: list[str]
    decision: Literal["accept", "refer"]
    evidence: list[Evidence]


class RuleWarning(BaseModel):
    """A rule across facets that the decided codes break."""

    rule: str
    strength: Literal["firm", "soft"]
    sentence: str


class SuggestedCoding(BaseModel):
    """All that is suggested for one narrative. Always provisional: people decide.

    `tier` is the one that answered. `caution` says in a sentence why nothing is accepted where the
    narrative is not familiar, and is empty otherwise.
    """

    id: str | None
    facets: list[SuggestedFacet]
    coding_string: str
    tier: Tier
    familiarity: Verdict
    caution: str
    warnings: list[RuleWarning]
    provisional: Literal[True] = True


class SuggestionsAnswer(BaseModel):
    """Suggestions in the order of the narratives."""

    frame: str
    model: str
    suggestions: list[SuggestedCoding]


def suggested_coding(frame: CodeFrame, suggestion: Suggestion, id: str | None) -> SuggestedCoding:
    """A suggestion with titles, labels and the rules that its decided codes break."""
    coding = make_coding(frame, {facet.facet: facet.decided for facet in suggestion.facets})
    return SuggestedCoding(
        id=id,
        facets=[_suggested_facet(frame, facet) for facet in suggestion.facets],
        coding_string=suggestion.coding_string,
        tier=suggestion.tier,
        familiarity=suggestion.verdict,
        caution=REASONS[suggestion.verdict],
        warnings=[
            RuleWarning(rule=broken.rule_id, strength=broken.strength, sentence=broken.sentence)
            for broken in broken_rules(frame, coding)
        ],
    )


def _suggested_facet(frame: CodeFrame, suggestion: FacetSuggestion) -> SuggestedFacet:
    facet = frame.facet(suggestion.facet)
    return SuggestedFacet(
        facet=facet.id,
        title=facet.title,
        ranked=_with_labels(facet, suggestion.ranked),
        shortlist=_with_labels(facet, suggestion.shortlist),
        decided=list(suggestion.decided),
        decision=suggestion.decision,
        evidence=[
            Evidence(code=span.code, start=span.start, end=span.end, weight=round(span.weight, 4))
            for span in suggestion.evidence
        ],
    )


def _with_labels(facet: Facet, codes: Iterable[tuple[str, float]]) -> list[RankedCode]:
    return [
        RankedCode(code=code, label=facet[code].label, probability=round(probability, 4))
        for code, probability in codes
    ]
