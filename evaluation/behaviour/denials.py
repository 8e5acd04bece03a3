"""Sentences that say a problem was not there, which must not bring that problem's codes."""

from collections.abc import Iterator, Sequence
from random import Random

from evaluation.behaviour.behaviour import Case, shuffled
from evaluation.behaviour.expectation import GainsNone

_DENIED: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("The patient was not pregnant.", ("1.2b", "3.1c", "E7")),
    ("Pregnancy had been asked about and ruled out.", ("1.2b", "3.1c", "E7")),
    ("She was not breastfeeding.", ("3.1d", "E7")),
    ("No contrast was given, and none was needed.", ("3.5e", "3.4d", "3.2d")),
    ("There was no extravasation.", ("3.5d",)),
    ("The patient has no allergies and normal kidney function.", ("1.2d", "3.2d")),
    ("The patient has no pacemaker and no implants.", ("1.2c", "3.2b")),
    ("There was no metal in the room.", ("3.2c",)),
    ("Nobody else was in the room.", ("3.2e", "3.7b", "E5", "E8")),
    ("No member of staff was exposed.", ("3.7b", "E8")),
    ("No previous imaging existed.", ("1.2e", "2.1d", "3.1e")),
    ("There was no duplicate request.", ("1.1e",)),
    ("The patient's identity was checked correctly.", ("3.1a", "1.1a", "2.3b")),
    ("The side was confirmed and was the right one.", ("3.1b", "3.3a", "1.1c")),
    ("The equipment was working normally.", ("3.6b", "6.2a", "CF3a")),
    ("There was no fault in the computer systems that day.", ("6.2a", "6.2b", "CF3a")),
    ("There was no power cut and no flood.", ("CF6b",)),
    ("Staffing was as planned and the list was quiet.", ("CF5d",)),
    ("Everybody involved was trained and entitled.", ("6.3b", "CF5e")),
    ("There was a written procedure and it was followed.", ("6.3a", "CF2a", "CF2b", "CF2c")),
    ("The patient had no difficulty in understanding English.", ("CF4b",)),
    ("The patient followed every instruction.", ("CF4c",)),
    ("The dose was recorded correctly.", ("4.2c",)),
    ("The images were not lost.", ("4.2a",)),
    ("No finding had been missed.", ("5.1b", "5.1d")),
    ("It was not notifiable.", ("L1",)),
    ("Nobody was burned or injured.", ("3.6g",)),
    ("There was no spill and no contamination.", ("3.5f",)),
    ("It was not a research scan.", ("E4",)),
    ("The patient was not part of a screening programme.", ("E2",)),
)
"""(sentence, codes that it denies)."""


def denial_cases(narratives: Sequence[str], random: Random) -> Iterator[Case]:
    """Each narrative with one of the sentences at its end."""
    for narrative in shuffled(narratives, random):
        sentence, codes = random.choice(_DENIED)
        expected = GainsNone(tuple((_facet(code), code) for code in codes))
        yield Case(narrative, f"{narrative.rstrip()} {sentence}", expected, shown=sentence)


def _facet(code: str) -> str:
    if code[0].isdigit():
        return "pathway"
    if code.startswith("CF"):
        return "contributory_factor"
    return {"L": "severity", "E": "exposure_type"}[code[0]]
