import csv
import gzip
import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.suggester import Suggester
from service.batch import score_file
from taxonomy.errors import Refusal

Written = Callable[..., Path]
DRAFT24_FACETS = (
    "severity",
    "exposure_type",
    "intended_modality",
    "performed_modality",
    "pathway",
    "contributory_factor",
)


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def numbered(narratives: list[str], count: int) -> list[tuple[str, str]]:
    return [(f"R{at}", narratives[at % len(narratives)]) for at in range(count)]


def test_every_id_comes_out_once_and_in_order(
    written: Written, tmp_path: Path, bundle: Path, narratives: list[str]
) -> None:
    source = written(numbered(narratives, 300)[::-1])
    outcome = score_file(source, tmp_path / "coded.csv", bundle, jobs=1)
    assert (outcome.scored, outcome.rejected) == (300, 0)
    assert [row["id"] for row in rows_of(tmp_path / "coded.csv")] == [
        f"R{at}" for at in range(299, -1, -1)
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["coded.csv", "extract.csv"]


def test_the_columns_are_those_that_others_rely_on(
    written: Written, tmp_path: Path, bundle: Path, narratives: list[str]
) -> None:
    score_file(written(numbered(narratives, 3)), tmp_path / "coded.csv", bundle)
    with (tmp_path / "coded.csv").open(encoding="utf-8") as file:
        header = file.readline().strip().split(",")
    of_facets = [f"{id_}{end}" for id_ in DRAFT24_FACETS for end in ("", "_ranked", "_decision")]
    assert header == ["id", *of_facets, "coding_string", "frame", "model"]


def test_a_row_says_what_the_suggester_says(
    written: Written, tmp_path: Path, bundle: Path, narratives: list[str]
) -> None:
    chosen = narratives[:50]
    score_file(written(numbered(chosen, 50)), tmp_path / "coded.csv", bundle)
    suggestions = Suggester.load(bundle, tier="auto").suggest(chosen)
    for row, suggestion in zip(rows_of(tmp_path / "coded.csv"), suggestions, strict=True):
        for facet in suggestion.facets:
            assert row[facet.facet] == "|".join(facet.decided)
            assert row[f"{facet.facet}_decision"] == facet.decision
            ranked = json.loads(row[f"{facet.facet}_ranked"])
            assert [code for code, _ in ranked] == [code for code, _ in facet.ranked]
            assert [share for _, share in ranked] == pytest.approx(
                [share for _, share in facet.ranked], abs=1e-4
            )
        assert row["coding_string"] == suggestion.coding_string
        assert (row["frame"], row["model"]) == (suggestion.frame, suggestion.model)


def test_ranked_lists_hold_ten_codes_at_most_with_four_decimals(
    written: Written, tmp_path: Path, bundle: Path, narratives: list[str]
) -> None:
    score_file(written(numbered(narratives, 20)), tmp_path / "coded.csv", bundle)
    for row in rows_of(tmp_path / "coded.csv"):
        for facet in DRAFT24_FACETS:
            shares = [share for _, share in json.loads(row[f"{facet}_ranked"])]
            assert 5 <= len(shares) <= 10
            assert shares == sorted(shares, reverse=True)
            assert all(share == round(share, 4) for share in shares)


def test_two_workers_write_what_one_process_writes(
    written: Written, tmp_path: Path, bundle: Path, narratives: list[str]
) -> None:
    source = written(numbered(narratives, 3000))
    score_file(source, tmp_path / "one.csv", bundle, jobs=1)
    score_file(source, tmp_path / "two.csv", bundle, jobs=2)
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()


def test_every_format_holds_the_same(
    written: Written, tmp_path: Path, bundle: Path, narratives: list[str]
) -> None:
    source = written(numbered(narratives, 40))
    targets = {end: tmp_path / f"coded.{end}" for end in ("csv", "csv.gz", "parquet", "xlsx")}
    for target in targets.values():
        score_file(source, target, bundle)
    expected = rows_of(targets["csv"])
    with gzip.open(targets["csv.gz"], "rt", encoding="utf-8", newline="") as file:
        assert list(csv.DictReader(file)) == expected
    assert pq.read_table(targets["parquet"]).to_pylist() == expected
    header, *cells = openpyxl.load_workbook(targets["xlsx"]).worksheets[0].values
    assert [dict(zip(header, row, strict=True)) for row in cells] == expected


def test_jsonl_holds_lists_where_csv_holds_text(
    written: Written, tmp_path: Path, bundle: Path, narratives: list[str]
) -> None:
    source = written(numbered(narratives, 40))
    score_file(source, tmp_path / "coded.csv", bundle)
    score_file(source, tmp_path / "coded.jsonl", bundle)
    lines = (tmp_path / "coded.jsonl").read_text(encoding="utf-8").splitlines()
    for row, line in zip(rows_of(tmp_path / "coded.csv"), lines, strict=True):
        found = json.loads(line)
        assert list(found) == list(row)
        assert found["severity"] == row["severity"]
        assert found["pathway"] == row["pathway"].split("|")
        assert found["pathway_ranked"] == json.loads(row["pathway_ranked"])
        assert found["coding_string"] == row["coding_string"]


def test_rejected_rows_are_named_with_row_and_reason(
    written: Written, tmp_path: Path, bundle: Path
) -> None:
    source = written([("A", "text"), ("B", ""), ("A", "again"), ("C", "x" * 10_000_000)])
    outcome = score_file(source, tmp_path / "coded.csv", bundle)
    assert (outcome.scored, outcome.rejected) == (1, 3)
    assert [row["id"] for row in rows_of(tmp_path / "coded.csv")] == ["A"]
    rejects = rows_of(tmp_path / "coded.csv.rejects.csv")
    assert [(row["row"], row["id"]) for row in rejects] == [("3", "B"), ("4", "A"), ("5", "C")]
    assert rejects[0]["reason"] == "the narrative is empty; write it or remove the row"
    assert "10,000,000 characters" in rejects[2]["reason"]


def test_rejects_of_an_earlier_run_are_removed(
    written: Written, tmp_path: Path, bundle: Path
) -> None:
    (tmp_path / "coded.csv.rejects.csv").write_text("row,id,reason\n9,Z,old\n")
    score_file(written([("A", "text")]), tmp_path / "coded.csv", bundle)
    assert not (tmp_path / "coded.csv.rejects.csv").exists()


def test_a_truncated_gzip_leaves_nothing(
    tmp_path: Path, bundle: Path, narratives: list[str]
) -> None:
    lines = "".join(f'R{at},"{"word " * 50}"\r\n' for at in range(5000))
    source = tmp_path / "extract.csv.gz"
    source.write_bytes(gzip.compress(f"id,narrative\r\n{lines}".encode())[:-20])
    with pytest.raises(Refusal, match=r"extract\.csv\.gz is cut short or damaged"):
        score_file(source, tmp_path / "coded.csv", bundle, jobs=1)
    assert list(tmp_path.iterdir()) == [source]


def test_an_output_that_was_there_stays_after_an_error(tmp_path: Path, bundle: Path) -> None:
    target = tmp_path / "coded.csv"
    target.write_text("kept")
    source = tmp_path / "extract.csv"
    source.write_bytes("id,narrative\nA,Röntgen\n".encode("latin-1"))
    with pytest.raises(Refusal, match=r"row 2 of .*extract\.csv is not UTF-8"):
        score_file(source, target, bundle)
    assert target.read_text() == "kept"


@pytest.mark.parametrize("name", ["extract.csv", "./extract.csv", "sub/../extract.csv"])
def test_the_input_is_never_the_output(
    written: Written, tmp_path: Path, bundle: Path, name: str
) -> None:
    (tmp_path / "sub").mkdir()
    source = written([("A", "text")])
    before = source.read_bytes()
    with pytest.raises(Refusal, match="is the input itself"):
        score_file(source, tmp_path / name, bundle)
    assert source.read_bytes() == before


@pytest.mark.parametrize(
    ("target", "sentence"),
    [
        ("coded.doc", "coded.doc is not known; use one of .csv"),
        ("absent/coded.csv", "does not exist; create it first"),
    ],
)
def test_an_output_that_cannot_be_written_is_refused_before_scoring(
    written: Written, tmp_path: Path, bundle: Path, target: str, sentence: str
) -> None:
    with pytest.raises(Refusal, match=sentence):
        score_file(written([("A", "text")]), tmp_path / target, bundle)


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=20))
def test_every_row_is_scored_or_rejected(
    written: Written, tmp_path: Path, bundle: Path, rows: list[tuple[str, str]]
) -> None:
    target = tmp_path / "coded.csv"
    rejects = tmp_path / "coded.csv.rejects.csv"
    outcome = score_file(written(rows), target, bundle)
    assert outcome.scored + outcome.rejected == len(rows)
    scored = [row["id"] for row in rows_of(target)]
    assert len(scored) == outcome.scored == len(set(scored))
    rejected = rows_of(rejects) if rejects.exists() else []
    assert len(rejected) == outcome.rejected
    assert scored == [
        id_ for at, (id_, _) in enumerate(rows) if str(at + 2) not in {r["row"] for r in rejected}
    ]


def test_very_long_narratives_come_out_in_order_too(
    written: Written, tmp_path: Path, bundle: Path, narratives: list[str]
) -> None:
    long = " ".join(narratives * 20)[:990_000]
    rows = [("A", "short"), ("B", long), ("C", long), ("D", long), ("E", "short")]
    score_file(written(rows), tmp_path / "coded.csv", bundle)
    assert [row["id"] for row in rows_of(tmp_path / "coded.csv")] == ["A", "B", "C", "D", "E"]
