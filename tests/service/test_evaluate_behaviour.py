import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Command = Callable[..., Any]


@pytest.fixture
def coded(tmp_path: Path, incidents: list[dict[str, object]]) -> Path:
    path = tmp_path / "coded.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("id", "narrative", "severity"))
        writer.writerows((row["id"], row["narrative"], row["severity"]) for row in incidents[:150])
    return path


def test_behaviour_is_measured_where_it_is_asked_for(
    command: Command, bundle: Path, coded: Path, tmp_path: Path
) -> None:
    out = tmp_path / "report.json"
    assert command("evaluate", bundle, coded, "--report", out).code == 0
    assert "behaviour" not in json.loads(out.read_text())
    assert command("evaluate", bundle, coded, "--report", out, "--behaviour").code == 0
    names = [result["name"] for result in json.loads(out.read_text())["behaviour"]["results"]]
    assert {"typing errors", "step not done"} <= set(names)
    assert 'id="behaviour"' in out.with_suffix(".html").read_text()
