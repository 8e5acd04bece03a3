"""How soon `incident-coder serve` is ready, and how fast it answers for one narrative.

    python -m evaluation.benchmarks.http_latency

Starts the command as a person would, waits for /health/ready, then sends requests one after the
other over one connection, as a page or another program would.
"""

import argparse
import json
import socket
import statistics
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection

from evaluation.benchmarks.batch_speed import narratives
from evaluation.benchmarks.command import incident_coder, machine

_PATIENCE = 60
"""Seconds until a service that does not start is given up."""


@contextmanager
def service(model: str | None) -> Iterator[tuple[int, float]]:
    """A running service: its port, and the seconds from its start until it was ready."""
    port = _free_port()
    command = [incident_coder(), "serve", "--port", str(port)]
    if model is not None:
        command += ["--model", model]
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while not _is_ready(port):
            if process.poll() is not None or time.perf_counter() - started > _PATIENCE:
                raise SystemExit("the service did not start; run `incident-coder serve` to see why")
            time.sleep(0.02)
        yield port, time.perf_counter() - started
    finally:
        process.terminate()
        process.wait()


def latencies(port: int, texts: Sequence[str], *, evidence: bool) -> list[float]:
    """Milliseconds of one request for each text, the answer read to its end."""
    connection = HTTPConnection("127.0.0.1", port)
    taken = []
    for text in texts:
        body = json.dumps({"narratives": [{"narrative": text}], "evidence": evidence})
        started = time.perf_counter()
        connection.request("POST", "/v1/suggestions", body, {"Content-Type": "application/json"})
        response = connection.getresponse()
        response.read()
        taken.append((time.perf_counter() - started) * 1000)
        if response.status != 200:
            raise SystemExit(f"the service answered {response.status}")
    connection.close()
    return taken


def main() -> None:
    """Print a Markdown table: without evidence and with it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--requests", type=int, default=500)
    parser.add_argument("--model", help="a bundle folder; default: the shipped model")
    arguments = parser.parse_args()
    texts = list(narratives(arguments.requests))
    with service(arguments.model) as (port, ready):
        print(f"{machine()}; ready {ready:.1f} s after start\n")
        print("| request | median | 99th percentile | slowest |")
        print("|---|---:|---:|---:|")
        for evidence in (False, True):
            taken = latencies(port, texts, evidence=evidence)
            name = "one narrative, with evidence" if evidence else "one narrative"
            print(
                f"| {name} | {statistics.median(taken):.1f} ms "
                f"| {statistics.quantiles(taken, n=100)[98]:.1f} ms | {max(taken):.1f} ms |"
            )


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _is_ready(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=1)
    try:
        connection.request("GET", "/health/ready")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    main()
