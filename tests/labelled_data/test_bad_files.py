import gzip
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from labelled_data.reading import read_chunks, read_coded
from taxonomy.errors import Refusal
from taxonomy.reading import load_frame

DRAFT24 = load_frame("draft24")


def refusal_of(path: Path, content: bytes) -> str:
    """The refusal without the folder of the file, which every one names."""
    path.write_bytes(content)
    with pytest.raises(Refusal) as refusal:
        list(read_chunks(path))
    assert str(path) in str(refusal.value)
    return str(refusal.value).replace(f"{path.parent}/", "")


def test_a_file_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=r"absent\.csv does not exist; check its name and folder\.$"):
        list(read_chunks(tmp_path / "absent.csv"))


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=r" is a folder; name a file\.$"):
        list(read_chunks(tmp_path))


def test_an_unknown_ending_names_the_known_ones(tmp_path: Path) -> None:
    assert refusal_of(tmp_path / "extract.doc", b"x") == (
        "the format of extract.doc is not known; "
        "use one of .csv, .csv.gz, .jsonl, .jsonl.gz, .parquet, .xlsx."
    )


@pytest.mark.parametrize("ending", ["csv", "csv.gz", "jsonl", "jsonl.gz", "parquet", "xlsx"])
def test_an_empty_file_is_refused(tmp_path: Path, ending: str) -> None:
    sentence = refusal_of(tmp_path / f"extract.{ending}", b"")
    assert sentence == f"extract.{ending} is empty; check what was exported."


def test_a_missing_column_is_named_with_those_found(tmp_path: Path) -> None:
    assert refusal_of(tmp_path / "extract.csv", b"ID,Narrative,severity\nA,text,L1\n") == (
        "extract.csv has no column 'id' (found: ID, Narrative, severity); "
        "name its columns id, narrative and one for each facet."
    )
    assert "has no column 'narrative' (found: id, text)" in refusal_of(
        tmp_path / "extract.jsonl", b'{"id": "A", "text": "text"}\n' * 3
    )


def test_a_first_row_that_is_no_header_is_not_repeated(tmp_path: Path) -> None:
    narrative = "Mrs Example was given the wrong tracer and the scan was repeated."
    sentence = refusal_of(tmp_path / "extract.csv", f"A1,{narrative}\n".encode())
    assert "found: A1, a text of 65 characters" in sentence


@pytest.mark.parametrize(
    "cell",
    ["Mrs Example fell.", "Wrong patient, CT chest", "Mrs Example fell in scan", "x" * 31],
)
def test_only_what_reads_as_the_name_of_a_column_is_repeated(tmp_path: Path, cell: str) -> None:
    first_row = f'A1,Date-of_event 2025,"{cell}"\n'
    sentence = refusal_of(tmp_path / "extract.csv", first_row.encode())
    assert f"found: A1, Date-of_event 2025, a text of {len(cell)} characters)" in sentence


def test_a_column_that_stands_there_twice_is_refused(tmp_path: Path) -> None:
    sentence = refusal_of(tmp_path / "extract.csv", b"id,narrative,notes,notes,id\nA,t,,,B\n")
    assert sentence == "extract.csv has two columns named 'id'; rename or remove one."


def test_columns_that_are_passed_over_may_stand_there_twice(tmp_path: Path) -> None:
    path = tmp_path / "extract.csv"
    path.write_bytes(b"id,narrative,notes,notes,,\nA,text,,,,\n")
    assert [len(chunk.narratives) for chunk in read_chunks(path)] == [1]


@pytest.mark.parametrize(
    ("name", "content", "row"),
    [
        ("extract.csv", "id,narrative\nA,text\nB,Röntgen\n".encode("latin-1"), 3),
        ("extract.csv", "id,narrative\nA,text\n".encode("utf-16"), 1),
        ("extract.jsonl", '{"id": "A", "narrative": "Röntgen"}\n'.encode("latin-1"), 1),
    ],
)
def test_a_file_that_is_not_utf8_is_refused_with_the_row(
    tmp_path: Path, name: str, content: bytes, row: int
) -> None:
    assert refusal_of(tmp_path / name, content).startswith(
        f"row {row} of {name} is not UTF-8; save the file as UTF-8"
    )


def test_a_quotation_mark_that_is_never_closed_swallows_nothing_unseen(tmp_path: Path) -> None:
    sentence = refusal_of(tmp_path / "extract.csv", b'id,narrative\nA,"text\nB,text\nC,text\n')
    assert sentence.startswith("row 2 of extract.csv opens a quotation mark that is never closed")


def test_a_file_with_nothing_below_its_header_is_refused(tmp_path: Path) -> None:
    sentence = "extract.csv has no rows below its header; check what was exported."
    assert refusal_of(tmp_path / "extract.csv", b"id,narrative\n") == sentence


@pytest.mark.parametrize("damage", [slice(0, -40), slice(40, None)], ids=["cut short", "beheaded"])
@pytest.mark.parametrize("ending", ["csv.gz", "jsonl.gz", "parquet", "xlsx"])
def test_a_damaged_file_is_refused(tmp_path: Path, ending: str, damage: slice) -> None:
    path = tmp_path / f"extract.{ending}"
    if ending == "csv.gz":
        path.write_bytes(gzip.compress(b"id,narrative\n" + b"A,text\n" * 50))
    elif ending == "jsonl.gz":
        path.write_bytes(gzip.compress(b'{"id": "A", "narrative": "text"}\n' * 50))
    elif ending == "parquet":
        pq.write_table(pa.table({"id": ["A"], "narrative": ["text"]}), path)
    else:
        book = openpyxl.Workbook()
        book.worksheets[0].append(["id", "narrative"])
        book.save(path)
    sentence = refusal_of(path, path.read_bytes()[damage])
    assert sentence.startswith(f"extract.{ending} is ")
    assert " it again" in sentence


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("extract.csv", "id,narrative,notes\nA,text,\n"),
        ("extract.jsonl", '{"id": "A", "narrative": "text"}\n'),
    ],
)
def test_training_needs_the_column_of_a_facet(tmp_path: Path, name: str, content: str) -> None:
    path = tmp_path / name
    path.write_text(content)
    with pytest.raises(Refusal, match="has no column for a facet of the frame"):
        read_coded(path, DRAFT24)


def test_training_needs_a_file() -> None:
    with pytest.raises(Refusal, match="no file of coded narratives was named"):
        read_coded([], DRAFT24)
