"""Where a command writes: checked before the work, which may take hours."""

import os
from pathlib import Path

from taxonomy.errors import Refusal


def check_outputs(source: Path, *written: Path) -> None:
    """Refuse what would be noticed only at the end, or would destroy the input.

    Raises Refusal: an output is the input or a folder, or its folder is missing or closed.
    """
    for path in written:
        if os.path.realpath(path) == os.path.realpath(source):
            raise Refusal(
                f"{path} is the input itself and would be overwritten; name another output."
            )
        if path.is_dir():
            raise Refusal(f"the output {path} is a folder; name a file.")
        folder = path.absolute().parent
        if not folder.is_dir():
            raise Refusal(f"the folder of {path} does not exist; create it first.")
        if not os.access(folder, os.W_OK):
            raise Refusal(f"{path} cannot be written, its folder is closed; choose another folder.")
