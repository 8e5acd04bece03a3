"""The model registry: what was trained, which version is the champion, and where its bundle is."""

from __future__ import annotations

import atexit
import re
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from taxonomy.errors import Refusal
from training.model_version import MODEL_TAG, PROMOTION_TAG, ModelVersion, Promotion, read_version
from training.tracking_store import open_store, shown_store, store_exists

if TYPE_CHECKING:
    from mlflow import MlflowClient

CHAMPION = "champion"

_NAME = re.compile(r"\w[\w.-]*")
_NUMBER = re.compile("[0-9]{1,9}")
_ADDRESS = re.compile(r"models:/(?P<name>\w[\w.-]*)(?:@(?P<alias>[\w-]+)|/(?P<version>[0-9]+))")


@dataclass(frozen=True, slots=True)
class ModelAddress:
    """`models:/name@alias` or `models:/name/3` in its parts; `version` is the alias or the number.

    An alias is never a number: MLflow allows none.
    """

    name: str
    version: str


def check_model_name(name: str) -> None:
    """Refuse a name that no `models:/` address could hold. Call it before training, not after."""
    if not _NAME.fullmatch(name) or ".." in name:
        raise Refusal(
            f"'{name}' cannot name a model; use letters, digits, _ and -, with no spaces, such as "
            "imaging-incidents"
        )


def read_address(uri: str) -> ModelAddress:
    """The parts of a model address. Raises Refusal for anything else."""
    found = _ADDRESS.fullmatch(uri)
    if found is None:
        raise Refusal(
            f"'{uri}' is not a model address; write models:/NAME@{CHAMPION} or models:/NAME/3"
        )
    return ModelAddress(found["name"], found["alias"] or found["version"])


def list_models() -> list[ModelVersion]:
    """Every version that a training registered: names in order, newest first; [] if there is none.

    Models that other software registered on the same server are left out.
    """
    if not store_exists():
        return []
    with open_store() as client:
        aliases = {model.name: model.aliases for model in _pages(client.search_registered_models)}
        versions = [
            read_version(version, aliases.get(version.name, {}), _metrics(client, version))
            for version in _pages(client.search_model_versions)
            if MODEL_TAG in version.tags
        ]
    return sorted(versions, key=lambda version: (version.name, -version.version))


def show(name: str, version: str | int = CHAMPION) -> ModelVersion:
    """One version, by number or alias. Raises Refusal for an unknown name, version or alias."""
    _check_store()
    with open_store() as client:
        registered, aliases = _find(client, name, str(version))
        return read_version(registered, aliases, _metrics(client, registered))


def promote(name: str, version: str | int, by: str) -> ModelVersion:
    """Make a version the champion of its name, and write down who did, when and what it followed.

    The champion itself may be named: nothing changes then. Raises Refusal as `show` does.
    """
    _check_store()
    with open_store() as client:
        registered, aliases = _find(client, name, str(version))
        if int(registered.version) != int(aliases.get(CHAMPION, 0)):
            make_champion(client, registered, aliases, by)
        registered, aliases = _find(client, name, str(registered.version))
        return read_version(registered, aliases, _metrics(client, registered))


def make_champion(
    client: MlflowClient, registered: Any, aliases: Mapping[str, Any], by: str
) -> None:
    """Move the alias to an MLflow version and tag the version with the promotion.

    The tag comes first: a champion without its history would be worse than the reverse.
    """
    previous = int(aliases[CHAMPION]) if CHAMPION in aliases else None
    at = datetime.now(UTC).isoformat(timespec="microseconds")
    count = sum(key.startswith(PROMOTION_TAG) for key in registered.tags)
    client.set_model_version_tag(
        registered.name,
        str(registered.version),
        f"{PROMOTION_TAG}{count + 1}",
        Promotion(at=at, by=by, previous=previous).to_tag(),
    )
    client.set_registered_model_alias(registered.name, CHAMPION, str(registered.version))


def resolve(uri: str) -> Path:
    """The bundle folder of `models:/name@alias` or `models:/name/3`.

    The folder itself where the artifacts are on this machine; otherwise a copy, removed when the
    program ends. Raises Refusal for an address, name, version or alias that leads nowhere, and for
    a version without a bundle.
    """
    address = read_address(uri)
    _check_store()
    with open_store() as client:
        registered, _ = _find(client, address.name, address.version)
        version = f"version {registered.version} of '{registered.name}'"
        location = str(client.get_model_version_download_uri(registered.name, registered.version))
        bundle = _bundle_inside(location, version)
        folder = Path(_download(f"{location}/{bundle}", version))
    if not folder.is_dir():
        raise _bundle_gone(version, location)
    return folder


def _find(client: MlflowClient, name: str, version: str) -> tuple[Any, Mapping[str, Any]]:
    """MLflow's version and the aliases of its name, alias -> version."""
    from mlflow.exceptions import MlflowException

    check_model_name(name)
    try:
        aliases: Mapping[str, Any] = client.get_registered_model(name).aliases
    except MlflowException as error:
        if error.error_code != "RESOURCE_DOES_NOT_EXIST":
            raise
        raise Refusal(
            f"no model is registered as '{name}' in {shown_store()}; "
            "`incident-coder models list` shows the names"
        ) from error
    number = str(aliases.get(version, version))
    try:
        if _NUMBER.fullmatch(number):
            return client.get_model_version(name, number), aliases
    except MlflowException as error:
        if error.error_code != "RESOURCE_DOES_NOT_EXIST":
            raise
    if version == CHAMPION:
        raise Refusal(
            f"'{name}' has no {CHAMPION} in {shown_store()}; choose one with "
            f"`incident-coder models promote {name} VERSION`"
        )
    raise Refusal(
        f"'{name}' has no version or alias '{version}' in {shown_store()}; "
        "`incident-coder models list` shows its versions"
    )


def _check_store() -> None:
    if not store_exists():
        raise Refusal(
            f"no model is registered: {shown_store()} does not exist; train one with "
            "`incident-coder train`, or set MLFLOW_TRACKING_URI to the store that holds it"
        )


def _metrics(client: MlflowClient, registered: Any) -> dict[str, float]:
    """The metrics of a version's run; none if the run was deleted for good."""
    from mlflow.exceptions import MlflowException

    try:
        return dict(client.get_run(registered.run_id).data.metrics) if registered.run_id else {}
    except MlflowException as error:
        if error.error_code != "RESOURCE_DOES_NOT_EXIST":
            raise
        return {}


def _pages(search: Any) -> list[Any]:
    """All results of a search that answers in pages."""
    found, token = [], None
    while True:
        page = search(page_token=token)
        found.extend(page)
        token = page.token
        if not token:
            return found


def _bundle_inside(location: str, version: str) -> str:
    """Where the bundle stands inside a stored model, from what MLflow wrote about it."""
    from mlflow.models import Model

    path = Path(_download(f"{location}/MLmodel", version))
    if not path.is_file():
        raise _bundle_gone(version, location)
    flavour = Model.load(str(path)).flavors.get("python_function", {})
    bundle = flavour.get("artifacts", {}).get("bundle")
    if bundle is None:
        raise Refusal(
            f"{version} holds no model bundle; name a model that `incident-coder train` registered"
        )
    return str(bundle["path"])


def _download(location: str, version: str) -> str:
    """A local path of an artifact: its own where it is on this machine, else a temporary copy."""
    from mlflow.artifacts import download_artifacts
    from mlflow.exceptions import MlflowException
    from mlflow.utils.file_utils import local_file_uri_to_path
    from mlflow.utils.uri import is_local_uri

    if is_local_uri(location):
        return str(local_file_uri_to_path(location))
    copy = tempfile.mkdtemp(prefix="incident-coder-")
    atexit.register(shutil.rmtree, copy, ignore_errors=True)
    try:
        return str(download_artifacts(artifact_uri=location, dst_path=copy))
    except (MlflowException, OSError) as error:
        raise _bundle_gone(version, location) from error


def _bundle_gone(version: str, location: str) -> Refusal:
    return Refusal(
        f"{version} is registered, but its bundle is not at {location}; restore that folder, or "
        "train the model again"
    )
