import gzip
from pathlib import Path

import pytest

from labelled_data.reading import read_chunks, read_coded
from labelled_data.table import Reject
from taxonomy.errors import Refusal
from taxonomy.reading import load_frame

DRAFT24 = load_frame("draft24")
SECRET = "Mrs Example fell in the scan room"


def scored_and_rejected(path: Path) -> tuple[list[str], list[Reject]]:
    chunks = list(read_chunks(path))
    good = [row.id for chunk in chunks for row in chunk.narratives]
    return good, [reject for chunk in chunks for reject in chunk.rejects]


@pytest.mark.parametrize(
    ("row", "id_", "reason"),
    [
        (b",text", "", "the id is missing"),
        (b"  ,text", "  ", "the id is missing"),
        (b"B,", "B", "the narrative is empty"),
        (b'B," \n "', "B", "the narrative is empty"),
        (b"A,text", "A", "the id is that of row 2"),
        (b"B,te\0xt", "B", "the row holds NUL bytes"),
        (b"B,one,two", "", "the row has 3 cells and the header 2"),
        (b"B", "", "the row has 1 cells and the header 2"),
        (b'B,"said "hi" twice"', "", "the row is not valid CSV"),
        (b"B," + b"x" * 1_000_001, "B", "the narrative has 1,000,001 characters"),
        (b"B," + b"x" * 10_000_000, "B", "the narrative has 10,000,000 characters"),
        (b"B" * 1001 + b",text", "B" * 1000, "the id has 1,001 characters and 1,000 are allowed"),
    ],
    ids=lambda value: value[:20] if isinstance(value, bytes) else None,
)
def test_a_bad_row_of_a_csv_is_rejected_and_the_others_go_on(
    tmp_path: Path, row: bytes, id_: str, reason: str
) -> None:
    path = tmp_path / "extract.csv"
    path.write_bytes(b"id,narrative\nA,first\n" + row + b"\nZ,last\n")
    good, rejects = scored_and_rejected(path)
    assert good == ["A", "Z"]
    assert [(reject.row, reject.id) for reject in rejects] == [(3, id_)]
    assert rejects[0].reason.startswith(reason)


@pytest.mark.parametrize(
    ("line", "id_", "reason"),
    [
        ('{"id": "B", "narrative": "cut sho', "", "the line is not valid JSON at character 34"),
        ('{"id": "B", "narrative": NaN}', "", "the line is not valid JSON"),
        ("[" * 100_000, "", "the line is not valid JSON"),
        ('["B", "text"]', "", "the line is not a JSON object"),
        ('{"id": "B", "id": "C", "narrative": "text"}', "", "the line gives a key twice"),
        ('{"id": "B", "narrative": "\\ud800"}', "", "the line has half a character"),
        ('{"id": "B", "narrative": "a\\u0000b"}', "B", "the row holds NUL bytes"),
        ('{"id": "B", "narrative": 7}', "B", "the narrative is not text"),
        ('{"id": "B", "narrative": ["text"]}', "B", "the narrative is not text"),
        ('{"id": ["B"], "narrative": "text"}', "", "the id is not text"),
        ('{"id": "B", "narrative": null}', "B", "the narrative is empty"),
        ('{"narrative": "text"}', "", "the id is missing"),
    ],
    ids=range(12),
)
def test_a_bad_line_of_a_jsonl_is_rejected_and_the_others_go_on(
    tmp_path: Path, line: str, id_: str, reason: str
) -> None:
    path = tmp_path / "extract.jsonl"
    first, last = '{"id": "A", "narrative": "first"}', '{"id": "Z", "narrative": "last"}'
    path.write_text("\n".join([first, line, last]))
    good, rejects = scored_and_rejected(path)
    assert good == ["A", "Z"]
    assert [(reject.row, reject.id) for reject in rejects] == [(2, id_)]
    assert rejects[0].reason.startswith(reason)


def test_a_repeated_id_is_found_across_chunks(tmp_path: Path) -> None:
    path = tmp_path / "extract.csv"
    ids = [*range(10), 3]
    path.write_text("id,narrative\n" + "".join(f"{n},text\n" for n in ids))
    rejects = [reject for chunk in read_chunks(path, chunk_rows=2) for reject in chunk.rejects]
    assert rejects == [
        Reject(12, "3", "the id is that of row 5; give every row one of its own"),
    ]


def test_rejects_stay_in_file_order(tmp_path: Path) -> None:
    path = tmp_path / "extract.csv"
    path.write_text("id,narrative\nA,text\nA,text\nB,\nA,text\n,text\n")
    _, rejects = scored_and_rejected(path)
    assert [reject.row for reject in rejects] == [3, 4, 5, 6]


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        (
            "L2,3.9z",
            "pathway code '3.9z' is not in draft24 2026.1; "
            "correct it or use the frame it was coded in.",
        ),
        ("L1|L2,3.2b", "severity takes one code and has 2; keep one."),
    ],
)
def test_training_stops_at_the_first_bad_code_and_says_where(
    tmp_path: Path, cells: str, sentence: str
) -> None:
    path = tmp_path / "extract.csv"
    path.write_text(f"id,narrative,severity,pathway\nA,{SECRET},L2,\nB,{SECRET},{cells}\n")
    with pytest.raises(Refusal) as refusal:
        read_coded([path], DRAFT24)
    assert str(refusal.value) == f"row 3 of {path}: {sentence}"


def test_files_of_one_name_are_told_apart_by_their_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for folder, severity in (("north", "L1"), ("south", "L9")):
        Path(folder).mkdir()
        Path(folder, "coded.csv").write_text(f"id,narrative,severity\n{folder},text,{severity}\n")
    with pytest.raises(Refusal, match=r"^row 2 of south/coded\.csv: severity code 'L9' "):
        read_coded(["north/coded.csv", "south/coded.csv"], DRAFT24)


def test_training_names_the_earliest_bad_row(tmp_path: Path) -> None:
    path = tmp_path / "extract.csv"
    path.write_text("id,narrative,severity\nA,text,L1\nA,text,L1\nB,,L1\n")
    with pytest.raises(Refusal, match=r"row 3 of .*extract\.csv: the id is that of row 2; "):
        read_coded(path, DRAFT24)


@pytest.mark.parametrize("times", [1, 3])
def test_a_narrative_in_the_column_of_a_code_is_not_repeated(tmp_path: Path, times: int) -> None:
    path = tmp_path / "extract.csv"
    path.write_text(f"id,narrative,severity\nA,L1,{SECRET * times}\n")
    with pytest.raises(Refusal) as refusal:
        read_coded(path, DRAFT24)
    assert SECRET not in str(refusal.value)
    shown = f"severity code of {33 * times} characters is not in draft24 2026.1"
    assert shown in str(refusal.value)


def test_a_compressed_file_cut_short_ends_in_a_refusal_after_its_whole_rows(
    tmp_path: Path,
) -> None:
    path = tmp_path / "extract.csv.gz"
    rows = "".join(f"{n},{n * 7919} {SECRET}\n" for n in range(20_000))
    whole = gzip.compress(("id,narrative\n" + rows).encode())
    path.write_bytes(whole[: len(whole) // 2])
    chunks = read_chunks(path)
    assert next(chunks).narratives[0].id == "0"
    with pytest.raises(Refusal, match=r"extract\.csv\.gz is cut short or damaged"):
        list(chunks)
