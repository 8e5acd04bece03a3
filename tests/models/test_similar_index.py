"""The folder of an index: what it holds, and that a changed one is refused."""

from pathlib import Path

import pytest

from models.coded_incident import CodedIncident
from models.manifest import file_hash
from models.similar_building import build_index
from models.similar_incidents import SimilarIncidents
from models.similar_index import IndexManifest, check_index
from taxonomy.errors import Refusal
from taxonomy.frame import CodeFrame
from taxonomy.reading import load_frame

NARRATIVE = "Zebrafish phantom left in the scanner overnight."
FILES = ["frame.json", "incidents.arrow", "vectors-0.usearch", "vectors-1.usearch"]


def incidents() -> list[CodedIncident]:
    codes = {"severity": ("L3",)}
    return [
        CodedIncident("I1", NARRATIVE, "A", "", "analyst", codes),
        CodedIncident("I2", f"{NARRATIVE} Again.", "A", "", "analyst", codes, walled=True),
    ]


@pytest.fixture
def index(tmp_path: Path) -> Path:
    folder = tmp_path / "index"
    folder.mkdir()
    build_index(folder, incidents(), load_frame("draft24"))
    return folder


def test_the_folder_holds_these_files_and_each_is_hashed(index: Path) -> None:
    assert sorted(path.name for path in index.iterdir()) == sorted([*FILES, "index.json"])
    assert sorted(check_index(index).manifest.files) == FILES


@pytest.mark.parametrize("name", FILES)
def test_a_changed_file_is_refused(index: Path, name: str) -> None:
    content = bytearray((index / name).read_bytes())
    content[len(content) // 2] ^= 1
    (index / name).write_bytes(content)
    with pytest.raises(Refusal, match=rf"{name} was changed since the index was built"):
        SimilarIncidents.load(index)


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_refused(index: Path, name: str) -> None:
    (index / name).unlink()
    with pytest.raises(Refusal, match=rf"{name} is missing from the index"):
        SimilarIncidents.load(index)


def test_a_compartment_cannot_be_given_to_another_submitter(index: Path) -> None:
    manifest = index / "index.json"
    written = manifest.read_text()
    assert '"submitter": "A"' in written
    manifest.write_text(written.replace('"submitter": "A"', '"submitter": "B"'))
    with pytest.raises(Refusal, match=r"index\.json was changed since the index was built"):
        SimilarIncidents.load(index)


@pytest.mark.parametrize("content", ["", "{}", "[1]", '{"files": {"../x.json": ""}}'])
def test_a_damaged_manifest_is_refused(index: Path, content: str) -> None:
    (index / "index.json").write_text(content)
    with pytest.raises(Refusal, match="is damaged or of another version"):
        SimilarIncidents.load(index)


def test_a_file_outside_the_folder_is_never_read(index: Path) -> None:
    manifest = check_index(index).manifest.model_dump()
    manifest["files"]["../frame.json"] = "0"
    with pytest.raises(ValueError, match="pattern"):
        IndexManifest.model_validate(manifest)


def test_a_folder_that_is_no_index_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="is no index of coded incidents"):
        SimilarIncidents.load(tmp_path)


def test_codings_in_another_frame_are_refused(index: Path) -> None:
    content = load_frame("draft24").to_dict()
    content["facets"][0]["title"] = "Harm"
    with pytest.raises(Refusal, match="build an index of codings in that frame"):
        SimilarIncidents.load(index, frame=CodeFrame.from_dict(content))


def test_vectors_that_are_made_differently_now_are_refused(index: Path) -> None:
    manifest = check_index(index).manifest.model_copy(update={"vectors_hash": "another"}).sealed()
    (index / "index.json").write_text(manifest.model_dump_json())
    with pytest.raises(Refusal, match="compares narratives in another way"):
        SimilarIncidents.load(index)


def test_a_graph_that_is_none_is_refused_though_its_hash_is_right(index: Path) -> None:
    (index / "vectors-0.usearch").write_bytes(b"no graph")
    sealed_again(index)
    with pytest.raises(Refusal, match="does not hold what an index of this version"):
        SimilarIncidents.load(index)


def sealed_again(index: Path) -> None:
    """Hash the files as they now are and seal the manifest."""
    manifest = IndexManifest.model_validate_json((index / "index.json").read_bytes())
    files = {name: file_hash(index / name) for name in manifest.files}
    manifest = manifest.model_copy(update={"files": files}).sealed()
    (index / "index.json").write_text(manifest.model_dump_json())


def test_without_text_no_word_of_a_narrative_is_kept(tmp_path: Path) -> None:
    build_index(tmp_path, incidents(), load_frame("draft24"), keep_text=False)
    for path in tmp_path.iterdir():
        assert b"ebrafish" not in path.read_bytes()
    (found,) = SimilarIncidents.load(tmp_path).find(NARRATIVE)
    assert (found.id, found.narrative) == ("I1", None)
