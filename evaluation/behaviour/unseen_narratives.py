"""Narratives that no shipped model has learned from, for what a change of text may not change.

A model that knows a narrative by heart keeps its codes whatever is done to it, so the corpus that
it was trained on would make every model look steady.
"""

from labelled_data.corpus import real_incidents_path
from labelled_data.reading import read_chunks

WRITTEN: tuple[str, ...] = (
    "Mr Harbottle came to room 3 on Monday for an X-ray of his right hip. The left hip was taken "
    "first. Radiographer realised when the theatre list was opened and took the right one.",
    "Mrs Delacourt attended on 14 March for CT of her left kidney. The report described a tumour "
    "of the right kidney. The paediatric secretary had typed it from the wrong template.",
    "Request for Dr Osgood's patient in bed 4: chest X-ray after a line. It was done on bed 6, who "
    "had the same surname. The nurse rang on Friday. Dose 0.02 mSv.",
    "On Tuesday the theatre team asked for the image intensifier for a left wrist. Right wrist was "
    "draped and screened for 4 seconds before the anaesthetist noticed. Mr Penrose was told.",
    "Miss Achterberg, DOB 03/05/1991, had a CT of the abdomen in June. Nobody asked about "
    "pregnancy. She telephoned in July: she had been six weeks gone.",
    "MRI of the left knee, room 2, Saturday list. The orthopaedic consultant had wanted the right "
    "knee. Mr Tolliver said so while being positioned, and the right knee was scanned.",
    "Ms Fairweather was booked for a bone scan on 9 October. The letter said October but the "
    "centre had her down for November. She waited two hours and was sent home.",
    "The right breast of Mrs Lovelace was labelled as left on two mammograms. Reader noticed on "
    "Thursday. Markers corrected, no recall needed.",
    "Mr Bickerstaff, hospital number 4471902, was given FDG in bay 2 although his sugar was 17. "
    "PET-CT was unreadable and was repeated in April.",
    "Paediatric chest X-ray in room 5. Exposure set for an adult. Dr Mayhew, on call on Sunday, "
    "recognised from the grey image that it was wrong. Repeated.",
    "Haematology asked for CT of the chest for Mr Wakefield. A programme error left the request "
    "unsent for three weeks, from 2 May. The tumour had grown.",
    "Mrs Quarrington fell in room 1 after her DXA. The stool had been left by the table. Bruised "
    "left elbow, X-ray clear.",
    "Ultrasound of the right calf for ?DVT. Left calf was scanned and reported clear on Wednesday. "
    "Miss Trevanion came back on Friday with a clot in the right.",
    "The oesophagus study of Mr Ellerby was cancelled by the ward on Monday but not on the system. "
    "He was fetched on Tuesday and screened for a minute before the note was found.",
    "Dr Saltmarsh vetted the CT of the left adrenal as routine. It was marked urgent by the "
    "cancer centre in February. Done in April.",
    "Mr Nethercott has a pacemaker. The theatre nurse did not know, and the form for the MRI of "
    "his right shoulder said none. He was stopped at the door of the scanner on 6 June.",
    "Contrast leaked into the left forearm of Mrs Goodbody in bay 3. The CT was not diagnostic and "
    "was repeated on Thursday through the right arm.",
    "The report on Mr Ravensdale, haemorrhage on the left, was sent to the wrong ward. Dr Ibbotson "
    "found it on Saturday when he asked in person.",
    "Room 6 tube failed during a left ankle series on 11 January. Patient moved to room 4 and the "
    "whole series repeated. Engineer called.",
    "Gynaecology requested a pelvic MRI for Mrs Swithenbank. The clerk booked CT. The anaemic "
    "patient had the CT on Monday before it was recognised.",
    "Radiopharmacy labelled the syringe for Mr Applegarth with the name of Mr Appleyard. The "
    "technologist noticed in room 2 before injecting. Relabelled.",
    "A right hand X-ray of Miss Dunwoody was stored under her sister. Orthopaedic clinic could not "
    "find it on Friday. Moved by the archive team on 20 August.",
    "The left lung nodule of Mr Carstairs was missed in March and reported in September. The "
    "multidisciplinary meeting recognised it on the earlier film.",
    "Nurse held a child for a right elbow X-ray in room 3 with no apron. Mrs Oakshott, the mother, "
    "had been sent outside. Unauthorised by the procedure.",
)
"""Written for these tests, with the sides, names, dates and spellings that others have few of."""


def unseen_narratives() -> list[str]:
    """The retold real incidents of the corpus, which are not for training, and those above."""
    chunks = read_chunks(real_incidents_path())
    return [*(row.narrative for chunk in chunks for row in chunk.narratives), *WRITTEN]
