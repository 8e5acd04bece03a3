import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


@pytest.fixture
def running(
    tmp_path: Path, written: Callable[..., Path], narratives: list[str]
) -> Iterator["subprocess.Popen[str]"]:
    """A batch of two workers that has written a part of its output."""
    written((f"R{at}", narratives[at % len(narratives)]) for at in range(100_000))
    command = [str(Path(sys.executable).with_name("incident-coder")), "batch"]
    process = subprocess.Popen(
        [*command, str(tmp_path / "extract.csv"), str(tmp_path / "coded.csv"), "--jobs", "2"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    waited = time.monotonic()
    while not any(part.stat().st_size > 10_000 for part in tmp_path.glob(".coded.csv.*.part")):
        assert process.poll() is None, process.communicate()
        assert time.monotonic() - waited < 120
        time.sleep(0.05)
    yield process
    if process.poll() is None:
        process.kill()
        process.communicate()


def workers_of(process: "subprocess.Popen[str]") -> list[int]:
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return [int(pid) for pid in children if b"spawn_main" in command_of(int(pid))]


def command_of(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_a_stopped_batch_leaves_nothing(
    running: "subprocess.Popen[str]", tmp_path: Path, stop: signal.Signals
) -> None:
    workers = workers_of(running)
    assert len(workers) == 2
    running.send_signal(stop)
    out, err = running.communicate(timeout=60)
    assert (running.returncode, out, err) == (2, "", "Stopped; nothing was written.\n")
    assert [path.name for path in tmp_path.iterdir()] == ["extract.csv"]
    assert not any(command_of(pid) for pid in workers)


def test_a_killed_worker_is_noticed(running: "subprocess.Popen[str]", tmp_path: Path) -> None:
    os.kill(workers_of(running)[0], signal.SIGKILL)
    out, err = running.communicate(timeout=60)
    assert (running.returncode, out) == (2, "")
    assert err.startswith("a worker process was ended from outside")
    assert err.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["extract.csv"]


def test_workers_end_when_the_command_is_killed(running: "subprocess.Popen[str]") -> None:
    workers = workers_of(running)
    running.kill()
    running.communicate(timeout=60)
    waited = time.monotonic()
    while any(b"spawn_main" in command_of(pid) for pid in workers):
        assert time.monotonic() - waited < 30
        time.sleep(0.1)
