import pytest

from taxonomy import coding_string, load_frame, make_coding


def test_draft24_has_the_codes_of_the_working_frame(draft24):
    assert draft24.name == "draft24 2026.1"
    assert {facet.id: len(facet.codes) for facet in draft24.facets} == {
        "severity": 5,
        "exposure_type": 8,
        "intended_modality": 14,
        "performed_modality": 14,
        "pathway": 88,
        "contributory_factor": 25,
    }


def test_intended_and_performed_modality_are_one_list(draft24):
    intended, performed = draft24.facet("intended_modality"), draft24.facet("performed_modality")
    assert intended.code_ids == tuple(f"M{letter}" for letter in "ABCDEFGHIJKLMX")
    assert performed.code_ids == (*(f"P{n}" for n in range(1, 14)), "P0")
    assert [code.label for code in intended.codes] == [code.label for code in performed.codes]


def test_severity_level_1_always_goes_to_a_person(draft24):
    assert draft24.facet("severity").always_refer == {"L1"}
    assert load_frame("pria24").facet("severity").always_refer == {"L1"}


def test_pathway_codes_stand_under_stage_and_step(draft24):
    pathway = draft24.facet("pathway")
    assert pathway["3.2b"].parents == ("3", "3.2")
    assert pathway.level_labels["3.2"] == "Safety screening and controlled area"
    assert draft24.facet("contributory_factor")["CF1b"].parents == ("CF1",)


@pytest.mark.parametrize(
    "published",
    ["PRIA24/L1/E1/MG/P7/3.2b/CF1b/CF4a", "PRIA24/L2/E1/MA/P1/3.5e/3.6b/CF3a"],
)
def test_the_published_coding_strings_are_rendered_by_pria24(published):
    pria24 = load_frame("pria24")
    tokens = set(published.split("/"))
    codes = {facet.id: tokens & set(facet.code_ids) for facet in pria24.facets}
    assert coding_string(pria24, make_coding(pria24, codes)) == published


def test_pria24_holds_no_label(draft24):
    pria24 = load_frame("pria24")
    assert pria24.status == "structure only"
    assert {code.label for facet in pria24.facets for code in facet.codes} == {
        "Published token; label not public"
    }
