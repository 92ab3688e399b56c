"""The Java clients of ``dev.flsys.bench.live``, and simulations without a client."""

from __future__ import annotations

import json
import subprocess
import time
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from build import java
from places import WORK
from servers import Server

PATIENCE_SECONDS = 300
LINES = {"run": "lines"}


def client(name: str, service: Server, **parameters: Any) -> dict[str, Any]:
    """Runs ``Follow`` or ``Reconnect`` to its end and returns its figures."""
    run = subprocess.run(
        command(name, service, parameters), stdout=subprocess.PIPE, text=True, check=True, timeout=PATIENCE_SECONDS
    )
    figures: dict[str, Any] = json.loads(run.stdout)
    return figures


def command(name: str, service: Server, parameters: dict[str, Any], options: Sequence[str] = ()) -> list[str]:
    """:param options: of the client's JVM"""
    words = [json.dumps({"port": service.port, **parameters})]
    return java(f"dev.flsys.bench.live.{name}", words, ["-Xmx512m", *options])


def child_seconds(service: Server, start: dict[str, Any]) -> float:
    """Seconds that the child took to print, by its own clock, with no client connected."""
    finished = seconds_file()
    accepted = json.loads(service.post("/api/simulations/", json.dumps({**start, "seconds": str(finished)}).encode()))
    seconds = wait_seconds(finished)
    wait_ended(service, accepted)
    return seconds


def seconds_file() -> Path:
    """A file that does not exist, for the option ``seconds`` of ``lines``."""
    path = WORK / "seconds.txt"
    path.unlink(missing_ok=True)
    return path


def wait_seconds(path: Path) -> float:
    """The seconds that a child writes to ``path`` at its end."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not path.exists():
        if time.monotonic() > deadline:
            raise RuntimeError(f"The child did not end within {PATIENCE_SECONDS} s")
        time.sleep(0.01)
    return float(path.read_text(encoding="utf-8"))


def wait_ended(service: Server, accepted: dict[str, Any]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    url = service.url(f"/api/simulations/{accepted['simulation_id']}/?session={accepted['session']}")
    while time.monotonic() < deadline:
        with urllib.request.urlopen(url, timeout=30) as answer:
            state = json.load(answer)["state"].lower()
        if state not in {"queued", "starting", "running"}:
            return
        time.sleep(0.05)
    raise RuntimeError(f"The simulation did not end within {PATIENCE_SECONDS} s")
