"""What a person gets wrong ends in one sentence, exit status 2, and nothing written."""

import gzip
import io
import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from service.failures import full_sentence
from taxonomy.reading import load_frame

Command = Callable[..., Any]
SECRET = "Mrs Example of Example Street was scanned twice"
HEADER = "id,narrative,severity,pathway\n"


def train_on(command: Command, folder: Path, content: bytes, name: str = "coded.csv") -> str:
    (folder / name).write_bytes(content)
    refused = command("train", folder / name, "--frame", "draft24", "--out", folder / "model")
    assert sorted(path.name for path in folder.iterdir()) == [name]
    progress, _, last = refused.err.rstrip("\n").rpartition("\n")
    assert (refused.code, refused.out) == (2, "")
    assert "Traceback" not in refused.err
    assert SECRET not in refused.err
    assert "reading" in progress
    return str(last).replace(f"{folder}/", "")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            HEADER + f"A,{SECRET},L3,3.1a\nB,{SECRET} too,L3,3.9z\n",
            "row 3 of coded.csv: pathway code '3.9z' is not in draft24 2026.1; "
            "correct it or use the frame it was coded in.",
        ),
        (
            HEADER + f"A,{SECRET},L3|L4,3.1a\n",
            "row 2 of coded.csv: severity takes one code and has 2; keep one.",
        ),
        (
            f"id,text,severity\nA,{SECRET},L3\n",
            "coded.csv has no column 'narrative' (found: id, text, severity); "
            "name its columns id, narrative and one for each facet.",
        ),
        (
            HEADER + f"A,{SECRET},L3,3.1a\nA,{SECRET} too,L3,3.1a\n",
            "row 3 of coded.csv: the id is that of row 2; give every row one of its own.",
        ),
        (
            HEADER + "A,,L3,3.1a\n",
            "row 2 of coded.csv: the narrative is empty; write it or remove the row.",
        ),
        (
            HEADER + f"A,{'x' * 10_000_000},L3,3.1a\n",
            "row 2 of coded.csv: the narrative has 10,000,000 characters and 1,000,000 are "
            "allowed; shorten it or remove the row.",
        ),
    ],
    ids=["unknown code", "two codes", "missing column", "duplicate id", "empty", "10 MB cell"],
)
def test_a_bad_training_row_is_named(
    command: Command, tmp_path: Path, content: str, sentence: str
) -> None:
    assert train_on(command, tmp_path, content.encode()) == sentence


def test_training_data_in_a_wrong_encoding_is_refused(command: Command, tmp_path: Path) -> None:
    sentence = train_on(command, tmp_path, f"{HEADER}A,Röntgen,L3,3.1a\n".encode("latin-1"))
    assert sentence.startswith("row 2 of coded.csv is not UTF-8; save the file as UTF-8")


def test_truncated_training_data_is_refused(command: Command, tmp_path: Path) -> None:
    packed = gzip.compress((HEADER + f"A,{SECRET},L3,3.1a\n" * 100).encode())[:-10]
    sentence = train_on(command, tmp_path, packed, "coded.csv.gz")
    assert sentence.startswith("coded.csv.gz is cut short or damaged")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"id,text\nA,text\n", "extract.csv has no column 'narrative'"),
        ("id,narrative\nA,Röntgen\n".encode("latin-1"), "row 2 of extract.csv is not UTF-8"),
        (b'id,narrative\nA,"text\n', "row 2 of extract.csv opens a quotation mark"),
        (b"", "extract.csv is empty"),
        (b"id,narrative\n", "extract.csv has no rows below its header"),
    ],
    ids=["missing column", "wrong encoding", "open quotation", "empty", "header only"],
)
def test_a_file_that_cannot_be_scored_leaves_nothing(
    command: Command, tmp_path: Path, content: bytes, sentence: str
) -> None:
    source = tmp_path / "extract.csv"
    source.write_bytes(content)
    refused = command("batch", source, tmp_path / "coded.csv").sentence
    assert refused.replace(f"{tmp_path}/", "").startswith(sentence)
    assert refused.endswith(".")
    assert list(tmp_path.iterdir()) == [source]


def test_rejected_rows_end_in_status_1_and_name_the_first(
    command: Command, written: Callable[..., Path], tmp_path: Path
) -> None:
    source = written([("A", SECRET), ("B", " "), ("A", SECRET)])
    done = command("batch", source, tmp_path / "coded.csv")
    assert (done.code, done.out) == (1, "")
    assert done.err == (
        f"1 narratives scored into {tmp_path / 'coded.csv'}; 2 rows of {source} were rejected, "
        f"see {tmp_path / 'coded.csv.rejects.csv'} (the first is row 3: the narrative is empty; "
        "write it or remove the row).\n"
    )


def test_a_cell_of_10_mb_is_rejected_and_the_others_are_scored(
    command: Command, written: Callable[..., Path], tmp_path: Path
) -> None:
    source = written([("A", SECRET), ("B", "x" * 10_000_000), ("C", SECRET)])
    done = command("batch", source, tmp_path / "coded.csv")
    assert done.code == 1
    scored = (tmp_path / "coded.csv").read_text().splitlines()[1:]
    assert [line[:2] for line in scored] == ["A,", "C,"]
    assert (tmp_path / "coded.csv.rejects.csv").read_text() == (
        'row,id,reason\n3,B,"the narrative has 10,000,000 characters and 1,000,000 are allowed; '
        'shorten it or remove the row"\n'
    )


def test_brackets_in_the_name_of_an_output_are_no_markup(
    command: Command, written: Callable[..., Path], tmp_path: Path
) -> None:
    target = tmp_path / "out[" / "a].csv"
    target.parent.mkdir()
    done = command("batch", written([("A", SECRET)]), target)
    assert (done.code, done.err) == (0, f"1 narratives scored into {target}.\n")


@pytest.fixture
def copied(bundle: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(bundle, tmp_path / "model"))


@pytest.mark.parametrize("name", ["weights.safetensors", "frame.json", "vocabulary.json"])
def test_a_bundle_with_one_byte_changed_is_refused(
    command: Command, written: Callable[..., Path], copied: Path, name: str
) -> None:
    content = bytearray((copied / name).read_bytes())
    content[len(content) // 2] ^= 1
    (copied / name).write_bytes(content)
    source = written([("A", SECRET)])
    target = source.with_name("coded.csv")
    for words in (["batch", source, target], ["suggest", SECRET]):
        refused = command(*words, "--model", copied).sentence
        assert refused.startswith(f"{copied / name} was changed since the bundle was built")
    assert not target.exists()


def test_a_bundle_for_another_frame_version_is_refused(
    command: Command, bundle: Path, written: Callable[..., Path], tmp_path: Path
) -> None:
    frame = tmp_path / "draft24.json"
    frame.write_text(json.dumps({**load_frame("draft24").to_dict(), "version": "2027.1"}))
    source = written([("A", SECRET)])
    target = tmp_path / "coded.csv"
    for words in (
        ["batch", source, target],
        ["suggest", SECRET],
        ["evaluate", bundle, source, "--report", tmp_path / "report.json"],
        ["serve", "--port", "0"],
    ):
        refused = command(*words, "--frame", frame).sentence
        assert "is bound to draft24 2026.1" in refused
        assert "not to draft24 2027.1" in refused
    assert sorted(path.name for path in tmp_path.iterdir()) == ["draft24.json", "extract.csv"]


def test_a_folder_that_is_no_bundle_is_refused(command: Command, tmp_path: Path) -> None:
    sentence = command("suggest", SECRET, "--model", tmp_path).sentence
    assert sentence.startswith(f"{tmp_path} is not a model bundle")
    sentence = command("suggest", SECRET, "--model", tmp_path / "absent").sentence
    assert sentence.startswith(f"there is no model bundle '{tmp_path / 'absent'}'")


def test_a_registered_model_that_is_not_there_is_refused(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    monkeypatch.chdir(tmp_path)
    sentence = command("suggest", SECRET, "--model", "models:/imaging@champion").sentence
    assert sentence.startswith("no model is registered")
    assert list(tmp_path.iterdir()) == []


def test_a_frame_file_with_an_error_is_refused(command: Command, tmp_path: Path) -> None:
    frame = tmp_path / "mine.yaml"
    frame.write_text("id: mine\nversion: 1\nfacets:\n- {id: a, title: A, kind: sing, codes: []}\n")
    sentence = command("frames", "validate", frame).sentence
    assert sentence.startswith(f"{frame}: facet 'a'")
    assert command("train", frame, "--frame", frame, "--out", tmp_path / "m").sentence == sentence
    target = tmp_path / "coded.csv"
    assert command("batch", frame, target, "--frame", frame).sentence == sentence
    assert list(tmp_path.iterdir()) == [frame]


def test_evaluation_data_without_a_facet_is_refused(
    command: Command, bundle: Path, written: Callable[..., Path], tmp_path: Path
) -> None:
    source = written([("A", SECRET)])
    refused = command("evaluate", bundle, source, "--report", tmp_path / "report.json")
    assert "has no column for a facet of the frame" in refused.sentence
    assert list(tmp_path.iterdir()) == [source]


@pytest.mark.parametrize("target", ["absent/report.json", "linked.json", "folder.json"])
def test_a_report_that_cannot_be_written_is_refused_before_scoring(
    command: Command, bundle: Path, tmp_path: Path, target: str
) -> None:
    source = tmp_path / "coded.csv"
    source.write_text(f"id,narrative,severity\nA,{SECRET},L9\n")  # would be read before scoring
    (tmp_path / "linked.json").symlink_to(source)
    (tmp_path / "folder.json").mkdir()
    sentence = command("evaluate", bundle, source, "--report", tmp_path / target).sentence
    assert sentence in {
        f"the folder of {tmp_path / 'absent/report.json'} does not exist; create it first.",
        f"{tmp_path / 'linked.json'} is the input itself and would be overwritten; "
        "name another output.",
        f"the output {tmp_path / 'folder.json'} is a folder; name a file.",
    }
    assert "L9" in source.read_text()


@pytest.mark.parametrize(
    "words",
    [
        ["suggest", *SECRET.split()],
        ["suggest", f"--{SECRET.split()[0]}", "Example"],
        ["suggest", SECRET, "--evidense"],
        ["suggest", "--hlep"],
        [SECRET],
        [f"--{SECRET}"],
    ],
    ids=["unquoted", "hyphens", "wrong option", "only a wrong option", "no command", "no suggest"],
)
def test_a_usage_error_never_repeats_what_may_be_a_narrative(
    command: Command, words: list[str]
) -> None:
    sentence = command(*words).sentence
    assert not any(word in sentence for word in ("Mrs", "Example", "--ev", "--hl"))
    assert "in quotation marks" in sentence
    assert sentence.endswith(".")


@pytest.mark.parametrize("length", [1_000_001, 4_000_010])
def test_a_narrative_that_is_too_long_is_refused(
    command: Command, monkeypatch: pytest.MonkeyPatch, length: int
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"x" * length)))
    expected = "the narrative has more than 1,000,000 characters; shorten it."
    assert command("suggest", "-").sentence == expected


def test_every_refusal_ends_with_one_full_stop() -> None:
    assert full_sentence("keep one") == full_sentence("keep one. ") == "keep one."


@pytest.mark.parametrize("text", ["", "  \n"])
def test_an_empty_narrative_is_refused(command: Command, text: str) -> None:
    assert command("suggest", text).sentence.startswith("the narrative is empty; write it")
