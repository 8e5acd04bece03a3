"""Similar incidents: who sees what, and that nothing is lost behind a wall."""

import json
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labelled_data.corpus import corpus_path
from labelled_data.reading import read_coded
from models.coded_incident import CodedIncident
from models.narrative_vectors import NarrativeVectors
from models.similar_building import build_index
from models.similar_incidents import SimilarIncidents
from taxonomy.errors import Refusal
from taxonomy.reading import load_frame

FRAME = load_frame("draft24")
ASKED = "Wrong patient scanned in CT, the identity check was rushed."


def incident(
    id: str, narrative: str, submitter: str = "", *, walled: bool = False
) -> CodedIncident:
    codes = {"severity": ("L3",), "pathway": ("3.2b", "3.5d")}
    return CodedIncident(id, narrative, submitter, "2026-01", "adjudicated", codes, walled)


def built(folder: Path, incidents: Sequence[CodedIncident]) -> SimilarIncidents:
    folder.mkdir()
    build_index(folder, incidents, FRAME)
    return SimilarIncidents.load(folder)


@pytest.fixture(scope="module")
def narratives() -> list[str]:
    with corpus_path().open(encoding="utf-8") as file:
        return [json.loads(line)["narrative"] for line in islice(file, 300)]


@pytest.fixture(scope="module")
def mixed(narratives: list[str]) -> list[CodedIncident]:
    """Incidents of three submitters, about half of them walled, every third narrative repeated."""
    chance = np.random.default_rng(0)
    return [
        incident(
            f"I{at}",
            narratives[chance.integers(100) if at % 3 == 0 else at],
            "ABC"[chance.integers(3)],
            walled=bool(chance.integers(2)),
        )
        for at in range(300)
    ]


@pytest.fixture(scope="module")
def index(mixed: list[CodedIncident], tmp_path_factory: pytest.TempPathFactory) -> SimilarIncidents:
    return built(tmp_path_factory.mktemp("similar") / "index", mixed)


@pytest.fixture(scope="module")
def unit_vectors(mixed: list[CodedIncident]) -> np.ndarray:
    rows = NarrativeVectors.load().matrix([one.narrative for one in mixed]).astype(float)
    unit: np.ndarray = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit


@settings(max_examples=60, deadline=None)
@given(
    asked=st.integers(0, 299),
    submitter=st.sampled_from([None, "", "A", "B", "C", "D"]),
    k=st.integers(1, 50),
    leaves_itself_out=st.booleans(),
)
def test_the_nearest_are_those_that_a_look_at_every_visible_incident_finds(
    index: SimilarIncidents,
    mixed: list[CodedIncident],
    unit_vectors: np.ndarray,
    asked: int,
    submitter: str | None,
    k: int,
    leaves_itself_out: bool,
) -> None:
    leave_out = mixed[asked].id if leaves_itself_out else None
    found = index.find(mixed[asked].narrative, k=k, submitter=submitter, leave_out=leave_out)
    may_see = {
        one.id: one
        for one in mixed
        if (not one.walled or one.submitter == submitter) and one.id != leave_out
    }
    assert {one.id for one in found} <= may_see.keys()
    assert all(may_see[one.id].narrative == one.narrative for one in found)
    nearness = unit_vectors @ unit_vectors[asked]
    best: dict[str, float] = {}
    for at in np.argsort(-nearness):
        if mixed[at].id in may_see:
            best.setdefault(mixed[at].narrative, float(nearness[at]))
    expected = list(best.values())[:k]
    assert len({one.narrative for one in found}) == len(found) == len(expected)
    similarities = [one.similarity for one in found]
    np.testing.assert_allclose(similarities, np.maximum(expected, 0), atol=0.002)


def test_a_wall_that_hides_the_ten_thousand_nearest_costs_no_result(
    tmp_path: Path, narratives: list[str]
) -> None:
    hidden = [incident(f"H{at}", f"{ASKED} {at}", "A", walled=True) for at in range(10_000)]
    own = [incident(f"B{at}", narratives[at], "B", walled=True) for at in range(4)]
    shared = [incident(f"S{at}", narratives[at + 10], "A") for at in range(3)]
    index = built(tmp_path / "index", [*hidden, *own, *shared])
    seen_by_b = index.find(ASKED, k=7, submitter="B")
    assert {one.id for one in seen_by_b} == {one.id for one in (*own, *shared)}
    assert {one.id for one in index.find(ASKED, k=7)} == {one.id for one in shared}
    seen_by_a = index.find(ASKED, k=7, submitter="A")
    assert len(seen_by_a) == 7
    assert all(one.id.startswith("H") for one in seen_by_a)
    assert len(index.find(ASKED, k=50, submitter="A")) == 50


def test_what_stands_behind_a_wall_changes_nothing_for_another(
    tmp_path: Path, narratives: list[str]
) -> None:
    open_to_all = [incident(f"S{at}", text) for at, text in enumerate(narratives[:20])]
    of_another = [incident(f"A{at}", text, "A", walled=True) for at, text in enumerate(narratives)]
    with_them = built(tmp_path / "with", [*of_another, *open_to_all])
    without = built(tmp_path / "without", open_to_all)
    for asked in (ASKED, narratives[0], narratives[100]):
        expected = without.find(asked, k=10, submitter="B")
        assert with_them.find(asked, k=10, submitter="B") == expected
        assert with_them.find(asked, k=10) == expected


def test_a_result_says_what_was_coded_and_who_confirmed_it(tmp_path: Path) -> None:
    (found,) = built(tmp_path / "index", [incident("I1", ASKED, "A")]).find(ASKED)
    assert found.similarity == pytest.approx(1, abs=1e-3)
    assert (found.id, found.narrative, found.submitter) == ("I1", ASKED, "A")
    assert (found.occurred_on, found.confirmed_by) == ("2026-01", "adjudicated")
    assert found.codes == {"severity": ("L3",), "pathway": ("3.2b", "3.5d")}


def test_a_narrative_that_stands_there_often_is_shown_once_by_its_latest(tmp_path: Path) -> None:
    same = [incident(f"I{at}", ASKED) for at in range(60)]
    other = incident("other", "Coil cable looped under the leg in MRI, blister noted.")
    index = built(tmp_path / "index", [*same, other, incident("spaced", f" {ASKED}\n")])
    assert [one.id for one in index.find(ASKED)] == ["spaced", "other"]
    assert [one.id for one in index.find(ASKED, leave_out="spaced")] == ["I59", "other"]


def test_an_incident_that_stands_alone_can_be_left_out(tmp_path: Path) -> None:
    index = built(tmp_path / "index", [incident("I1", ASKED), incident("I2", f"{ASKED} Twice.")])
    assert [one.id for one in index.find(ASKED, k=1, leave_out="I1")] == ["I2"]


def test_a_copy_behind_the_own_wall_stands_in_for_the_one_left_out(tmp_path: Path) -> None:
    copies = [incident("own", ASKED, "A", walled=True), incident("shared", ASKED, "B")]
    index = built(tmp_path / "index", copies)
    assert [one.id for one in index.find(ASKED, submitter="A")] == ["own"]
    assert [one.id for one in index.find(ASKED, submitter="A", leave_out="own")] == ["shared"]
    assert [one.id for one in index.find(ASKED, submitter="A", leave_out="shared")] == ["own"]


@pytest.mark.parametrize("asked", ["…", "?! -- .", "\n", "Ωψ"])
def test_a_narrative_without_a_known_word_is_near_to_nothing(tmp_path: Path, asked: str) -> None:
    incidents = [incident("marks", "?? !!"), incident("I1", ASKED)]
    index = built(tmp_path / "index", incidents)
    found = [one.id for one in index.find(asked)]
    assert found == [] if not any(map(str.isalpha, asked)) else "marks" not in found
    assert [one.id for one in index.find(ASKED)] == ["I1"]


def test_an_index_of_nothing_but_unknown_words_is_searched_in_vain(tmp_path: Path) -> None:
    assert built(tmp_path / "index", [incident("marks", "?? !!")]).find(ASKED) == []


@pytest.mark.parametrize("submitter", ["", " "])
def test_a_walled_incident_without_a_submitter_is_refused(tmp_path: Path, submitter: str) -> None:
    with pytest.raises(Refusal, match="'I1' is walled and has no submitter who could see it"):
        build_index(tmp_path, [incident("I1", ASKED, submitter, walled=True)], FRAME)


def test_an_index_of_no_incidents_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="there is no confirmed coded incident"):
        build_index(tmp_path, [], FRAME)


def test_a_corpus_incident_is_its_own_nearest_and_its_neighbours_share_its_codes(
    tmp_path: Path,
) -> None:
    table = read_coded([corpus_path()], FRAME).take(range(0, 6000, 4))
    incidents = [
        CodedIncident(row.id, row.narrative, row.submitter, row.occurred_on, "corpus", row.codes)
        for row in table.rows()
    ]
    index = built(tmp_path / "index", incidents)
    sharing = []
    for one in incidents[::15]:
        found = index.find(one.narrative, k=4)
        assert found[0].id == one.id
        sharing += [set(near.codes["pathway"]) & set(one.codes["pathway"]) for near in found[1:]]
    assert np.mean([bool(shared) for shared in sharing]) > 0.3  # by chance: 0.02
