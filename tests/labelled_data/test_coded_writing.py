from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labelled_data.reading import read_coded
from labelled_data.table import CodedNarrative
from labelled_data.writing import write_coded
from taxonomy.errors import Refusal
from taxonomy.frame import Facet
from taxonomy.reading import load_frame

DRAFT24 = load_frame("draft24")
ENDINGS = ["csv", "csv.gz", "jsonl", "jsonl.gz", "parquet", "xlsx"]

# Every character but NUL, which is refused, and lone halves of a character, which are no text.
CHARACTERS = st.characters(exclude_characters="\0", exclude_categories=["Cs"])
TEXT = st.one_of(
    st.text(CHARACTERS, max_size=40),
    st.sampled_from(
        ["None", "N/A", "NULL", "nan", "=1+1", "@x", "-1", "007", "1e5", "#N/A", "true", "2023-01"]
    ),
    st.sampled_from(['"', "a,b", "a\nb", "a\r\nb", "\r", "\ufeffa", "_x000D_", "_x005F_", "\x1f"]),
)
WRITTEN = TEXT.filter(lambda text: text and not text.isspace())


def codes_of(facet: Facet) -> st.SearchStrategy[tuple[str, ...]]:
    most = len(facet.codes) if facet.is_multi else 1
    chosen = st.sets(st.sampled_from(facet.code_ids), max_size=min(most, 5))
    return chosen.map(lambda codes: tuple(sorted(codes, key=facet.position)))


ROWS = st.lists(
    st.builds(
        CodedNarrative,
        row=st.just(0),
        id=WRITTEN,
        narrative=WRITTEN,
        submitter=TEXT,
        occurred_on=TEXT,
        codes=st.fixed_dictionaries({facet.id: codes_of(facet) for facet in DRAFT24.facets}),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda row: row.id,
)


@pytest.mark.parametrize("ending", ENDINGS)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=ROWS)
def test_what_is_written_is_read_back(
    tmp_path: Path, ending: str, rows: list[CodedNarrative]
) -> None:
    path = tmp_path / f"written.{ending}"
    write_coded(path, rows, DRAFT24)
    table = read_coded(path, DRAFT24)
    assert table.ids == [row.id for row in rows]
    assert table.narratives == [row.narrative for row in rows]
    assert table.submitters == [row.submitter for row in rows]
    assert table.occurred_on == [row.occurred_on for row in rows]
    for facet in DRAFT24.facets:
        assert table.codes[facet.id] == [row.codes[facet.id] for row in rows]


@pytest.mark.parametrize("ending", ENDINGS)
def test_codes_that_the_frame_lacks_are_written_too(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"written.{ending}"
    row = CodedNarrative(
        2, "A", "text", codes={"pathway": ("3.2b",)}, unknown_codes={"pathway": ("9.9z",)}
    )
    write_coded(path, [row], DRAFT24)
    table = read_coded(path, DRAFT24, unknown_codes="keep")
    assert table.codes["pathway"] == [("3.2b",)]
    assert table.unknown_codes["pathway"] == [("9.9z",)]


def test_a_table_can_be_written_row_by_row(tmp_path: Path) -> None:
    path = tmp_path / "one.csv"
    path.write_text("id,narrative,severity\nA,One.,L1\nB,Two.,\n")
    table = read_coded(path, DRAFT24)
    write_coded(tmp_path / "two.parquet", table.rows(), DRAFT24)
    assert read_coded(tmp_path / "two.parquet", DRAFT24).hash == table.hash


def test_a_text_too_long_for_a_sheet_is_refused_not_cut(tmp_path: Path) -> None:
    path = tmp_path / "written.xlsx"
    rows = [CodedNarrative(2, "A", "x" * 32_767), CodedNarrative(3, "B", "x" * 32_768)]
    with pytest.raises(Refusal, match=r"^row 3 of .*written\.xlsx would have a text of more than"):
        write_coded(path, rows, DRAFT24)
    assert list(tmp_path.iterdir()) == []
    write_coded(path, rows[:1], DRAFT24)
    assert read_coded(path, DRAFT24).narratives == ["x" * 32_767]


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_failure_midway_leaves_the_old_file_as_it_was(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"written.{ending}"
    path.write_bytes(b"old")
    half_a_character = CodedNarrative(3, "B", "\ud800")
    with pytest.raises(UnicodeEncodeError):
        write_coded(path, [CodedNarrative(2, "A", "text"), half_a_character], DRAFT24)
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [(path.name, b"old")]


def test_the_same_rows_give_the_same_compressed_bytes(tmp_path: Path) -> None:
    row = CodedNarrative(2, "A", "text")
    write_coded(tmp_path / "one.csv.gz", [row], DRAFT24)
    write_coded(tmp_path / "two.csv.gz", [row], DRAFT24)
    assert (tmp_path / "one.csv.gz").read_bytes() == (tmp_path / "two.csv.gz").read_bytes()
