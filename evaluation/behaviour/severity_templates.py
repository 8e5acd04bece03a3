"""The same event noticed before or after the exposure, with harm or without, or plainly told."""

from evaluation.behaviour.behaviour import Case
from evaluation.behaviour.expectation import Gives, LessSerious

_EVENTS: tuple[str, ...] = (
    "The wrong patient was brought down from the ward for a CT of the chest.",
    "The request was for the other knee.",
    "The X-ray had been requested under the wrong patient's name.",
    "The same CT had been done at another hospital three days earlier.",
    "The wrong protocol had been selected on the CT scanner.",
    "The woman was ten weeks pregnant and had not said so on the form for her abdominal X-ray.",
    "The dose drawn up for the bone scan was meant for another patient.",
    "The examination had been booked as a CT of the abdomen in place of a CT of the head.",
    "The wrong name had been picked from the worklist for the chest X-ray.",
    "The patient with an eGFR of 19 was booked for a CT with contrast.",
)

_NOTICED: tuple[tuple[str, str], ...] = (
    (
        "It was noticed after the exposure.",
        "It was noticed before the exposure, which did not take place.",
    ),
    (
        "This was only realised once the examination had been done and the patient had gone home.",
        "This was realised before the examination was done and it was cancelled.",
    ),
    (
        "Nobody stopped it and the examination went ahead; it had to be done again.",
        "The radiographer stopped it in time and the examination did not go ahead.",
    ),
    (
        "Found when reporting, the patient had been exposed for nothing.",
        "Found at the final check, the patient was not exposed.",
    ),
)
"""What followed the event: (after the exposure, before it)."""

_HARM_EVENTS: tuple[str, ...] = (
    "Contrast was given to a patient whose allergy had been missed.",
    "The chest X-ray report missed a nodule in the upper lobe.",
    "The report of the CT was sent to the wrong consultant.",
    "The patient was taken into the MRI scanner with a pump that nobody had asked about.",
    "The request for an urgent CT of the head lay unread in the office.",
    "The patient fell from the X-ray table when left alone.",
    "The side was typed wrongly in the report of the kidney scan.",
    "The patient was scanned with the cable of the coil touching her arm.",
)

_OUTCOMES: tuple[tuple[str, str], ...] = (
    (
        "The patient was seriously harmed and needed intensive care.",
        "The patient came to no harm.",
    ),
    (
        "As a result the patient lost a kidney, and the family has been told.",
        "It made no difference to the patient's treatment.",
    ),
    (
        "Treatment was delayed by five months and the disease has spread.",
        "It was put right the same day without any effect on the patient.",
    ),
)
"""What came of it: (harm, no harm)."""

_PLAINLY_TOLD: dict[str, tuple[str, ...]] = {
    "L1": (
        "Lutetium therapy was given to the wrong patient. It has been notified to the regulator "
        "as a significant accidental exposure.",
        "An oxygen cylinder flew into the magnet and broke the patient's skull. She died. The "
        "Health and Safety Executive has been told.",
        "The CT of the brain was repeated eleven times by a fault, the skin dose passed the level "
        "for notification and the CQC was notified as a significant accidental exposure.",
        "Mother not asked and 14 weeks pregnant when given radioiodine therapy; fetal dose above "
        "100 mGy, notified to the CQC.",
    ),
    "L4": (
        "The wrong patient was called in for a chest X-ray. On being asked his date of birth the "
        "mistake was noticed before exposure, and the right patient was fetched.",
        "Near miss: CT of the wrong leg was about to be done. The radiographer checked the side "
        "with the patient before scanning and the right leg was scanned.",
        "Duplicate request for an MRI of the knee was noticed at vetting and cancelled. Patient "
        "never attended.",
        "The pacemaker was noticed on the screening form before she went into the MRI room. The "
        "scan was cancelled. No harm.",
        "The bone scan dose was labelled for somebody else. Noticed at the bedside before it was "
        "injected; not given.",
        "Pregnancy was disclosed when asked, before the X-ray of the pelvis. The X-ray was not "
        "done.",
    ),
    "L5": (
        "The log of the daily quality checks on the X-ray set was not signed for a week, although "
        "the checks were done. No patient was involved.",
        "On audit the entitlement records of two radiographers had not been countersigned. Both "
        "are trained. No examination was affected.",
        "Written procedure in the CT control room found to be past its review date. No patient "
        "affected.",
        "The meeting notes of the radiation protection committee were not filed. No patient "
        "involved.",
    ),
}

NOTICED_BEFORE = tuple(
    Case(f"{event} {after}", f"{event} {before}", LessSerious("severity"))
    for event in _EVENTS
    for after, before in _NOTICED
)
"""Noticed before the exposure is less serious than noticed after it."""

NO_HARM = tuple(
    Case(f"{event} {harm}", f"{event} {none}", LessSerious("severity"))
    for event in _HARM_EVENTS
    for harm, none in _OUTCOMES
)
"""An event without harm is less serious than with it."""

PLAIN_SEVERITIES = tuple(
    Case(text, text, Gives((("severity", level),)))
    for level, texts in _PLAINLY_TOLD.items()
    for text in texts
)
"""Reports whose severity is plain."""
