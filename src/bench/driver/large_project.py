"""Flower projects with many models and many stored runs."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

from places import PROJECT

FIRST_RUN = "20260101-000000-"
ROUNDS = 10


def made_project(folder: Path) -> Path:
    """A new project without models and runs."""
    (folder / "saved_models").mkdir(parents=True)
    for script in ("model.py", "run_flower.py"):
        shutil.copyfile(PROJECT / script, folder / script)
    return folder


def link_models(project: Path, count: int) -> None:
    """Adds ``model_0`` to ``model_<count - 1>``, hard links to one ONNX file."""
    original = project / "saved_models" / "model_0.onnx"
    shutil.copyfile(PROJECT / "onnx" / "SmallCnn.onnx", original)
    for number in range(1, count):
        os.link(original, original.with_name(f"model_{number}.onnx"))


def run_id(number: int) -> str:
    return f"{FIRST_RUN}{number:08x}"


def store_run(project: Path, number: int) -> Path:
    """Stores a completed run of ten rounds, without a log. Returns its folder."""
    folder = project / ".flsys" / "simulations" / run_id(number)
    folder.mkdir(parents=True)
    (folder / "simulation.json").write_text(json.dumps(_record(number)), encoding="utf-8")
    return folder


def _record(number: int) -> dict[str, Any]:
    rounds = [
        {"round": index, "loss": 1 / (index + 1), "accuracy": 0.5, "seconds": 1.0, "metrics": {}, "lost": False}
        for index in range(ROUNDS)
    ]
    return {
        "id": run_id(number),
        "owner": "KX0R-1M0dtx46Ij0JAdA8g",
        "parameters": {"learning_rate": number / 1000, "num-rounds": ROUNDS},
        "state": "completed",
        "requested": "2026-01-01T00:00:00.000Z",
        "started": "2026-01-01T00:00:01.000Z",
        "ended": "2026-01-01T00:01:00.000Z",
        "command": ["python", "run_flower.py"],
        "exit_code": 0,
        "message": "模拟成功完成。",
        "total_rounds": ROUNDS - 1,
        "rounds": rounds,
    }
