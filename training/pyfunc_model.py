"""The model as MLflow runs it, for batch and Spark: `mlflow.pyfunc.load_model("models:/…")`.

MLflow copies this file beside the bundle and runs it to load the model ("models from code"), so
nothing is pickled; it needs incident-coder installed. The service loads the bundle itself.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import mlflow
import pandas as pd

from models.coded_rows import cells, coded_rows, output_columns, row_without_codes
from models.suggester import Suggester


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
        frame, model = self.suggester.frame, self.suggester.model
        coded = coded_rows(frame, [""] * len(written), self.suggester.score(written).facets)
        rows = [
            cells(next(coded) if narrative else row_without_codes(frame), frame, model)
            for narrative in narratives
        ]
        table = pd.DataFrame(rows, columns=output_columns(frame), index=model_input.index)
        if "id" in model_input:
            return table.assign(id=model_input["id"])
        return table.drop(columns="id")


def _text(value: object) -> str:
    """A narrative, "" for a missing one."""
    return value if isinstance(value, str) and value.strip() else ""


mlflow.models.set_model(IncidentCoder())
