"""Everything measured about one facet."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from evaluation.metrics.calibration import Binning, CalibrationBin
from evaluation.metrics.selective import Accepted, CoveragePoint
from evaluation.metrics.shortlists import Shortlists


@dataclass(frozen=True, slots=True)
class CodeRow:
    """One code of the facet: support in the truth, decisions, and their quality.

    Precision is nan if never decided, recall if never true, F1 if neither. `mean_probability`
    beside support / rows shows whether the code is suggested as often as it occurs.
    """

    code: str
    label: str
    support: int
    predicted: int
    precision: float
    recall: float
    f1: float
    mean_probability: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """Reliability of the probabilities of a facet.

    `ece` is the expected calibration error over what `over` says, from the bins; `decided_ece` the
    same over the decided codes alone, which the many near-zero probabilities of a multi facet
    cannot dilute.
    """

    over: str
    binning: Binning
    ece: float
    decided_ece: float
    bins: tuple[CalibrationBin, ...]


@dataclass(frozen=True, slots=True)
class Confusion:
    """How often each code was decided as another: only the cells that are not zero.

    `codes` are those that occur, in the frame's order, then true codes that the frame lacks;
    `cells` are (true code, decided code, rows).
    """

    codes: tuple[str, ...]
    cells: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True)
class FacetReport:
    """The measures of one facet over the rows coded in it.

    `measures` and `intervals` share their names; `intervals` adds accepted_share,
    accepted_precision, shortlist_covered and shortlist_mean_size; `levels` holds the measures at
    each coarser level.
    """

    facet: str
    title: str
    kind: str
    ordinal: bool
    rows: int
    unknown_codes: tuple[str, ...]
    measures: Mapping[str, float]
    intervals: Mapping[str, tuple[float, float]]
    levels: Mapping[str, Mapping[str, float]]
    calibration: Calibration
    accepted: Accepted
    shortlist: Shortlists
    coverage: tuple[CoveragePoint, ...]
    codes: tuple[CodeRow, ...]
    confusion: Confusion | None

    def to_dict(self) -> dict[str, Any]:
        """The report as plain values, the measures beside the other keys."""
        fields = asdict(self)
        del fields["facet"], fields["measures"]
        head = {key: fields.pop(key) for key in ("title", "kind", "ordinal", "rows")}
        return head | dict(self.measures) | fields
