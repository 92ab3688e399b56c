"""FLSys with the start script of ``src/bench/simulations``, and what is known of a process from outside."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import contenders
from places import PROJECT, SOURCES
from servers import Server

SCRIPTS = SOURCES / "simulations"
PYTHON = "/usr/bin/python3"
"""As a child of FLSys has it; the driver's own has the references in it."""
WARM_LINES = 100_000


def flsys(settings: Mapping[str, str] | None = None) -> Server:
    """The packaged service; ``settings`` beyond the benchmark's own."""
    for script in SCRIPTS.glob("*.py"):
        shutil.copyfile(script, PROJECT / script.name)
    return contenders.flsys(settings={"FLOWER_START_SCRIPT": "start.py", "FLOWER_PYTHON": PYTHON, **(settings or {})})


class Heap:
    """The live objects of a service, and its resident memory with the peak since the last look."""

    def __init__(self, service: Server) -> None:
        self._pid = service.pid

    def live_mb(self) -> float:
        """MiB of what a collection leaves. What ``GC.heap_info`` says after one is garbage again on a busy service."""
        command = ["jcmd", str(self._pid), "GC.class_histogram"]
        histogram = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        total = re.search(r"^Total\s+\d+\s+(\d+)", histogram, re.MULTILINE)
        assert total, "no total in the answer of jcmd"
        return int(total[1]) / 2**20

    def resident_mb(self) -> float:
        """MiB; the peak is counted from now on."""
        resident = self._status("VmRSS")
        Path(f"/proc/{self._pid}/clear_refs").write_text("5", encoding="utf-8")
        return resident

    def peak_mb(self) -> float:
        """Most resident MiB since :meth:`resident_mb`."""
        return self._status("VmHWM")

    def _status(self, key: str) -> float:
        status = Path(f"/proc/{self._pid}/status").read_text(encoding="utf-8")
        found = re.search(rf"^{key}:\s+(\d+) kB", status, re.MULTILINE)
        assert found, f"no {key}"
        return int(found[1]) / 1024
