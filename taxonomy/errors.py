"""The one error of the project that is written for a person."""


class Refusal(Exception):  # noqa: N818  (it is what the program does, and its text is shown as it is)
    """Bad input, said in one sentence that names the thing, the place and the way out.

    Never carries a narrative. The command line prints it and exits with 2; the API answers with it.
    """
