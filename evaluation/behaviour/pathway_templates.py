"""Plain reports of one thing that went wrong, whose place in the pathway nobody could mistake."""

from evaluation.behaviour.behaviour import Case
from evaluation.behaviour.expectation import AtMost, Gives

_TEXTS: dict[str, tuple[str, str]] = {
    "1.1a": (
        "The doctor requested the chest X-ray in another patient's record by mistake.",
        "CT was requested on the wrong patient: the junior had the wrong notes open.",
    ),
    "1.1b": (
        "The GP asked for an MRI of the neck but had meant the lower back.",
        "A CT was requested where the consultant had wanted an ultrasound; the doctor ticked the "
        "wrong examination.",
    ),
    "1.1c": (
        "The request said left knee. The referrer had meant the right knee.",
        "X-ray of the wrong hand was requested, the referrer put right instead of left.",
    ),
    "1.1d": (
        "Follow-up CT was asked for in three weeks; the referrer had meant three months.",
        "The referrer forgot to give the date on the request for the surveillance scan, and it was "
        "done six months too early.",
    ),
    "1.1e": (
        "Two doctors on the ward both requested the same chest X-ray.",
        "Duplicate request: the knee X-ray had already been done at the other hospital.",
    ),
    "1.1f": (
        "The team no longer needed the CT but nobody cancelled the request, and the patient was "
        "scanned.",
        "The request made in error was not cancelled and stayed active on the system.",
    ),
    "1.1g": (
        "The X-ray was requested by a nurse who is not entitled to refer.",
        "The request was made under a consultant's log-in by somebody not entitled to request CT.",
    ),
    "1.2a": (
        "The request gave no clinical details at all.",
        "Wrong clinical information on the request: the history had been copied from another "
        "patient.",
    ),
    "1.2b": (
        "The ward knew that the patient was pregnant and did not put it on the CT request.",
        "The referring doctor had not disclosed on the request that she was pregnant.",
    ),
    "1.2c": (
        "The MRI request did not mention the patient's pacemaker.",
        "The referrer knew of the aneurysm clip and left it off the MRI request.",
    ),
    "1.2d": (
        "The contrast allergy was not on the CT request.",
        "The referrer did not mention the poor kidney function on the request for a contrast CT.",
    ),
    "1.3a": (
        "The request was lost and never reached radiology.",
        "The paper request lay in the post room for five weeks and was received late.",
    ),
    "1.3b": (
        "The clerk registered the request as an MRI of the knee when it was for the hip.",
        "The booking office attached the request to the wrong patient's record when typing it in.",
    ),
    "1.3c": (
        "An illegible request with half the boxes empty was accepted and should have been sent "
        "back.",
        "The request without signature or indication was accepted by reception.",
    ),
    "2.1a": (
        "The CT was done without being justified or authorised by anybody.",
        "The scan went ahead though no practitioner had authorised it.",
    ),
    "2.1b": (
        "The radiologist approved a CT that should have been refused as inappropriate.",
        "An unneeded lumbar spine X-ray was justified although the guidelines advise against it.",
    ),
    "2.1d": (
        "At vetting the previous CT of last week was not looked at, and another was approved.",
        "The radiologist vetted the scan without looking at earlier imaging on the archive.",
    ),
    "2.2a": (
        "The radiologist protocolled the CT without contrast where a triple phase was needed.",
        "Wrong protocol was assigned at vetting for the MRI of the liver.",
    ),
    "2.2b": (
        "The urgent cancer CT was vetted as routine.",
        "The scan was given the wrong priority at vetting, routine in place of two weeks.",
    ),
    "2.3a": (
        "The booking clerk booked an MRI of the shoulder although MRI of the neck was justified.",
        "The wrong examination was booked by the office.",
    ),
    "2.3b": (
        "The porter fetched the wrong patient from the ward for the X-ray.",
        "The booking office sent the appointment to the wrong patient with the same name.",
    ),
    "2.3c": (
        "The appointment was booked at the wrong site and on the wrong date.",
        "The follow-up scan was never booked.",
    ),
    "2.3d": (
        "The patient had not been told to fast before the PET-CT and had eaten breakfast.",
        "No bowel preparation was sent to the patient before the CT colonography.",
    ),
    "3.1a": (
        "The radiographer did not check the patient's identity and X-rayed the wrong patient.",
        "Name and date of birth were not asked and the wrong person was scanned.",
    ),
    "3.1c": (
        "The radiographer did not ask whether the patient was pregnant before the pelvis X-ray.",
        "Pregnancy status was not checked before the CT of the abdomen of a woman of 30.",
    ),
    "3.1d": (
        "The technologist did not ask if she was breastfeeding before injecting the tracer.",
        "Breastfeeding was not asked about before the radiopharmaceutical was given.",
    ),
    "3.2a": (
        "The MRI safety questionnaire was not completed before the patient was scanned.",
        "The second safety check before MRI was not done.",
    ),
    "3.2b": (
        "The patient was scanned in MRI with a pacemaker that is not MR conditional.",
        "A man with an unknown cochlear implant was taken into the MRI scanner.",
    ),
    "3.2c": (
        "A wheelchair was taken into the MRI room and pulled onto the magnet.",
        "An oxygen cylinder was carried into the magnet room and became a projectile.",
    ),
    "3.2d": (
        "Contrast was given in spite of a known contrast allergy, which was not checked.",
        "The eGFR of 15 was not looked at before the contrast was injected.",
    ),
    "3.3a": (
        "The left foot was X-rayed in place of the right foot.",
        "The radiographer X-rayed the wrong wrist.",
    ),
    "3.3b": (
        "The lung bases were cut off the chest X-ray because the centring was wrong.",
        "The field of view was too small and the knee was clipped, so it was repeated.",
    ),
    "3.3c": (
        "The radiographer chose the wrong protocol on the CT console.",
        "The wrong protocol was selected on the scanner, abdomen in place of head.",
    ),
    "3.3d": (
        "The exposure factors were set for an adult and the child was overexposed.",
        "The AEC chambers were set wrongly and the dose was too high.",
    ),
    "3.3e": (
        "The radiographer picked the wrong patient from the worklist.",
        "The images were taken under the previous patient's name on the worklist.",
    ),
    "3.4a": (
        "The radiopharmacy dispensed the wrong radiopharmaceutical: MDP in place of DMSA.",
        "The wrong kit was made up in the radiopharmacy.",
    ),
    "3.5a": (
        "The patient was injected with the wrong radiopharmaceutical, HDP in place of MAG3.",
        "Wrong tracer administered: she was given the DMSA meant for a bone scan.",
    ),
    "3.5b": (
        "Twice the prescribed activity was administered for the bone scan.",
        "The child was given the adult activity of technetium.",
    ),
    "3.5d": (
        "The contrast extravasated into the arm and the CT had to be repeated.",
        "The tracer was injected into the tissue of the arm, not the vein, and the scan was "
        "non-diagnostic and repeated.",
    ),
    "3.5e": (
        "The contrast was not given and the CT had to be repeated with it.",
        "The scan was started too early after the contrast, so the arteries were not filled and "
        "it was repeated.",
    ),
    "3.5f": (
        "The radioactive injection was spilled and the floor of the room was contaminated.",
        "The patient's urine contaminated the couch of the gamma camera.",
    ),
    "3.6a": (
        "The exposure button was pressed by accident before the patient was in position.",
        "The radiographer exposed too early by mistake.",
    ),
    "3.6b": (
        "The CT scanner broke down in the middle of the scan and the images were lost.",
        "The X-ray tube failed during the examination, which had to be repeated.",
    ),
    "3.6c": (
        "The patient moved during the MRI and the sequence had to be repeated.",
        "Movement blurred the X-ray, which was repeated.",
    ),
    "3.6d": (
        "An extra phase that had not been asked for was scanned.",
        "The scan range was too long: the pelvis was scanned though only the chest was asked for.",
    ),
    "4.1a": (
        "The images were not checked before the patient left, and he was recalled.",
        "Nobody looked at the images until the patient had gone home; one was blank.",
    ),
    "4.1b": (
        "The wrong side marker was put on the X-ray: R on a left hand.",
        "The image was annotated left although it was the right knee.",
    ),
    "4.2a": (
        "The images were never sent to PACS and were deleted from the machine.",
        "The study was lost, the images could not be recovered.",
    ),
    "4.2b": (
        "The images were filed in another patient's record.",
        "The chest X-ray was stored under the wrong patient on PACS.",
    ),
    "4.2c": (
        "The dose of the screening was not recorded.",
        "The wrong dose area product was entered in the record.",
    ),
    "4.3a": (
        "After radioiodine therapy the patient was not given any radiation protection advice.",
        "Nobody told her after the bone scan to avoid her baby for a few hours.",
    ),
    "5.1a": (
        "The X-ray was never reported.",
        "The CT was reported seven weeks late.",
    ),
    "5.1b": (
        "The radiologist missed a lung nodule that is visible on the CT.",
        "The fracture was missed on the report of the wrist X-ray.",
    ),
    "5.1e": (
        "The report said left kidney where the right was meant, a dictation error.",
        'Voice recognition dropped the word "no" from the report.',
    ),
    "5.2a": (
        "The new cancer was reported but no alert was sent to the referrer.",
        "The radiologist did not phone the critical finding through to the ward.",
    ),
    "5.2b": (
        "The report was sent to the wrong consultant.",
        "The report never reached the GP because it was not sent.",
    ),
    "5.2c": (
        "The report of the nodule was received by the team but nobody read it or acted on it.",
        "The referrer did not open the report for four months.",
    ),
    "6.1a": (
        "The daily quality assurance of the X-ray set was not done for a month.",
        "The set had failed its QA test and stayed in use.",
    ),
    "6.2a": (
        "PACS was down all morning.",
        "The radiology information system froze and the worklist could not be seen.",
    ),
    "6.3b": (
        "A radiographer worked in CT without having been trained or entitled for it.",
        "The operator was not on the entitlement record for mammography.",
    ),
}

PATHWAY_CODES = tuple(
    Case(text, text, Gives((("pathway", code),)))
    for code, texts in _TEXTS.items()
    for text in texts
)
"""Reports whose pathway code is plain."""

FEW_PATHWAY_CODES = tuple(
    Case(text, text, AtMost("pathway", 2)) for texts in _TEXTS.values() for text in texts
)
"""The same: one thing went wrong, so that a third code is one too many."""
