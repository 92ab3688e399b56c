"""The client of all servers."""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from places import SOURCES

CONNECTIONS = 16


@dataclass(frozen=True)
class Load:
    """The figures of one turn: requests a second, and percentiles of the latency in milliseconds."""

    rate: float
    p50: float
    p99: float
    requests: int


def drive(url: str, body: Path, seconds: int) -> Load:
    """Posts ``body`` over 16 keep-alive connections from one thread.

    :raises RuntimeError: if a status was not 2xx, or a connection failed
    """
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "30s"]
    command += ["-s", str(SOURCES / "wrk" / "post.lua"), url, "--", str(body)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = re.search(r"^FIGURES (.*)$", done.stdout, re.MULTILINE)
    if not found:
        raise RuntimeError(f"wrk printed no figures: {done.stdout}{done.stderr}")
    figures = json.loads(found[1])
    if figures["failed"]:
        raise RuntimeError(f"{figures['failed']} of {figures['requests']} requests to {url} failed")
    rate = figures["requests"] / figures["microseconds"] * 1e6
    return Load(rate, figures["p50"] / 1e3, figures["p99"] / 1e3, figures["requests"])
