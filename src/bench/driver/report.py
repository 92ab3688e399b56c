"""The results as Markdown, printed and written part by part."""

from __future__ import annotations

import platform
import re
import subprocess
from collections.abc import Iterable, Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path

import torch
from places import WORK


class Report:
    """Each part adds its section when it ends, so an interrupted run keeps the sections before."""

    def __init__(self, path: Path = WORK / "results.md") -> None:
        self._path = path
        self._path.write_text("", encoding="utf-8")

    def heading(self, text: str) -> None:
        self.text(f"## {text}")

    def text(self, text: str) -> None:
        print(text, end="\n\n", flush=True)
        with self._path.open("a", encoding="utf-8") as file:
            file.write(text + "\n\n")

    def table(self, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        lines = [columns, ["---"] * len(columns), *rows]
        self.text("\n".join("| " + " | ".join(line) + " |" for line in lines))


def judged(reached: bool) -> str:
    return "reached" if reached else "**not reached**"


def machine() -> str:
    """The hardware and the versions, without the name of the machine."""
    cpu = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    memory = Path("/proc/meminfo").read_text(encoding="utf-8")
    name = re.search(r"model name\s*: (.*)", cpu)
    total = re.search(r"MemTotal:\s*(\d+)", memory)
    java = subprocess.run(["java", "-version"], capture_output=True, text=True, check=True).stderr
    packages = ["onnxruntime", "flask", "gunicorn", "fastapi", "uvicorn", "litserve", "mlserver", "pillow"]
    return "\n".join(
        [
            f"- {date.today()}, {cpu.count('processor	:')} cores ({name[1] if name else platform.machine()}), "
            f"{int(total[1]) / 2**20 if total else 0:.0f} GiB, Linux {platform.release().split('-')[0]}",
            f"- {java.splitlines()[1].split(' (')[0]} {java.splitlines()[0]}, Python {platform.python_version()}, "
            f"torch {torch.__version__.split('+')[0]}",
            "- " + ", ".join(f"{package} {version(package)}" for package in packages),
        ]
    )
