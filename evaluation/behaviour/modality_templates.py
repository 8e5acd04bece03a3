"""Plain reports of each kind of examination, whose modality nobody could mistake."""

from evaluation.behaviour.behaviour import Case
from evaluation.behaviour.expectation import Gives, Moves

_EXAMINATIONS: dict[tuple[str, str], tuple[str, ...]] = {
    ("MA", "P1"): ("chest X-ray in the X-ray department", "wrist X-ray", "knee X-ray"),
    ("MB", "P2"): (
        "mobile chest X-ray on the ward",
        "portable chest X-ray at the bedside on intensive care",
        "mobile X-ray of the pelvis in resus",
    ),
    ("MC", "P3"): (
        "barium swallow",
        "videofluoroscopy",
        "image intensifier screening of the hip in theatre",
        "hysterosalpingogram",
    ),
    ("MD", "P4"): (
        "coronary angioplasty",
        "uterine artery embolisation",
        "nephrostomy in interventional radiology",
    ),
    ("ME", "P5"): ("mammogram", "breast tomosynthesis", "stereotactic breast biopsy"),
    ("MF", "P6"): ("dental panoramic X-ray", "bitewing X-ray at the dentist's", "OPG"),
    ("MG", "P7"): ("CT head", "CT of the abdomen and pelvis", "CTPA", "CT colonography"),
    ("MH", "P8"): ("DXA scan", "bone density scan", "DEXA of the hip and spine"),
    ("MI", "P9"): ("MRI of the lumbar spine", "MRI brain", "prostate MRI", "knee MRI"),
    ("MJ", "P10"): (
        "isotope bone scan",
        "myocardial perfusion scan",
        "V/Q scan",
        "DMSA renal scan",
        "gamma camera thyroid scan",
    ),
    ("MK", "P11"): ("PET-CT", "FDG PET-CT", "PSMA PET-CT"),
    ("ML", "P12"): (
        "radioiodine therapy for thyroid cancer",
        "lutetium therapy",
        "radium-223 therapy",
    ),
    ("MM", "P13"): (
        "ultrasound of the abdomen",
        "Doppler ultrasound of the leg veins",
        "obstetric ultrasound",
    ),
}

_DONE = (
    "The {} went ahead a day late because the request had been entered with the wrong date.",
    "Patient of 63 came for {} yesterday. Nobody had explained it to her before it was done and "
    "she complained afterwards.",
    "{} done as requested this morning. It was not marked as completed on the system and was "
    "asked for again.",
    "The request for {} was mislaid by the office. The patient had it nine days late.",
)

_NOT_DONE = (
    "{} had been asked for twice. The clerk noticed the duplicate and cancelled it. Nothing was "
    "done.",
    "{} was about to be done on the wrong patient. Asked for his date of birth he said that it was "
    "not meant for him, and he went back without it.",
    "The request for {} should have been for somebody else. It was noticed at vetting and "
    "cancelled before the patient was sent for.",
)

_ALIKE: tuple[tuple[tuple[str, str, str], tuple[str, str, str]], ...] = (
    (("MG", "P7", "CT of the head"), ("MI", "P9", "MRI of the head")),
    (("MG", "P7", "CT of the lumbar spine"), ("MI", "P9", "MRI of the lumbar spine")),
    (("MG", "P7", "CT of the abdomen"), ("MM", "P13", "ultrasound of the abdomen")),
    (("MG", "P7", "CT of the hips"), ("MH", "P8", "DXA of the hips")),
    (("MG", "P7", "CT of the chest"), ("MA", "P1", "X-ray of the chest")),
    (("MG", "P7", "cardiac CT"), ("MJ", "P10", "myocardial perfusion scan")),
    (("MG", "P7", "CT"), ("MK", "P11", "PET-CT")),
    (("ME", "P5", "mammogram"), ("MM", "P13", "ultrasound of the breast")),
    (("MJ", "P10", "isotope bone scan"), ("MH", "P8", "bone density scan")),
    (("MI", "P9", "MRI of the pelvis"), ("MA", "P1", "X-ray of the pelvis")),
    (("MF", "P6", "dental panoramic X-ray"), ("MA", "P1", "shoulder X-ray")),
)
"""Pairs that a sentence can have one or the other of: (intended, performed, examination)."""

_AROUND = (
    "Gentleman of 71 sent from clinic. The {} was reported two weeks later than promised because "
    "the list was not shared out.",
    "The {} was done on the wrong patient's record, which was noticed the next morning and "
    "corrected.",
    "She arrived for her {} and the letter had not told her where to go, so she was seen an hour "
    "late. The {} was then done.",
    "The report of the {} was typed with the wrong date and put right the same day.",
)


def _sentence(template: str, examination: str) -> str:
    text = template.format(examination)
    return text[0].upper() + text[1:]


MODALITIES = tuple(
    Case(text, text, Gives((("intended_modality", intended), ("performed_modality", performed))))
    for (intended, performed), examinations in _EXAMINATIONS.items()
    for examination in examinations
    for text in (_sentence(template, examination) for template in _DONE)
)
"""The examination was done: its intended and its performed modality."""

NOTHING_PERFORMED = tuple(
    Case(text, text, Gives((("performed_modality", "P0"),)))
    for examinations in _EXAMINATIONS.values()
    for examination in examinations[:2]
    for text in (_sentence(template, examination) for template in _NOT_DONE)
)
"""It was stopped before anything was done: no performed modality."""

MODALITY_SWAPS = tuple(
    Case(
        template.replace("{}", one[2]),
        template.replace("{}", other[2]),
        Moves(
            (
                ("intended_modality", one[0], other[0]),
                ("performed_modality", one[1], other[1]),
            )
        ),
    )
    for pair in _ALIKE
    for one, other in (pair, pair[::-1])
    for template in _AROUND
)
"""The same report of another examination: both modalities follow it."""
