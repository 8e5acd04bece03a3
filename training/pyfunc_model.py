"""The model as MLflow runs it, for batch and Spark: `mlflow.pyfunc.load_model("models:/…")`.

MLflow copies this file beside the bundle and runs it to load the model ("models from code"), so
nothing is pickled; it needs incident-coder installed. The service loads the bundle itself.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import mlflow
import pandas as pd

from models.suggester import Suggester
from models.suggestion import Suggestion


class IncidentCoder(mlflow.pyfunc.PythonModel):  # type: ignore[misc]  # MLflow has no types
    """Suggestions for a table of narratives, a row each, in the columns of the batch output."""

    def load_context(self, context: Any) -> None:
        """Load the bundle that stands beside this file."""
        self.suggester = Suggester.load(Path(context.artifacts["bundle"]))

    def predict(
        self, context: Any, model_input: pd.DataFrame, params: dict[str, Any] | None = None
    ) -> pd.DataFrame:
        """Suggest for the column `narrative`; `id` is carried over where it is given.

        A row without a narrative has no codes and refers every facet to a person.
        """
        narratives = [_text(value) for value in model_input["narrative"]]
        written = [narrative for narrative in narratives if narrative]
        suggestions = iter(self.suggester.suggest(written))
        empty = _row_without_codes(self.suggester)
        rows = [_row(next(suggestions)) if narrative else empty for narrative in narratives]
        table = pd.DataFrame(rows, columns=list(empty), index=model_input.index)
        if "id" in model_input:
            table.insert(0, "id", model_input["id"])
        return table


def _text(value: object) -> str:
    """A narrative, "" for a missing one."""
    return value if isinstance(value, str) and value.strip() else ""


def _row(suggestion: Suggestion) -> dict[str, str]:
    """One row of the batch output, its id aside."""
    row: dict[str, str] = {}
    for facet in suggestion.facets:
        row[facet.facet] = "|".join(facet.decided)
        row[f"{facet.facet}_ranked"] = json.dumps(
            facet.ranked, ensure_ascii=False, separators=(",", ":")
        )
        row[f"{facet.facet}_decision"] = facet.decision
    ends = {"coding_string": suggestion.coding_string, "frame": suggestion.frame}
    return row | ends | {"model": suggestion.model}


def _row_without_codes(suggester: Suggester) -> dict[str, str]:
    row: dict[str, str] = {}
    for facet in suggester.frame.facet_ids:
        row |= {facet: "", f"{facet}_ranked": "[]", f"{facet}_decision": "refer"}
    return row | {"coding_string": "", "frame": suggester.frame_name, "model": suggester.model}


mlflow.models.set_model(IncidentCoder())
