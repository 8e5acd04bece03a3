import json
from pathlib import Path

import pytest

from taxonomy import broken_rules, load_frame, make_coding

DRAFT24 = load_frame("draft24")
CORPUS = Path(__file__).parents[2] / "labelled_data" / "corpus" / "narratives.jsonl"


def sentences(**codes) -> list[str]:
    return [broken.sentence for broken in broken_rules(DRAFT24, make_coding(DRAFT24, codes))]


@pytest.mark.parametrize(
    ("codes", "sentence"),
    [
        (
            {"intended_modality": "MG", "performed_modality": "P7", "pathway": "3.2a"},
            "3.2a (MR safety screening incomplete) is used only where MRI was intended"
            " or performed.",
        ),
        (
            {"intended_modality": "MG", "performed_modality": "P7", "pathway": "3.5c"},
            "3.5c (Radiopharmaceutical given to the wrong patient) is used only where nuclear"
            " medicine, PET or molecular radiotherapy was intended or performed.",
        ),
        (
            {"intended_modality": "MI", "performed_modality": "P13", "pathway": "3.3d"},
            "3.3d (Wrong exposure factors or dose setting) is used only where an examination with"
            " ionising radiation was intended or performed.",
        ),
        (
            {"contributory_factor": ["CF1a", "CF7a"]},
            "CF7a (Other or not determined) stands alone: take it out, or take out the other"
            " contributory factors.",
        ),
        (
            {"exposure_type": "E5", "pathway": "5.1b"},
            "E5 (Carer or comforter) needs a step that puts a carer or comforter at risk,"
            " such as 3.7a or 3.2e.",
        ),
        (
            {"exposure_type": "E8", "pathway": "3.7a"},
            "E8 (Staff or public) needs a step that puts staff or the public at risk,"
            " such as 3.7b or 3.2e.",
        ),
        (
            {"severity": "L3", "performed_modality": "P0"},
            "L3 (Minor incident) is unusual where nothing was performed (P0);"
            " an incident stopped in time is L4.",
        ),
        (
            {"intended_modality": "MX", "performed_modality": "P0"},
            "Nothing intended (MX) with nothing performed (P0) is unusual;"
            " it fits only a person nearly examined in error.",
        ),
        (
            {"performed_modality": "P0", "pathway": "5.1b"},
            "5.1b (Finding missed) comes after the examination and is unusual where nothing was"
            " performed (P0).",
        ),
        (
            {"exposure_type": "E2", "intended_modality": "MA", "performed_modality": "P1"},
            "E2 (Health screening) is unusual outside mammography, CT, MRI and ultrasound,"
            " with which people are screened.",
        ),
    ],
)
def test_a_broken_rule_is_a_sentence_for_the_reporter(codes, sentence):
    assert sentences(**codes) == [sentence]


@pytest.mark.parametrize(
    "codes",
    [
        {"intended_modality": "MI", "performed_modality": "P0", "pathway": "3.2a"},
        {"intended_modality": "MX", "performed_modality": "P9", "pathway": "3.2b"},
        {"intended_modality": "MJ", "performed_modality": "P0", "pathway": "3.5c"},
        {"contributory_factor": "CF7a"},
        {"exposure_type": "E5", "pathway": ["3.7a", "5.1b"]},
        {"severity": "L4", "performed_modality": "P0"},
        {"exposure_type": "E2", "intended_modality": "MI", "performed_modality": "P9"},
    ],
)
def test_a_rule_that_is_kept_says_nothing(codes):
    assert sentences(**codes) == []


@pytest.mark.parametrize(
    "codes",
    [
        {"pathway": "3.2a"},
        {"pathway": "3.2a", "intended_modality": "MG"},
        {"exposure_type": "E8"},
        {"severity": "L3"},
    ],
)
def test_a_rule_is_not_broken_while_a_facet_that_could_keep_it_is_not_coded(codes):
    assert sentences(**codes) == []


def test_each_code_at_fault_has_its_own_sentence():
    broken = broken_rules(
        DRAFT24,
        make_coding(
            DRAFT24,
            {"intended_modality": "MG", "performed_modality": "P7", "pathway": ["3.3f", "3.2a"]},
        ),
    )
    assert [(rule.rule_id, rule.strength, rule.sentence[:4]) for rule in broken] == [
        ("mri_steps", "firm", "3.2a"),
        ("mri_steps", "firm", "3.3f"),
    ]


@pytest.fixture(scope="module")
def corpus_codings():
    lines = CORPUS.read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return [make_coding(DRAFT24, {id_: row[id_] for id_ in DRAFT24.facet_ids}) for row in rows]


def test_the_shipped_corpus_never_breaks_a_firm_rule(corpus_codings):
    broken = [
        rule
        for coding in corpus_codings
        for rule in broken_rules(DRAFT24, coding)
        if rule.strength == "firm"
    ]
    assert len(corpus_codings) == 6000
    assert broken == []


@pytest.mark.parametrize("rule", [rule for rule in DRAFT24.rules if rule.strength == "soft"],
                         ids=lambda rule: rule.id)  # fmt: skip
def test_the_shipped_corpus_breaks_each_soft_rule_in_1_to_8_of_100_codings_it_is_about(
    rule, corpus_codings
):
    about = [coding for coding in corpus_codings if rule.when.given_in(coding)]
    broken = [
        coding
        for coding in about
        if any(found.rule_id == rule.id for found in broken_rules(DRAFT24, coding))
    ]
    assert 0.01 <= len(broken) / len(about) <= 0.08
