import pytest

from taxonomy import load_frame
from taxonomy.code_reading import plural

PATHWAY = """\
  - id: pathway
    kind: multi
    levels: [stage, step, code]
    token: "{stage}.{step}{letter}"
    stages:
      - stage: "3"
        label: Examination
        steps:
          - step: "3.1"
            label: Identity
            codes:
              - {code: 3.1a, label: Not identified}
          - step: "3.2"
            label: Safety screening
            codes:
              - {code: 3.2b, label: Unsafe device}
"""

FACTORS = """\
  - id: factor
    kind: multi
    levels: [group, code]
    token: "CF{group}{letter}"
    groups:
      - group: "1"
        label: Individual
        codes:
          - {code: CF1a, label: Hazard}
"""


def test_a_code_knows_the_levels_above_it_outermost_first(facet_file):
    pathway = load_frame(facet_file(PATHWAY)).facet("pathway")
    assert pathway["3.2b"].parents == ("3", "3.2")
    assert pathway.level_labels == {
        "3": "Examination",
        "3.1": "Identity",
        "3.2": "Safety screening",
    }


def test_a_level_written_as_its_bare_value_is_made_canonical(facet_file):
    factor = load_frame(facet_file(FACTORS)).facet("factor")
    assert factor["CF1a"].parents == ("CF1",)
    assert factor.level_labels == {"CF1": "Individual"}


def test_levels_of_any_name_need_no_token(facet_file):
    facet = """\
  - id: part
    kind: single
    levels: [category, code]
    categories:
      - {category: Upper limb, codes: [{code: Arm / wrist}, {code: "110"}]}
"""
    part = load_frame(facet_file(facet)).facet("part")
    assert part.code_ids == ("Arm / wrist", "110")
    assert part["110"].parents == ("Upper limb",)


@pytest.mark.parametrize(
    ("level", "key"),
    [("stage", "stages"), ("category", "categories"), ("class", "classes"), ("day", "days")],
)
def test_a_level_is_listed_under_its_plural(level, key):
    assert plural(level) == key


def test_a_code_without_a_label_is_its_own_label(facet_file):
    frame = load_frame(facet_file("- {id: f, kind: single, codes: [{code: a}]}"))
    assert frame.facet("f")["a"].label == "a"


@pytest.mark.parametrize(
    ("facet", "sentence"),
    [
        ("- {id: f, kind: single}", "FILE: facet 'f' has no codes; list at least one code"),
        (
            "- {id: f, kind: single, codes: []}",
            "FILE: facet 'f' has no codes; list at least one code",
        ),
        (
            "- {id: f, kind: single, codes: [a]}",
            "FILE: facet 'f', code 1 is not a mapping; write it as key: value",
        ),
        (
            "- {id: f, kind: single, codes: [{code: a}, {label: b}]}",
            "FILE: facet 'f', code 2 has no code; add one",
        ),
        (
            "- {id: f, kind: single, codes: [{code: ''}]}",
            "FILE: facet 'f', code 1 has no code; add one",
        ),
        (
            "- {id: f, kind: single, codes: [{code: a|b}]}",
            "FILE: facet 'f', code 'a|b' holds a bar, which separates codes in tables;"
            " write it without",
        ),
        (
            "- {id: f, kind: single, codes: [{code: a}, {code: a}]}",
            "FILE: facet 'f' has the code 'a' twice; remove or rename one",
        ),
        (
            '- {id: f, kind: single, token: "M{letter}", codes: [{code: A}, {code: MA}]}',
            "FILE: facet 'f' has the code 'MA' twice; remove or rename one",
        ),
        (
            "- {id: f, kind: single, codes: [{code: a, lable: b}]}",
            "FILE: facet 'f', code 1 has the unknown key 'lable';"
            " known keys are code, label, definition, note, parents",
        ),
        (
            '- {id: f, kind: single, token: "L{n}", codes: [{code: E1}]}',
            "FILE: facet 'f', code 'E1' does not fit the token pattern 'L{n}';"
            " correct the code or the pattern",
        ),
        (
            '- {id: f, kind: single, token: "L", codes: [{code: L}]}',
            "FILE: facet 'f' has the token 'L', which has no placeholder such as {n}; correct it",
        ),
        (
            "- {id: f, kind: single, levels: [stage, code], stages: [{stage: a}], codes: [a]}",
            "FILE: facet 'f' has codes beside its stages; keep one of the two",
        ),
        (
            "- {id: f, kind: single, levels: [stage, step]}",
            "FILE: facet 'f' has levels that do not end with code; write [stage, step, code] or so",
        ),
        (
            "- {id: f, kind: single, levels: [group, code], codes: [{code: a}]}",
            "FILE: facet 'f', code 'a' has 0 parents; name 1, one for each level above the code",
        ),
        (
            "- {id: f, kind: single, levels: [group, code], codes: [{code: a, parents: [g]}]}",
            "FILE: facet 'f', code 'a' stands under 'g', which is not in level_labels;"
            " add or correct it",
        ),
    ],
)
def test_a_code_list_with_an_error_is_named_with_its_facet(facet, sentence, facet_file, refusal_of):
    assert refusal_of(facet_file(facet)) == sentence


@pytest.mark.parametrize(
    ("right", "wrong", "sentence"),
    [
        (
            "code: 3.2b",
            "code: 3.1b",
            "FILE: facet 'pathway', code '3.1b' stands under step '3.2' and belongs under '3.1';"
            " move or correct it",
        ),
        (
            'stage: "3"',
            'stage: "4"',
            "FILE: facet 'pathway', code '3.1a' stands under stage '4' and belongs under '3';"
            " move or correct it",
        ),
        (
            'step: "3.2"',
            'step: "two"',
            "FILE: facet 'pathway', step 'two' does not fit '{stage}.{step}',"
            " the start of the token pattern; correct the step",
        ),
        (
            'step: "3.2"',
            'step: "3.1"',
            "FILE: facet 'pathway', step '3.1' stands twice with two labels;"
            " join them or rename one step",
        ),
        (
            "\n              - {code: 3.2b, label: Unsafe device}",
            "",
            "FILE: facet 'pathway', step '3.2' has no codes; list at least one code",
        ),
        (
            "label: Examination",
            "lable: Examination",
            "FILE: facet 'pathway', stage 1 has the unknown key 'lable';"
            " known keys are stage, label, steps",
        ),
    ],
)
def test_a_code_under_the_wrong_level_is_named(right, wrong, sentence, facet_file, refusal_of):
    assert PATHWAY.count(right) == 1
    assert refusal_of(facet_file(PATHWAY.replace(right, wrong))) == sentence
