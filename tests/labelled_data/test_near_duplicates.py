import random

from labelled_data.corpus import corpus_path
from labelled_data.near_duplicates import near_duplicate_groups
from labelled_data.reading import read_coded
from taxonomy.reading import load_frame

NARRATIVES = [
    text
    for text in read_coded(corpus_path(), load_frame("draft24")).narratives
    if 60 <= len(text.split()) <= 120
][:300]


def edited(narrative: str, words: int, *, seed: int = 0) -> str:
    """The narrative with `words` of its words replaced, apart from one another."""
    tokens = narrative.split()
    step = len(tokens) // words
    start = random.Random(seed).randrange(step)
    for position in range(start, start + step * words, step):
        tokens[position] = f"edited{position}"
    return " ".join(tokens)


def test_narratives_written_apart_are_not_grouped() -> None:
    assert near_duplicate_groups(NARRATIVES).tolist() == list(range(len(NARRATIVES)))


def test_a_copy_in_other_case_and_spacing_is_the_same_text() -> None:
    copies = [
        NARRATIVES[0],
        NARRATIVES[1],
        f"  {NARRATIVES[0].upper()}!\n",
        "wrong leg",
        "Wrong  leg.",
    ]
    assert near_duplicate_groups(copies).tolist() == [0, 1, 0, 2, 2]


def test_a_lightly_edited_copy_falls_with_its_original() -> None:
    copies = [edited(narrative, 2, seed=seed) for seed, narrative in enumerate(NARRATIVES)]
    groups = near_duplicate_groups(NARRATIVES + copies)
    assert groups[: len(NARRATIVES)].tolist() == groups[len(NARRATIVES) :].tolist()


def test_a_half_rewritten_copy_stands_alone() -> None:
    tokens = NARRATIVES[0].split()
    rewritten = " ".join(tokens[: len(tokens) // 2] + NARRATIVES[1].split())
    assert near_duplicate_groups([NARRATIVES[0], rewritten]).tolist() == [0, 1]


def test_groups_reach_from_copy_to_copy_of_a_copy() -> None:
    tokens = [f"word{n}" for n in range(70)]
    chain = [" ".join(tokens)]
    for start in range(0, 60, 12):
        for position in range(start, start + 12, 4):
            tokens[position] = f"new{position}"
        chain.append(" ".join(tokens))
    assert near_duplicate_groups([chain[0], chain[-1]]).tolist() == [0, 1]
    assert set(near_duplicate_groups(chain).tolist()) == {0}


def test_short_texts_are_grouped_only_when_equal() -> None:
    texts = ["See above", "see above.", "See below", "", "?", "", "wrong side L4", "wrong side L5"]
    assert near_duplicate_groups(texts).tolist() == [0, 0, 1, 2, 3, 2, 4, 5]


def test_thousands_of_copies_of_one_form_letter_are_quick() -> None:
    letters = [f"{NARRATIVES[0]} Reference number {n}." for n in range(5000)]
    assert set(near_duplicate_groups(letters).tolist()) == {0}
