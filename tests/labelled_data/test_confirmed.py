from collections.abc import Callable
from pathlib import Path

import pytest

from labelled_data.confirmed import read_confirmed
from taxonomy.errors import Refusal
from taxonomy.reading import load_frame

FRAME = load_frame("draft24")
Write = Callable[..., Path]


@pytest.fixture
def written(tmp_path: Path) -> Write:
    def write(text: str, name: str = "coded.csv") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def confirmed(paths: list[Path], column: str | None = "reviewer") -> list[tuple[str, int, str]]:
    rows = read_confirmed(paths, FRAME, column=column)
    return [(one.row.id, one.row.row, one.confirmed_by) for one in rows]


def test_who_confirmed_is_read_beside_its_own_row(written: Write) -> None:
    lines = [f"I{at},told {at},L3,person {at}\n" for at in range(10_000)]
    path = written("id,narrative,severity,reviewer\n" + "".join(lines))
    assert confirmed([path]) == [(f"I{at}", at + 2, f"person {at}") for at in range(10_000)]


def test_blank_lines_do_not_shift_it(written: Write) -> None:
    path = written("id,narrative,severity,reviewer\nI1,a,L3,x\n\nI2,b,L3, y \nI3,c,L3,\n")
    assert confirmed([path]) == [("I1", 2, "x"), ("I2", 4, "y"), ("I3", 5, "")]


def test_json_lines_have_it_too(written: Write) -> None:
    line = '{"id": "I1", "narrative": "a", "severity": "L3", "reviewer": "lead analyst"}\n'
    assert confirmed([written(f"\n{line}", "coded.jsonl")]) == [("I1", 2, "lead analyst")]


def test_without_a_column_nobody_is_named(written: Write) -> None:
    path = written("id,narrative,severity\nI1,a,L3\n")
    assert confirmed([path], None) == [("I1", 2, "")]


def test_a_column_that_is_not_there_is_refused(written: Write) -> None:
    path = written("id,narrative,severity\nI1,a,L3\n")
    with pytest.raises(Refusal, match=r"coded\.csv has no column 'reviewer' \(found: id,"):
        confirmed([path])


def test_a_column_that_says_something_else_is_refused(written: Write) -> None:
    path = written("id,narrative,severity\nI1,a,L3\n")
    with pytest.raises(Refusal, match="column 'narrative' does not say who confirmed"):
        confirmed([path], "narrative")


def test_an_id_of_an_earlier_file_is_refused(written: Write) -> None:
    text = "id,narrative,severity,reviewer\nI1,a,L3,x\n"
    first, second = written(text), written(text, "more.csv")
    with pytest.raises(Refusal, match=r"row 2 of .*more\.csv: the id is that of row 2 of .*coded"):
        confirmed([first, second])


def test_a_bad_row_is_refused_by_its_number(written: Write) -> None:
    path = written("id,narrative,severity,reviewer\nI1,a,L3,x\nI2,b,L9,x\n")
    with pytest.raises(Refusal, match=r"row 3 of .*coded\.csv: severity code 'L9' is not in"):
        confirmed([path])


def test_a_list_is_no_reviewer(written: Write) -> None:
    line = '{"id": "I1", "narrative": "a", "severity": "L3", "reviewer": ["x"]}\n'
    with pytest.raises(Refusal, match=r"row 1 of .*: who confirmed it is not text"):
        confirmed([written(line, "coded.jsonl")])
