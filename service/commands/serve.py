"""`incident-coder serve`: the HTTP service."""

import json
import logging
import socket
from typing import Annotated, Any

import typer

from service.commands.options import FrameOption, TierOption
from service.failures import Stopped
from taxonomy.errors import Refusal


def serve(
    host: Annotated[
        str | None,
        typer.Option(
            help="The address to listen on; 0.0.0.0 for all.",
            show_default="INCIDENT_CODER_HOST or 127.0.0.1",
        ),
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(
            min=0, max=65535, help="0 is any free one.", show_default="INCIDENT_CODER_PORT or 8000"
        ),
    ] = None,
    model: Annotated[
        str | None,
        typer.Option(
            help="A bundle folder or models:/name@alias.",
            show_default="INCIDENT_CODER_MODEL or the shipped model",
        ),
    ] = None,
    frame: FrameOption = None,
    tier: TierOption = None,
    similar: Annotated[
        str | None,
        typer.Option(
            metavar="FOLDER",
            help="Show similar coded incidents from the index that `similar build` wrote here.",
            show_default="INCIDENT_CODER_SIMILAR or none",
        ),
    ] = None,
) -> None:
    """Answer requests for suggestions over HTTP, with a page for one narrative at /.

    The service has no sign-in yet, so keep it on this machine or behind one that has: it believes
    whoever names a submitter to see that submitter's incidents. Requests are logged without their
    bodies. INCIDENT_CODER_LOG_LEVEL is debug, info, warning or error.

    Example: incident-coder serve --port 8080
    """
    import uvicorn

    from service.api import create_app
    from service.settings import read_settings

    given = {
        "host": host,
        "port": port,
        "model": model,
        "frame": frame,
        "tier": tier,
        "similar": similar,
    }
    settings = read_settings().model_copy(
        update={name: value for name, value in given.items() if value is not None}
    )
    listening = _listen(settings.host, settings.port)
    app = create_app(settings)
    _print_address(listening)
    config = uvicorn.Config(
        app,
        log_level=settings.log_level,
        log_config=_log_config(uvicorn.config.LOGGING_CONFIG),
        server_header=False,
    )
    try:
        uvicorn.Server(config).run(sockets=[listening])
    except Stopped:
        typer.echo("Stopped.")


class WithoutQuery(logging.Filter):
    """Cuts the query from the path of an access log line: a mistaken form may put text there."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep every record, shortened."""
        if isinstance(record.args, tuple) and len(record.args) == 5:
            client, method, path, version, status = record.args
            record.args = (client, method, str(path).partition("?")[0], version, status)
        return True


def _log_config(base: dict[str, Any]) -> dict[str, Any]:
    """uvicorn's own, with our logger beside its and queries cut."""
    return {
        **base,
        "filters": {"without_query": {"()": WithoutQuery}},
        "handlers": {
            **base["handlers"],
            "access": {**base["handlers"]["access"], "filters": ["without_query"]},
        },
        "loggers": {**base["loggers"], "incident_coder": {"handlers": ["default"]}},
    }


def _listen(host: str, port: int) -> socket.socket:
    """Take the port before the model is loaded, so that a taken one is said at once."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        # Without its protocol asyncio would not switch off the delay of small packets: 40 ms.
        listening = socket.socket(family, kind, protocol)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(2048)
    except OSError as error:
        raise Refusal(
            f"the service cannot listen on {host} port {port} ({error.strerror}); choose another "
            "with --host or --port."
        ) from error
    return listening


def _print_address(listening: socket.socket) -> None:
    host, port = listening.getsockname()[:2]
    shown = "127.0.0.1" if host == "0.0.0.0" else "[::1]" if host == "::" else host
    shown = f"[{shown}]" if ":" in shown and not shown.startswith("[") else shown
    address = f"http://{shown}:{port}"
    body = json.dumps({"narrative": "Wrong patient scanned, ID check was rushed."})
    typer.echo(f"incident-coder is ready at {address}")
    typer.echo(
        f"Try: curl {address}/v1/suggestions -H 'content-type: application/json' -d '{body}'"
    )
