"""What holds where codes are more or less common than in training, as is and adapted.

    python -m evaluation.benchmarks.prior_shift
    python -m evaluation.benchmarks.prior_shift --model mine --narratives held_back.jsonl

A quarter of the regions of the shipped corpus is held back and a model trained on the rest. From
the held-back narratives extracts are drawn whose codes are as common as each row of the table says;
the model reads each extract without its codes and is then measured on it: as it was trained; with
the shares found by expectation maximisation taken as they are; and adapted, as
`incident-coder batch --adapt-priors` adapts it.
"""

import argparse
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evaluation.benchmarks.command import incident_coder
from evaluation.metrics.agreement import cohen_kappa
from evaluation.metrics.calibration import expected_calibration_error, reliability
from evaluation.metrics.counts import count_codes
from evaluation.metrics.selective import accepted
from evaluation.shifted_extracts import SHIFTS, drawn, stage_tilt, weights_of
from labelled_data.corpus import corpus_path
from labelled_data.reading import read_coded
from labelled_data.table import CodedTable
from labelled_data.writing import write_coded
from models.adaptation import ExtractRule, adaptation_to, adapted_coder
from models.bundle import load_bundle
from models.coder import Coder
from models.decision import DecisionRule, FacetScores
from models.manifest import Manifest
from models.priors import expected_shares, log_odds, trained_shares
from models.scores import Scores
from taxonomy.frame import Facet
from taxonomy.reading import load_frame

_METHODS = ("as trained", "plain estimate", "adapted")
_FIGURES = ("kappa or F1", "ECE", "accepted", "right of these")


@dataclass(frozen=True, slots=True)
class HeldBack:
    """A model and the coded narratives it is measured on, scored once by its fast tier."""

    coder: Coder
    manifest: Manifest
    table: CodedTable
    scores: Scores


def main() -> None:
    """Print a Markdown table for each facet: a row a shift, the methods side by side."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--model", type=Path, help="a bundle folder")
    options.add_argument("--narratives", type=Path, help="coded narratives it has not seen")
    options.add_argument("--quarter", type=int, default=0, choices=range(4))
    options.add_argument("--rows", type=int, default=1000, help="narratives of an extract")
    options.add_argument("--draws", type=int, default=5, help="extracts for each shift")
    given = options.parse_args()
    if (given.model is None) != (given.narratives is None):
        options.error("give --model and --narratives together, or neither")
    with tempfile.TemporaryDirectory() as folder:
        if given.model is None:
            model, narratives = _trained_on_the_rest(given.quarter, Path(folder))
        else:
            model, narratives = given.model, given.narratives
        coder, manifest = load_bundle(model)
        table = read_coded([narratives], coder.frame)
        held_back = HeldBack(coder, manifest, table, coder.score(table.narratives, "fast"))
    figures = measured(held_back, given.rows, given.draws)
    for facet in coder.frame.facets:
        print(f"\n{facet.title}, extracts of {given.rows:,}\n")
        print("| shift | " + " | ".join(f"{f}: {', '.join(_METHODS)}" for f in _FIGURES) + " |")
        print("|---" * (len(_FIGURES) + 1) + "|")
        for shift, of_shift in figures.items():
            print(f"| {shift} | " + " | ".join(_cells(of_shift[facet.id])) + " |")


def measured(
    held_back: HeldBack, rows: int, draws: int
) -> dict[str, dict[str, NDArray[np.float64]]]:
    """Shift -> facet -> mean figures over the draws, (methods, figures)."""
    table = held_back.table
    shifts = dict(SHIFTS)
    shifts["late in the pathway, 4 times"] = (stage_tilt(table, "56", 4),)
    shifts["early in the pathway, 4 times"] = (stage_tilt(table, "12", 4),)
    result = {}
    for shift, tilts in shifts.items():
        weights = weights_of(table, tilts)
        of_draws = [_of_extract(held_back, drawn(weights, rows, seed)) for seed in range(draws)]
        result[shift] = {
            facet: np.nanmean([of_draw[facet] for of_draw in of_draws], axis=0)
            for facet in table.frame.facet_ids
        }
    return result


def _of_extract(held_back: HeldBack, rows: NDArray[np.int64]) -> dict[str, NDArray[np.float64]]:
    """Facet -> figures (methods, figures) of one extract."""
    scores = Scores(
        {id_: found.taken(rows) for id_, found in held_back.scores.facets.items()},
        held_back.scores.accurate[rows],
    )
    rules = held_back.coder.readout.rules
    adaptation = adaptation_to(scores, rules, held_back.manifest, "fast")
    adapted = adapted_coder(held_back.coder, adaptation).readout.rules
    figures = {}
    for facet in held_back.table.frame.facets:
        truth = held_back.table.indicator(facet.id)[rows].astype(bool)
        likely = scores[facet.id].probabilities
        plain = _plain(rules[facet.id], likely, held_back.manifest.metrics["facets"][facet.id])
        methods = (rules[facet.id], plain, adapted[facet.id])
        figures[facet.id] = np.array(
            [_figures(facet, truth, rule.decide(likely)) for rule in methods]
        )
    return figures


def _plain(
    rule: DecisionRule, likely: NDArray[np.float32], in_training: Mapping[str, object]
) -> ExtractRule:
    """The rule with estimated shares taken as they are, each code of a multi facet by itself."""
    trained = trained_shares(in_training).shares
    if rule.limits.kind == "single":
        shift = np.log(expected_shares(likely, trained) / trained)
    else:
        found = [
            expected_shares(np.stack([column, 1 - column], axis=1), np.array([share, 1 - share]))
            for column, share in zip(likely.T, trained, strict=True)
        ]
        shift = log_odds(np.array(found)[:, 0]) - log_odds(trained)
    as_it_was = {each.name: getattr(rule, each.name) for each in fields(DecisionRule)}
    return ExtractRule(**as_it_was, shift=shift.astype(np.float32))


def _figures(facet: Facet, truth: NDArray[np.bool_], scores: FacetScores) -> list[float]:
    if facet.is_multi:
        agreement = float(count_codes(truth, scores.decided).micro_f1)
    else:
        codes = truth.argmax(axis=1), scores.decided.argmax(axis=1)
        agreement = cohen_kappa(*codes, len(facet.codes))
    likely = np.clip(scores.probabilities[scores.decided], 0, 1)
    curve = reliability(likely, truth[scores.decided], binning="equal-mass")
    taken = accepted(truth, scores.decided, scores.accept)
    return [agreement, expected_calibration_error(curve), taken.share, taken.precision]


def _cells(figures: NDArray[np.float64]) -> Iterator[str]:
    for of_methods in figures.T:
        yield " ".join("none" if np.isnan(value) else f"{value:.3f}" for value in of_methods)


def _trained_on_the_rest(quarter: int, folder: Path) -> tuple[Path, Path]:
    """A model of three quarters of the regions, and the narratives of the other."""
    frame = load_frame("draft24")
    table = read_coded([corpus_path()], frame)
    regions = np.array([(int(site.removeprefix("SITE-")) - 1) // 2 for site in table.submitters])
    held_back = regions % 4 == quarter
    model, known, new = folder / "model", folder / "known.jsonl", folder / "new.jsonl"
    write_coded(known, table.take(np.flatnonzero(~held_back)).rows(), frame)
    write_coded(new, table.take(np.flatnonzero(held_back)).rows(), frame)
    done = subprocess.run(
        [incident_coder(), "train", known, "--frame", frame.id, "--out", model, "--no-track"],
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    return model, new


if __name__ == "__main__":
    main()
