"""The network that is fine-tuned: a transformer, and for each code an attention and a direction."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import AutoModel

from models.coder import facet_columns
from taxonomy.frame import CodeFrame

_DEFINITION_LENGTH = 2.0
"""Length of a code's direction at the start; 2 separates codes before anything is learned."""

_LEAST_SHARE = 1e-3


class CodingNetwork(nn.Module):  # type: ignore[misc]
    """Word pieces (narratives, pieces) and their mask to logits (narratives, codes).

    A code's `queries` (codes, width) say which pieces it looks at, and its `directions` (codes,
    width) what speaks for it there. At the start every piece counts alike and the direction is that
    of the code's label and definition, so that rare codes begin from what the frame says.
    """

    def __init__(self, transformer: nn.Module, directions: Tensor, bias: Tensor, *, dropout: float):
        super().__init__()
        self.transformer = transformer
        self.queries = nn.Parameter(torch.zeros_like(directions))
        self.directions = nn.Parameter(directions)
        self.bias = nn.Parameter(bias)
        self.dropout = nn.Dropout(dropout)

    def parts(self, pieces: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Values and attention, (narratives, pieces, codes); a logit is their product's sum."""
        hidden = self.transformer(input_ids=pieces, attention_mask=mask).last_hidden_state
        hidden = self.dropout(hidden)
        looks = (hidden @ self.queries.T).float() * hidden.shape[-1] ** -0.5
        attention = looks.masked_fill(mask[:, :, None] == 0, -1e4).softmax(dim=1)
        return (hidden @ self.directions.T).float(), attention

    def forward(self, pieces: Tensor, mask: Tensor) -> Tensor:
        """Logits, float32 (narratives, codes)."""
        values, attention = self.parts(pieces, mask)
        logits: Tensor = (attention * values).sum(dim=1) + self.bias
        return logits


def new_network(
    folder: Path,
    tokenizer: Tokenizer,
    kept_pieces: Sequence[int],
    frame: CodeFrame,
    labels: np.ndarray,
    *,
    dropout: float,
) -> CodingNetwork:
    """Pretrained weights of a folder with heads for the frame; labels (rows, codes) give biases."""
    transformer = AutoModel.from_pretrained(folder, local_files_only=True, add_pooling_layer=False)
    pieces = transformer.get_input_embeddings()
    kept = torch.tensor(list(kept_pieces))
    # Frozen, so that a piece which no training narrative has stays in step with its neighbours.
    transformer.set_input_embeddings(
        nn.Embedding.from_pretrained(pieces.weight.detach()[kept].clone(), freeze=True)
    )
    directions = _definition_directions(transformer, tokenizer, frame)
    return CodingNetwork(transformer, directions, _first_bias(frame, labels), dropout=dropout)


def _definition_directions(
    transformer: nn.Module, tokenizer: Tokenizer, frame: CodeFrame
) -> Tensor:
    """What sets a code's label and definition apart from those of its facet, (codes, width)."""
    transformer.eval()
    directions = []
    with torch.no_grad():
        for facet in frame.facets:
            means = []
            for code in facet.codes:
                pieces = torch.tensor([tokenizer.encode(f"{code.label}. {code.definition}").ids])
                hidden = transformer(input_ids=pieces).last_hidden_state[0].mean(dim=0)
                means.append(hidden / hidden.norm())
            of_facet = torch.stack(means)
            directions.append(of_facet - of_facet.mean(dim=0))
    return torch.cat(directions) * _DEFINITION_LENGTH


def _first_bias(frame: CodeFrame, labels: np.ndarray) -> Tensor:
    """Logits of the codes' shares among the labels, (codes,)."""
    shares = np.clip(labels.mean(axis=0), _LEAST_SHARE, 1 - _LEAST_SHARE)
    bias = np.log(shares) - np.log1p(-shares)
    for facet, columns in zip(frame.facets, facet_columns(frame), strict=True):
        if facet.kind == "single":
            bias[columns] = np.log(shares[columns])
    return torch.from_numpy(bias.astype(np.float32))
