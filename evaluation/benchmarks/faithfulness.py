"""How much a suggestion rests on the words that are marked for it.

    python -m evaluation.benchmarks.faithfulness [MODEL]

On every fifteenth narrative of the shipped corpus: the probability of a decided code falls by so
much without the marked words, and by so much without as many others.
"""

import argparse
from pathlib import Path

from evaluation.faithfulness import faithfulness
from labelled_data.corpus import corpus_path
from labelled_data.reading import read_coded
from models.bundle import default_bundle, load_bundle
from models.suggester import Suggester

_EVERY = 15


def main() -> None:
    """Print a Markdown table with a row for each tier and facet."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("model", type=Path, nargs="?", default=default_bundle())
    coder, manifest = load_bundle(parser.parse_args().model)
    narratives = read_coded([corpus_path()], coder.frame).narratives[::_EVERY]
    print("| tier | facet | codes | without the marked | without others | marked cost more |")
    print("|---|---|---:|---:|---:|---:|")
    for tier in (tier for tier in coder.tiers if tier != "auto"):
        measured = faithfulness(Suggester(coder, manifest, tier), narratives)
        for facet, found in measured.items():
            print(
                f"| {tier} | {facet} | {found.codes} | {-found.marked:.3f} | {-found.random:.3f} "
                f"| {found.marked_first:.0%} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
