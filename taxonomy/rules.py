"""Rules across the facets of a coding: data in the frame, a warning when broken.

A rule says that certain codes (`when`) need company (`needs_any_of`), do not go with other
codes (`not_with`), or stand `alone`. A firm rule is never right to break; a soft one marks
what is unusual. Neither refuses a coding: the person who codes may know better.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:  # a frame holds rules, and rules are checked against a frame
    from taxonomy.coding import Coding
    from taxonomy.frame import CodeFrame

Strength = Literal["firm", "soft"]


@dataclass(frozen=True, slots=True)
class FacetCodes:
    """Some codes of one facet, any of which will do."""

    facet: str
    codes: tuple[str, ...]

    def given_in(self, coding: "Coding") -> tuple[str, ...]:
        """Those of the codes that `coding` holds, in its order."""
        return tuple(code for code in coding[self.facet] if code in self.codes)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. Exactly one of `needs_any_of`, `not_with` and `alone` is set.

    `sentence` is written for a reporter; `{code}` and `{label}` in it stand for the code of
    `when` that broke the rule.
    """

    id: str
    strength: Strength
    when: FacetCodes
    sentence: str
    needs_any_of: tuple[FacetCodes, ...] = ()
    not_with: tuple[FacetCodes, ...] = ()
    alone: bool = False

    def to_dict(self) -> dict[str, Any]:
        """As JSON, in the form in which a frame file writes a rule."""
        content: dict[str, Any] = {
            "id": self.id,
            "strength": self.strength,
            "when": _as_mapping((self.when,)),
        }
        if self.needs_any_of:
            content["needs_any_of"] = _as_mapping(self.needs_any_of)
        if self.not_with:
            content["not_with"] = _as_mapping(self.not_with)
        if self.alone:
            content["alone"] = True
        content["sentence"] = self.sentence
        return content

    @classmethod
    def from_dict(cls, content: Mapping[str, Any]) -> "Rule":
        """The rule that `to_dict` wrote."""
        return cls(
            id=content["id"],
            strength=content["strength"],
            when=_from_mapping(content["when"])[0],
            sentence=content["sentence"],
            needs_any_of=_from_mapping(content.get("needs_any_of", {})),
            not_with=_from_mapping(content.get("not_with", {})),
            alone=content.get("alone", False),
        )


@dataclass(frozen=True, slots=True)
class BrokenRule:
    """A warning: the rule, and the sentence that says to a reporter what is unusual."""

    rule_id: str
    strength: Strength
    sentence: str


def broken_rules(frame: "CodeFrame", coding: "Coding") -> list[BrokenRule]:
    """The rules of `frame` that `coding` breaks, in the frame's order, one for each code at fault.

    A rule is not broken while a facet that could still satisfy it is not coded.
    """
    return [
        BrokenRule(rule.id, rule.strength, _sentence(rule, code, frame))
        for rule in frame.rules
        for code in rule.when.given_in(coding)
        if _is_broken(rule, coding)
    ]


def _is_broken(rule: Rule, coding: "Coding") -> bool:
    if rule.alone:
        return len(coding[rule.when.facet]) > 1
    if rule.not_with:
        return any(unwanted.given_in(coding) for unwanted in rule.not_with)
    return all(coding[wanted.facet] and not wanted.given_in(coding) for wanted in rule.needs_any_of)


def _sentence(rule: Rule, code: str, frame: "CodeFrame") -> str:
    label = frame.facet(rule.when.facet)[code].label
    # Not str.format: a label may hold braces of its own.
    return rule.sentence.replace("{code}", code).replace("{label}", label)


def _as_mapping(choices: tuple[FacetCodes, ...]) -> dict[str, list[str]]:
    return {choice.facet: list(choice.codes) for choice in choices}


def _from_mapping(content: Mapping[str, Any]) -> tuple[FacetCodes, ...]:
    return tuple(FacetCodes(facet, tuple(codes)) for facet, codes in content.items())
