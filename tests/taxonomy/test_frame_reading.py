import json
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from taxonomy import Refusal, load_frame, shipped_frame_ids
from taxonomy.reading import SHIPPED_FRAMES

MINI = """\
id: mini
version: "1"
facets:
  - id: severity
    kind: single
    codes:
      - {code: L1, label: Notifiable}
"""


def test_the_shipped_frames_are_listed():
    assert shipped_frame_ids() == ["draft24", "pria24"]


def test_every_scalar_is_text(frame_file):
    frame = load_frame(
        frame_file("id: mini\nversion: 2026.10\nfacets:\n- {id: f, kind: single, codes: "
                   "[{code: 010, label: No}, {code: No, label: 1}, {code: 2024-01-01, label: ~}]}")
    )  # fmt: skip
    assert frame.version == "2026.10"
    assert frame.facet("f").code_ids == ("010", "No", "2024-01-01")
    assert frame.facet("f")["010"].label == "No"


def test_comments_and_layout_do_not_change_the_hash(frame_file):
    plain = load_frame(frame_file(MINI)).hash
    laid_out = MINI.replace(
        "{code: L1, label: Notifiable}", "label: 'Notifiable'\n        code: L1"
    )
    assert load_frame(frame_file("# a comment\n" + laid_out, "other.yaml")).hash == plain


def test_a_byte_order_mark_is_no_part_of_a_frame(frame_file):
    assert load_frame(frame_file("\ufeff" + MINI)).id == "mini"


def test_a_frame_that_does_not_exist_is_named_with_the_shipped_ones():
    with pytest.raises(Refusal) as refused:
        load_frame("draft25")
    assert str(refused.value) == (
        "there is no frame 'draft25'; name a frame file or one of draft24, pria24"
    )


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            "id: mini\nversion: 1\ntitle: Mini: a frame",
            "FILE, line 3: not valid YAML (mapping values are not allowed in this context);"
            " correct that line",
        ),
        (
            "id: mini\nid: maxi\n",
            "FILE, line 2: not valid YAML (the key 'id' stands twice); correct that line",
        ),
        ("", "FILE is not a code frame; write id, version and facets at its top level"),
        ("- id: mini", "FILE is not a code frame; write id, version and facets at its top level"),
        ("version: 1", "FILE has no id; add one"),
        ("id: mini", "FILE has no version; add one"),
        ("id: mini\nversion: 1", "FILE has no facets; list at least one facet"),
        ("id: mini\nversion: 1\nfacets: []", "FILE has no facets; list at least one facet"),
        (
            "id: mini\nversion: 1\nfacets: {id: severity}",
            "FILE has no list under facets; start each facet with a dash",
        ),
        (
            "id: mini\nversion: [1]",
            "FILE has no plain text under version; write one value",
        ),
        (
            "id: ../mini\nversion: 1",
            "FILE has the id '../mini'; use a letter, then letters, digits, _ or - only",
        ),
        (
            "id: mini\ntrigger: A/B\nversion: 1",
            "FILE has the trigger 'A/B'; use letters, digits, _ and - only",
        ),
        (
            "id: mini\nverison: 1",
            "FILE has the unknown key 'verison'; known keys are"
            " id, version, title, status, trigger, facets, rules",
        ),
        (
            "id: mini\x00",
            "FILE holds characters that YAML does not allow; remove them",
        ),
    ],
)
def test_a_frame_file_with_an_error_is_refused_in_one_sentence(
    content, sentence, frame_file, refusal_of
):
    assert refusal_of(frame_file(content)) == sentence


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            '{"id": "mini",\n"version"}',
            "FILE, line 2: not valid JSON (Expecting ':' delimiter); correct that line",
        ),
        (
            '{"id": "mini", "id": "maxi"}',
            "FILE has the key 'id' twice in one mapping; keep one",
        ),
        ("[" * 100_000, "FILE is nested too deeply for a code frame; flatten it"),
        ('{"id": true}', "FILE has no plain text under id; write one value"),
    ],
)
def test_a_json_frame_with_an_error_is_refused_in_one_sentence(
    content, sentence, frame_file, refusal_of
):
    assert refusal_of(frame_file(content, "frame.json")) == sentence


def test_a_file_in_another_encoding_is_refused(tmp_path, refusal_of):
    path = tmp_path / "frame.yaml"
    path.write_bytes(MINI.replace("Notifiable", "Überdosis").encode("latin-1"))
    assert refusal_of(path) == "FILE, line 7: not UTF-8 text; save the file as UTF-8"


def test_1200_codes_with_spaces_slashes_and_digits_load(facet_file):
    codes = [f"{n} / Nav (a & b), {n}'s" for n in range(1200)]
    listed = "".join(f'  - code: "{code}"\n    label: x\n' for code in codes)
    frame = load_frame(facet_file(f"- id: part\n  kind: multi\n  codes:\n{listed}"))
    assert frame.facet("part").code_ids == tuple(codes)


DRAFT24_TEXT = (SHIPPED_FRAMES / "draft24.yaml").read_text(encoding="utf-8")


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    at=st.integers(0, len(DRAFT24_TEXT)),
    cut=st.integers(0, 60),
    put=st.text("abL13{}[]:,-|*&<'\"\n \t", max_size=6),
)
def test_a_damaged_yaml_frame_is_read_or_refused_and_never_fails_otherwise(
    at, cut, put, frame_file
):
    with suppress(Refusal):
        load_frame(frame_file(DRAFT24_TEXT[:at] + put + DRAFT24_TEXT[at + cut :]))


def places(content):
    """Every list and mapping in a JSON value, with each of its keys or positions."""
    children = content.items() if isinstance(content, dict) else enumerate(content)
    for key, child in list(children):
        yield content, key
        if isinstance(child, dict | list):
            yield from places(child)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    chosen=st.data(),
    put=st.sampled_from([None, "", "x", "a|b", 3, 0.5, True, [], {}, ["x"], [["x"]], {"x": "y"}]),
)
def test_a_damaged_json_frame_is_read_or_refused_and_never_fails_otherwise(
    chosen, put, draft24, frame_file
):
    content = draft24.to_dict()
    inside, key = chosen.draw(st.sampled_from(list(places(content))))
    inside[key] = put
    with suppress(Refusal):
        load_frame(frame_file(json.dumps(content), "frame.json"))
