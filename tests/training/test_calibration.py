import numpy as np
import pytest

from evaluation.metrics.calibration import expected_calibration_error, reliability
from models.probability import probabilities
from taxonomy.frame import Kind
from training.calibration import fit_calibration

RANDOM = np.random.default_rng(0)


def scored(kind: Kind, rows: int = 4000, codes: int = 5) -> tuple[np.ndarray, ...]:
    """Two learners' scores and labels drawn from the probabilities that the scores imply."""
    margins = RANDOM.normal(size=(rows, codes))
    ridge = 0.5 * margins + 0.3 * RANDOM.normal(size=(rows, codes))
    likely = probabilities(2 * margins + 1.5 * ridge - 1, kind)
    if kind == "multi":
        return margins, ridge, (RANDOM.random(likely.shape) < likely).astype(np.uint8)
    chosen = np.array([RANDOM.choice(codes, p=row / row.sum()) for row in likely])
    return margins, ridge, np.eye(codes, dtype=np.uint8)[chosen]


@pytest.mark.parametrize("kind", ["single", "multi"])
def test_calibrated_probabilities_are_the_shares_seen(kind: Kind) -> None:
    margins, ridge, truth = scored(kind)
    calibration = fit_calibration([margins, ridge], truth, kind)
    likely = probabilities(calibration.logits([margins, ridge]), kind)
    curve = reliability(likely.ravel(), truth.ravel().astype(bool), binning="equal-width")
    assert expected_calibration_error(curve) < 0.02


@pytest.mark.parametrize("kind", ["single", "multi"])
def test_the_slopes_that_made_the_labels_are_found(kind: Kind) -> None:
    margins, ridge, truth = scored(kind, rows=20_000)
    calibration = fit_calibration([margins, ridge], truth, kind)
    np.testing.assert_allclose(calibration.slopes[0], 2, atol=0.5)
    np.testing.assert_allclose(calibration.slopes[1], 1.5, atol=0.7)


def test_a_code_without_examples_stays_unlikely() -> None:
    margins, ridge, truth = scored("multi")
    truth[:, 2] = 0
    margins[:, 2] = ridge[:, 2] = -1
    calibration = fit_calibration([margins, ridge], truth, "multi")
    likely = probabilities(calibration.logits([margins, ridge]), "multi")
    assert likely[:, 2].max() < 0.05
