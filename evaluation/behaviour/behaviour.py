"""A behaviour: one thing that a model must do, with the cases that ask for it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Literal, TypeVar

from evaluation.behaviour.expectation import Expectation, Unchanged

Kind = Literal["invariance", "directional", "minimum functionality"]


@dataclass(frozen=True, slots=True)
class Case:
    """A text, the same text changed, and what the change may do to its codes.

    Where one text by itself must get a code, both are that text. `shown` is what a report may show
    of the case: all of a template, but nothing of somebody's narrative.
    """

    original: str
    changed: str
    expectation: Expectation
    shown: str = ""


_Item = TypeVar("_Item")
CaseSource = Callable[[Sequence[str], Random], Iterable[Case]]
"""Narratives and a source of chance -> cases in random order, without end or until used up."""


@dataclass(frozen=True, slots=True)
class Behaviour:
    """One behaviour: `checks` says it in a sentence; `frame` names the frame of its codes, if any.

    Invariance: decided codes must not change. Directional: codes must move as stated. Minimum
    functionality: a plain text must get a code.
    """

    name: str
    checks: str
    kind: Kind
    cases: CaseSource
    frame: str | None = None


def unchanged_by(name: str, checks: str, change: Callable[[str, Random], str]) -> Behaviour:
    """The invariance under a change of narratives; one that the change leaves as it is is no case.

    `change` takes a narrative and a source of chance.
    """

    def cases(narratives: Sequence[str], random: Random) -> Iterator[Case]:
        for narrative in shuffled(narratives, random):
            changed = change(narrative, random)
            if changed != narrative:
                yield Case(narrative, changed, Unchanged())

    return Behaviour(name, checks, "invariance", cases)


def from_templates(
    name: str, checks: str, kind: Kind, templates: Sequence[Case], *, frame: str
) -> Behaviour:
    """A behaviour whose cases are written out: it needs no narratives, and all may be shown."""
    shown = [replace(case, shown=_shown(case)) for case in templates]

    def cases(narratives: Sequence[str], random: Random) -> Iterable[Case]:
        return shuffled(shown, random)

    return Behaviour(name, checks, kind, cases, frame)


def _shown(case: Case) -> str:
    if case.original == case.changed:
        return case.changed
    return f"{case.original} → {case.changed}"


def shuffled(items: Sequence[_Item], random: Random) -> list[_Item]:
    """The items in random order."""
    return random.sample(items, len(items))
