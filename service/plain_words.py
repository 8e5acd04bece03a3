"""Probabilities in words."""

_WORDS = (
    (0.95, "nearly certain"),
    (0.8, "very likely"),
    (0.6, "likely"),
    (0.4, "about even"),
    (0.2, "unlikely"),
    (0.0, "very unlikely"),
)


def likelihood(probability: float) -> str:
    """`very likely` for 0.84: the words that stand beside a percentage."""
    return next(words for least, words in _WORDS if probability >= least)


def percentage(probability: float) -> str:
    """`84%`; never 100% or 0%, since no suggestion is certain."""
    if probability >= 0.995:
        return "over 99%"
    if probability < 0.01:
        return "under 1%"
    return f"{probability:.0%}"
