"""The cross-facet rules of a frame file.

    - id: mri_steps
      strength: firm                      # or soft
      when: {pathway: [3.2a, 3.2b]}       # one facet; a level (a stage, a group) names its codes
      needs_any_of: {intended_modality: [MI], performed_modality: [P9]}
      sentence: "{code} ({label}) is used only where MRI was intended or performed."

In place of `needs_any_of` stands `not_with` (same shape) or `alone: true`.
"""

import re

from taxonomy.entry import Entry
from taxonomy.frame import Facet
from taxonomy.rules import FacetCodes, Rule, Strength

_CONDITIONS = ("needs_any_of", "not_with", "alone")
_RULE_KEYS = ("id", "strength", "when", *_CONDITIONS, "sentence")


def read_rules(frame: Entry, facets: tuple[Facet, ...]) -> tuple[Rule, ...]:
    """The rules of a frame file in its order, each checked against its facets."""
    if not frame.has("rules"):
        return ()
    rules: list[Rule] = []
    for entry in frame.entries("rules", "rule"):
        rule = _rule(entry.renamed(f"{frame.place}: rule '{entry.required_text('id')}'"), facets)
        if any(rule.id == other.id for other in rules):
            raise frame.renamed(f"{frame.place}: rule '{rule.id}'").refusal(
                "stands twice; give one of them another id"
            )
        rules.append(rule)
    return tuple(rules)


def _rule(rule: Entry, facets: tuple[Facet, ...]) -> Rule:
    rule.check_keys(_RULE_KEYS)
    when = _choices(rule, "when", facets)
    if len(when) != 1:
        raise rule.refusal("needs exactly one facet under when; name one")
    if sum(rule.has(condition) for condition in _CONDITIONS) != 1:
        raise rule.refusal("needs exactly one of needs_any_of, not_with and alone; keep one")
    if rule.has("alone") and not rule.flag("alone"):
        raise rule.refusal("has alone: false, which says nothing; write true or leave it out")
    return Rule(
        id=rule.text("id"),
        strength=_strength(rule),
        when=when[0],
        sentence=_sentence(rule),
        needs_any_of=_choices(rule, "needs_any_of", facets),
        not_with=_choices(rule, "not_with", facets),
        alone=rule.flag("alone"),
    )


def _strength(rule: Entry) -> Strength:
    match rule.text("strength"):
        case "firm":
            return "firm"
        case "soft":
            return "soft"
        case _:
            raise rule.refusal("has no known strength; write firm or soft")


def _sentence(rule: Entry) -> str:
    sentence = rule.required_text("sentence")
    for placeholder in re.findall(r"\{[^{}]*\}", sentence):
        if placeholder not in ("{code}", "{label}"):
            raise rule.refusal(
                f"has {placeholder} in its sentence; only {{code}} and {{label}} are filled in"
            )
    return sentence


def _choices(rule: Entry, key: str, facets: tuple[Facet, ...]) -> tuple[FacetCodes, ...]:
    by_id = {facet.id: facet for facet in facets}
    choices = rule.entry(key)
    chosen = []
    for facet_id in choices.content:
        if facet_id not in by_id:
            raise rule.refusal(
                f"names the facet '{facet_id}', which is not in the frame;"
                f" its facets are {', '.join(by_id)}"
            )
        named = choices.texts(facet_id)
        if not named:
            raise rule.refusal(f"names no code of facet '{facet_id}'; list at least one")
        codes = {code for name in named for code in _codes_named(rule, by_id[facet_id], name)}
        ordered = tuple(sorted(codes, key=by_id[facet_id].position))
        chosen.append(FacetCodes(facet_id, ordered))
    # In the frame's order, so that the order in which a file names facets changes no hash.
    return tuple(sorted(chosen, key=lambda choice: list(by_id).index(choice.facet)))


def _codes_named(rule: Entry, facet: Facet, name: str) -> tuple[str, ...]:
    """The code `name`, or all codes under the level `name`."""
    if name in facet:
        return (name,)
    under = tuple(code.code for code in facet.codes if name in code.parents)
    if not under:
        raise rule.refusal(
            f"names '{name}', which is neither a code nor a level of facet '{facet.id}'; correct it"
        )
    return under
