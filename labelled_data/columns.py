"""The columns of a coded-narratives file, and where they stand in its header."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from taxonomy.errors import Refusal
from taxonomy.frame import CodeFrame

FIXED_COLUMNS = ("id", "narrative", "submitter", "occurred_on")
_REQUIRED = ("id", "narrative")
_LONGEST_NAME_SHOWN = 30
_NAME = re.compile(r"[\w-]+(?: [\w-]+){0,3}")
"""What reads as the name of a column, not as a sentence."""
_NAMES_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns to read: the fixed ones, the facets, then `beside`. All others are passed over.

    Those in `beside` must be there.
    """

    facets: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()

    @classmethod
    def of(cls, frame: CodeFrame | None) -> "Columns":
        """Those of `frame`; without a frame no codes are read."""
        return cls(tuple(facet.id for facet in frame.facets) if frame else ())

    @property
    def names(self) -> tuple[str, ...]:
        """In the order in which every `Record` holds its cells."""
        return FIXED_COLUMNS + self.facets + self.beside

    def check(self, file: str, found: Collection[str]) -> None:
        """Raise Refusal unless `found` holds id, narrative, all `beside` and a facet, if read."""
        for name in _REQUIRED:
            if name not in found:
                raise Refusal(
                    f"{file} has no column '{name}' (found: {_shown(found)}); "
                    "name its columns id, narrative and one for each facet."
                )
        for name in self.beside:
            if name not in found:
                raise Refusal(
                    f"{file} has no column '{name}' (found: {_shown(found)}); name one that it has."
                )
        if self.facets and not any(facet in found for facet in self.facets):
            raise Refusal(
                f"{file} has no column for a facet of the frame (found: {_shown(found)}); "
                f"give at least one of {', '.join(self.facets)}."
            )

    def positions(self, file: str, header: Sequence[str]) -> list[int | None]:
        """Where each of `names` stands in `header`, None where it is absent.

        Raises Refusal if a needed column is missing or one that is read stands there twice.
        """
        found = [name.strip() for name in header]
        self.check(file, found)
        for name in self.names:
            if found.count(name) > 1:
                raise Refusal(f"{file} has two columns named '{name}'; rename or remove one.")
        return [found.index(name) if name in found else None for name in self.names]


def _shown(names: Collection[str]) -> str:
    """Column names for a message; a file without a header may hold a narrative in their place."""
    shown = [
        name
        if len(name) <= _LONGEST_NAME_SHOWN and _NAME.fullmatch(name)
        else f"a text of {len(name)} characters"
        for name in names
        if name
    ]
    more = ["…"] if len(shown) > _NAMES_SHOWN else []
    return ", ".join(shown[:_NAMES_SHOWN] + more) or "none"
