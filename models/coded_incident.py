"""A coded incident: a report's codes and who confirmed them, kept to be shown beside another."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CodedIncident:
    """One confirmed report. `codes` maps facet id to codes in the frame's order.

    `confirmed_by` is a role, a person, or how the codes came about: "written for the corpus". A
    `walled` incident is shown to its own submitter alone.
    """

    id: str
    narrative: str
    submitter: str
    occurred_on: str
    confirmed_by: str
    codes: Mapping[str, tuple[str, ...]]
    walled: bool = False


@dataclass(frozen=True, slots=True)
class SimilarIncident:
    """A coded incident that was found, and the cosine `similarity`, 0 to 1, to what was asked.

    `narrative` is None where the index was built without texts.
    """

    id: str
    similarity: float
    narrative: str | None
    submitter: str
    occurred_on: str
    confirmed_by: str
    codes: Mapping[str, tuple[str, ...]]
