"""The settings of a training run, in one place and written into the bundle."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class TrainingSettings:
    """How a model is fitted. Defaults were measured; see README, "How good it is"."""

    target_precision: float = 0.95
    """What the codes of accepted facets must reach on out-of-fold predictions."""

    coverage: float = 0.95
    """How often a right code shall stand on its shortlist."""

    seed: int = 0
    folds: int = 5
    folds_of_large: int = 3
    """Folds for tables of more than `large_rows`, so that training time stays in bounds."""

    large_rows: int = 10_000
    nests: int = 10
    """Folds in which the calibration and decisions of the accurate tier are held back."""

    least_narratives: int = 3
    """A stem, pair or n-gram is kept if it stands in this many narratives."""

    most_features: int = 100_000
    weighted_features: int = 46_000
    """Text features that keep weights, those that can move a logit most. The others still count in
    a narrative's length; their weights are a third of the file and change next to nothing."""

    margin_cost: float = 0.2
    """C of the support vector machines."""

    margin_examples: int = 3
    margin_codes: int = 400
    """Codes with fewer examples, and those past the commonest so many of a frame with thousands,
    are scored by ridge regression alone: it costs the same for any number of codes."""

    ridge_penalty: float = 0.5
    kernel_rows: int = 25_000
    """Past this many rows ridge regression is left out: its kernel is rows x rows x 4 bytes."""

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self)

    def folds_for(self, rows: int) -> int:
        """How many folds a table of this many rows gets."""
        return self.folds if rows <= self.large_rows else self.folds_of_large
