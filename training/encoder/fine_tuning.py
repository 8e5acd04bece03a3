"""Fine-tuning: the encoder learns every facet of a frame at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from models.coder import facet_columns
from taxonomy.frame import CodeFrame
from training.encoder.network import CodingNetwork

_SORTED_BATCHES = 32
"""Batches whose narratives are sorted by length together, so that little of a batch is padding."""


@dataclass(frozen=True, slots=True)
class TuningRows:
    """What is learned from: pieces of each narrative, labels and which facets are coded.

    `pieces` holds one list of positions a narrative; `labels` are 0/1 (rows, codes) and `coded`
    bool (rows, facets).
    """

    frame: CodeFrame
    pieces: Sequence[Sequence[int]]
    labels: np.ndarray
    coded: np.ndarray


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast and how long is learned; see `training.encoder.settings`."""

    epochs: int
    batch_narratives: int
    encoder_rate: float
    head_rate: float
    warm_up: float
    weight_decay: float
    largest_gradient: float
    seed: int


def fine_tune(
    network: CodingNetwork,
    rows: TuningRows,
    chosen: np.ndarray,
    pace: Pace,
    *,
    on_epoch: Callable[[int, float], None] = lambda epoch, loss: None,
) -> None:
    """Train the network in place on the chosen rows (positions), on a GPU where there is one.

    `on_epoch` is called with the number of each finished epoch, from 1, and its mean loss.
    """
    torch.manual_seed(pace.seed)
    draws = np.random.default_rng(pace.seed)
    device = best_device()
    network.to(device).train()
    learned = [part for part in network.transformer.parameters() if part.requires_grad]
    heads = [network.queries, network.directions, network.bias]
    optimiser = torch.optim.AdamW(
        [
            {"params": learned, "lr": pace.encoder_rate},
            {"params": heads, "lr": pace.head_rate},
        ],
        weight_decay=pace.weight_decay,
        fused=True,
    )
    lengths = np.array([len(found) for found in rows.pieces])
    steps = pace.epochs * -(-len(chosen) // pace.batch_narratives)

    def rate(step: int) -> float:
        return min((step + 1) / max(1.0, pace.warm_up * steps), max(0.0, (steps - step) / steps))

    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, rate)
    for epoch in range(1, pace.epochs + 1):
        total = 0.0
        for batch in _shuffled_batches(chosen, lengths, pace.batch_narratives, draws):
            with _half_precision(device):
                logits = network(*(part.to(device) for part in padded(rows.pieces, batch)))
            loss = facet_loss(
                logits,
                torch.from_numpy(rows.labels[batch]).to(device),
                torch.from_numpy(rows.coded[batch]).to(device),
                rows.frame,
            )
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), pace.largest_gradient)
            optimiser.step()
            optimiser.zero_grad()
            schedule.step()
            total += float(loss.detach()) * len(batch)
        on_epoch(epoch, total / len(chosen))
    network.to("cpu").eval()


def facet_loss(logits: Tensor, labels: Tensor, coded: Tensor, frame: CodeFrame) -> Tensor:
    """Mean over rows of the facets' losses: cross-entropy of a single facet, of each code of a
    multi one; a facet that a row is not coded in adds nothing.

    `logits` and `labels` are (rows, codes), `coded` (rows, facets).
    """
    total = logits.new_zeros(())
    for at, (facet, columns) in enumerate(zip(frame.facets, facet_columns(frame), strict=True)):
        its_logits, its_labels = logits[:, columns], labels[:, columns].float()
        if facet.kind == "single":
            losses = -(its_logits.log_softmax(dim=1) * its_labels).sum(dim=1)
        else:
            losses = nn.functional.binary_cross_entropy_with_logits(
                its_logits, its_labels, reduction="none"
            ).sum(dim=1)
        total = total + (losses * coded[:, at]).sum() / len(logits)
    return total


def padded(pieces: Sequence[Sequence[int]], batch: np.ndarray) -> tuple[Tensor, Tensor]:
    """Pieces and mask of some rows, int64 (rows, longest of them)."""
    longest = max(len(pieces[row]) for row in batch)
    filled = np.zeros((len(batch), longest), dtype=np.int64)
    mask = np.zeros((len(batch), longest), dtype=np.int64)
    for at, row in enumerate(batch):
        filled[at, : len(pieces[row])] = pieces[row]
        mask[at, : len(pieces[row])] = 1
    return torch.from_numpy(filled), torch.from_numpy(mask)


def best_device() -> torch.device:
    """A GPU where one is present, else the processor."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def _half_precision(device: torch.device) -> torch.autocast:
    """bfloat16 where the machine multiplies it in hardware: twice as fast, and as good."""
    in_hardware = device.type == "cuda" or _processor_has_bfloat16()
    return torch.autocast(device.type, dtype=torch.bfloat16, enabled=in_hardware)


def _processor_has_bfloat16() -> bool:
    flags = Path("/proc/cpuinfo")
    return flags.exists() and any(
        name in flags.read_text() for name in ("avx512_bf16", "amx_bf16", " bf16")
    )


def _shuffled_batches(
    chosen: np.ndarray, lengths: np.ndarray, size: int, draws: np.random.Generator
) -> Iterator[np.ndarray]:
    shuffled = draws.permutation(chosen)
    batches: list[np.ndarray] = []
    for start in range(0, len(shuffled), size * _SORTED_BATCHES):
        together = shuffled[start : start + size * _SORTED_BATCHES]
        together = together[np.argsort(lengths[together], kind="stable")]
        batches += [together[at : at + size] for at in range(0, len(together), size)]
    for at in draws.permutation(len(batches)):
        yield batches[at]
