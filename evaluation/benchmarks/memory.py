"""The memory of a process and its workers, sampled from /proc."""

import os
import subprocess
import threading
import time
from pathlib import Path
from types import TracebackType

_PAGE = os.sysconf("SC_PAGE_SIZE")
_INTERVAL = 0.1
"""Seconds."""


class PeakMemory:
    """Bytes that a process and its descendants held together at their highest, in `peak`.

    It is the sum of their resident sets, so pages that they share count more than once. Needs
    Linux; elsewhere the peak stays 0.
    """

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self.peak = 0
        self._process = process
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "PeakMemory":
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._process.wait()
        self._thread.join()

    def _watch(self) -> None:
        while self._process.poll() is None:
            held = sum(map(_resident, _family(self._process.pid)))
            self.peak = max(self.peak, held)
            time.sleep(_INTERVAL)


def _family(pid: int) -> list[int]:
    """The process and all that it started, directly or not."""
    family = [pid]
    for one in family:
        for children in Path(f"/proc/{one}/task").glob("*/children"):
            try:
                family += map(int, children.read_text().split())
            except OSError:  # ended meanwhile
                continue
    return family


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE
    except (OSError, IndexError):
        return 0
