"""How often a model says that a narrative is unlike anything seen, where it should and should not.

    python -m evaluation.benchmarks.out_of_frame [FILE ...] [--new-sites]

Prints the share flagged of each kind of the texts to check with that ship beside the corpus, of the
retold real incidents, and of each file of narratives given. With --new-sites a model is trained
four times without a quarter of the corpus's regions, as in `new_sites`, to see how many narratives
of sites never seen are flagged by mistake.
"""

import argparse
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from evaluation.benchmarks.command import incident_coder
from labelled_data.corpus import corpus_path, real_incidents_path
from labelled_data.out_of_frame import checking_path, read_texts
from labelled_data.reading import read_chunks, read_coded
from labelled_data.writing import write_coded
from models.bundle import default_bundle
from models.suggester import Suggester
from taxonomy.reading import load_frame

_FRAME = "draft24"
_QUARTERS = 4


def main() -> None:
    """Print a Markdown table with a row for each set of texts."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("files", type=Path, nargs="*", help="narratives, as for `batch`")
    parser.add_argument("--model", type=Path, default=default_bundle(), help="a bundle folder")
    parser.add_argument("--new-sites", action="store_true", help="train four models; minutes")
    arguments = parser.parse_args()
    print("| texts | number | flagged | too short |\n|---|---:|---:|---:|")
    if arguments.new_sites:
        for row in new_sites():
            print(row, flush=True)
    suggester = Suggester.load(arguments.model, tier="fast")
    for name, narratives in texts_to_check(arguments.files):
        print(row_of(name, suggester, narratives), flush=True)


def texts_to_check(files: Sequence[Path]) -> Iterator[tuple[str, list[str]]]:
    """Names and narratives of each set."""
    kinds: dict[str, list[str]] = {}
    for text in read_texts(checking_path()):
        kinds.setdefault(text.kind, []).append(text.narrative)
    yield from kinds.items()
    for path in (real_incidents_path(), *files):
        chunks = read_chunks(path)
        name = path.parent.name if path.stem.startswith("train") else path.name
        yield name, [row.narrative for chunk in chunks for row in chunk.narratives]


def new_sites() -> Iterator[str]:
    """The table's rows of corpus narratives at sites that a model has not seen."""
    frame = load_frame(_FRAME)
    table = read_coded([corpus_path()], frame)
    regions = np.array([(int(site.removeprefix("SITE-")) - 1) // 2 for site in table.submitters])
    for quarter in range(_QUARTERS):
        held_back = regions % _QUARTERS == quarter
        with tempfile.TemporaryDirectory() as folder:
            known, model = Path(folder) / "known.jsonl", Path(folder) / "model"
            write_coded(known, table.take(np.flatnonzero(~held_back)).rows(), frame)
            _train(known, model)
            narratives = table.take(np.flatnonzero(held_back)).narratives
            suggester = Suggester.load(model, tier="fast")
            yield row_of(f"new sites, quarter {quarter + 1}", suggester, narratives)


def row_of(name: str, suggester: Suggester, narratives: Sequence[str]) -> str:
    """A row of the table; raises SystemExit if the model cannot judge."""
    judgement = suggester.score(narratives).judgement
    if judgement is None:
        raise SystemExit(f"{suggester.model} does not judge familiarity; train it again")
    flagged, too_short = (~judgement.familiar).mean(), judgement.too_short.mean()
    return f"| {name} | {len(narratives):,} | {flagged:.3f} | {too_short:.3f} |"


def _train(known: Path, model: Path) -> None:
    command = [incident_coder(), "train", str(known), "--frame", _FRAME]
    done = subprocess.run(
        [*command, "--out", str(model), "--no-track"], capture_output=True, text=True
    )
    if done.returncode:
        raise SystemExit(done.stderr)


if __name__ == "__main__":
    main()
