"""The model card: what a model is for, what it learned from, how good it is and where it is not."""

from collections.abc import Mapping
from typing import Any

from models.manifest import Manifest

_FIGURES = (
    "accuracy",
    "kappa",
    "weighted_kappa",
    "micro_f1",
    "macro_f1",
    "recall_at_5",
)


def model_card(manifest: Manifest) -> str:
    """The card of a model as Markdown (Mitchell et al. 2019, Model Cards for Model Reporting).

    It stands in the bundle beside the manifest, which has the same figures and all others.
    """
    frame = f"{manifest.frame_id} {manifest.frame_version}"
    reports = {manifest.tier: manifest.metrics} | manifest.other_tiers
    parts = [
        f"# {manifest.name}",
        f"Suggests codes of the frame {frame} for narratives of safety incidents. "
        f"Trained {manifest.created[:10]} on {manifest.training_rows:,} coded narratives.",
        "## Use",
        "A suggestion is for a person to confirm, change or refuse. `accept` says that codings "
        f"this sure were right {manifest.target_precision:.0%} of the time on narratives that the "
        "model had not seen; it is never final. Codes that the frame always sends to a person are "
        "never accepted. Do not use it to judge a person, a department or a notifiable event, or "
        f"with another frame than {frame} (hash {manifest.frame_hash[:12]}).",
        "## Data",
        manifest.data_note or "Nothing was said of the narratives when the model was trained.",
        f"Coded table: {manifest.training_rows:,} rows, SHA-256 {manifest.training_hash}.",
        "## How good it is",
        "Out of fold: every narrative was scored by a model that had seen neither it nor a "
        "near-duplicate, nor, where the table names enough submitters, any report of its "
        "submitter. Calibration, thresholds and acceptance were fitted on the other folds. In "
        "brackets 95 % bootstrap intervals.",
        *(_tier(tier, report) for tier, report in reports.items()),
        "## Where it is not to be trusted",
        "On narratives unlike those it learned from: another kind of incident, another country's "
        "practice, another way of writing. Measure it on a department's own coded reports "
        "(`incident-coder evaluate`) before relying on it, and again whenever practice changes.",
    ]
    return "\n\n".join(parts) + "\n"


def _tier(tier: str, report: Mapping[str, Any]) -> str:
    facets: Mapping[str, Mapping[str, Any]] = report["facets"]
    shown = [name for name in _FIGURES if any(name in facet for facet in facets.values())]
    columns = [*shown, "calibration_error", "accepted", "precision_of_accepted"]
    rows = [
        f"Tier `{tier}`:",
        "",
        "| facet | " + " | ".join(name.replace("_", " ") for name in columns) + " |",
        "|---" + "|---:" * len(columns) + "|",
    ]
    for id_, facet in facets.items():
        cells = [_figure(facet, name) for name in shown]
        cells += [
            _number(facet["calibration"]["ece"]),
            _number(facet["accepted"]["share"]),
            _number(facet["accepted"]["precision"]),
        ]
        rows.append(f"| {id_} | " + " | ".join(cells) + " |")
    return "\n".join(rows)


def _figure(facet: Mapping[str, Any], name: str) -> str:
    if facet.get(name) is None:
        return ""
    low, high = facet["intervals"].get(name, (None, None))
    between = "" if low is None or high is None else f" ({_number(low)} to {_number(high)})"
    return _number(facet[name]) + between


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"
