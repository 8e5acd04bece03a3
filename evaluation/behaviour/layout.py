"""How a narrative is set down: capitals, punctuation, lines and the order of its sentences."""

import re
from random import Random

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")
_LINE_START = re.compile(r"^\s*(?:[-*•]|\d+[.)])\s*", re.MULTILINE)
_DROPPED = re.compile(r"(?<=\w)[.,;:!?](?=\s|$)")
_PLAIN_MARKS = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-"})
_TYPESET_MARKS = str.maketrans({"'": "’", '"': "”"})
_FEWEST_TO_ROTATE = 3


def in_capitals(narrative: str, random: Random) -> str:
    """The narrative in capital letters."""
    return narrative.upper()


def in_small_letters(narrative: str, random: Random) -> str:
    """The narrative in small letters."""
    return narrative.lower()


def with_other_punctuation(narrative: str, random: Random) -> str:
    """Without stops and commas, with typeset marks for plain ones, or with plain for typeset."""
    match random.choice(("without", "typeset", "plain")):
        case "without":
            return _DROPPED.sub("", narrative)
        case "typeset":
            return narrative.translate(_TYPESET_MARKS)
        case _:
            return narrative.translate(_PLAIN_MARKS).replace(", ", " - ")


def with_other_lines(narrative: str, random: Random) -> str:
    """A line for each sentence, a list with dashes, wide spaces, or all on one line."""
    match random.choice(("lines", "list", "wide", "one line")):
        case "lines":
            return "\n".join(sentences(narrative))
        case "list":
            return "\n".join(f"- {_LINE_START.sub('', one)}" for one in sentences(narrative))
        case "wide":
            return "  ".join(narrative.split(" "))
        case _:
            return " ".join(_LINE_START.sub("", narrative).split())


def with_sentences_rotated(narrative: str, random: Random) -> str:
    """The same sentences, begun at another; as it is where there are fewer than three."""
    parts = sentences(narrative)
    if len(parts) < _FEWEST_TO_ROTATE:
        return narrative
    at = random.randrange(1, len(parts))
    return " ".join([*parts[at:], *parts[:at]])


def sentences(narrative: str) -> list[str]:
    """The sentences and lines of a narrative, without the space around them."""
    return [part.strip() for part in _SENTENCE_END.split(narrative) if part.strip()]
