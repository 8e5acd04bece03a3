import json
import pickle

import pytest

from taxonomy import Code, CodeFrame, Facet, load_frame

MINI = CodeFrame(
    id="mini",
    version="1",
    title="Mini",
    status="test",
    facets=(
        Facet("severity", "Severity", "single", (Code("L1", "Notifiable"), Code("L2", "Minor"))),
    ),
)


def test_a_code_has_its_position_in_the_facet():
    facet = MINI.facet("severity")
    assert facet.code_ids == ("L1", "L2")
    assert facet.position("L2") == 1
    assert "L2" in facet
    assert "L3" not in facet
    assert facet["L2"].label == "Minor"


def test_an_unknown_code_or_facet_is_a_key_error():
    with pytest.raises(KeyError):
        MINI.facet("severity").position("L9")
    with pytest.raises(KeyError):
        MINI.facet("pathway")


def test_the_hash_is_the_same_on_every_python():
    assert MINI.hash == "32d07f904e3c7d36f44c97d8a76fa2ce86bf7df6bbc0de4d8a98b475bd515819"


def test_the_hash_changes_with_any_content(draft24):
    other = draft24.to_dict()
    other["facets"][0]["codes"][0]["note"] += " "
    assert CodeFrame.from_dict(other).hash != draft24.hash


@pytest.mark.parametrize("frame_id", ["draft24", "pria24"])
def test_a_frame_survives_json(frame_id):
    frame = load_frame(frame_id)
    again = CodeFrame.from_dict(json.loads(json.dumps(frame.to_dict())))
    assert again == frame
    assert again.hash == frame.hash


@pytest.mark.parametrize("frame_id", ["draft24", "pria24"])
def test_a_frame_written_as_json_is_a_frame_file(frame_id, frame_file):
    frame = load_frame(frame_id)
    path = frame_file(json.dumps(frame.to_dict()), "frame.json")
    assert load_frame(path) == frame


def test_a_frame_travels_to_other_processes(draft24):
    assert pickle.loads(pickle.dumps(draft24)) == draft24


def test_a_frame_can_be_a_dictionary_key(draft24):
    assert {draft24: 1}[load_frame("draft24")] == 1
