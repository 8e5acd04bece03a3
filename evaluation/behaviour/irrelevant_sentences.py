"""Sentences that have nothing to do with an incident, put before or after a narrative."""

from collections.abc import Iterator, Sequence
from random import Random

from evaluation.behaviour.behaviour import Case, shuffled
from evaluation.behaviour.expectation import Unchanged

SENTENCES: tuple[str, ...] = (
    "The car park was busy that day.",
    "It had been raining since early morning.",
    "The corridor has recently been painted a light green.",
    "The league of friends has given us a new fish tank.",
    "A charity cake sale was being held by the main entrance.",
    "The canteen was serving fish and chips.",
    "The hospital choir sang in the foyer at lunchtime.",
    "The hospital has two entrances, one of them on the north side.",
    "A new coffee machine was delivered the same week.",
    "The trees outside the building had just come into leaf.",
    "The bus to the hospital runs every twenty minutes.",
    "There is a small garden behind the department.",
    "The shop in the foyer sells newspapers and flowers.",
    "The clocks had gone back the weekend before.",
    "A local school had sent paintings for the waiting area.",
    "The building dates from the nineteen seventies.",
    "The chairs in the waiting area are blue.",
    "The window looks out over the park.",
    "The bakery across the road has reopened.",
    "There was a rainbow over the car park in the afternoon.",
    "The football was on that evening.",
    "The department's summer party was held the week after.",
    "The lift has a new recorded voice.",
    "One of the secretaries had brought in home-made biscuits.",
    "The town's carnival had passed by the week before.",
    "The post is collected at five o'clock.",
    "There were Christmas decorations up in the corridor.",
    "The chapel is open to everybody from eight until six.",
    "The new bicycle shed was opened by the mayor.",
    "The radio in the staff room was playing old songs.",
    "A robin has been nesting near the back door.",
    "The vending machine has been filled again.",
    "The weather was mild for the time of year.",
    "Photographs of old wards hang along the corridor.",
    "The hospital celebrated its fiftieth birthday last spring.",
)


def irrelevant_sentence_cases(narratives: Sequence[str], random: Random) -> Iterator[Case]:
    """Each narrative with one of the sentences at its start or its end."""
    for narrative in shuffled(narratives, random):
        sentence = random.choice(SENTENCES)
        at_start = random.random() < 0.5
        changed = f"{sentence} {narrative}" if at_start else f"{narrative.rstrip()} {sentence}"
        yield Case(narrative, changed, Unchanged(), shown=sentence)
