"""The installed command, which the benchmarks run as anybody would."""

import os
import shutil
import sys
from pathlib import Path


def incident_coder() -> str:
    """Its path: beside this interpreter, or else found on PATH.

    Raises SystemExit if it is not installed.
    """
    beside = Path(sys.executable).with_name("incident-coder")
    found = str(beside) if beside.exists() else shutil.which("incident-coder")
    if found is None:
        raise SystemExit("incident-coder is not installed; run `make setup`.")
    return found


def machine() -> str:
    """The processors that a benchmark ran on, in words."""
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    model = ""
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        lines = cpuinfo.read_text().splitlines()
        model = next((line.partition(":")[2].strip() for line in lines if "model name" in line), "")
    return f"{count} processors{f' ({model})' if model else ''}"
