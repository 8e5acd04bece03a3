"""What a change of the text may do, or must do, to the decided codes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from taxonomy.frame import CodeFrame

Codes = Mapping[str, frozenset[str]]
"""Facet id -> the codes decided for one text."""


class Expectation(Protocol):
    """Something that holds, or does not, of the codes before and after a change."""

    def met(self, before: Codes, after: Codes, frame: CodeFrame) -> bool:
        """Whether it holds."""

    @property
    def words(self) -> str:
        """What was expected, for people."""


@dataclass(frozen=True, slots=True)
class Unchanged:
    """Every facet keeps its codes."""

    def met(self, before: Codes, after: Codes, frame: CodeFrame) -> bool:
        """Whether all facets have the same codes."""
        return before == after

    @property
    def words(self) -> str:
        """What was expected, for people."""
        return "no code changes"


@dataclass(frozen=True, slots=True)
class Gives:
    """The changed text gets these codes, (facet, code), perhaps among others."""

    codes: tuple[tuple[str, str], ...]

    def met(self, before: Codes, after: Codes, frame: CodeFrame) -> bool:
        """Whether each of the codes is decided."""
        return all(code in after[facet] for facet, code in self.codes)

    @property
    def words(self) -> str:
        """What was expected, for people."""
        return "gives " + " and ".join(code for _, code in self.codes)


@dataclass(frozen=True, slots=True)
class AtMost:
    """The changed text gets no more than so many codes of a facet."""

    facet: str
    count: int

    def met(self, before: Codes, after: Codes, frame: CodeFrame) -> bool:
        """Whether there are no more."""
        return len(after[self.facet]) <= self.count

    @property
    def words(self) -> str:
        """What was expected, for people."""
        return f"at most {self.count} codes of {self.facet}"


@dataclass(frozen=True, slots=True)
class Gains:
    """The changed text gets a code that the original does not get."""

    facet: str
    code: str

    def met(self, before: Codes, after: Codes, frame: CodeFrame) -> bool:
        """Whether the code is new."""
        return self.code in after[self.facet] - before[self.facet]

    @property
    def words(self) -> str:
        """What was expected, for people."""
        return f"gains {self.code}"


@dataclass(frozen=True, slots=True)
class GainsNone:
    """The changed text gets none of these codes, (facet, code), that the original did not get."""

    codes: tuple[tuple[str, str], ...]

    def met(self, before: Codes, after: Codes, frame: CodeFrame) -> bool:
        """Whether none of the codes is new."""
        return not any(code in after[facet] - before[facet] for facet, code in self.codes)

    @property
    def words(self) -> str:
        """What was expected, for people."""
        return "does not gain " + " or ".join(code for _, code in self.codes)


@dataclass(frozen=True, slots=True)
class Moves:
    """A single facet goes from one code to another: (facet, code before, code after)."""

    moves: tuple[tuple[str, str, str], ...]

    def met(self, before: Codes, after: Codes, frame: CodeFrame) -> bool:
        """Whether each facet has the one code before and the other after."""
        return all(
            before[facet] == {start} and after[facet] == {end} for facet, start, end in self.moves
        )

    @property
    def words(self) -> str:
        """What was expected, for people."""
        return " and ".join(f"moves from {start} to {end}" for _, start, end in self.moves)


@dataclass(frozen=True, slots=True)
class LessSerious:
    """The code of an ordinal facet, most serious first, comes later than it was."""

    facet: str

    def met(self, before: Codes, after: Codes, frame: CodeFrame) -> bool:
        """Whether the changed text has a less serious code than the original."""
        place = frame.facet(self.facet).position
        (was,), (is_now,) = before[self.facet], after[self.facet]
        return place(is_now) > place(was)

    @property
    def words(self) -> str:
        """What was expected, for people."""
        return f"a less serious {self.facet}"
