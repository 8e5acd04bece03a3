import re
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.behaviour import layout
from evaluation.behaviour.abbreviations import PAIRS, abbreviated, expanded
from evaluation.behaviour.catalogue import BEHAVIOURS
from evaluation.behaviour.expectation import AtMost, Gains, GainsNone, LessSerious, Moves
from evaluation.behaviour.irrelevant_sentences import SENTENCES
from evaluation.behaviour.particulars import with_other_particulars
from evaluation.behaviour.sides import with_sides_swapped
from evaluation.behaviour.spelling import in_american_spelling
from evaluation.behaviour.typing_errors import mistyped, with_typing_errors
from evaluation.behaviour.unseen_narratives import WRITTEN, unseen_narratives
from evaluation.metrics.shares import wilson_interval
from labelled_data.corpus import corpus_path
from labelled_data.reading import read_chunks
from taxonomy.reading import load_frame

FRAME = load_frame("draft24")


def cases(behaviour, seed=0):
    return list(behaviour.cases(WRITTEN, Random(seed)))


def test_an_abbreviation_is_written_out_with_its_plural_and_article():
    assert expanded("Pts sent for an MRI and a CXR.", Random(0)) == (
        "Patients sent for a magnetic resonance imaging and a chest X-ray."
    )


def test_a_term_is_abbreviated_with_its_article():
    assert abbreviated("Patient had a magnetic resonance imaging.", Random(0)) == "Pt had an MRI."


@pytest.mark.parametrize("text", ["PET-CT", "BI-RADS", "it", "us", "script", "PT SAID IT WAS CT"])
def test_what_only_looks_like_an_abbreviation_is_left(text):
    assert expanded(text, Random(0)) == text


@pytest.mark.parametrize("pair", PAIRS)
def test_every_pair_can_be_made_either_way(pair):
    short, long = pair
    assert abbreviated(f"x {long} y", Random(0)) == f"x {short} y"
    assert expanded(f"x {short} y", Random(0)) == f"x {long} y"


def test_sides_are_exchanged_and_the_right_patient_is_not():
    text = "Right patient; the left hip was done in place of the right hip. He left the room."
    assert with_sides_swapped(text, Random(0)) == (
        "Right patient; the right hip was done in place of the left hip. He left the room."
    )


def test_the_lumbar_spine_has_no_side():
    assert with_sides_swapped("L spine and L hip", Random(0)) == "L spine and R hip"


def test_a_narrative_in_which_a_side_may_be_something_else_is_left():
    assert with_sides_swapped("Left hip. Nobody left.", Random(0)) == "Left hip. Nobody left."


def test_a_name_is_exchanged_alike_throughout():
    changed = with_other_particulars("Mrs Anne Haskey rang. Haskey's dose was 240 MBq.", Random(0))
    name = re.match(r"Mrs Anne (\w+) rang\. (\w+)'s dose was 240 MBq\.", changed)
    assert name is not None
    assert name[1] == name[2] != "Haskey"


def test_a_weekend_stays_a_weekend_and_a_bed_differs_from_another():
    changed = with_other_particulars("On Saturday bed 4 was taken for bed 6.", Random(0))
    beds = re.match(r"On Sunday bed (\d+) was taken for bed (\d+)\.", changed)
    assert beds is not None
    assert int(beds[2]) == int(beds[1]) + 2


def test_months_of_delay_are_no_date():
    assert with_other_particulars("clinic 2/12 later", Random(0)) == "clinic 2/12 later"


def test_american_spelling_keeps_the_case():
    text = "Paediatric theatre, TUMOUR, centred"
    assert in_american_spelling(text, Random(0)) == "Pediatric theater, TUMOR, centered"


@given(st.from_regex(r"[a-z]{5,12}", fullmatch=True), st.integers())
def test_a_typing_error_adds_or_drops_at_most_one_letter(word, seed):
    wrong = mistyped(word, Random(seed))
    assert abs(len(wrong) - len(word)) <= 1
    assert wrong[0] == word[0]


def test_one_to_three_words_are_mistyped():
    text = "alpha bravo charlie delta foxtrot hotel india juliet"
    for seed in range(20):
        wrong = with_typing_errors(text, Random(seed)).split()
        assert sum(a != b for a, b in zip(wrong, text.split(), strict=True)) <= 3


def test_rotated_sentences_are_the_same_sentences():
    text = "One came. Two went. Three stayed."
    rotated = layout.with_sentences_rotated(text, Random(0))
    assert rotated != text
    assert sorted(layout.sentences(rotated)) == sorted(layout.sentences(text))


def test_there_are_thirty_irrelevant_sentences_and_forty_abbreviations():
    assert len(set(SENTENCES)) >= 30
    assert len(set(PAIRS)) >= 40


@pytest.mark.parametrize("behaviour", BEHAVIOURS, ids=lambda behaviour: behaviour.name)
def test_a_behaviour_has_cases_and_the_same_seed_gives_the_same_ones(behaviour):
    assert cases(behaviour)
    assert cases(behaviour) == cases(behaviour)


@pytest.mark.parametrize("behaviour", BEHAVIOURS, ids=lambda behaviour: behaviour.name)
def test_what_a_behaviour_expects_can_be_asked_of_the_frame(behaviour):
    codes = {facet.id: frozenset(facet.code_ids[:1]) for facet in FRAME.facets}
    for case in cases(behaviour):
        assert case.expectation.met(codes, codes, FRAME) in (True, False)
        assert set(
            re.findall(r"\b(?:\d\.\d\w|CF\d\w|[LEP]\d+|M[A-Z])\b", case.expectation.words)
        ) <= {code for facet in FRAME.facets for code in facet.code_ids}


@pytest.mark.parametrize("behaviour", BEHAVIOURS, ids=lambda behaviour: behaviour.name)
def test_nothing_of_a_narrative_is_shown(behaviour):
    assert not any(case.shown in WRITTEN for case in cases(behaviour) if case.shown)


def test_unseen_narratives_are_not_in_the_corpus_that_the_shipped_model_learned_from():
    learned = {row.narrative for chunk in read_chunks(corpus_path()) for row in chunk.narratives}
    assert not learned & set(unseen_narratives())


def test_a_code_that_was_there_before_is_not_gained():
    had, none = {"pathway": frozenset({"3.1c"})}, {"pathway": frozenset[str]()}
    assert Gains("pathway", "3.1c").met(none, had, FRAME)
    assert not Gains("pathway", "3.1c").met(had, had, FRAME)
    assert GainsNone((("pathway", "3.1c"),)).met(had, had, FRAME)
    assert not GainsNone((("pathway", "3.1c"),)).met(none, had, FRAME)


def test_l4_is_less_serious_than_l2_and_the_same_level_is_not():
    l2, l4 = {"severity": frozenset({"L2"})}, {"severity": frozenset({"L4"})}
    assert LessSerious("severity").met(l2, l4, FRAME)
    assert not LessSerious("severity").met(l4, l2, FRAME)
    assert not LessSerious("severity").met(l4, l4, FRAME)


def test_a_move_needs_both_ends():
    head = {"intended_modality": frozenset({"MG"})}
    knee = {"intended_modality": frozenset({"MI"})}
    move = Moves((("intended_modality", "MG", "MI"),))
    assert move.met(head, knee, FRAME)
    assert not move.met(knee, knee, FRAME)


def test_a_third_code_is_one_too_many():
    assert not AtMost("pathway", 2).met({}, {"pathway": frozenset("abc")}, FRAME)


def test_wilson_s_interval_is_that_of_the_tables_and_no_point_at_the_ends():
    assert wilson_interval(8, 10) == pytest.approx((0.490, 0.943), abs=0.001)
    assert wilson_interval(10, 10) == pytest.approx((0.722, 1.0), abs=0.001)
    with pytest.raises(ValueError, match="lies in 0 to 3"):
        wilson_interval(4, 3)
