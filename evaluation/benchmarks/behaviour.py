"""How far a model behaves as it must when the text of a narrative changes.

    python -m evaluation.benchmarks.behaviour [MODEL] [--data coded.csv] [--json OUT.json]

Without a model it is the shipped one, without data narratives that it did not learn from. On those
that a model learned from, nearly every code stays whatever is changed, which says nothing of it.
"""

import argparse
from pathlib import Path

from evaluation.behaviour.report import BehaviourReport, BehaviourResult, behaviour_report
from evaluation.behaviour.unseen_narratives import unseen_narratives
from labelled_data.reading import read_chunks
from models.bundle import default_bundle
from models.suggester import Suggester


def main() -> None:
    """Print a Markdown table with a row for each behaviour, then failures that may be shown."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("model", nargs="?", type=Path, help="a bundle folder")
    parser.add_argument("--data", type=Path, help="narratives new to the model")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path, help="write the report there too")
    arguments = parser.parse_args()
    narratives = unseen_narratives() if arguments.data is None else _narratives(arguments.data)
    suggester = Suggester.load(arguments.model or default_bundle())
    report = behaviour_report(suggester, narratives, arguments.seed)
    print_report(report)
    if arguments.json:
        arguments.json.write_text(report.to_json(), encoding="utf-8")


def _narratives(path: Path) -> list[str]:
    return [row.narrative for chunk in read_chunks(path) for row in chunk.narratives]


def print_report(report: BehaviourReport) -> None:
    """The table, and up to three failures of each behaviour."""
    print(f"{report.model}, seed {report.seed}\n")
    print("| behaviour | kind | cases | failures | rate | 95% interval | codes kept, facet mean |")
    print("|---|---|---:|---:|---:|---|---:|")
    for result in report.results:
        print(_row(result))
    for result in report.results:
        if result.examples:
            print(f"\nFailures of “{result.name}”:")
        for example in result.examples:
            print(f"- {example.shown} ({example.expected})")
    if report.left_out:
        print(f"\nNot measured: {', '.join(report.left_out)}.")


def _row(result: BehaviourResult) -> str:
    low, high = result.interval
    kept = "" if result.mean_kept is None else f"{result.mean_kept:.3f}"
    return (
        f"| {result.name} | {result.kind} | {result.cases} | {result.failures} "
        f"| {result.rate:.3f} | {low:.3f} to {high:.3f} | {kept} |"
    )


if __name__ == "__main__":
    main()
