"""Plain reports that give the cause, whose contributory factor nobody could mistake."""

from evaluation.behaviour.behaviour import Case
from evaluation.behaviour.expectation import Gives

_EVENTS = (
    "The left knee was X-rayed in place of the right.",
    "The wrong protocol was used for the CT of the chest.",
    "The bone scan patient was injected with the wrong activity.",
    "The MRI screening form was not completed.",
)

_CAUSES: dict[str, tuple[str, ...]] = {
    "CF1c": ("A momentary lapse of attention in a task she does every day.",),
    "CF1d": ("The two radiographers had misheard each other.",),
    "CF1e": ("He knew the rule and chose to ignore it.",),
    "CF2a": ("There is no written procedure for this.",),
    "CF2b": ("The written procedure is out of date and unclear.",),
    "CF2c": ("The procedure was not followed.",),
    "CF3a": ("The computer had crashed.",),
    "CF4a": ("The patient was confused and in severe pain.",),
    "CF4b": ("The patient spoke no English and no interpreter was there.",),
    "CF5a": ("The student had been left without supervision.",),
    "CF5b": ("Each thought that it was the other's job to check.",),
    "CF5c": ("There is only one machine, and no money for a second.",),
    "CF5d": (
        "We were two short and the list was overbooked.",
        "The department was understaffed and very busy.",
    ),
    "CF5e": (
        "The radiographer was new and had not been trained.",
        "It was an agency radiographer who had had no induction.",
    ),
    "CF5f": ("No risk assessment had been made.",),
    "CF5g": (
        "The information was lost at the handover between the shifts.",
        "The ward had not handed it over to us.",
    ),
    "CF6a": ("The room was dark and very noisy.",),
    "CF6b": ("There had been a power cut.",),
}

FACTORS = tuple(
    Case(f"{event} {cause}", f"{event} {cause}", Gives((("contributory_factor", code),)))
    for code, causes in _CAUSES.items()
    for cause in causes
    for event in _EVENTS
)
"""Reports whose contributory factor is plain."""
