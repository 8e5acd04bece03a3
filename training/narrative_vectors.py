"""Fit the projections behind similar incidents: `python -m training.narrative_vectors`.

They are fitted to the shipped corpus and shipped, never to the incidents that an index holds: so
what one submitter sees depends on nothing behind another's wall, and an index outlives the models
that are trained after it. Rebuild every index after running this.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import scipy.sparse as sp
from scipy.sparse.linalg import svds

from labelled_data.table import CodedTable
from models.narrative_vectors import NarrativeVectors, shipped_vectors, stems_alone
from models.static_embedding import EMBEDDING_SHARE, StaticEmbedding, shipped_embedding
from models.text_features import TextFeatures, stems_of
from models.words import cut
from training.default_bundle import shipped_table

WORDING_WIDTH = 256
COMMON_DIRECTIONS = 3
"""Directions of the embedding that say only that a text is an incident report."""
WIDTH = 128
"""More dimensions found no better neighbours."""
_FEWEST_NARRATIVES = 3
"""That a stem must stand in."""
_RIDGE = 1.0


def fit_narrative_vectors(table: CodedTable) -> NarrativeVectors:
    """Projections fitted to coded narratives; repeatable."""
    words = cut(table.narratives)
    embedding = StaticEmbedding(shipped_embedding())
    text = stem_features(table.narratives)
    by_stem = text.matrix(words)
    width = min(WORDING_WIDTH, min(by_stem.shape) - 1)
    embedded = embedding.matrix(words)
    centre = (embedded / EMBEDDING_SHARE).mean(axis=0)
    without_words = np.empty((by_stem.shape[1], 0), np.float32)
    vectors = NarrativeVectors(
        embedding=embedding,
        text=text,
        wording=_wording(by_stem, width),
        centre=centre,
        common=_directions(embedded / EMBEDDING_SHARE - centre)[:COMMON_DIRECTIONS],
        coding_stems=without_words,
        coding_meaning=np.empty((embedding.width, 0), np.float32),
        turn=np.empty((0, 0), np.float32),
    )
    vectors = _with_coding(vectors, by_stem, vectors.meaning(embedded), table)
    return replace(vectors, turn=_directions(vectors.views(words))[:WIDTH].T)


def stem_features(narratives: Sequence[str]) -> TextFeatures:
    """Stems that stand in enough narratives, with their inverse document frequencies."""
    standing = Counter(stem for stems in stems_of(narratives) for stem in set(stems))
    stems = sorted(stem for stem, count in standing.items() if count >= _FEWEST_NARRATIVES)
    counts = np.array([standing[stem] for stem in stems])
    return stems_alone(stems, np.log((1 + len(narratives)) / (1 + counts)) + 1)


def _wording(by_stem: sp.csr_matrix, width: int) -> np.ndarray:
    """Latent semantic analysis, (stems, width).

    Half of each direction's weight is taken off: the strongest ones hardly tell incidents apart.
    """
    start = np.random.default_rng(0).normal(size=min(by_stem.shape))
    _, strengths, directions = svds(by_stem.astype(np.float64), k=width, v0=start)
    return np.asarray(directions.T * strengths**-0.5, dtype=np.float32)


def _with_coding(
    vectors: NarrativeVectors, by_stem: sp.csr_matrix, meaning: np.ndarray, table: CodedTable
) -> NarrativeVectors:
    """With ridge regressions of every code, each scaled to spread alike, rare codes too."""
    given = np.hstack([table.indicator(facet.id) for facet in table.frame.facets])
    given = given[:, given.any(axis=0)].astype(np.float64)
    kernel = (by_stem @ by_stem.T).toarray() + EMBEDDING_SHARE**2 * meaning @ meaning.T
    kernel[np.diag_indices_from(kernel)] += _RIDGE
    answers = np.linalg.solve(kernel, given - given.mean(axis=0))
    coding_stems = by_stem.T @ answers
    coding_meaning = EMBEDDING_SHARE**2 * meaning.T @ answers
    spread = (by_stem @ coding_stems + meaning @ coding_meaning).std(axis=0)
    return replace(
        vectors,
        coding_stems=np.asarray(coding_stems / spread, dtype=np.float32),
        coding_meaning=np.asarray(coding_meaning / spread, dtype=np.float32),
    )


def _directions(rows: np.ndarray) -> np.ndarray:
    """The orthonormal directions along which rows reach furthest, strongest first, float32."""
    _, directions = np.linalg.eigh(rows.T.astype(np.float64) @ rows)
    return np.asarray(directions.T[::-1], dtype=np.float32)


if __name__ == "__main__":
    fit_narrative_vectors(shipped_table()).save(shipped_vectors())
