import os
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from service.failures import unexpected, worker_failure
from taxonomy.frame import CodeFrame

COMMANDS = [
    ["train"],
    ["evaluate"],
    ["suggest"],
    ["batch"],
    ["serve"],
    ["models", "list"],
    ["models", "show"],
    ["models", "promote"],
    ["frames", "list"],
    ["frames", "show"],
    ["frames", "validate"],
    ["similar", "build"],
    ["similar", "find"],
]


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_help_has_an_example(words: list[str], command: Callable[..., Any]) -> None:
    shown = command(*words, "--help")
    assert shown.code == 0
    assert f"Example: incident-coder {' '.join(words)}" in shown.out


def test_help_is_there_at_once() -> None:
    spent = []
    for _ in range(3):
        before = os.times()
        subprocess.run([Path(sys.executable).with_name("incident-coder"), "--help"], check=True)
        after = os.times()
        spent.append(after.children_user - before.children_user)
    assert min(spent) < 0.5  # processor time, since others may use the machine


def test_the_version_is_that_of_the_distribution(command: Callable[..., Any]) -> None:
    assert command("--version").out == f"incident-coder {version('incident-coder')}\n"


def test_a_usage_error_does_nothing(command: Callable[..., Any]) -> None:
    refused = command("batch", "only-one-file.csv")
    assert refused.code == 2
    assert "Missing argument" in refused.err


def test_a_refusal_is_one_sentence(command: Callable[..., Any], tmp_path: Path) -> None:
    refused = command("batch", tmp_path / "absent.csv", tmp_path / "coded.csv")
    expected = f"{tmp_path / 'absent.csv'} does not exist; check its name and folder."
    assert refused.sentence == expected


def test_debug_adds_the_technical_detail(command: Callable[..., Any], tmp_path: Path) -> None:
    refused = command("--debug", "batch", tmp_path / "absent.csv", tmp_path / "coded.csv")
    assert refused.code == 2
    assert "does not exist; check its name and folder.\nTraceback" in refused.err


def test_an_unforeseen_error_names_its_place_and_not_its_message() -> None:
    with pytest.raises(KeyError) as failure:
        CodeFrame.from_dict({})
    sentence = unexpected(failure.value, "incident-coder batch")
    assert sentence.startswith(
        "incident-coder batch failed unexpectedly (KeyError in taxonomy/frame.py line "
    )
    assert sentence.endswith("run it as `incident-coder --debug batch` for the technical detail.")
    assert unexpected(worker_failure(failure.value), "incident-coder batch") == sentence


def test_a_port_that_is_taken_is_refused_at_once(command: Callable[..., Any]) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        started = time.monotonic()
        refused = command("serve", "--port", port)
    assert f"cannot listen on 127.0.0.1 port {port}" in refused.sentence
    assert time.monotonic() - started < 30


def test_a_wrong_setting_is_named(
    command: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INCIDENT_CODER_PORT", "eighty")
    assert "environment variable INCIDENT_CODER_PORT is not valid" in command("serve").sentence
