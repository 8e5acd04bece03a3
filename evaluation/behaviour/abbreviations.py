"""Abbreviations of the field and what they stand for, each made into the other."""

import re
from collections.abc import Callable
from random import Random

PAIRS: tuple[tuple[str, str], ...] = (
    ("#NOF", "fractured neck of femur"),
    ("abdo", "abdomen"),
    ("AMU", "acute medical unit"),
    ("appt", "appointment"),
    ("approx", "approximately"),
    ("AXR", "abdominal X-ray"),
    ("CAP", "chest, abdomen and pelvis"),
    ("CBCT", "cone beam CT"),
    ("cons", "consultant"),
    ("CQC", "Care Quality Commission"),
    ("CT", "computed tomography"),
    ("CTC", "CT colonography"),
    ("CTPA", "CT pulmonary angiogram"),
    ("CXR", "chest X-ray"),
    ("DAP", "dose area product"),
    ("dept", "department"),
    ("DLP", "dose length product"),
    ("DOB", "date of birth"),
    ("DXA", "dual-energy X-ray absorptiometry"),
    ("ECG", "electrocardiogram"),
    ("ED", "emergency department"),
    ("eGFR", "estimated glomerular filtration rate"),
    ("ENT", "ear, nose and throat"),
    ("exam", "examination"),
    ("f/u", "follow-up"),
    ("FDG", "fluorodeoxyglucose"),
    ("GA", "general anaesthetic"),
    ("Gd", "gadolinium"),
    ("GP", "general practitioner"),
    ("HCA", "healthcare assistant"),
    ("HDU", "high dependency unit"),
    ("hx", "history"),
    ("ICU", "intensive care unit"),
    ("ID", "identity"),
    ("info", "information"),
    ("ITU", "intensive therapy unit"),
    ("IV", "intravenous"),
    ("KUB", "kidneys, ureters and bladder"),
    ("LMP", "last menstrual period"),
    ("MDT", "multidisciplinary team"),
    ("MPE", "medical physics expert"),
    ("MRI", "magnetic resonance imaging"),
    ("NG", "nasogastric"),
    ("OOH", "out of hours"),
    ("OPG", "orthopantomogram"),
    ("PACS", "picture archive"),
    ("PE", "pulmonary embolism"),
    ("PET", "positron emission tomography"),
    ("physio", "physiotherapist"),
    ("PICC", "peripherally inserted central catheter"),
    ("pt", "patient"),
    ("QA", "quality assurance"),
    ("RAD", "radiographer"),
    ("reg", "registrar"),
    ("req", "request"),
    ("RIS", "radiology information system"),
    ("RPS", "radiation protection supervisor"),
    ("SHO", "senior house officer"),
    ("SOP", "standard operating procedure"),
    ("USS", "ultrasound scan"),
    ("V/Q", "ventilation perfusion"),
    ("w/o", "without"),
    ("XR", "X-ray"),
)
"""(abbreviation, what it stands for). One with a capital is only taken in that case."""

_SPOKEN_WITH_A_VOWEL = frozenset("AEFHILMNORSX")
"""Letters that take "an" where an abbreviation is read letter by letter."""


def expanded(narrative: str, random: Random) -> str:
    """Every abbreviation written out; one in capitals throughout is left, where IT may be "it"."""
    return narrative if narrative.isupper() else _EXPAND(narrative)


def abbreviated(narrative: str, random: Random) -> str:
    """Every term that has an abbreviation replaced by it."""
    return narrative if narrative.isupper() else _ABBREVIATE(narrative)


def _replacing(terms: dict[str, str]) -> Callable[[str], str]:
    """Replaces whole terms in one pass, the longest first, plurals and articles with them."""
    longest_first = sorted(terms, key=len, reverse=True)
    term = "|".join(map(_either_case, longest_first))
    pattern = re.compile(rf"(?<![\w/#-])(?:([Aa]n?) )?({term})(s?)(?![\w/-])")
    wanted = {term.lower(): (term, replacement) for term, replacement in terms.items()}

    def replaced(match: re.Match[str]) -> str:
        article, found, plural = match.groups()
        listed, new = wanted[found.lower()]
        if plural and new.endswith(("y", "g")):
            return match.group()
        if found[0].isupper() and listed[0].islower():
            new = new[0].upper() + new[1:]
        return f"{_article(article, new)}{new}{plural}"

    return lambda text: pattern.sub(replaced, text)


def _either_case(term: str) -> str:
    """A pattern for a term; one in small letters may also start with a capital."""
    if not term[0].islower() or term[1:] != term[1:].lower():
        return re.escape(term)
    return f"[{term[0].upper()}{term[0]}]{re.escape(term[1:])}"


def _article(article: str | None, term: str) -> str:
    """The article as the term after it asks for it, with a space; nothing if there was none."""
    if article is None:
        return ""
    letters = _SPOKEN_WITH_A_VOWEL if term[:2].isupper() or term.startswith("X-") else "aeiou"
    return f"{article[0]}n " if term[0] in letters else f"{article[0]} "


_EXPAND = _replacing(dict(PAIRS))
_ABBREVIATE = _replacing({term: abbreviation for abbreviation, term in PAIRS})
