"""Similar incidents: the confirmed reports that read most like a narrative, and their codes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
from usearch.index import Index

from models.coded_incident import SimilarIncident
from models.incident_records import NO_RECORD, IncidentRecords
from models.narrative_vectors import NarrativeVectors
from models.similar_index import RECORDS_FILE, CheckedIndex, Compartment, check_index
from taxonomy.errors import Refusal
from taxonomy.frame import CodeFrame

MOST_SIMILAR = 50
"""The most that one search gives."""
EXPANSION_SEARCH = 256
"""Candidates kept while a graph is walked: more find truer neighbours and take longer."""
_COMPARED_ONE_BY_ONE = 4096
"""A compartment up to this size is searched exactly, which takes no longer."""


class SimilarIncidents:
    """An index, opened; its files are mapped, not read into memory. Safe between threads.

    Walls: who asks as a submitter sees that submitter's walled incidents and those without a wall,
    who asks as nobody sees the latter alone. Only vectors that may be seen are compared, so a wall
    never costs a neighbour, and neither results nor similarities depend on what stands behind one.
    Ids and texts of all incidents lie in the folder: who can read it can read them.
    """

    def __init__(self, checked: CheckedIndex, vectors: NarrativeVectors) -> None:
        facets = [facet.id for facet in checked.frame.facets]
        self.frame = checked.frame
        self._vectors = vectors
        self._records = IncidentRecords(checked.folder / RECORDS_FILE, facets)
        self._graphs = {
            one.submitter: _Graph(checked.folder, one, vectors.width)
            for one in checked.manifest.compartments
        }

    @classmethod
    def load(cls, folder: Path, *, frame: CodeFrame | None = None) -> SimilarIncidents:
        """Open a folder that `build_index` wrote. Raises Refusal as `check_index` does."""
        checked = check_index(folder, frame=frame)
        try:
            return cls(checked, NarrativeVectors.load())
        except (KeyError, RuntimeError, pa.ArrowInvalid) as error:
            raise Refusal(
                f"{folder} does not hold what an index of this version of incident-coder holds "
                f"({type(error).__name__}); build it again"
            ) from error

    def find(
        self,
        narrative: str,
        *,
        k: int = 5,
        submitter: str | None = None,
        leave_out: str | None = None,
    ) -> list[SimilarIncident]:
        """The `k` nearest incidents that `submitter` may see, nearest first, each narrative once.

        Fewer only if there are no more. `leave_out` is the id of one that is not wanted, such as
        the narrative's own. A narrative without a single known word is near to nothing.
        """
        (vector,) = self._vectors.matrix([narrative])
        if not vector.any():
            return []
        near = sorted(
            candidate
            for seen_by in dict.fromkeys([None, submitter or None])
            if seen_by in self._graphs
            for candidate in self._graphs[seen_by].nearest(vector, k + 1)  # one may be left out
        )
        shown: dict[int, SimilarIncident] = {}
        for distance, latest in near:
            record = self._shown_record(latest, leave_out)
            text_hash = self._records.text_hash(latest)
            if record != NO_RECORD and text_hash not in shown and len(shown) < k:
                similarity = min(1.0, max(0.0, 1.0 - distance))
                shown[text_hash] = self._records.similar(record, similarity)
        return list(shown.values())

    def _shown_record(self, latest: int, leave_out: str | None) -> int:
        """The latest record of a narrative whose id is not the one left out."""
        if leave_out is not None and self._records.id(latest) == leave_out:
            return self._records.earlier(latest)
        return latest


class _Graph:
    """The vectors of one compartment, each under the number of its record."""

    def __init__(self, folder: Path, compartment: Compartment, width: int) -> None:
        self._narratives = compartment.narratives
        self._index = Index(
            ndim=width,
            metric="cos",
            dtype="i8",
            expansion_search=EXPANSION_SEARCH,
            enable_key_lookups=False,
        )
        self._index.view(str(folder / compartment.file))

    def nearest(self, vector: np.ndarray, count: int) -> list[tuple[float, int]]:
        """Cosine distance and record number of the nearest, as many as there are up to `count`."""
        matches = self._index.search(
            vector, count, threads=1, exact=self._narratives <= _COMPARED_ONE_BY_ONE
        )
        if len(matches) < min(count, self._narratives):  # a part of the graph was out of reach
            matches = self._index.search(vector, count, threads=1, exact=True)
        return list(zip(matches.distances.tolist(), matches.keys.tolist(), strict=True))
