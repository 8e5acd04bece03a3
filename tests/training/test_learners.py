import numpy as np
import pytest
import scipy.sparse as sp
from sklearn.linear_model import Ridge

from training.learners import fit_margins, fit_ridge, kernel_of
from training.settings import TrainingSettings

NO_EMBEDDING = np.zeros((80, 0))


@pytest.fixture(scope="module")
def rows() -> tuple[sp.csr_matrix, np.ndarray]:
    random = np.random.default_rng(0)
    features = sp.random(80, 30, density=0.3, random_state=1, format="csr")
    labels = (features @ random.normal(size=(30, 4)) > 0.3).astype(np.uint8)
    labels[:, 3] = 0
    return features, labels


def test_the_kernel_holds_the_inner_products(rows: tuple[sp.csr_matrix, np.ndarray]) -> None:
    features, _ = rows
    embedding = np.random.default_rng(2).normal(size=(80, 6))
    expected = (features @ features.T).toarray() + embedding @ embedding.T
    np.testing.assert_allclose(kernel_of(features, embedding), expected, atol=1e-5)


def test_ridge_on_the_kernel_is_scikit_learns_ridge(rows: tuple[sp.csr_matrix, np.ndarray]) -> None:
    features, labels = rows
    settings = TrainingSettings(ridge_penalty=0.7)
    targets = labels.astype(float) * 2 - 1
    known = Ridge(alpha=0.7, fit_intercept=False).fit(
        features.toarray(), targets - targets.mean(axis=0)
    )
    found = fit_ridge(kernel_of(features, NO_EMBEDDING), labels, settings).weights(
        features, NO_EMBEDDING
    )
    np.testing.assert_allclose(found.weights, known.coef_.T, atol=1e-4)
    np.testing.assert_allclose(found.intercepts, targets.mean(axis=0), atol=1e-6)


def test_ridge_scores_are_the_same_from_kernel_and_from_features(
    rows: tuple[sp.csr_matrix, np.ndarray],
) -> None:
    features, labels = rows
    solution = fit_ridge(kernel_of(features, NO_EMBEDDING), labels, TrainingSettings())
    from_features = solution.weights(features, NO_EMBEDDING).scores(features)
    np.testing.assert_allclose(
        solution.scores(kernel_of(features, NO_EMBEDDING)), from_features, atol=1e-4
    )


def test_margins_are_positive_for_what_they_were_fitted_on(
    rows: tuple[sp.csr_matrix, np.ndarray],
) -> None:
    features, labels = rows
    scores = fit_margins(features, labels, range(3), TrainingSettings(margin_cost=1000)).scores(
        features
    )
    assert ((scores[:, :3] > 0) == labels[:, :3]).mean() > 0.95


def test_a_code_without_a_machine_has_no_weights(
    rows: tuple[sp.csr_matrix, np.ndarray],
) -> None:
    features, labels = rows
    fitted = fit_margins(features, labels, range(3), TrainingSettings())
    assert not fitted.weights[:, 3].any()
    assert fitted.intercepts[3] == -1
