"""Processes in ``/proc``."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")


@dataclass(frozen=True)
class Process:
    """A process and its start time, which distinguishes it from a later process with the same id."""

    pid: int
    began: int

    def alive(self) -> bool:
        found = stat(self.pid)
        return found is not None and found.began == self.began


@dataclass(frozen=True)
class Stat:
    """Fields of ``/proc/PID/stat`` of a living process; see proc(5)."""

    parent: int
    group: int
    began: int


def stat(pid: int) -> Stat | None:
    """The fields; None if the process is gone or a zombie."""
    try:
        # The name may contain anything; field 3 comes after its last parenthesis.
        fields = (PROC / str(pid) / "stat").read_text(encoding="latin-1").rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return None if fields[0] in "ZX" else Stat(int(fields[1]), int(fields[2]), int(fields[19]))


def named_by_files(folder: Path) -> list[Process]:
    """The processes whose ids are the file names of ``folder``."""
    pids = [int(file.name) for file in folder.iterdir()]
    return [Process(pid, found.began) for pid in pids if (found := stat(pid))]


def everything() -> dict[Process, Stat]:
    """All processes."""
    pids = [int(entry.name) for entry in PROC.iterdir() if entry.name.isdigit()]
    return {Process(pid, found.began): found for pid in pids if (found := stat(pid))}


def marked(pid: int, marker: str) -> bool:
    """Whether the process inherited the marker of a simulation."""
    try:
        return f"FLSYS_MARKER={marker}".encode() in (PROC / str(pid) / "environ").read_bytes()
    except OSError:
        return False


def wait_gone(left: Callable[[], Iterable[object]], seconds: float) -> tuple[float, list[object]]:
    """Seconds until ``left`` is empty, and the rest after ``seconds``."""
    start = time.monotonic()
    while True:
        remaining = list(left())
        passed = time.monotonic() - start
        if not remaining or passed > seconds:
            return passed, remaining
        time.sleep(0.01)
