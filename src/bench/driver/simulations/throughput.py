"""Lines a second from a child through the stored log to a client, and the memory for it."""

from __future__ import annotations

import json
import os
import subprocess
import time
from typing import Any

from lengths import Lengths
from places import PROJECT
from report import Report, judged
from rounds import note
from servers import Server
from stats import Spread

from simulations.client import LINES, client
from simulations.latency import warm
from simulations.service import PYTHON, Heap, flsys
from simulations.stored import Stored, output, unbroken

LENGTH = 100
BLOCK = 100
RATE_NEEDED = 100_000
GROWTH_NEEDED = 10.0
"""MiB of live objects, below which memory counts as constant."""


def measure(lengths: Lengths, report: Report) -> None:
    count = lengths.throughput_lines
    with flsys() as service:
        warm(service)
        heap = Heap(service)
        _round(service, count)
        before, resident = heap.live_mb(), heap.resident_mb()
        alone, rounds = [], []
        for _ in range(lengths.simulation_rounds):
            alone.append(_alone(count))
            rounds.append(_round(service, count))
        peak, after = heap.peak_mb(), heap.live_mb()
    rate = Spread.of([count / figures["seconds"] for figures in rounds])
    grown = after - before
    complete = all(figures["complete"] for figures in rounds)
    report.heading("Throughput")
    report.text(
        f"{count:,} lines of {LENGTH} characters, {BLOCK} a write, to one client, from the first line's event to the "
        f"last event; after one such run that is not counted. The child alone, into a pipe that `cat` reads, takes "
        f"{Spread.of(alone).text(2)} s, all of it with FLSys and its client "
        f"{Spread.of([figures['seconds'] for figures in rounds]).text(2)} s."
    )
    report.table(
        ["figure", "needed", "measured", ""],
        [
            ["lines/s", f"{RATE_NEEDED:,}", rate.text(0), judged(rate.middle >= RATE_NEEDED)],
            ["every line once, in order, stored and delivered", "yes", "yes" if complete else "no", judged(complete)],
            [
                "live objects on the heap, more than before, MiB",
                f"{GROWTH_NEEDED:g} at most",
                f"{grown:+.1f} ({before:.1f} before)",
                judged(grown <= GROWTH_NEEDED),
            ],
            ["resident memory, peak over before, MiB", "", f"{peak - resident:+.1f} ({resident:.0f} before)", ""],
        ],
    )


def _start(count: int) -> dict[str, Any]:
    return {**LINES, "count": count, "length": LENGTH, "block": BLOCK}


def _round(service: Server, count: int) -> dict[str, Any]:
    figures = client("Follow", service, start=_start(count))
    note(f"throughput: {figures}")
    stored = Stored.of(figures["id"])
    events = stored.events()
    lines = output(events)
    figures["complete"] = (
        figures["lost"] == figures["doubled"] == 0
        and figures["last"] == len(events)
        and unbroken(events)
        and json.loads(figures["end"])["event"] == "simulation_complete"
        and len(lines) == count
        and all(line == f"{number:09d} ".ljust(LENGTH, "x") for number, line in enumerate(lines))
    )
    stored.remove()
    return figures


def _alone(count: int) -> float:
    """Seconds from the child's start to its end, without FLSys."""
    options = [word for name, value in _start(count).items() for word in (f"--{name}", str(value))]
    begun = time.monotonic()
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as reader:
        environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
        command = [PYTHON, "start.py", *options]
        subprocess.run(command, cwd=PROJECT, stdout=reader.stdin, env=environment, check=True)
        return time.monotonic() - begun
