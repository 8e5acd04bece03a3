import datetime
import gzip
import json
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from labelled_data.reading import read_chunks, read_coded
from labelled_data.table import CodedNarrative
from taxonomy.errors import Refusal
from taxonomy.reading import load_frame

DRAFT24 = load_frame("draft24")


def rows_of(path: Path) -> list[CodedNarrative]:
    return [row for chunk in read_chunks(path) for row in chunk.narratives]


def test_columns_are_found_by_name_and_others_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "extract.csv"
    path.write_text(
        "style,pathway,narrative,severity,id\n"
        "plain,3.2b | 3.1a,Wrong leg imaged.,L2,A1\n"
        "plain,,Room cold.,,A2\n"
    )
    table = read_coded(path, DRAFT24)
    assert table.ids == ["A1", "A2"]
    assert table.submitters == ["", ""]
    assert table.codes["pathway"] == [("3.1a", "3.2b"), ()]
    assert table.codes["severity"] == [("L2",), ()]
    assert table.codes["exposure_type"] == [(), ()]
    assert table.coded("severity").tolist() == [True, False]


def test_codes_are_not_read_without_a_frame(tmp_path: Path) -> None:
    path = tmp_path / "extract.csv"
    path.write_text("id,narrative,severity\nA1,Wrong leg imaged.,nonsense\n")
    assert rows_of(path) == [CodedNarrative(2, "A1", "Wrong leg imaged.")]


def test_none_and_na_and_null_are_text(tmp_path: Path) -> None:
    path = tmp_path / "extract.csv"
    path.write_text("id,narrative,submitter\nNULL,None,N/A\nNaN,null,nan\n")
    assert [(row.id, row.narrative, row.submitter) for row in rows_of(path)] == [
        ("NULL", "None", "N/A"),
        ("NaN", "null", "nan"),
    ]


def test_rows_are_counted_as_a_spreadsheet_shows_them(tmp_path: Path) -> None:
    path = tmp_path / "extract.csv"
    path.write_text('id,narrative\nA1,"two\nlines"\n\nA2,one line\n')
    assert [(row.row, row.narrative) for row in rows_of(path)] == [
        (2, "two\nlines"),
        (4, "one line"),
    ]


def test_a_byte_order_mark_and_an_ending_in_capitals_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "EXTRACT.CSV"
    path.write_bytes("id,narrative\r\nA1,Röntgen\r\n".encode("utf-8-sig"))
    assert rows_of(path) == [CodedNarrative(2, "A1", "Röntgen")]


def test_a_compressed_file_is_read_as_the_plain_one(tmp_path: Path) -> None:
    path = tmp_path / "extract.csv.gz"
    path.write_bytes(gzip.compress(b"id,narrative\nA1,Wrong leg imaged.\n"))
    assert rows_of(path) == [CodedNarrative(2, "A1", "Wrong leg imaged.")]


def test_jsonl_rows_are_lines_and_numbers_keep_their_digits(tmp_path: Path) -> None:
    path = tmp_path / "extract.jsonl"
    path.write_text(
        '{"id": 12345678901234567890123, "narrative": "One."}\n'
        "\n"
        '{"id": 3.10, "narrative": "Two.", "submitter": null, "identifiers": [{"a": 1}]}\n'
    )
    assert [(row.row, row.id) for row in rows_of(path)] == [
        (1, "12345678901234567890123"),
        (3, "3.10"),
    ]


def test_jsonl_codes_may_be_a_list_or_joined(tmp_path: Path) -> None:
    path = tmp_path / "extract.jsonl"
    rows = [
        {"id": "1", "narrative": "One.", "pathway": ["3.2b", " 3.1a "], "severity": "L1"},
        {"id": "2", "narrative": "Two.", "pathway": "3.2b|3.1a", "severity": ["L1"]},
        {"id": "3", "narrative": "Three.", "pathway": [], "severity": None},
    ]
    path.write_text("\n".join(json.dumps(row) for row in rows))
    table = read_coded(path, DRAFT24)
    assert table.codes["pathway"] == [("3.1a", "3.2b"), ("3.1a", "3.2b"), ()]
    assert table.codes["severity"] == [("L1",), ("L1",), ()]


def test_numbers_and_dates_of_a_sheet_become_what_a_person_sees(tmp_path: Path) -> None:
    path = tmp_path / "extract.xlsx"
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["id", "narrative", "occurred_on", "submitter"])
    sheet.append([929642, "Wrong leg imaged.", datetime.date(2023, 4, 5), 7.5])
    sheet.append([])
    sheet.append(["007", "Room cold.", "2023-04", None])
    book.save(path)
    assert rows_of(path) == [
        CodedNarrative(2, "929642", "Wrong leg imaged.", "7.5", "2023-04-05"),
        CodedNarrative(4, "007", "Room cold.", "", "2023-04"),
    ]


def test_parquet_numbers_and_lists_are_read(tmp_path: Path) -> None:
    path = tmp_path / "extract.parquet"
    columns = {
        "id": pa.array([929642.0, 929643.0]),
        "narrative": ["One.", "Two."],
        "occurred_on": [datetime.date(2023, 4, 5), None],
        "pathway": [["3.2b", "3.1a"], None],
    }
    pq.write_table(pa.table(columns), path)
    table = read_coded(path, DRAFT24)
    assert table.ids == ["929642", "929643"]
    assert table.occurred_on == ["2023-04-05", ""]
    assert table.codes["pathway"] == [("3.1a", "3.2b"), ()]


def test_a_file_is_read_in_chunks_and_every_row_is_in_one(tmp_path: Path) -> None:
    path = tmp_path / "extract.csv"
    path.write_text("id,narrative\n" + "".join(f"{n},text {n}\n" for n in range(10)))
    chunks = list(read_chunks(path, chunk_rows=4))
    assert [len(chunk.narratives) for chunk in chunks] == [4, 4, 2]
    assert [row.id for chunk in chunks for row in chunk.narratives] == [str(n) for n in range(10)]


def test_codes_unknown_to_the_frame_can_be_kept_apart(tmp_path: Path) -> None:
    path = tmp_path / "extract.csv"
    path.write_text("id,narrative,severity,pathway\nA1,One.,L9,3.2b|9.9z\nA2,Two.,,\n")
    table = read_coded(path, DRAFT24, unknown_codes="keep")
    assert table.codes["pathway"] == [("3.2b",), ()]
    assert table.unknown_codes["pathway"] == [("9.9z",), ()]
    assert table.unknown_codes["severity"] == [("L9",), ()]
    assert table.coded("severity").tolist() == [True, False]
    assert table.indicator("severity").sum() == 0


def test_an_indicator_has_a_column_a_code_in_the_order_of_the_frame(tmp_path: Path) -> None:
    path = tmp_path / "extract.csv"
    path.write_text("id,narrative,severity\nA1,One.,L2\nA2,Two.,\nA3,Three.,L1\n")
    table = read_coded(path, DRAFT24)
    assert table.indicator("severity").tolist() == [[0, 1, 0, 0, 0], [0] * 5, [1, 0, 0, 0, 0]]
    assert table.take([2, 0]).ids == ["A3", "A1"]
    assert table.take([2, 0]).codes["severity"] == [("L1",), ("L2",)]


def test_a_table_has_the_same_hash_whatever_file_it_came_from(tmp_path: Path) -> None:
    sheet, lines = tmp_path / "a.csv", tmp_path / "a.jsonl"
    sheet.write_text("id,narrative,severity\nA1,One.,L2\n")
    lines.write_text('{"severity": "L2", "narrative": "One.", "id": "A1"}')
    assert read_coded(sheet, DRAFT24).hash == read_coded(lines, DRAFT24).hash
    lines.write_text('{"severity": "L3", "narrative": "One.", "id": "A1"}')
    assert read_coded(sheet, DRAFT24).hash != read_coded(lines, DRAFT24).hash


def test_several_files_make_one_table_with_ids_of_their_own(tmp_path: Path) -> None:
    one, two = tmp_path / "one.csv", tmp_path / "two.csv"
    one.write_text("id,narrative,severity\nA1,One.,L2\n")
    two.write_text("id,narrative,severity\nA2,Two.,L3\n")
    assert read_coded([one, two], DRAFT24).ids == ["A1", "A2"]
    two.write_text("id,narrative,severity\nA1,Two.,L3\n")
    with pytest.raises(Refusal, match=r"row 2 of .*two\.csv: the id is that of row 2 of .*one"):
        read_coded([one, two], DRAFT24)
    with pytest.raises(Refusal, match=r"the id is that of row 2 of .*one\.csv"):
        read_coded([one, one], DRAFT24)
