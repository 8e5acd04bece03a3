import pytest
from hypothesis import given
from hypothesis import strategies as st

from taxonomy import Coding, Refusal, coding_string, load_frame, make_coding

DRAFT24 = load_frame("draft24")
PUBLISHED = {
    "severity": "L1",
    "exposure_type": "E1",
    "intended_modality": "MG",
    "performed_modality": "P7",
    "pathway": ["3.2b"],
    "contributory_factor": ["CF4a", "CF1b"],
}


@given(
    st.fixed_dictionaries(
        {},
        optional={
            facet.id: st.lists(st.sampled_from(facet.code_ids), max_size=6 if facet.is_multi else 1)
            for facet in DRAFT24.facets
        },
    ),
    st.randoms(use_true_random=False),
)
def test_any_order_in_gives_the_same_coding_out(codes, random):
    coding = make_coding(DRAFT24, codes)
    facets = list(codes)
    random.shuffle(facets)
    shuffled = make_coding(DRAFT24, {id_: random.sample(codes[id_], k=len(codes[id_]))
                                     for id_ in facets})  # fmt: skip
    assert shuffled == coding
    assert hash(shuffled) == hash(coding)
    assert coding_string(DRAFT24, shuffled) == coding_string(DRAFT24, coding)
    assert make_coding(DRAFT24, coding.to_dict()) == coding
    for facet in DRAFT24.facets:
        positions = [facet.position(code) for code in coding[facet.id]]
        assert positions == sorted(set(positions))
        assert set(coding[facet.id]) == set(codes.get(facet.id, ()))


def test_a_complete_coding_renders_as_a_coding_string():
    coding = make_coding(DRAFT24, PUBLISHED)
    assert coding.is_complete(DRAFT24)
    assert coding_string(DRAFT24, coding) == "DRAFT24/L1/E1/MG/P7/3.2b/CF1b/CF4a"


def test_a_partial_coding_is_legal_and_renders_the_tokens_it_has():
    coding = make_coding(DRAFT24, {"severity": "", "performed_modality": ["P0"], "pathway": None})
    assert list(coding) == ["performed_modality"]
    assert coding["severity"] == ()
    assert not coding.is_complete(DRAFT24)
    assert coding_string(DRAFT24, coding) == "DRAFT24/P0"


def test_an_empty_coding_has_no_coding_string():
    assert coding_string(DRAFT24, Coding()) == ""


def test_a_frame_without_a_trigger_has_no_coding_strings(facet_file):
    frame = load_frame(facet_file("- {id: f, kind: single, codes: [{code: a}]}"))
    assert coding_string(frame, make_coding(frame, {"f": "a"})) == ""


@pytest.mark.parametrize(
    ("codes", "sentence"),
    [
        ({"pathway": ["3.9z"]}, "pathway code '3.9z' is not in draft24 2026.1"),
        ({"pathway": "3.2b|3.3a"}, "pathway code '3.2b|3.3a' is not in draft24 2026.1"),
        (
            {"severity": ["L3", "L1"]},
            "severity takes exactly one code and was given 2 (L1, L3); keep one",
        ),
        (
            {"severty": "L1"},
            "draft24 2026.1 has no facet 'severty'; its facets are severity, exposure_type,"
            " intended_modality, performed_modality, pathway, contributory_factor",
        ),
        (
            {"severity": "Wrong patient scanned."},
            "severity code of 22 characters is not in draft24 2026.1",
        ),
    ],
)
def test_a_coding_outside_the_frame_is_refused(codes, sentence):
    with pytest.raises(Refusal) as refused:
        make_coding(DRAFT24, codes)
    assert str(refused.value) == sentence
