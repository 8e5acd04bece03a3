import pytest

from taxonomy import load_frame
from taxonomy.rules import FacetCodes

FRAME = """\
id: mini
version: "1"
facets:
  - id: step
    kind: multi
    levels: [stage, code]
    stages: [{stage: early, codes: [{code: a}, {code: b}]}, {stage: late, codes: [{code: c}]}]
  - {id: modality, kind: single, codes: [{code: CT}, {code: MRI}]}
rules:
"""
RULE = "- {id: r, strength: firm, when: {step: [a]}, alone: true, sentence: Alone.}"


def test_a_level_stands_for_its_codes(frame_file):
    rule = (
        "- {id: r, strength: soft, when: {step: [early]}, not_with: {modality: [CT]}, sentence: S.}"
    )
    assert load_frame(frame_file(FRAME + rule)).rules[0].when == FacetCodes("step", ("a", "b"))


@pytest.mark.parametrize(
    ("right", "wrong", "sentence"),
    [
        (
            "when: {step: [a]}",
            "when: {stp: [a]}",
            "FILE: rule 'r' names the facet 'stp', which is not in the frame;"
            " its facets are step, modality",
        ),
        (
            "when: {step: [a]}",
            "when: {step: [z]}",
            "FILE: rule 'r' names 'z', which is neither a code nor a level of facet 'step';"
            " correct it",
        ),
        (
            "when: {step: [a]}",
            "when: {step: []}",
            "FILE: rule 'r' names no code of facet 'step'; list at least one",
        ),
        (
            "when: {step: [a]}",
            "when: {step: a}",
            "FILE: rule 'r' has no list under step; write it as [one, two]",
        ),
        (
            "when: {step: [a]}",
            "when: step",
            "FILE: rule 'r' has no mapping under when; write it as key: value",
        ),
        (
            "when: {step: [a]}",
            "when: {step: [a], modality: [CT]}",
            "FILE: rule 'r' needs exactly one facet under when; name one",
        ),
        (
            "alone: true",
            "alone: true, not_with: {modality: [CT]}",
            "FILE: rule 'r' needs exactly one of needs_any_of, not_with and alone; keep one",
        ),
        (
            "alone: true, ",
            "",
            "FILE: rule 'r' needs exactly one of needs_any_of, not_with and alone; keep one",
        ),
        (
            "alone: true",
            "alone: false",
            "FILE: rule 'r' has alone: false, which says nothing; write true or leave it out",
        ),
        (
            "strength: firm",
            "strength: hard",
            "FILE: rule 'r' has no known strength; write firm or soft",
        ),
        (
            "sentence: Alone.",
            "sentence: '{codes} alone.'",
            "FILE: rule 'r' has {codes} in its sentence; only {code} and {label} are filled in",
        ),
        (", sentence: Alone.", "", "FILE: rule 'r' has no sentence; add one"),
        ("id: r, ", "", "FILE: rule 1 has no id; add one"),
        (
            "alone: true",
            "alon: true",
            "FILE: rule 'r' has the unknown key 'alon'; known keys are"
            " id, strength, when, needs_any_of, not_with, alone, sentence",
        ),
        (RULE, f"{RULE}\n{RULE}", "FILE: rule 'r' stands twice; give one of them another id"),
    ],
)
def test_a_rule_with_an_error_is_named(right, wrong, sentence, frame_file, refusal_of):
    assert right in RULE
    assert refusal_of(frame_file(FRAME + RULE.replace(right, wrong))) == sentence
