"""Every behaviour that is tested, in the order of reports."""

from evaluation.behaviour import layout
from evaluation.behaviour.abbreviations import abbreviated, expanded
from evaluation.behaviour.behaviour import Behaviour, from_templates, unchanged_by
from evaluation.behaviour.denials import denial_cases
from evaluation.behaviour.exposed_person_templates import EXPOSED_PERSONS
from evaluation.behaviour.factor_templates import FACTORS
from evaluation.behaviour.irrelevant_sentences import irrelevant_sentence_cases
from evaluation.behaviour.modality_templates import MODALITIES, MODALITY_SWAPS, NOTHING_PERFORMED
from evaluation.behaviour.negation_templates import OMISSIONS
from evaluation.behaviour.particulars import with_other_particulars
from evaluation.behaviour.pathway_templates import FEW_PATHWAY_CODES, PATHWAY_CODES
from evaluation.behaviour.severity_templates import NO_HARM, NOTICED_BEFORE, PLAIN_SEVERITIES
from evaluation.behaviour.sides import with_sides_swapped
from evaluation.behaviour.spelling import in_american_spelling
from evaluation.behaviour.typing_errors import with_typing_errors

_FRAME = "draft24"

BEHAVIOURS: tuple[Behaviour, ...] = (
    unchanged_by(
        "typing errors",
        "One to three words have a letter swapped, dropped or doubled: no code changes.",
        with_typing_errors,
    ),
    unchanged_by(
        "abbreviations written out",
        "CT becomes computed tomography, pt becomes patient: no code changes.",
        expanded,
    ),
    unchanged_by(
        "terms abbreviated",
        "Patient becomes pt, chest X-ray becomes CXR: no code changes.",
        abbreviated,
    ),
    unchanged_by(
        "left and right exchanged",
        "Every left becomes right and the reverse: no code changes.",
        with_sides_swapped,
    ),
    unchanged_by(
        "names, rooms, dates exchanged",
        "Other surnames, room numbers, days, months and hospital numbers: no code changes.",
        with_other_particulars,
    ),
    Behaviour(
        "irrelevant sentence",
        "A sentence about the car park or the weather is added: no code changes.",
        "invariance",
        irrelevant_sentence_cases,
    ),
    unchanged_by("capital letters", "All in capitals: no code changes.", layout.in_capitals),
    unchanged_by(
        "small letters", "All in small letters: no code changes.", layout.in_small_letters
    ),
    unchanged_by(
        "punctuation",
        "Stops and commas dropped, quotation marks and dashes of another kind: no code changes.",
        layout.with_other_punctuation,
    ),
    unchanged_by(
        "line breaks",
        "A line for each sentence, a list, wide spaces or one line: no code changes.",
        layout.with_other_lines,
    ),
    unchanged_by(
        "order of sentences",
        "The narrative begins at another of its sentences: no code changes.",
        layout.with_sentences_rotated,
    ),
    unchanged_by(
        "American spelling",
        "Paediatric becomes pediatric, theatre becomes theater: no code changes.",
        in_american_spelling,
    ),
    Behaviour(
        "problem denied",
        "A sentence says that some problem was not there: the problem's codes do not come.",
        "directional",
        denial_cases,
        _FRAME,
    ),
    from_templates(
        "step not done",
        "“Was asked” becomes “was not asked”: the code of the omission comes.",
        "directional",
        OMISSIONS,
        frame=_FRAME,
    ),
    from_templates(
        "noticed before the exposure",
        "“Noticed after” becomes “noticed before the exposure”: severity is less serious.",
        "directional",
        NOTICED_BEFORE,
        frame=_FRAME,
    ),
    from_templates(
        "no harm",
        "“Seriously harmed” becomes “came to no harm”: severity is less serious.",
        "directional",
        NO_HARM,
        frame=_FRAME,
    ),
    from_templates(
        "another examination",
        "CT becomes MRI in the same report: both modalities follow.",
        "directional",
        MODALITY_SWAPS,
        frame=_FRAME,
    ),
    from_templates(
        "another person exposed",
        "The patient becomes a carer, volunteer, porter or unborn child: exposure type follows.",
        "directional",
        EXPOSED_PERSONS,
        frame=_FRAME,
    ),
    from_templates(
        "plain modality",
        "A plain report of one examination gets its two modalities.",
        "minimum functionality",
        MODALITIES,
        frame=_FRAME,
    ),
    from_templates(
        "nothing performed",
        "A plain report of an examination that was stopped gets P0.",
        "minimum functionality",
        NOTHING_PERFORMED,
        frame=_FRAME,
    ),
    from_templates(
        "plain pathway step",
        "A plain report of one thing that went wrong gets its pathway code.",
        "minimum functionality",
        PATHWAY_CODES,
        frame=_FRAME,
    ),
    from_templates(
        "no more steps than told",
        "A plain report of one thing that went wrong gets at most two pathway codes.",
        "minimum functionality",
        FEW_PATHWAY_CODES,
        frame=_FRAME,
    ),
    from_templates(
        "plain contributory factor",
        "A plain statement of the cause gets its contributory factor.",
        "minimum functionality",
        FACTORS,
        frame=_FRAME,
    ),
    from_templates(
        "plain severity",
        "A plain report of a notified, stopped or merely formal incident gets its severity.",
        "minimum functionality",
        PLAIN_SEVERITIES,
        frame=_FRAME,
    ),
)
