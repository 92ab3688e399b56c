"""FLSys with the start script of ``src/bench/simulations``, and the memory of a process."""

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
"""The interpreter of the children of FLSys. The driver's own one contains the references."""
WARM_LINES = 100_000


def flsys(settings: Mapping[str, str] | None = None) -> Server:
    """The packaged service with additional ``settings``."""
    for script in SCRIPTS.glob("*.py"):
        shutil.copyfile(script, PROJECT / script.name)
    return contenders.flsys(settings={"FLOWER_START_SCRIPT": "start.py", "FLOWER_PYTHON": PYTHON, **(settings or {})})


class Heap:
    """The live objects of a service, and its resident memory with the peak since the last measurement."""

    def __init__(self, service: Server) -> None:
        self._pid = service.pid

    def live_mb(self) -> float:
        """MiB after a collection. ``GC.heap_info`` would count new garbage of a busy service, too."""
        command = ["jcmd", str(self._pid), "GC.class_histogram"]
        histogram = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        total = re.search(r"^Total\s+\d+\s+(\d+)", histogram, re.MULTILINE)
        assert total, "no total in the answer of jcmd"
        return int(total[1]) / 2**20

    def resident_mb(self) -> float:
        """MiB. Starts a new count of the peak."""
        resident = self._status("VmRSS")
        Path(f"/proc/{self._pid}/clear_refs").write_text("5", encoding="utf-8")
        return resident

    def peak_mb(self) -> float:
        """The most resident MiB since :meth:`resident_mb`."""
        return self._status("VmHWM")

    def _status(self, key: str) -> float:
        status = Path(f"/proc/{self._pid}/status").read_text(encoding="utf-8")
        found = re.search(rf"^{key}:\s+(\d+) kB", status, re.MULTILINE)
        assert found, f"no {key}"
        return int(found[1]) / 1024
