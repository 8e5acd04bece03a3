"""Names, rooms, dates and numbers exchanged for others that mean as much."""

import re
from random import Random

_SURNAMES = (
    "Abernethy", "Bancroft", "Chowdhury", "Davenport", "Eze", "Farquhar", "Gallagher", "Hussain",
    "Ivanova", "Jephcott", "Kowalski", "Llewellyn", "Mukherjee", "Nakamura", "Okonkwo", "Pemberton",
    "Quayle", "Rasmussen", "Sivakumar", "Trelawney", "Underhill", "Venkatesh", "Whitcombe", "Yu",
)  # fmt: skip
_MONTHS = (
    ("January", "February", "March", "April", "June", "July", "August", "September", "October",
     "November", "December"),
    ("Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sept", "Oct", "Nov", "Dec"),
)  # fmt: skip
_DAYS = (
    ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"),
    ("Mon", "Tues", "Weds", "Thurs", "Fri"),
    ("Saturday", "Sunday"),
    ("Sat", "Sun"),
)

_NAMED = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Dr|Prof|Professor)\.? (?:[A-Z][a-z]+ )?([A-Z][a-z]+(?:-[A-Z][a-z]+)?)\b"
)
_NUMBERED = re.compile(
    r"\b((?:ward|room|bay|theatre|scanner|clinic|bed|cubicle) )(\d{1,2})\b(?!/)", re.IGNORECASE
)
_DATE_OF_BIRTH = re.compile(r"\b\d{1,2}([/.-])\d{1,2}\1((?:19|20)?\d\d)\b")
_LONG_NUMBER = re.compile(r"\b\d{3,}(?:[ -]\d{3,})*\b")
_DIGITS_OF_A_NUMBER = 6


def with_other_particulars(narrative: str, random: Random) -> str:
    """Other names, rooms, dates and numbers, each exchanged alike throughout.

    A working day stays one and a weekend a weekend. Hours stay: out of hours and delays matter.
    """
    found = dict.fromkeys(_NAMED.findall(narrative))
    surnames = zip(found, random.sample(_SURNAMES, len(_SURNAMES)), strict=False)
    for old, new in surnames:
        narrative = re.sub(rf"\b{re.escape(old)}\b", new, narrative)
    further = random.randint(1, 9)
    narrative = _NUMBERED.sub(lambda match: f"{match[1]}{int(match[2]) + further}", narrative)
    narrative = _DATE_OF_BIRTH.sub(lambda match: _date(match, random), narrative)
    for names in (*_MONTHS, *_DAYS):
        narrative = _shifted(narrative, names, random.randrange(1, len(names)))
    numbers = {
        number: re.sub(r"\d", lambda _: str(random.randrange(10)), number)
        for number in dict.fromkeys(_LONG_NUMBER.findall(narrative))
        if sum(map(str.isdigit, number)) >= _DIGITS_OF_A_NUMBER  # a shorter one may be a dose
    }
    return _LONG_NUMBER.sub(lambda match: numbers.get(match[0], match[0]), narrative)


def _date(match: re.Match[str], random: Random) -> str:
    """Another day of the same year, so that nobody's age changes."""
    day, month = random.randint(1, 28), random.randint(1, 12)
    return f"{day:02}{match[1]}{month:02}{match[1]}{match[2]}"


def _shifted(narrative: str, names: tuple[str, ...], steps: int) -> str:
    """Each of the names replaced by the one so many steps on, so that their distances stay."""
    pattern = re.compile(rf"\b(?:{'|'.join(names)})\b")
    return pattern.sub(lambda match: names[(names.index(match[0]) + steps) % len(names)], narrative)
