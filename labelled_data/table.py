"""Coded narratives in memory: one row, a chunk of rows, a whole table."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from taxonomy.frame import CodeFrame

T = TypeVar("T")


@dataclass(slots=True)
class CodedNarrative:
    """One row of a coded-narratives file.

    `row` is its number as a person sees it: the header is row 1 and the first record row 2; in
    JSONL it is the line number. `codes` maps facet id to the codes in the frame's order, and has no
    entry for a facet that is not coded. `unknown_codes` holds those the frame lacks, where the
    reader was asked to keep them.
    """

    row: int
    id: str
    narrative: str
    submitter: str = ""
    occurred_on: str = ""
    codes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    unknown_codes: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that was not taken, and why. `reason` never carries the narrative."""

    row: int
    id: str
    reason: str


@dataclass(slots=True)
class Chunk:
    """Consecutive rows of a file, both lists in file order."""

    narratives: list[CodedNarrative]
    rejects: list[Reject]


@dataclass(frozen=True, slots=True)
class CodedTable:
    """Coded narratives of one frame, column by column; every list has one entry a row."""

    frame: CodeFrame
    ids: list[str]
    narratives: list[str]
    submitters: list[str]
    occurred_on: list[str]
    codes: dict[str, list[tuple[str, ...]]]
    unknown_codes: dict[str, list[tuple[str, ...]]]

    @classmethod
    def from_rows(cls, frame: CodeFrame, rows: Sequence[CodedNarrative]) -> "CodedTable":
        """Gather rows into columns; every facet of the frame gets a list."""
        facets = [facet.id for facet in frame.facets]
        return cls(
            frame=frame,
            ids=[row.id for row in rows],
            narratives=[row.narrative for row in rows],
            submitters=[row.submitter for row in rows],
            occurred_on=[row.occurred_on for row in rows],
            codes={facet: [row.codes.get(facet, ()) for row in rows] for facet in facets},
            unknown_codes={
                facet: [row.unknown_codes.get(facet, ()) for row in rows] for facet in facets
            },
        )

    def __len__(self) -> int:
        return len(self.ids)

    def rows(self) -> Iterator[CodedNarrative]:
        """The table row by row, numbered as if it stood in a file of its own."""
        for index in range(len(self)):
            yield CodedNarrative(
                row=index + 2,
                id=self.ids[index],
                narrative=self.narratives[index],
                submitter=self.submitters[index],
                occurred_on=self.occurred_on[index],
                codes={f: column[index] for f, column in self.codes.items() if column[index]},
                unknown_codes={
                    f: column[index] for f, column in self.unknown_codes.items() if column[index]
                },
            )

    def indicator(self, facet_id: str) -> NDArray[np.uint8]:
        """Which codes each row has: uint8 0/1, shape (rows, codes of the facet in its order)."""
        facet = self.frame.facet(facet_id)
        matrix = np.zeros((len(self), len(facet.codes)), dtype=np.uint8)
        for index, codes in enumerate(self.codes[facet_id]):
            for code in codes:
                matrix[index, facet.position(code)] = 1
        return matrix

    def coded(self, facet_id: str) -> NDArray[np.bool_]:
        """Whether a row has any code in the facet, known to the frame or not; shape (rows,)."""
        pairs = zip(self.codes[facet_id], self.unknown_codes[facet_id], strict=True)
        return np.array([bool(known or unknown) for known, unknown in pairs], dtype=np.bool_)

    def take(self, indices: Sequence[int] | NDArray[np.integer]) -> "CodedTable":
        """The rows at `indices` (positions from 0), in that order."""
        chosen = [int(index) for index in indices]

        def of(column: list[T]) -> list[T]:
            return [column[index] for index in chosen]

        return CodedTable(
            frame=self.frame,
            ids=of(self.ids),
            narratives=of(self.narratives),
            submitters=of(self.submitters),
            occurred_on=of(self.occurred_on),
            codes={facet: of(column) for facet, column in self.codes.items()},
            unknown_codes={facet: of(column) for facet, column in self.unknown_codes.items()},
        )

    @property
    def hash(self) -> str:
        """SHA-256 (hex) of the rows in order; the same whatever file format they came from."""
        digest = hashlib.sha256()
        for row in self.rows():
            cells = [row.id, row.narrative, row.submitter, row.occurred_on]
            line = [cells, row.codes, row.unknown_codes]
            digest.update(json.dumps(line, ensure_ascii=False, sort_keys=True).encode() + b"\n")
        return digest.hexdigest()
