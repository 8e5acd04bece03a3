"""The same kind of event with another person exposed: exposure type follows the person."""

from evaluation.behaviour.behaviour import Case
from evaluation.behaviour.expectation import Moves

_PATIENT_AND_OTHER: dict[str, tuple[tuple[str, str], ...]] = {
    "E2": (
        (
            "A woman with a breast lump had her mammogram repeated because the first was blurred.",
            "A woman attending the screening van for her three-yearly routine mammogram had it "
            "repeated because the first was blurred.",
        ),
        (
            "A man with a pulsating abdomen had his ultrasound filed under the wrong name.",
            "A man invited by the aortic aneurysm screening programme had his ultrasound filed "
            "under the wrong name.",
        ),
        (
            "A patient with a cough had a CT of the chest under the wrong protocol.",
            "A participant in the lung cancer screening programme had a low-dose CT of the chest "
            "under the wrong protocol.",
        ),
    ),
    "E3": (
        (
            "A patient with chest pain had a CT of the heart and the report went astray.",
            "A well man without symptoms who had paid for a private health check had a CT of the "
            "heart and the report went astray.",
        ),
        (
            "A patient with a cough had a chest X-ray without authorisation.",
            "A healthy executive had a chest X-ray for his company's yearly medical, without "
            "authorisation.",
        ),
    ),
    "E4": (
        (
            "A patient with lymphoma had a PET-CT a week too early.",
            "A volunteer in a research study had the trial's PET-CT a week too early, outside the "
            "trial protocol.",
        ),
        (
            "A patient had an MRI of the knee with the wrong sequence.",
            "A research participant had an MRI of the knee for the study with the wrong sequence.",
        ),
        (
            "The patient had a second CT which had not been asked for.",
            "The trial participant had a second CT for the research study which the ethics "
            "approval did not cover.",
        ),
    ),
    "E5": (
        (
            "The child was held for a chest X-ray and had to have it repeated.",
            "The mother who held her child for a chest X-ray was given no lead apron and nothing "
            "was explained to her.",
        ),
        (
            "A man with dementia was X-rayed without being told what would happen.",
            "The daughter of a man with dementia stayed in the room to hold him during his X-ray "
            "and was not asked whether she was pregnant; she was.",
        ),
    ),
    "E6": (
        (
            "The young man had a wrist X-ray after a fall which was not justified.",
            "The young asylum seeker had a wrist X-ray for age assessment which was not justified.",
        ),
        (
            "A man with a cough had a chest X-ray under the wrong name.",
            "A man had a chest X-ray for his visa application, asked for by the immigration "
            "office, under the wrong name.",
        ),
    ),
    "E7": (
        (
            "A woman of 29 had a CT of the abdomen without being asked about her last period.",
            "A woman of 29 had a CT of the abdomen without being asked about her last period, and "
            "turned out to be nine weeks pregnant. The dose to the fetus is being worked out.",
        ),
        (
            "A woman was given technetium for a bone scan without the right advice.",
            "A woman was given technetium for a bone scan and went on breastfeeding her baby, who "
            "took in activity with the milk.",
        ),
        (
            "A patient had an X-ray of the pelvis; consent was not taken.",
            "A patient had an X-ray of the pelvis and was found the next day to be six weeks "
            "pregnant; the unborn child was exposed.",
        ),
    ),
    "E8": (
        (
            "During the CT the patient moved and the scan was repeated.",
            "During the CT a porter walked into the room and was exposed.",
        ),
        (
            "The patient was taken into the MRI room with a hearing aid.",
            "A cleaner went into the MRI room with a metal bucket while nobody was being scanned.",
        ),
        (
            "The patient's vial was spilled in the injection room.",
            "The technologist spilled a vial in the injection room and contaminated her own hands.",
        ),
        (
            "The X-ray was taken again because the patient moved.",
            "The X-ray was taken while a student nurse was still in the room unprotected.",
        ),
    ),
}
"""Exposure type -> (a patient's own examination, the same for such a person)."""

EXPOSED_PERSONS = tuple(
    Case(patient, other, Moves((("exposure_type", "E1", code),)))
    for code, pairs in _PATIENT_AND_OTHER.items()
    for patient, other in pairs
)
