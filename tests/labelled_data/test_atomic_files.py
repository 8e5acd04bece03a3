import csv
from pathlib import Path

import pytest

from labelled_data.atomic import atomic_path, atomic_writer
from labelled_data.rejects import reject_file
from labelled_data.table import Reject
from taxonomy.errors import Refusal


def test_a_file_takes_its_name_only_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "output.csv"
    with atomic_writer(path) as file:
        file.write("half")
        assert not path.exists()
    assert path.read_text() == "half"
    assert [file.name for file in tmp_path.iterdir()] == ["output.csv"]


def test_an_interrupted_file_leaves_nothing_behind(tmp_path: Path) -> None:
    def write_half() -> None:
        with atomic_writer(tmp_path / "output.csv.gz") as file:
            file.write("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_half()
    assert list(tmp_path.iterdir()) == []


def test_a_link_is_written_through(tmp_path: Path) -> None:
    (tmp_path / "link.csv").symlink_to(tmp_path / "real.csv")
    with atomic_writer(tmp_path / "link.csv") as file:
        file.write("text")
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "real.csv").read_text() == "text"


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with (
        pytest.raises(Refusal, match="does not exist; create it first"),
        atomic_path(tmp_path / "absent" / "output.csv"),
    ):
        pass


def test_rejects_are_written_with_row_id_and_reason(tmp_path: Path) -> None:
    path = tmp_path / "output.csv.rejects.csv"
    with reject_file(path) as rejects:
        rejects.write([Reject(3, '=A"1', "the narrative is empty")])
        rejects.write([Reject(9, "", "the id is missing")])
    assert rejects.count == 2
    with path.open(newline="", encoding="utf-8") as file:
        assert list(csv.reader(file)) == [
            ["row", "id", "reason"],
            ["3", '=A"1', "the narrative is empty"],
            ["9", "", "the id is missing"],
        ]


def test_without_rejects_there_is_no_file_and_no_old_one(tmp_path: Path) -> None:
    path = tmp_path / "output.csv.rejects.csv"
    path.write_text("of an earlier run")
    with reject_file(path):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_failed_run_leaves_the_old_rejects(tmp_path: Path) -> None:
    path = tmp_path / "output.csv.rejects.csv"
    path.write_text("of an earlier run")

    def run_into_a_damaged_input() -> None:
        with reject_file(path) as rejects:
            rejects.write([Reject(3, "A", "the narrative is empty")])
            raise Refusal("the input is cut short")

    with pytest.raises(Refusal):
        run_into_a_damaged_input()
    assert path.read_text() == "of an earlier run"
    assert len(list(tmp_path.iterdir())) == 1
