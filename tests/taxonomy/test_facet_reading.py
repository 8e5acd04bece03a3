import pytest

from taxonomy import load_frame

TWO_LISTS = """\
  - id: intended
    kind: single
    token: "M{letter}"
    codes:
      - {code: A, label: Radiography, definition: Plain films., note: No CT.}
      - {code: X, label: None}
      - {code: G, label: CT}
  - {id: performed, kind: single, token: "P{n}", codes_from: intended}
"""


def test_a_list_taken_from_another_facet_is_numbered_and_x_is_zero(facet_file):
    performed = load_frame(facet_file(TWO_LISTS)).facet("performed")
    assert performed.code_ids == ("P1", "P0", "P2")
    assert performed["P2"].label == "CT"
    assert (performed["P1"].definition, performed["P1"].note) == ("Plain films.", "No CT.")


def test_a_list_taken_with_another_placeholder_keeps_its_values(facet_file):
    path = facet_file(TWO_LISTS.replace("P{n}", "Q{letter}"))
    assert load_frame(path).facet("performed").code_ids == ("QA", "QX", "QG")


def test_a_list_taken_without_a_token_keeps_its_codes(facet_file):
    path = facet_file(TWO_LISTS.replace('token: "P{n}", ', ""))
    assert load_frame(path).facet("performed").code_ids == ("MA", "MX", "MG")


def test_an_ordinal_facet_refers_its_first_code_unless_it_says_otherwise(facet_file):
    facet = "- {id: f, kind: single, ordinal: true, %scodes: [{code: a}, {code: b}]}"
    assert load_frame(facet_file(facet % "")).facet("f").always_refer == {"a"}
    assert load_frame(facet_file(facet % "always_refer: [b], ")).facet("f").always_refer == {"b"}
    assert load_frame(facet_file(facet % "always_refer: [], ")).facet("f").always_refer == set()


def test_a_facet_without_order_refers_nothing_by_rule(facet_file):
    path = facet_file("- {id: f, kind: single, codes: [{code: a}]}")
    assert load_frame(path).facet("f").always_refer == set()


FACET_KEYS = (
    "id, title, kind, ordinal, levels, token, codes, codes_from, always_refer, level_labels"
)


@pytest.mark.parametrize(
    ("facets", "sentence"),
    [
        ("- {kind: single, codes: [{code: a}]}", "FILE: facet 1 has no id; add one"),
        ("- severity", "FILE: facet 1 is not a mapping; write it as key: value"),
        (
            "- {id: f, codes: [{code: a}]}",
            "FILE: facet 'f' has no kind; write single or multi",
        ),
        (
            "- {id: f, kind: one, codes: [{code: a}]}",
            "FILE: facet 'f' has the unknown kind 'one'; write single or multi",
        ),
        (
            "- {id: f, kind: single, codes: [{code: a}]}\n"
            "- {id: f, kind: multi, codes: [{code: b}]}",
            "FILE: facet 'f' stands twice; give one of them another id",
        ),
        (
            "- {id: narrative, kind: single, codes: [{code: a}]}",
            "FILE: facet 'narrative' has the name of a column that every table has;"
            " choose another id",
        ),
        (
            "- {id: f, kind: single, codes: [{code: a}]}\n"
            "- {id: f_ranked, kind: single, codes: [{code: a}]}",
            "FILE: facet 'f_ranked' has the name of a column that every table has;"
            " choose another id",
        ),
        (
            "- {id: a/b, kind: single, codes: [{code: a}]}",
            "FILE: facet 'a/b' has an id that cannot name a column;"
            " use a letter, then letters, digits, _ or -",
        ),
        (
            "- {id: f, kind: single, ordnal: true, codes: [{code: a}]}",
            f"FILE: facet 'f' has the unknown key 'ordnal'; known keys are {FACET_KEYS}",
        ),
        (
            "- {id: f, kind: single, ordinal: maybe, codes: [{code: a}]}",
            "FILE: facet 'f' has ordinal: maybe; write true or false",
        ),
        (
            "- {id: f, kind: single, codes: [{code: a}], always_refer: [b]}",
            "FILE: facet 'f' has 'b' under always_refer, which is not one of its codes; correct it",
        ),
        (
            "- {id: f, kind: single, codes: [{code: a}], always_refer: a}",
            "FILE: facet 'f' has no list under always_refer; write it as [one, two]",
        ),
        (
            "- {id: f, kind: single, codes_from: g}",
            "FILE: facet 'f' takes its codes from 'g', which is not a facet with its own codes;"
            " name one that is",
        ),
        (
            "- {id: f, kind: single, codes_from: f}",
            "FILE: facet 'f' takes its codes from 'f', which is not a facet with its own codes;"
            " name one that is",
        ),
        (
            "- {id: f, kind: single, codes: [{code: a}]}\n"
            "- {id: g, kind: single, codes: [{code: b}], codes_from: f}",
            "FILE: facet 'g' has codes_from and other codes of its own; keep one of the two",
        ),
        (
            "- {id: f, kind: single, codes: [{code: a}]}\n"
            "- {id: g, kind: single, codes_from: f, levels: [stage, code], stages: [a]}",
            "FILE: facet 'g' has codes_from and levels of its own; keep one of the two",
        ),
        (
            "- {id: f, kind: single, codes: [{code: ab}]}\n"
            '- {id: g, kind: single, token: "M{letter}", codes_from: f}',
            "FILE: facet 'g', code 'ab' does not fit the token pattern 'M{letter}';"
            " correct the code or the pattern",
        ),
    ],
)
def test_a_facet_with_an_error_is_named_with_its_file(facets, sentence, facet_file, refusal_of):
    assert refusal_of(facet_file(facets)) == sentence


@pytest.mark.parametrize(
    "column", ["id", "narrative", "submitter", "occurred_on", "coding_string", "frame", "model"]
)
def test_no_facet_takes_the_name_of_a_column_of_every_table(column, facet_file, refusal_of):
    path = facet_file(f"- {{id: {column}, kind: single, codes: [{{code: a}}]}}")
    assert refusal_of(path).endswith("has the name of a column that every table has;"
                                     " choose another id")  # fmt: skip
