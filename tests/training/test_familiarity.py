import time
from collections import defaultdict
from collections.abc import Iterable
from itertools import chain

import numpy as np
import pytest

from labelled_data.corpus import corpus_path, real_incidents_path
from labelled_data.out_of_frame import checking_path, frame_subject, read_texts
from labelled_data.reading import read_chunks, read_coded
from models.familiarity import Familiarity
from models.static_embedding import StaticEmbedding, shipped_embedding
from models.words import cut
from taxonomy.reading import load_frame
from training.familiarity import fit_familiarity
from training.judged_words import general_shares

NEAR_MISSES = ("imaging words, other matter", "imaging in passing")


@pytest.fixture(scope="module")
def regions() -> tuple[list[str], np.ndarray]:
    """The corpus, and the region of each narrative: two neighbouring sites make one."""
    table = read_coded([corpus_path()], load_frame("draft24"))
    return table.narratives, np.array([(int(site[-2:]) - 1) // 2 for site in table.submitters])


@pytest.fixture(scope="module")
def judge(regions: tuple[list[str], np.ndarray]) -> Familiarity:
    """Learned from three quarters of the regions and from the texts that ship."""
    narratives, region = regions
    known = np.flatnonzero(region % 4 != 3)
    return fit_familiarity(
        [narratives[row] for row in known],
        region[known] % 5,
        StaticEmbedding(shipped_embedding()),
        frame_subject("draft24"),
    )


@pytest.fixture(scope="module")
def flagged(judge: Familiarity) -> dict[str, list[bool]]:
    """Whether each text to check with was flagged, by kind."""
    texts = read_texts(checking_path())
    familiar = judge.judge(cut([text.narrative for text in texts])).familiar
    by_kind = defaultdict(list)
    for text, known in zip(texts, familiar.tolist(), strict=True):
        by_kind[text.kind].append(not known)
    return by_kind


def share(kinds: Iterable[list[bool]]) -> float:
    return float(np.mean(list(chain.from_iterable(kinds))))


def outside(flagged: dict[str, list[bool]]) -> dict[str, list[bool]]:
    """The kinds outside the frame, without those on which people would differ."""
    return {
        kind: rows
        for kind, rows in flagged.items()
        if not kind.startswith("inside") and not kind.endswith("hard") and kind != "too short"
    }


def test_hardly_any_narrative_of_a_region_never_seen_is_flagged(
    judge: Familiarity, regions: tuple[list[str], np.ndarray]
) -> None:
    narratives, region = regions
    unseen = [narratives[row] for row in np.flatnonzero(region % 4 == 3)]
    assert (~judge.judge(cut(unseen)).familiar).mean() <= 0.02


def test_most_texts_on_other_matters_are_flagged(flagged: dict[str, list[bool]]) -> None:
    assert share(outside(flagged).values()) >= 0.85


def test_nearly_all_are_flagged_that_do_not_speak_of_imaging(
    flagged: dict[str, list[bool]],
) -> None:
    plain = [rows for kind, rows in outside(flagged).items() if kind not in NEAR_MISSES]
    assert share(plain) >= 0.9


def test_everything_too_short_to_code_is_flagged(flagged: dict[str, list[bool]]) -> None:
    assert all(flagged["too short"])


def test_short_incidents_of_the_frame_stay_familiar(flagged: dict[str, list[bool]]) -> None:
    inside = [rows for kind, rows in flagged.items() if kind.startswith("inside")]
    assert share(inside) <= 0.06


def test_retold_real_incidents_stay_familiar(judge: Familiarity) -> None:
    chunks = read_chunks(real_incidents_path())
    narratives = [row.narrative for chunk in chunks for row in chunk.narratives]
    assert (~judge.judge(cut(narratives)).familiar).mean() <= 0.05


@pytest.mark.parametrize(
    ("narrative", "verdict"),
    [
        ("Wrong patient CT scanned.", "familiar"),
        ("Slipped off the X-ray table getting down, hurt her wrist.", "familiar"),
        ("Ultrasound done on the wrong leg, repeated.", "familiar"),
        (
            "The barcode scanner in pharmacy stopped working so labels were typed in by hand.",
            "unlike anything seen",
        ),
        (
            "Visitor slipped on a wet floor in the corridor, sore knee, no first aid wanted.",
            "unlike anything seen",
        ),
        ("Le patient est tombé dans le couloir et n'a pas été blessé.", "unlike anything seen"),
        ("see attached", "too short to code"),
        ("pt fell", "too short to code"),
    ],
)
def test_a_reader_would_agree_with_these_verdicts(
    judge: Familiarity, narrative: str, verdict: str
) -> None:
    assert judge.judge(cut([narrative])).verdict(0) == verdict


def test_a_narrative_takes_less_than_a_tenth_of_a_millisecond(
    judge: Familiarity, regions: tuple[list[str], np.ndarray]
) -> None:
    words = cut(regions[0][:2000])
    started = time.process_time()
    judge.judge(words)
    assert time.process_time() - started < 2000 * 1e-4


def test_without_texts_on_other_matters_only_foreign_fields_are_flagged(
    regions: tuple[list[str], np.ndarray],
) -> None:
    narratives, region = regions
    alone = fit_familiarity(
        narratives[::3], region[::3] % 5, StaticEmbedding(shipped_embedding()), None
    )
    assert not alone.signs.knows_subject
    familiar = alone.judge(cut(narratives[1::3])).familiar
    assert familiar.mean() >= 0.98
    foreign = (
        "The crew were cleared to climb to flight level three one zero and the first officer read "
        "back two one zero. The captain did not hear it as he was on the other frequency. Air "
        "traffic control saw the aircraft level off early and asked them to confirm their altitude."
    )
    assert alone.judge(cut([foreign])).verdict(0) == "unlike anything seen"


def test_frames_about_something_else_have_no_texts() -> None:
    assert frame_subject("safenet") is None


def test_texts_to_check_with_are_not_learned_from() -> None:
    subject = frame_subject("draft24")
    assert subject is not None
    learned = {*subject.inside, *(text.narrative for text in subject.outside)}
    assert not learned & {text.narrative for text in read_texts(checking_path())}


def test_common_english_words_have_larger_shares_than_rare_ones() -> None:
    shares = general_shares(StaticEmbedding(shipped_embedding()))
    assert shares["the"] > shares["hospital"] > shares["scanner"]
    assert 0.5 < sum(shares.values()) < 1.1
