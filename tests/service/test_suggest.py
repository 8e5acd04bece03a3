import io
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from service.notes import edition_note, shortlist_note, suggestion_notes
from service.plain_words import likelihood, percentage
from taxonomy.frame import CodeFrame
from taxonomy.reading import load_frame

Command = Callable[..., Any]
NARRATIVE = (
    "Wrong patient brought for CT chest; two of the same name on the list and the ID check was "
    "rushed. Scan done with contrast."
)


def test_a_suggestion_is_shown_with_its_labels_and_its_limits(command: Command) -> None:
    shown = command("suggest", NARRATIVE)
    assert (shown.code, shown.err) == (0, "")
    assert "Computed tomography" in shown.out
    assert "refer to a person" in shown.out
    assert "Coding string: DRAFT24/" in shown.out
    assert "DRAFT24 codes are not official codes." in shown.out
    assert "learned from invented narratives" in shown.out
    assert "a person decides" in shown.out
    assert "hold a right code 95 times in 100" in " ".join(shown.out.split())


def test_the_whole_shortlist_is_shown_and_nothing_past_it(command: Command) -> None:
    shown = command("suggest", NARRATIVE).out
    for facet in json.loads(command("suggest", NARRATIVE, "--json").out)["facets"]:
        listed = [ranked["code"] for ranked in facet["shortlist"]]
        for ranked in (*facet["shortlist"], *facet["ranked"]):
            stands = re.search(rf"\s{re.escape(ranked['code'])}\s", shown) is not None
            assert stands == (ranked["code"] in listed), ranked["code"]


def test_json_is_one_object(command: Command) -> None:
    answer = json.loads(command("suggest", NARRATIVE, "--json").out)
    assert list(answer) == [
        "frame",
        "model",
        "facets",
        "coding_string",
        "tier",
        "familiarity",
        "caution",
        "warnings",
        "provisional",
    ]
    assert answer["frame"] == "draft24 2026.1"
    assert answer["provisional"] is True
    modality = answer["facets"][2]
    assert (modality["facet"], modality["decided"]) == ("intended_modality", ["MG"])
    assert all(0 <= span["start"] < span["end"] <= len(NARRATIVE) for span in modality["evidence"])
    assert modality["evidence"]


def test_evidence_can_be_left_out(command: Command) -> None:
    answer = json.loads(command("suggest", NARRATIVE, "--json", "--no-evidence").out)
    assert not any(facet["evidence"] for facet in answer["facets"])


def test_a_narrative_can_come_from_stdin(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    stdin = io.TextIOWrapper(io.BytesIO(NARRATIVE.encode()))
    monkeypatch.setattr(sys, "stdin", stdin)
    piped = json.loads(command("suggest", "-", "--json").out)
    assert piped == json.loads(command("suggest", NARRATIVE, "--json").out)


def test_stdin_that_is_not_utf8_is_refused(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("Röntgen".encode("latin-1"))))
    assert command("suggest", "-").sentence == "the narrative on stdin is not UTF-8; convert it."


def test_square_brackets_in_a_narrative_are_no_markup(command: Command) -> None:
    assert command("suggest", "[bold]Wrong[/b] patient [/] scanned in CT").code == 0


def test_a_narrative_may_start_with_hyphens(command: Command) -> None:
    assert command("suggest", f"--{NARRATIVE}").code == 0


def test_labels_are_printed_as_they_stand(command: Command, tmp_path: Path) -> None:
    frame = tmp_path / "mine.yaml"
    frame.write_text(
        "id: mine\nversion: 1\ntitle: 'Ours [/of] :bell:'\nstatus: '[red]'\nfacets:\n"
        "- id: a\n  title: One [bold]\n  kind: single\n  codes:\n"
        "  - {code: A1, label: 'Injection [contrast] given', definition: ':warning: [/x]'}\n"
        "  - {code: A2, label: Other}\n"
    )
    shown = command("frames", "show", frame, "--facet", "a").out
    for text in (
        "Ours [/of] :bell:",
        "status: [red]",
        "One [bold] (a",
        "Injection [contrast] given",
    ):
        assert text in shown
    assert ":warning: [/x]" in shown
    sentence = command("frames", "show", frame, "--facet", "b").sentence
    assert sentence == "mine 1 has no facet 'b'; its facets are a."


def test_a_model_of_another_edition_of_a_shipped_frame_is_said_to_be_one(tmp_path: Path) -> None:
    installed = load_frame("draft24")
    content = installed.to_dict()
    content["facets"][0]["title"] = "Harm"
    other = CodeFrame.from_dict(content)
    note = (
        "The model is bound to another edition of draft24 than the one installed "
        f"(hash {other.hash[:12]} against {installed.hash[:12]}); its codes are those of its own "
        "edition."
    )
    assert note in suggestion_notes(other, tmp_path, 0.95)
    assert note not in suggestion_notes(installed, tmp_path, 0.95)
    assert edition_note(CodeFrame.from_dict({**content, "id": "mine"})) == ""


def test_frames_are_listed_shown_and_validated(command: Command, tmp_path: Path) -> None:
    assert "draft24" in command("frames", "list").out
    shown = command("frames", "show", "draft24", "--facet", "severity").out
    assert "Notifiable incident" in shown
    written = tmp_path / "frame.json"
    written.write_text(command("frames", "show", "pria24", "--json").out.replace('"hash"', '"x"'))
    assert "unknown key 'x'" in command("frames", "validate", written).sentence
    assert "is valid: draft24 2026.1, 6 facets" in command("frames", "validate", "draft24").out


@pytest.mark.parametrize(
    ("probability", "words"),
    [(1.0, "nearly certain"), (0.8, "very likely"), (0.5, "about even"), (0.0, "very unlikely")],
)
def test_probabilities_have_words(probability: float, words: str) -> None:
    assert likelihood(probability) == words


def test_the_note_on_shortlists_states_their_coverage() -> None:
    assert "a right code 97.5 times in 100" in shortlist_note(0.975)
    assert shortlist_note(None) == ""


def test_no_suggestion_is_shown_as_certain() -> None:
    assert [percentage(p) for p in (1.0, 0.994, 0.01, 0.009)] == [
        "over 99%",
        "99%",
        "1%",
        "under 1%",
    ]
