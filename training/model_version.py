"""One registered version of a model, as lists and messages show it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

MODEL_TAG = "incident_coder.model"
FRAME_TAG = "incident_coder.frame"
FRAME_HASH_TAG = "incident_coder.frame_hash"
TRAINING_HASH_TAG = "incident_coder.training_hash"
PROMOTION_TAG = "incident_coder.promotion."
"""Followed by 1, 2, …: one tag a promotion, so that going back to a version keeps its history."""


@dataclass(frozen=True, slots=True)
class Promotion:
    """When a version became the champion, who said so, and the version that it followed.

    `at` is ISO 8601 in UTC; `previous` is None for the first champion of a name.
    """

    at: str
    by: str
    previous: int | None

    def to_tag(self) -> str:
        """The value of its tag."""
        return json.dumps({"at": self.at, "by": self.by, "previous": self.previous})


@dataclass(frozen=True, slots=True)
class ModelVersion:
    """A registered version.

    `model` is what suggestions call it (name and version of the bundle), `frame` the frame's id and
    version; `created` is ISO 8601 in UTC; `metrics` are those of its run (`pathway.micro_f1`).
    """

    name: str
    version: int
    aliases: tuple[str, ...]
    run_id: str
    created: str
    metrics: Mapping[str, float]
    frame: str
    model: str
    promotions: tuple[Promotion, ...]

    @property
    def address(self) -> str:
        """What `--model` takes: `models:/name/3`."""
        return f"models:/{self.name}/{self.version}"


def read_version(
    registered: Any, aliases: Mapping[str, Any], metrics: Mapping[str, float]
) -> ModelVersion:
    """A version from MLflow's own; `aliases` are those of its name, alias -> version."""
    version = int(registered.version)
    created = datetime.fromtimestamp(registered.creation_timestamp / 1000, tz=UTC)
    return ModelVersion(
        name=registered.name,
        version=version,
        aliases=tuple(sorted(alias for alias, named in aliases.items() if int(named) == version)),
        run_id=registered.run_id or "",
        created=created.isoformat(timespec="seconds"),
        metrics=metrics,
        frame=registered.tags.get(FRAME_TAG, ""),
        model=registered.tags.get(MODEL_TAG, ""),
        promotions=_promotions(registered.tags),
    )


def _promotions(tags: Mapping[str, str]) -> tuple[Promotion, ...]:
    """The promotions in a version's tags, oldest first."""
    found = [json.loads(value) for key, value in tags.items() if key.startswith(PROMOTION_TAG)]
    promotions = (Promotion(one["at"], one["by"], one["previous"]) for one in found)
    return tuple(sorted(promotions, key=lambda promotion: promotion.at))
