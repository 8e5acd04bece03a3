import json
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from labelled_data.corpus import corpus_path
from models.bundle import default_bundle
from models.decision import FacetScores
from models.suggester import Suggester, ranked_codes, shortlisted_codes
from taxonomy.reading import load_frame

MRI = (
    "Patient with a pacemaker was taken into the MRI scanner room. The safety questionnaire had "
    "not been completed. Scan stopped, patient unharmed. Checklist was not followed."
)
NOTIFIABLE = (
    "Wrong patient received a CT chest abdomen pelvis with contrast, about 15 mSv. Notified to the "
    "regulator as a significant accidental exposure. ID was not checked."
)


WORDS_NOT_SEEN = [f"unseeningly{at}s" for at in range(64)]


def narratives(count: int) -> list[str]:
    with corpus_path().open(encoding="utf-8") as file:
        return [json.loads(next(file))["narrative"] for _ in range(count)]


def test_every_facet_of_the_frame_is_suggested(suggester: Suggester) -> None:
    (suggestion,) = suggester.suggest([MRI])
    assert tuple(facet.facet for facet in suggestion.facets) == suggester.frame.facet_ids


def test_an_mri_narrative_is_coded_as_mri(suggester: Suggester) -> None:
    (suggestion,) = suggester.suggest([MRI])
    decided = {facet.facet: facet.decided for facet in suggestion.facets}
    assert decided["intended_modality"] == ("MI",)
    assert {"3.2a", "3.2b"} & set(decided["pathway"])
    assert suggestion.coding_string.startswith("DRAFT24/")


def test_ranked_codes_are_at_most_ten_and_best_first(suggester: Suggester) -> None:
    (suggestion,) = suggester.suggest([MRI])
    for facet in suggestion.facets:
        likely = [probability for _, probability in facet.ranked]
        assert len(likely) == min(10, len(suggester.frame.facet(facet.facet).codes))
        assert likely == sorted(likely, reverse=True)
        assert all(0 <= probability <= 1 for probability in likely)


def test_a_shortlist_is_best_first_and_holds_the_decided_codes(suggester: Suggester) -> None:
    for suggestion in suggester.suggest([MRI, NOTIFIABLE, *narratives(20)]):
        for facet in suggestion.facets:
            codes = [code for code, _ in facet.shortlist]
            likely = [probability for _, probability in facet.shortlist]
            assert set(facet.decided) <= set(codes)
            assert len(codes) == len(set(codes))
            assert likely == sorted(likely, reverse=True)


def test_a_shortlist_may_hold_every_code_where_the_ranked_list_ends_at_ten() -> None:
    facet = load_frame("draft24").facet("pathway")
    likely = np.linspace(0.9, 0.1, len(facet.codes))[None]
    everything = np.ones(likely.shape, dtype=bool)
    scores = FacetScores(likely, likely > 0.8, np.array([False]), everything)
    assert len(ranked_codes(facet, scores, 0)) == 10
    assert [code for code, _ in shortlisted_codes(facet, scores, 0)] == list(facet.code_ids)


def test_severity_level_one_is_never_accepted(suggester: Suggester) -> None:
    texts = [NOTIFIABLE, *narratives(600)]
    scores = suggester.score(texts)["severity"]
    level_one = scores.decided[:, suggester.frame.facet("severity").position("L1")]
    assert level_one.any()
    assert not (scores.accept & level_one).any()


def test_a_narrative_alone_is_scored_as_in_a_batch(suggester: Suggester) -> None:
    texts = narratives(40)
    together = suggester.score(texts)
    for row in (0, 17, 39):
        alone = suggester.score([texts[row]])
        for facet, scores in together.facets.items():
            np.testing.assert_allclose(
                alone[facet].probabilities[0], scores.probabilities[row], atol=1e-5
            )


def test_no_narratives_give_no_suggestions(suggester: Suggester) -> None:
    assert suggester.suggest([]) == []


@pytest.mark.parametrize("narrative", ["?", "   ", "12", "ß" * 5000, "\x00\u202e!", "日本語"])
def test_a_strange_narrative_is_still_answered(suggester: Suggester, narrative: str) -> None:
    (suggestion,) = suggester.suggest([narrative], evidence=True)
    assert all(facet.decided for facet in suggestion.facets)


def test_evidence_lies_in_the_narrative_on_whole_words(suggester: Suggester) -> None:
    (suggestion,) = suggester.suggest([MRI], evidence=True)
    spans = [span for facet in suggestion.facets for span in facet.evidence]
    assert spans
    for span in spans:
        assert 0 <= span.start < span.end <= len(MRI)
        assert span.weight > 0
        assert not MRI[span.start - 1 : span.start].isalnum()
        assert not MRI[span.end : span.end + 1].isalnum()


def test_evidence_after_a_letter_that_grows_in_lower_case_is_not_displaced(
    suggester: Suggester,
) -> None:
    text = f"İİİ İstanbul {MRI}"
    (suggestion,) = suggester.suggest([text], evidence=True)
    marked = {text[s.start : s.end] for f in suggestion.facets for s in f.evidence}
    assert any("pacemaker" in words for words in marked)
    assert all(words == words.strip() and words[-1].isalnum() for words in marked)


def test_threads_get_the_answers_that_one_gets(suggester: Suggester) -> None:
    texts = [f"{text} {word}" for text, word in zip(narratives(64), WORDS_NOT_SEEN, strict=True)]
    alone = suggester.suggest(texts)
    fresh = Suggester.load(default_bundle())
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda text: fresh.suggest([text])[0], texts))
    for one, other in zip(alone, together, strict=True):
        assert one.coding_string == other.coding_string


def test_evidence_does_not_run_across_sentences(suggester: Suggester) -> None:
    for text in narratives(30):
        (suggestion,) = suggester.suggest([text], evidence=True)
        for facet in suggestion.facets:
            for span in facet.evidence:
                assert ". " not in text[span.start : span.end]
                assert "\n" not in text[span.start : span.end]


def test_evidence_for_mri_names_mri(suggester: Suggester) -> None:
    (suggestion,) = suggester.suggest([MRI], evidence=True)
    (intended,) = [facet for facet in suggestion.facets if facet.facet == "intended_modality"]
    marked = {MRI[span.start : span.end] for span in intended.evidence if span.code == "MI"}
    assert any("MRI" in words for words in marked)


def test_without_the_evidence_a_code_becomes_less_likely(suggester: Suggester) -> None:
    """The marked words matter more than as many others."""
    marked, unmarked = [], []
    random = np.random.default_rng(0)
    for text in narratives(60):
        (suggestion,) = suggester.suggest([text], evidence=True)
        (pathway,) = [facet for facet in suggestion.facets if facet.facet == "pathway"]
        code, likely = pathway.ranked[0]
        spans = [span for span in pathway.evidence if span.code == code]
        width = sum(span.end - span.start for span in spans)
        start = int(random.integers(0, max(1, len(text) - width)))
        kept = "".join(
            letter
            for at, letter in enumerate(text)
            if not any(span.start <= at < span.end for span in spans)
        )
        other = text[:start] + text[start + width :]
        column = suggester.frame.facet("pathway").position(code)
        after = suggester.score([kept, other])["pathway"].probabilities[:, column]
        marked.append(likely - after[0])
        unmarked.append(likely - after[1])
    assert np.mean(marked) > 2 * np.mean(unmarked)


def test_evidence_is_given_only_where_asked_for(suggester: Suggester) -> None:
    (suggestion,) = suggester.suggest([MRI])
    assert all(facet.evidence == () for facet in suggestion.facets)
