"""The narrative that a command is given, in quotation marks or on stdin."""

import codecs
import sys
from typing import Annotated

import typer

from taxonomy.errors import Refusal

NarrativeArgument = Annotated[
    list[str],
    typer.Argument(
        metavar="TEXT", help="The narrative in quotation marks, or - to read it from stdin."
    ),
]


def given_narrative(arguments: list[str], command: str) -> str:
    """The narrative on the command line or on stdin. Raises Refusal unless there is exactly one.

    Several words and unknown options arrive here too: typer's messages would repeat them.
    """
    from labelled_data.row_rules import LONGEST_NARRATIVE

    one = arguments[0] if len(arguments) == 1 else None
    if one is None or (one.startswith("-") and one != "-" and not any(map(str.isspace, one))):
        raise Refusal(
            f"{command} takes one narrative in quotation marks, or - to read it from stdin; "
            f"see `incident-coder {command} --help` for its options."
        )
    text = _from_stdin(LONGEST_NARRATIVE) if one == "-" else one
    if len(text) > LONGEST_NARRATIVE:
        raise _too_long(LONGEST_NARRATIVE)
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise Refusal("the narrative is not UTF-8; convert it or set a UTF-8 locale.")
    if not text.strip():
        raise Refusal("the narrative is empty; write it in quotation marks, or - to read stdin.")
    return text


def _from_stdin(longest: int) -> str:
    most = 4 * longest + len(codecs.BOM_UTF8)  # bytes that so many characters may take
    content = sys.stdin.buffer.read(most + 1)
    if len(content) > most:
        raise _too_long(longest)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refusal("the narrative on stdin is not UTF-8; convert it.") from None


def _too_long(longest: int) -> Refusal:
    return Refusal(f"the narrative has more than {longest:,} characters; shorten it.")
