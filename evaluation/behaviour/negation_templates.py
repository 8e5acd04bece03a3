"""What was done, and the same not done: the code of the omission must come with the "not"."""

from evaluation.behaviour.behaviour import Case
from evaluation.behaviour.expectation import Gains

_DONE_AND_NOT_DONE: tuple[tuple[str, str, str], ...] = (
    (
        "3.5e",
        "CT of the liver with contrast was asked for. Contrast was given and the images answer "
        "the question.",
        "CT of the liver with contrast was asked for. No contrast was given and the images do not "
        "answer the question.",
    ),
    (
        "3.1a",
        "Two men of the same surname were waiting for a chest X-ray. Name, date of birth and "
        "address were asked, and the right one was X-rayed.",
        "Two men of the same surname were waiting for a chest X-ray. Name, date of birth and "
        "address were not asked, and the wrong one was X-rayed.",
    ),
    (
        "3.1c",
        "Woman of 27 for a CT of the pelvis. She was asked before the scan whether she might be "
        "pregnant.",
        "Woman of 27 for a CT of the pelvis. She was not asked before the scan whether she might "
        "be pregnant.",
    ),
    (
        "3.1d",
        "New mother for a bone scan. She was asked about breastfeeding before the injection.",
        "New mother for a bone scan. She was not asked about breastfeeding before the injection.",
    ),
    (
        "3.1b",
        "X-ray of the right ankle. The side was confirmed with the patient before the exposure.",
        "X-ray of the right ankle. The side was not confirmed with the patient before the exposure "
        "and the left was X-rayed.",
    ),
    (
        "3.1e",
        "CT of the head. The radiographer looked for recent imaging first and found none.",
        "CT of the head. The radiographer did not look for recent imaging first, and the same scan "
        "had been done the day before.",
    ),
    (
        "3.1f",
        "Barium enema. The risks were explained and consent was taken.",
        "Barium enema. The risks were not explained and no consent was taken.",
    ),
    (
        "3.2a",
        "MRI of the knee. The safety screening form was filled in and signed before the patient "
        "went in.",
        "MRI of the knee. The safety screening form was not filled in or signed before the patient "
        "went in.",
    ),
    (
        "3.2d",
        "CT with contrast. Her contrast allergy was seen on the form and no contrast was given.",
        "CT with contrast. Her contrast allergy was not seen on the form and contrast was given; "
        "she came out in hives.",
    ),
    (
        "2.1a",
        "The CT had been justified and authorised by a radiologist before it was done.",
        "The CT had not been justified or authorised by anyone before it was done.",
    ),
    (
        "1.2c",
        "MRI of the brain was requested. The request said that the patient has a pacemaker.",
        "MRI of the brain was requested. The request did not say that the patient has a pacemaker.",
    ),
    (
        "1.2b",
        "The ward asked for a CT and wrote on the request that she is pregnant.",
        "The ward asked for a CT and did not write on the request that she is pregnant, although "
        "they knew.",
    ),
    (
        "4.1a",
        "Knee X-ray. The images were checked before the patient left.",
        "Knee X-ray. The images were not checked before the patient left, and one was found blank "
        "the next day.",
    ),
    (
        "4.1b",
        "Hand X-ray. The side marker was put on the image.",
        "Hand X-ray. The side marker was not put on the image.",
    ),
    (
        "4.2c",
        "Screening in theatre. The dose was recorded.",
        "Screening in theatre. The dose was not recorded.",
    ),
    (
        "4.2d",
        "The ultrasound was done and marked as completed on the system.",
        "The ultrasound was done and not marked as completed on the system, so she was called "
        "again.",
    ),
    (
        "4.3a",
        "After radioiodine she was told to keep away from her small children.",
        "After radioiodine she was not told to keep away from her small children.",
    ),
    (
        "5.2a",
        "The chest X-ray report of an unexpected mass was flagged to the referrer by telephone.",
        "The chest X-ray report of an unexpected mass was not flagged to the referrer in any way.",
    ),
    (
        "5.2c",
        "The MRI report was read by the referring team and acted on.",
        "The MRI report was sent to the referring team, who did not read it or act on it.",
    ),
    (
        "6.1a",
        "The morning quality check of the CT scanner was done before the first patient.",
        "The morning quality check of the CT scanner was not done before the first patient.",
    ),
    (
        "5.1a",
        "The chest X-ray was reported the same day.",
        "The chest X-ray was not reported for four months.",
    ),
)
"""(pathway code, done, not done)."""

_BESIDES = (
    "",
    " The patient's letter had the wrong telephone number.",
    " The porter brought the patient back half an hour late.",
)
"""What else the report says, the same in both."""

OMISSIONS = tuple(
    Case(done + besides, not_done + besides, Gains("pathway", code))
    for code, done, not_done in _DONE_AND_NOT_DONE
    for besides in _BESIDES
)
