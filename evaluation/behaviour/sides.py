"""Left and right exchanged throughout: the side is no part of any code."""

import re
from random import Random

_OTHER = {"left": "right", "l": "r", "lt": "rt", "lhs": "rhs"}
_OTHER |= {right: left for left, right in _OTHER.items()}

_SIDE = re.compile(r"\b(?:left|right|LEFT|RIGHT|Left|Right|[LR]|Lt|Rt|LT|RT|lt|rt|LHS|RHS)\b")

_BODY = (
    "acf|adrenal|ankle|apex|apical|arm|atrium|axilla|base|basal|breast|carotid|chest|clavicle|"
    "coronary|ear|elbow|eye|face|femoral|femur|fibula|finger|flank|foot|forearm|frontal|groin|"
    "hand|heel|hemithorax|hip|humerus|iliac|jaw|kidney|knee|leg|lobe|lower|lung|main|mandible|"
    "maxilla|maxillary|mid|middle|occipital|orbit|ovary|parietal|pneumothorax|radius|renal|"
    "ribs?|scaphoid|shoulder|sided?|temporal|testis|thigh|thumb|tibia|toe|ulna|upper|ureter|"
    "ventricle|wrist|marker|markers|mlo|cc|lateral|views?"
)
_BEFORE_BODY = re.compile(rf"[\s-]+(?:{_BODY})s?\b", re.IGNORECASE)
_NEAR_OTHER_SIDE = re.compile(
    r"[\s,'\"”’)]*(?:and|or|not|for|to|instead of|rather than|as|was|is|with|vs|then|/|,)"
    r"[\s'\"“‘(]*(?:the\s+|a\s+)?['\"“‘]?(?:left|right|L|R)\b",
    re.IGNORECASE,
)
_ENDS_PHRASE = re.compile(r"['\"”’]?\s*(?:[.,;:)?!]|$)|['\"”’]")
_AFTER_ARTICLE = re.compile(r"(?:\bthe|\bon|\bsaid|\bsays|\basked for|\brequested|['\"“‘])\s*$")

_SPINE = re.compile(r"[\s-]*(?:sp\b|spine|\d)", re.IGNORECASE)
_NO_SIDE_AFTER = re.compile(
    r"\s+(?:it|in|the|on|out|off|blank|to|as|open|empty|live|with|alone|at|by|a|over|up|her|him|"
    r"them|his|us|running|behind|unsigned|active|"  # what is left
    r"pt|man|lady|patient|place|name|person|record|entry|time|test|thing|away|scan|baby|date|"
    r"number|form|woman|gentleman|girl|boy|child|dose|tracer|enough|down|before|first|"
    r"through|study|exam|examination|images?|request|protocol|way|answer|box|line|ones?)\b",
    re.IGNORECASE,
)
_NO_SIDE_BEFORE = re.compile(
    r"\b(?:all|put|quite|it|that|been|was|were|be|is|are|had|have|he|she|they|we|i|nurse|engineer|"
    r"pts?|patient|student|box|request|got|never|nothing|went|done|only|who|once|just|d|ve|s)"
    r"[\s'’]+$",
    re.IGNORECASE,
)


def with_sides_swapped(narrative: str, random: Random) -> str:
    """Left for right and right for left; as it is where one of them may mean something else.

    "Left the room" and "the right patient" are no sides and stay; "L spine" is the lumbar spine.
    """
    parts: list[str] = []
    end = 0
    for match in _SIDE.finditer(narrative):
        sided = _is_side(narrative[: match.start()], match.group(), narrative[match.end() :])
        if sided is None:
            return narrative
        parts += [narrative[end : match.start()], _other(match.group()) if sided else match.group()]
        end = match.end()
    return "".join([*parts, narrative[end:]])


def _is_side(before: str, word: str, after: str) -> bool | None:
    """Whether a word is a side of the body; None where that cannot be told."""
    if len(word) == 1 and _SPINE.match(after):
        return False
    if _BEFORE_BODY.match(after) or _NEAR_OTHER_SIDE.match(after):
        return True
    if len(word) > 2 and (_NO_SIDE_AFTER.match(after) or _NO_SIDE_BEFORE.search(before)):
        return False
    if _AFTER_ARTICLE.search(before) and _ENDS_PHRASE.match(after):
        return True
    return None


def _other(side: str) -> str:
    """The other side in the same case."""
    other = _OTHER[side.lower()]
    if side.isupper():
        return other.upper()
    return other.capitalize() if side[0].isupper() else other
