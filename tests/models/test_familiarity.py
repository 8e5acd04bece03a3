import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.familiarity import REASONS, SIGNS, Familiarity, WordSigns
from models.words import cut

_NUMBERS = {
    # commonness, speaking for other matters, naming the subject, hinting at it
    "patient": (3, 0, 0, 0),
    "scan": (4, -2, 1, 0),
    "film": (2, -1, 0, 1),
    "tablets": (0, 2, 0, 0),
    "aircraft": (-4, 1, 0, 0),
    "runway": (-4, 1, 0, 0),
    "altitude": (-4, 1, 0, 0),
}


def familiarity(*, subject: bool = True, least_words: int = 3) -> Familiarity:
    numbers = np.array(list(_NUMBERS.values()), dtype=np.float32)
    slopes = np.array([1, -1, 1, 0.5, 0.5], dtype=np.float32)
    if not subject:
        numbers[:, 1:] = 0
        slopes[1:] = 0
    signs = WordSigns(tuple(_NUMBERS), numbers, typical=2.0)
    intercept = -2.0 if subject else -1.0
    return Familiarity(signs, slopes, intercept, least_words)


def verdict(narrative: str, judge: Familiarity | None = None) -> str:
    return (judge or familiarity()).judge(cut([narrative])).verdict(0)


def test_a_narrative_that_names_the_subject_is_familiar() -> None:
    assert verdict("the scan of the patient was lost again") == "familiar"


def test_a_narrative_that_speaks_for_other_matters_is_unlike_anything_seen() -> None:
    assert verdict("patient had the tablets of another patient twice") == "unlike anything seen"


def test_words_of_a_foreign_field_are_unlike_anything_seen_without_a_known_subject() -> None:
    alone = familiarity(subject=False)
    assert verdict("the aircraft left the runway at low altitude", alone) == "unlike anything seen"
    assert verdict("patient was told and the patient left", alone) == "familiar"


@pytest.mark.parametrize("narrative", ["", "?", "N/A", "patient", "12/03/2024 11 30 00"])
def test_fewer_words_than_any_coded_narrative_are_too_short(narrative: str) -> None:
    assert verdict(narrative) == "too short to code"


def test_numbers_are_not_counted_as_words() -> None:
    assert verdict("scan 1 2 3 4 5") == "too short to code"


def test_a_few_words_are_enough_if_they_name_the_subject_or_hint_at_it() -> None:
    assert verdict("wrong patient scan") == "familiar"
    assert verdict("patient film lost") == "familiar"
    assert verdict("wrong patient told") == "too short to code"


def test_one_word_is_enough_where_coded_narratives_have_one() -> None:
    assert verdict("patient", familiarity(subject=False, least_words=1)) == "familiar"


def test_one_strange_word_makes_no_short_narrative_strange() -> None:
    alone = familiarity(subject=False)
    assert verdict("aircraft noise woke her", alone) == "familiar"
    assert verdict("aircraft noise, runway lights, altitude unknown", alone) != "familiar"


def test_no_narratives_give_no_verdicts() -> None:
    assert len(familiarity().judge(cut([])).familiar) == 0


def test_every_verdict_but_familiar_has_a_sentence_that_says_why() -> None:
    assert REASONS["familiar"] == ""
    assert all(text.endswith(".") for verdict, text in REASONS.items() if verdict != "familiar")


def test_signs_come_in_the_order_of_their_names() -> None:
    signs = familiarity().signs.of(cut(["scan scan film"]))
    assert signs.shape == (1, len(SIGNS))
    commonness, others, subject, named, hinted = signs[0].tolist()
    assert commonness == pytest.approx((4 + 2 + 10 * 2.0) / 12)
    assert others == pytest.approx(-3 / np.sqrt(2))
    assert subject == pytest.approx(1.5 / np.sqrt(2))
    assert (named, hinted) == (1, 1)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(alphabet="abc scan film tablets 12\n", max_size=40), max_size=6))
def test_a_narrative_is_judged_the_same_in_any_batch(narratives: list[str]) -> None:
    judge = familiarity()
    together = judge.judge(cut(narratives))
    for row, narrative in enumerate(narratives):
        alone = judge.judge(cut([narrative]))
        assert together.verdict(row) == alone.verdict(0)
        assert together.score[row] == pytest.approx(alone.score[0], abs=1e-5)
    assert not (together.familiar & together.too_short).any()


def test_judging_leaves_the_words_as_they_were() -> None:
    words = cut(["scan of a scan film", "film and scan"])
    before = words.at.copy()
    familiarity().judge(words)
    assert np.array_equal(words.at, before)
