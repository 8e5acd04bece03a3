"""Where MLflow keeps training runs and registered models: a local SQLite file, or any server."""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from taxonomy.errors import Refusal

if TYPE_CHECKING:
    from mlflow import MlflowClient

STORE_FILE = "mlflow.db"
"""The default store, in the current folder: the name that MLflow's own tools look for there."""

ARTIFACT_FOLDER = "mlartifacts"
"""Where a SQLite store's artifacts go, in the folder of its file."""

DEFAULT_EXPERIMENT = "incident-coder"

_SETTINGS = {
    # Nothing about a training leaves the machine unasked; read when MLflow is imported.
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "DO_NOT_TRACK": "true",
    # MLflow's own chatter.
    "MLFLOW_LOGGING_LEVEL": "ERROR",
    "MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT": "true",
    "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false",
    "GIT_PYTHON_REFRESH": "quiet",
    # Seconds, not the default minutes, until a server that is not there is given up.
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "2",
}
_NOT_ALLOWED = ("UNAUTHENTICATED", "PERMISSION_DENIED", "CUSTOMER_UNAUTHORIZED")
_SQLITE = "sqlite:///"
_SQLITE_MAGIC = b"SQLite format 3\x00"


def tracking_uri() -> str:
    """The store in use: `MLFLOW_TRACKING_URI`, or `mlflow.db` in the current folder."""
    return os.environ.get("MLFLOW_TRACKING_URI") or f"{_SQLITE}{Path(STORE_FILE).absolute()}"


def store_exists() -> bool:
    """Whether there may be something to read: false for a SQLite file not yet written."""
    file = sqlite_file(tracking_uri())
    return file is None or file.exists() or not file.parent.is_dir()


def sqlite_file(uri: str) -> Path | None:
    """The file of a SQLite store; None for any other store."""
    path = uri.removeprefix(_SQLITE).partition("?")[0]
    return Path(path).absolute() if uri.startswith(_SQLITE) and path != ":memory:" else None


def shown_store() -> str:
    """The store in use as messages name it, without the password that its address may hold."""
    uri = tracking_uri()
    if file := sqlite_file(uri):
        return str(file)
    address = urlsplit(uri)
    return address._replace(netloc=address.netloc.rpartition("@")[2]).geturl()


@contextmanager
def open_store() -> Iterator[MlflowClient]:
    """A client of the store in use; within the block MLflow's own functions use the store too.

    A SQLite file is created by the first call. Raises Refusal for a store that cannot be used, in
    place of any error of MLflow, the database or the disk that leaves the block.
    """
    _check_sqlite_file()
    with _settings(), _silence():
        from mlflow import MlflowClient
        from mlflow.exceptions import MlflowException
        from sqlalchemy.exc import SQLAlchemyError

        try:
            yield MlflowClient()
        except (MlflowException, SQLAlchemyError, OSError, ImportError) as error:
            raise _refusal(error) from error


def experiment_id(client: MlflowClient) -> str:
    """The experiment that trainings are logged to, created where it is missing.

    Its name is `incident-coder`, or that in `MLFLOW_EXPERIMENT_NAME`.
    """
    name = os.environ.get("MLFLOW_EXPERIMENT_NAME") or DEFAULT_EXPERIMENT
    if experiment := client.get_experiment_by_name(name):
        return str(experiment.experiment_id)
    file = sqlite_file(tracking_uri())
    location = None if file is None else (file.parent / ARTIFACT_FOLDER).as_uri()
    return str(client.create_experiment(name, artifact_location=location))


def _check_sqlite_file() -> None:
    """Refuse at once what MLflow would try again for minutes."""
    file = sqlite_file(tracking_uri())
    if file is None:
        return
    if not file.parent.is_dir():
        raise Refusal(
            f"the folder of the tracking store {file} does not exist; create it, or set "
            "MLFLOW_TRACKING_URI to another store"
        )
    try:
        start = b""
        if file.exists():
            with file.open("rb") as opened:
                start = opened.read(len(_SQLITE_MAGIC))
    except OSError as error:
        raise Refusal(
            f"the tracking store {file} cannot be opened ({error.strerror}); set "
            "MLFLOW_TRACKING_URI to another store"
        ) from error
    if start not in (b"", _SQLITE_MAGIC):
        raise Refusal(
            f"the tracking store {file} is not a SQLite file; move it away, or set "
            "MLFLOW_TRACKING_URI to another store"
        )
    if not os.access(file if file.exists() else file.parent, os.W_OK):
        raise Refusal(
            f"the tracking store {file} cannot be written; set MLFLOW_TRACKING_URI to another store"
        )


@contextmanager
def _settings() -> Iterator[None]:
    """MLflow's environment where the user has not said otherwise.

    The store's address is taken back afterwards: the default one follows the current folder.
    """
    for name, value in _SETTINGS.items():
        os.environ.setdefault(name, value)
    before = os.environ.get("MLFLOW_TRACKING_URI")
    os.environ["MLFLOW_TRACKING_URI"] = tracking_uri()
    try:
        yield
    finally:
        if before is None:
            os.environ.pop("MLFLOW_TRACKING_URI", None)
        else:
            os.environ["MLFLOW_TRACKING_URI"] = before


@contextmanager
def _silence() -> Iterator[None]:
    """No log lines below an error and no warnings: none of them is for the person training."""
    loggers = [logging.getLogger(name) for name in ("mlflow", "alembic")]
    levels = [logger.level for logger in loggers]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for logger in loggers:
                logger.setLevel(logging.ERROR)
            yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


def _refusal(error: Exception) -> Refusal:
    """One sentence for an error that nothing nearer to it has explained."""
    store, reason = shown_store(), str(error)
    if sqlite_file(tracking_uri()):
        way_out = "move that file away, or set MLFLOW_TRACKING_URI to another store"
    else:
        way_out = f"or unset MLFLOW_TRACKING_URI to use {STORE_FILE} in the current folder"
        if "failed with exception" in reason:
            return Refusal(f"the tracking server {store} does not answer; start it, {way_out}")
        if getattr(error, "error_code", "") in _NOT_ALLOWED:
            return Refusal(
                f"the tracking server {store} refuses this user; set MLFLOW_TRACKING_USERNAME "
                f"and MLFLOW_TRACKING_PASSWORD, {way_out}"
            )
        way_out = f"check that address, {way_out}"
    first_sentence = reason.strip().partition("\n")[0].partition(". ")[0][:300].rstrip(".")
    return Refusal(f"the tracking store {store} cannot be used ({first_sentence}); {way_out}")
