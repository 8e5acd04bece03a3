"""The settings of a fine-tuning, in one place and written into the bundle."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class EncoderSettings:
    """How the encoder is fine-tuned. Defaults were measured; see evaluation/ABLATIONS.md."""

    weights: Path | None = None
    """A sentence-transformers folder; None for all-MiniLM-L6-v2 of its installed package."""

    epochs: int = 5
    batch_narratives: int = 16
    most_pieces: int = 256
    """Word pieces read of a narrative; what is longer is read by the fast tier alone."""

    encoder_rate: float = 1e-4
    head_rate: float = 1e-3
    """Learning rates, reached after `warm_up` of all steps, then falling to 0 in a line."""

    warm_up: float = 0.06
    weight_decay: float = 0.01
    dropout: float = 0.1
    largest_gradient: float = 1.0
    folds: int = 4
    measured_folds: int = 2
    """Folds that an encoder is really fine-tuned without; on their rows it is calibrated and
    measured. Half of them keep a training of 6,000 narratives on two cores at about an hour."""

    seed: int = 0

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self) | {"weights": str(self.weights) if self.weights else None}
