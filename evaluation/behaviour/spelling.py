"""British spelling made American."""

import re
from random import Random

_STEMS: tuple[tuple[str, str], ...] = (
    ("anaem", "anem"),
    ("anaesth", "anesth"),
    ("authoris", "authoriz"),
    ("behaviour", "behavior"),
    ("caesarean", "cesarean"),
    ("cancelled", "canceled"),
    ("catheteris", "catheteriz"),
    ("centimetre", "centimeter"),
    ("centre", "center"),
    ("centred", "centered"),
    ("centring", "centering"),
    ("colour", "color"),
    ("diarrhoea", "diarrhea"),
    ("embolisation", "embolization"),
    ("embolised", "embolized"),
    ("favour", "favor"),
    ("fibre", "fiber"),
    ("foetal", "fetal"),
    ("foetus", "fetus"),
    ("grey", "gray"),
    ("gynaecolog", "gynecolog"),
    ("haemato", "hemato"),
    ("haemorrhage", "hemorrhage"),
    ("ischaemi", "ischemi"),
    ("judgement", "judgment"),
    ("labelled", "labeled"),
    ("labelling", "labeling"),
    ("learnt", "learned"),
    ("litre", "liter"),
    ("metre", "meter"),
    ("millimetre", "millimeter"),
    ("mislabelled", "mislabeled"),
    ("neighbour", "neighbor"),
    ("oedema", "edema"),
    ("oesophag", "esophag"),
    ("optimisation", "optimization"),
    ("optimised", "optimized"),
    ("organisation", "organization"),
    ("organised", "organized"),
    ("orthopaedic", "orthopedic"),
    ("paediatric", "pediatric"),
    ("prioritis", "prioritiz"),
    ("realise", "realize"),
    ("realising", "realizing"),
    ("recognis", "recogniz"),
    ("relabelled", "relabeled"),
    ("spelt", "spelled"),
    ("theatre", "theater"),
    ("travelled", "traveled"),
    ("tumour", "tumor"),
    ("whilst", "while"),
)
"""(British, American) beginnings of words, in small letters."""

_AMERICAN = dict(_STEMS)
_WORD_START = re.compile(
    rf"\b(?:{'|'.join(sorted(_AMERICAN, key=len, reverse=True))})", re.IGNORECASE
)


def in_american_spelling(narrative: str, random: Random) -> str:
    """Each word that Americans spell in another way in theirs, its case kept."""

    def american(match: re.Match[str]) -> str:
        found = match.group()
        spelled = _AMERICAN[found.lower()]
        if found.isupper():
            return spelled.upper()
        return spelled[0].upper() + spelled[1:] if found[0].isupper() else spelled

    return _WORD_START.sub(american, narrative)
