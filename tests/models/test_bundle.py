import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from models.bundle import default_bundle, load_bundle
from models.manifest import MANIFEST_FILE, file_hash, read_manifest
from taxonomy.errors import Refusal
from taxonomy.reading import load_frame


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    return Path(shutil.copytree(default_bundle(), tmp_path / "bundle"))


def refusal(bundle: Path) -> str:
    with pytest.raises(Refusal) as refused:
        load_bundle(bundle)
    return str(refused.value)


def accept_change(bundle: Path, name: str, hash_: str | None = None) -> None:
    """Write the changed file's hash into the manifest and seal it, as who tampers would."""
    manifest = read_manifest(bundle)
    files = manifest.files | {name: hash_ or file_hash(bundle / name)}
    sealed = manifest.model_copy(update={"files": files}).sealed()
    (bundle / MANIFEST_FILE).write_text(sealed.model_dump_json())


def test_no_file_of_the_bundle_can_run(bundle: Path) -> None:
    kinds = {path.suffix for path in bundle.rglob("*") if path.is_file()}
    assert kinds == {".json", ".md", ".onnx", ".safetensors"}


@pytest.mark.parametrize("name", ["weights.safetensors", "frame.json", "embedding/tokenizer.json"])
def test_one_changed_byte_is_refused(bundle: Path, name: str) -> None:
    content = bytearray((bundle / name).read_bytes())
    content[len(content) // 2] ^= 1
    (bundle / name).write_bytes(content)
    assert refusal(bundle) == (
        f"{bundle / name} was changed since the bundle was built (its SHA-256 differs); "
        "restore the bundle from where it was built, or train it again"
    )


def test_a_manifest_that_was_edited_is_refused(bundle: Path) -> None:
    manifest = json.loads((bundle / MANIFEST_FILE).read_text())
    manifest["training_rows"] = 9_000_000
    (bundle / MANIFEST_FILE).write_text(json.dumps(manifest))
    assert "manifest.json was changed since the bundle was built" in refusal(bundle)


def test_a_file_that_the_manifest_does_not_name_is_refused(bundle: Path) -> None:
    (bundle / "extra.json").write_text("{}")
    assert refusal(bundle).endswith("extra.json does not belong to the bundle; take it out")


def test_weights_that_are_no_numbers_are_refused(bundle: Path) -> None:
    weights = load_file(bundle / "weights.safetensors")
    weights["intercepts"] = np.full_like(weights["intercepts"], np.nan)
    save_file(weights, bundle / "weights.safetensors")
    accept_change(bundle, "weights.safetensors")
    assert "no longer answers as it did when it was built" in refusal(bundle)


def test_weights_that_lack_a_part_are_refused(bundle: Path) -> None:
    weights = load_file(bundle / "weights.safetensors")
    del weights["step"]
    save_file(weights, bundle / "weights.safetensors")
    accept_change(bundle, "weights.safetensors")
    assert "does not hold what a bundle of this version of incident-coder holds" in refusal(bundle)


def test_a_bundle_that_states_no_shortlists_is_refused(bundle: Path) -> None:
    weights = load_file(bundle / "weights.safetensors")
    del weights["shortlist_from"]
    save_file(weights, bundle / "weights.safetensors")
    accept_change(bundle, "weights.safetensors")
    assert "does not hold what a bundle of this version of incident-coder holds" in refusal(bundle)


def test_a_missing_file_is_named(bundle: Path) -> None:
    (bundle / "vocabulary.json").unlink()
    assert refusal(bundle) == (
        f"{bundle / 'vocabulary.json'} is missing from the bundle; "
        "restore it or train the model again"
    )


def test_a_folder_that_is_no_bundle_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path).startswith(f"{tmp_path} is not a model bundle (no manifest.json)")


def test_a_damaged_manifest_is_refused(bundle: Path) -> None:
    (bundle / MANIFEST_FILE).write_text('{"name": "x"')
    assert "is damaged" in refusal(bundle)


def test_a_manifest_that_points_outside_the_bundle_is_refused(bundle: Path) -> None:
    accept_change(bundle, "../secret", "0")
    assert "names '../secret' outside the bundle" in refusal(bundle)


def test_another_frame_than_the_models_own_is_refused() -> None:
    with pytest.raises(Refusal, match=r"is bound to draft24 .* not to pria24 "):
        load_bundle(default_bundle(), frame=load_frame("pria24"))


def test_another_version_of_the_models_frame_is_refused(tmp_path: Path) -> None:
    newer = load_frame("draft24").to_dict() | {"version": "2027.1"}
    (tmp_path / "draft24.json").write_text(json.dumps(newer))
    with pytest.raises(Refusal, match=r"bound to draft24 2026\.1 .* not to draft24 2027\.1"):
        load_bundle(default_bundle(), frame=load_frame(tmp_path / "draft24.json"))


def test_the_frame_the_model_was_trained_on_is_taken() -> None:
    load_bundle(default_bundle(), frame=load_frame("draft24"))


def test_a_model_that_answers_otherwise_than_when_built_is_refused(bundle: Path) -> None:
    weights = load_file(bundle / "weights.safetensors")
    weights["intercepts"] = weights["intercepts"] + np.linspace(0, 1, len(weights["intercepts"]))
    weights["intercepts"] = weights["intercepts"].astype(np.float32)
    save_file(weights, bundle / "weights.safetensors")
    accept_change(bundle, "weights.safetensors")
    assert "no longer answers as it did when it was built" in refusal(bundle)
