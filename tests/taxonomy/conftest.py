from collections.abc import Callable
from pathlib import Path

import pytest

from taxonomy import Refusal, load_frame


@pytest.fixture
def frame_file(tmp_path: Path) -> Callable[[str], Path]:
    """Writes a frame file and gives its path."""

    def write(content: str, name: str = "frame.yaml") -> Path:
        path = tmp_path / name
        path.write_text(content, encoding="utf-8")
        return path

    return write


@pytest.fixture
def facet_file(frame_file):
    """Writes a frame file with one facet, given as the lines under `facets`."""
    return lambda facet: frame_file(f'id: mini\nversion: "1"\nfacets:\n{facet}')


@pytest.fixture
def refusal_of() -> Callable[[Path], str]:
    """The sentence with which a frame file is refused, its path written as FILE."""

    def sentence(path: Path) -> str:
        with pytest.raises(Refusal) as refused:
            load_frame(path)
        return str(refused.value).replace(str(path), "FILE")

    return sentence


@pytest.fixture(scope="session")
def draft24():
    return load_frame("draft24")
