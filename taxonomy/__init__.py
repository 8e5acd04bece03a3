"""Code frames, the coding of one incident, and the rules across its facets."""

from taxonomy.coding import Coding, coding_string, make_coding
from taxonomy.errors import Refusal
from taxonomy.frame import Code, CodeFrame, Facet
from taxonomy.reading import load_frame, shipped_frame_ids
from taxonomy.rules import BrokenRule, broken_rules

__all__ = [
    "BrokenRule",
    "Code",
    "CodeFrame",
    "Coding",
    "Facet",
    "Refusal",
    "broken_rules",
    "coding_string",
    "load_frame",
    "make_coding",
    "shipped_frame_ids",
]
