"""The tiers of a model: how much time it takes over a narrative."""

from typing import Literal

Tier = Literal["fast", "accurate", "auto"]
"""`fast` is linear; `accurate` asks the encoder too; `auto` asks it where the fast one doubts."""
