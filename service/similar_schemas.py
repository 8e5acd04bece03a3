"""What `/v1/similar` takes and answers, as JSON."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from models.coded_incident import SimilarIncident
from models.similar_incidents import MOST_SIMILAR
from service.schemas import EXAMPLE_NARRATIVE, NarrativeText
from taxonomy.coding import coding_string, make_coding
from taxonomy.frame import CodeFrame

_LONGEST_NAME = 1000


class SimilarRequest(BaseModel):
    """A narrative to find similar coded incidents for."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"narrative": EXAMPLE_NARRATIVE, "k": 3}]},
    )

    narrative: NarrativeText
    k: Annotated[int, Field(ge=1, le=MOST_SIMILAR, description="How many at most.")] = 5
    submitter: Annotated[
        str | None,
        Field(
            max_length=_LONGEST_NAME,
            description="Who asks: their walled incidents are searched too. Without it, none are.",
        ),
    ] = None
    leave_out: Annotated[
        str | None,
        Field(
            max_length=_LONGEST_NAME,
            description="The id of an incident not to show, such as the narrative's own.",
        ),
    ] = None


class GivenCode(BaseModel):
    """A code that was confirmed."""

    code: str
    label: str


class GivenFacet(BaseModel):
    """The confirmed codes of one facet."""

    facet: str
    title: str
    codes: list[GivenCode]


class SimilarCodedIncident(BaseModel):
    """A confirmed report near to the narrative. `similarity` is a cosine, 0 to 1.

    `narrative` is null where the index holds no texts; `submitter`, `occurred_on` and
    `confirmed_by` are empty where nobody said.
    """

    id: str
    similarity: float
    narrative: str | None
    submitter: str
    occurred_on: str
    confirmed_by: str
    facets: list[GivenFacet]
    coding_string: str


class SimilarAnswer(BaseModel):
    """Similar coded incidents, nearest first, in the frame that they are coded in."""

    frame: str
    similar: list[SimilarCodedIncident]


def similar_coded_incident(frame: CodeFrame, found: SimilarIncident) -> SimilarCodedIncident:
    """What was found, with titles and labels; facets that are not coded are left out."""
    return SimilarCodedIncident(
        id=found.id,
        similarity=round(found.similarity, 3),
        narrative=found.narrative,
        submitter=found.submitter,
        occurred_on=found.occurred_on,
        confirmed_by=found.confirmed_by,
        facets=[
            GivenFacet(
                facet=facet.id,
                title=facet.title,
                codes=[
                    GivenCode(code=code, label=facet[code].label) for code in found.codes[facet.id]
                ],
            )
            for facet in frame.facets
            if facet.id in found.codes
        ],
        coding_string=coding_string(frame, make_coding(frame, found.codes)),
    )
