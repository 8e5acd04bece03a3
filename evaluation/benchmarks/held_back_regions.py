"""A quarter of the shipped corpus's regions, held back as new sites would be."""

from dataclasses import dataclass

import numpy as np

from labelled_data.corpus import corpus_path
from labelled_data.reading import read_coded
from labelled_data.table import CodedTable
from taxonomy.reading import load_frame

FRAME = "draft24"
QUARTERS = 4


@dataclass(frozen=True, slots=True)
class HeldBackRegions:
    """The narratives that may be learned from, and those of the regions held back."""

    known: CodedTable
    new: CodedTable


def held_back_regions(quarter: int) -> HeldBackRegions:
    """Hold back every fourth region, from `quarter` (0 to 3) on.

    The corpus comes from 40 invented sites, two a region, each region with its own manner.
    """
    table = read_coded([corpus_path()], load_frame(FRAME))
    regions = np.array([(int(site.removeprefix("SITE-")) - 1) // 2 for site in table.submitters])
    held_back = regions % QUARTERS == quarter
    return HeldBackRegions(
        table.take(np.flatnonzero(~held_back)), table.take(np.flatnonzero(held_back))
    )
