"""How often similar incidents share their codes: `python -m training.neighbour_quality`.

Half of the regions of the shipped corpus fit the projections; narratives of the other half look for
their five nearest there, themselves left out. Then published real incidents look in the whole
corpus, with the shipped projections. Beside the narrative vectors stand what they are made of and
chance.
"""

from collections.abc import Iterator

import numpy as np

from labelled_data.corpus import real_incidents_path
from labelled_data.reading import read_coded
from labelled_data.table import CodedTable
from models.narrative_vectors import NarrativeVectors
from models.words import cut
from training.default_bundle import shipped_table
from training.narrative_vectors import fit_narrative_vectors, stem_features

_K = 5
_QUERIES = 1000


def shared_codes(
    asking: CodedTable, among: CodedTable, nearness: np.ndarray, *, k: int = _K
) -> dict[str, float]:
    """For each facet, the share of the `k` nearest that have a code in common with who asks.

    `nearness` (asking, among) is larger for nearer; what must not be found is minus infinity.
    """
    nearest = np.argpartition(-nearness, k, axis=1)[:, :k]
    shares = {}
    for facet in among.frame.facets:
        own, theirs = asking.indicator(facet.id), among.indicator(facet.id)
        common = np.einsum("qc,qkc->qk", own.astype(int), theirs[nearest].astype(int)) > 0
        shares[facet.id] = float(common[own.any(axis=1)].mean())
    return shares


def nearness_by_method(
    vectors: NarrativeVectors, asking: CodedTable, among: CodedTable
) -> Iterator[tuple[str, np.ndarray]]:
    """Every way of comparing, with what it says of each pair, (asking, among)."""
    chance = np.random.default_rng(0)
    yield "chance", chance.random((len(asking), len(among)))
    words, other = cut(asking.narratives), cut(among.narratives)
    yield "static embedding", vectors.embedding.matrix(words) @ vectors.embedding.matrix(other).T
    stems = stem_features(among.narratives)
    yield "TF-IDF of stems", (stems.matrix(words) @ stems.matrix(other).T).toarray()
    one, two = (vectors.matrix(table.narratives).astype(np.float32) for table in (asking, among))
    lengths = np.linalg.norm(one, axis=1)[:, None] * np.linalg.norm(two, axis=1)
    yield "narrative vectors", one @ two.T / np.maximum(lengths, 1)


def main() -> None:
    """Print a Markdown table for either question."""
    table = shipped_table()
    regions = np.array([(int(site.removeprefix("SITE-")) - 1) // 2 for site in table.submitters])
    unseen = table.take(np.flatnonzero(regions % 2 == 1))
    queries = np.random.default_rng(0).choice(len(unseen), _QUERIES, replace=False)
    fitted = fit_narrative_vectors(table.take(np.flatnonzero(regions % 2 == 0)))
    print("Sites never seen:\n")
    _print(fitted, unseen.take(queries), unseen, itself=queries)
    real = read_coded([real_incidents_path()], table.frame)
    print("\nReal incidents:\n")
    _print(NarrativeVectors.load(), real, table)


def _print(
    vectors: NarrativeVectors,
    asking: CodedTable,
    among: CodedTable,
    *,
    itself: np.ndarray | None = None,
) -> None:
    facets = [facet.id for facet in among.frame.facets]
    print(f"| of the five nearest by | {' | '.join(facets)} |")
    print("|---" * (len(facets) + 1) + "|")
    for name, nearness in nearness_by_method(vectors, asking, among):
        if itself is not None:
            nearness[np.arange(len(itself)), itself] = -np.inf
        shares = shared_codes(asking, among, nearness)
        print(f"| {name} | {' | '.join(f'{shares[facet]:.1%}' for facet in facets)} |")


if __name__ == "__main__":
    main()
