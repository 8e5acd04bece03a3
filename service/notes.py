"""What must be said beside every suggestion."""

from pathlib import Path

from service.model_choice import is_shipped
from taxonomy.frame import CodeFrame
from taxonomy.reading import load_frame, shipped_frame_ids

ACCEPT_NOTE = (
    "Accept means that codings this sure met the agreed precision on narratives the model had not "
    "seen. It does not mean that the coding is final: a person decides."
)


def shortlist_note(coverage: float | None) -> str:
    """What the shortlists cover, 0 to 1; empty for a model that states nothing."""
    if coverage is None:
        return ""
    return (
        f"Shortlists are as short as they can be to hold a right code {100 * coverage:g} times in "
        "100, on narratives like those the model learned from; on others they hold it less often."
    )


def frame_note(frame: CodeFrame) -> str:
    """That the codes are not official ones; empty for an official frame."""
    if frame.status == "official":
        return ""
    codes = f"{frame.trigger} codes" if frame.trigger else "Its codes"
    status = f" (status: {frame.status})" if frame.status else ""
    return f"The frame in use is {frame.name}{status}. {codes} are not official codes."


def edition_note(frame: CodeFrame) -> str:
    """That a shipped frame of the same id has other content; empty where it has not."""
    if frame.id not in shipped_frame_ids():
        return ""
    installed = load_frame(frame.id)
    if installed.hash == frame.hash:
        return ""
    return (
        f"The model is bound to another edition of {frame.id} than the one installed "
        f"(hash {frame.hash[:12]} against {installed.hash[:12]}); its codes are those of its own "
        "edition."
    )


def model_note(bundle: Path) -> str:
    """That the shipped model learned from invented narratives; empty for any other."""
    if not is_shipped(bundle):
        return ""
    return (
        "This model learned from invented narratives, not from real reports; train it on your own "
        "codings before you rely on it."
    )


def suggestion_notes(frame: CodeFrame, bundle: Path, coverage: float | None) -> list[str]:
    """All that applies, in order of weight; `coverage` is what shortlists state, if anything."""
    notes = (
        frame_note(frame),
        edition_note(frame),
        model_note(bundle),
        ACCEPT_NOTE,
        shortlist_note(coverage),
    )
    return [note for note in notes if note]
