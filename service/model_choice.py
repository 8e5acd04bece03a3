"""Which model a command or the service uses, and the frame it must be bound to."""

from pathlib import Path

from taxonomy.errors import Refusal
from taxonomy.frame import CodeFrame
from taxonomy.reading import load_frame


def bundle_folder(model: str | None) -> Path:
    """The bundle that `model` names: a folder, `models:/name@alias`, or None for the shipped one.

    Raises Refusal if there is none.
    """
    if model is None:
        return _default_bundle()
    if model.startswith("models:/"):
        from training.registry import resolve

        return resolve(model)
    folder = Path(model)
    if not folder.is_dir():
        raise Refusal(
            f"there is no model bundle '{model}'; name a bundle folder or models:/name@alias."
        )
    return folder


def chosen_frame(frame: str | None) -> CodeFrame | None:
    """The frame, a shipped id or a file, that a model must be bound to; None for any."""
    return None if frame is None else load_frame(frame)


def is_shipped(bundle: Path) -> bool:
    """Whether this is the bundle that comes with the package."""
    from models.bundle import default_bundle

    shipped = default_bundle()
    return shipped.is_dir() and bundle.resolve() == shipped.resolve()


def _default_bundle() -> Path:
    from models.bundle import default_bundle

    folder = default_bundle()
    if not folder.is_dir():
        raise Refusal(
            "the shipped model is not there; build it with `make bundle`, or name one with --model."
        )
    return folder
