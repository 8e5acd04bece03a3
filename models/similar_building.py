"""Building an index of coded incidents: records as they come, then a graph for each compartment."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path

import numpy as np
from usearch.index import Index

from models.coded_incident import CodedIncident
from models.incident_records import NO_RECORD, RecordsWriter
from models.narrative_vectors import NarrativeVectors
from models.similar_index import RECORDS_FILE, Compartment, IndexManifest, write_manifest
from taxonomy.errors import Refusal
from taxonomy.frame import CodeFrame

CONNECTIVITY = 16
EXPANSION_ADD = 64
"""Neighbours that a vector is linked to, and how many are looked at to choose them."""
_ROWS_AT_ONCE = 4096
_LINKED_AT_ONCE = 20_000


def build_index(
    folder: Path,
    incidents: Iterable[CodedIncident],
    frame: CodeFrame,
    *,
    keep_text: bool = True,
    on_step: Callable[[str], None] = lambda step: None,
) -> IndexManifest:
    """Write an index into an existing empty folder. Ids of incidents are unique.

    Narratives are held a few thousand at a time; vectors, 128 bytes each, until the end.

    Raises Refusal if there are no incidents, or one is walled and has no submitter.
    """
    vectors = NarrativeVectors.load()
    compartments = _Compartments()
    facets = [facet.id for facet in frame.facets]
    coming = iter(incidents)
    with RecordsWriter(folder / RECORDS_FILE, facets, with_text=keep_text) as records:
        while batch := list(islice(coming, _ROWS_AT_ONCE)):
            hashes = [_text_hash(incident.narrative) for incident in batch]
            rows = vectors.matrix([incident.narrative for incident in batch])
            records.append(batch, hashes, compartments.add(batch, hashes, rows))
            if compartments.incidents % (25 * _ROWS_AT_ONCE) == 0:
                on_step(f"{compartments.incidents:,} narratives read")
    if not compartments.incidents:
        raise Refusal("there is no confirmed coded incident to build an index of")
    on_step(f"{compartments.incidents:,} narratives read, linking them")
    return write_manifest(folder, frame, compartments.write(folder), compartments.incidents)


class _Compartments:
    """Which record stands in which compartment, the vectors, and which narratives repeat."""

    def __init__(self) -> None:
        self.incidents = 0
        self._numbers: dict[str | None, int] = {}
        self._latest: list[dict[int, int]] = []  # a compartment's record by hash of its narrative
        self._vectors: list[np.ndarray] = []

    def add(self, batch: list[CodedIncident], hashes: list[int], vectors: np.ndarray) -> list[int]:
        """Note a batch; for each incident, the record before with the same narrative."""
        self._vectors.append(vectors)
        earlier = []
        for incident, text_hash in zip(batch, hashes, strict=True):
            latest = self._latest[self._compartment(incident)]
            earlier.append(latest.get(text_hash, NO_RECORD))
            latest[text_hash] = self.incidents
            self.incidents += 1
        return earlier

    def write(self, folder: Path) -> list[Compartment]:
        """Write the vectors of every compartment, each narrative once, by its latest record."""
        vectors = np.concatenate(self._vectors)
        self._vectors.clear()
        written = []
        for submitter, number in self._numbers.items():
            records = np.fromiter(self._latest[number].values(), np.int64)
            records = records[vectors[records].any(axis=1)]  # without a known word: near to nothing
            if len(records):
                file = f"vectors-{number}.usearch"
                _write_graph(folder / file, records, vectors[records])
                written.append(Compartment(submitter=submitter, file=file, narratives=len(records)))
        return written

    def _compartment(self, incident: CodedIncident) -> int:
        if incident.walled and not incident.submitter.strip():
            raise Refusal(
                f"the incident '{incident.id}' is walled and has no submitter who could see it; "
                "name its submitter"
            )
        submitter = incident.submitter if incident.walled else None
        number = self._numbers.setdefault(submitter, len(self._numbers))
        if number == len(self._latest):
            self._latest.append({})
        return number


def _write_graph(path: Path, records: np.ndarray, vectors: np.ndarray) -> None:
    graph = Index(
        ndim=vectors.shape[1],
        metric="cos",
        dtype="i8",
        connectivity=CONNECTIVITY,
        expansion_add=EXPANSION_ADD,
        enable_key_lookups=False,
    )
    for start in range(0, len(records), _LINKED_AT_ONCE):  # between slices the work can be stopped
        part = slice(start, start + _LINKED_AT_ONCE)
        graph.add(records[part].astype(np.uint64), vectors[part])
    graph.save(str(path))


def _text_hash(narrative: str) -> int:
    """The same for narratives that differ at most in white space."""
    text = " ".join(narrative.split()).encode(errors="surrogatepass")
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), signed=True)
