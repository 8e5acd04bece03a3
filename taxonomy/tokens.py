"""Token patterns: how the codes of a facet are written, `{stage}.{step}{letter}` for `3.2b`."""

import re
from dataclasses import dataclass

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_DIGITS = "[0-9]+"
_ACCEPTED = {
    "n": _DIGITS,
    "stage": _DIGITS,
    "step": _DIGITS,
    "group": _DIGITS,
    "letter": "[A-Za-z]",
}
_ANY_NAME = "[A-Za-z0-9]+"


@dataclass(frozen=True, slots=True)
class TokenPattern:
    """A pattern of literal text and placeholders.

    `{n}`, `{stage}`, `{step}`, `{group}` stand for digits, `{letter}` for one letter, and a
    placeholder of any other name for letters and digits.
    """

    text: str
    names: tuple[str, ...]
    regex: re.Pattern[str]

    def canonical(self, written: str) -> str | None:
        """The full token for a code written in full, or as the value of the one placeholder.

        None if the pattern renders neither.
        """
        if self.regex.fullmatch(written):
            return written
        if len(self.names) > 1:
            return None
        rendered = self.text.replace("{" + self.names[0] + "}", written)
        return rendered if self.regex.fullmatch(rendered) else None

    def bare(self, code: str) -> str:
        """The value of the one placeholder in `code`; with several, the code itself."""
        match = self.regex.fullmatch(code)
        return match[1] if match and len(self.names) == 1 else code

    def through(self, name: str) -> "TokenPattern | None":
        """The pattern up to and with the placeholder `name`; None if it has no such placeholder."""
        if name not in self.names:
            return None
        placeholder = "{" + name + "}"
        return token_pattern(self.text[: self.text.index(placeholder) + len(placeholder)])

    def text_through(self, name: str, code: str) -> str:
        """The part of `code`, which fits the pattern, up to and with the placeholder `name`."""
        match = self.regex.fullmatch(code)
        return code[: match.end(name)] if match else code


def token_pattern(text: str) -> TokenPattern:
    """The pattern written as `text`. ValueError, to be completed with the place, if it is none."""
    names = tuple(_PLACEHOLDER.findall(text))
    literals = _PLACEHOLDER.sub("", text)
    if not names:
        raise ValueError("has no placeholder such as {n}")
    if any(not name.isidentifier() or not name.isascii() for name in names):
        raise ValueError("has a placeholder that is not a plain name")
    if len(set(names)) < len(names):
        raise ValueError("has a placeholder twice")
    if re.search(r"[{}/|\s]", literals):
        raise ValueError("has a brace, slash, bar or space outside its placeholders")
    pieces = _PLACEHOLDER.split(text)  # literal, name, literal, name, …, literal
    expression = "".join(
        f"(?P<{piece}>{_ACCEPTED.get(piece, _ANY_NAME)})" if at % 2 else re.escape(piece)
        for at, piece in enumerate(pieces)
    )
    return TokenPattern(text, names, re.compile(expression))
