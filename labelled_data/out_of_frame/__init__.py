"""Texts on other matters, and what a frame is about. `DATASHEET.md`, beside this, says what it is.

A model that has only seen incidents of its frame cannot tell others from them. Where texts on other
matters ship for a frame, it learns to.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import yaml

_FOLDER = Path(__file__).parent
_IMAGING = frozenset({"draft24", "pria24"})
"""Frames of incidents in clinical imaging; for others no texts ship."""


@dataclass(frozen=True, slots=True)
class OtherMatter:
    """A text that is no incident of the frame, and the kind of matter it is about."""

    kind: str
    narrative: str


@dataclass(frozen=True, slots=True)
class FrameSubject:
    """What the incidents of a frame are about, and what they are not.

    `names` are words that name the subject by themselves, `hints` words that often do. `inside` are
    short incidents of the frame, without codes; `outside` texts on other matters.
    """

    names: frozenset[str]
    hints: frozenset[str]
    inside: tuple[str, ...]
    outside: tuple[OtherMatter, ...]


def frame_subject(frame_id: str) -> FrameSubject | None:
    """The subject of a frame, or None where no texts on other matters ship for it."""
    if frame_id not in _IMAGING:
        return None
    words = yaml.safe_load((_FOLDER / "subject_words.yaml").read_text(encoding="utf-8"))
    return FrameSubject(
        names=frozenset(words["names"]),
        hints=frozenset(words["hints"]),
        inside=tuple(text.narrative for text in read_texts(_FOLDER / "inside.jsonl")),
        outside=tuple(read_texts(_FOLDER / "outside.jsonl")),
    )


def checking_path() -> Path:
    """Texts to check with, inside the frame and outside, written apart from those learned from."""
    return _FOLDER / "checking.jsonl"


def read_texts(path: Path) -> list[OtherMatter]:
    """Read a JSONL file of `kind` and `narrative`."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [OtherMatter(**json.loads(line)) for line in lines]
