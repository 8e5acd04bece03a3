"""Typing errors: letters swapped, dropped or doubled, as fast fingers do."""

import re
from random import Random

_LONG_WORD = re.compile(r"[A-Za-z]{5,}")
_MOST = 3


def with_typing_errors(narrative: str, random: Random) -> str:
    """The narrative with one to three errors, each in a word of five letters or more."""
    places = [match.span() for match in _LONG_WORD.finditer(narrative)]
    chosen = random.sample(places, min(random.randint(1, _MOST), len(places)))
    for start, end in sorted(chosen, reverse=True):
        narrative = narrative[:start] + mistyped(narrative[start:end], random) + narrative[end:]
    return narrative


def mistyped(word: str, random: Random) -> str:
    """The word with one error after its first letter, which is seldom mistyped."""
    at = random.randrange(1, len(word) - 1)
    match random.choice(("swap", "drop", "double")):
        case "swap":
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        case "drop":
            return word[:at] + word[at + 1 :]
        case _:
            return word[:at] + word[at] + word[at:]
