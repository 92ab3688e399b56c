"""The age of a line when it reaches the client."""

from __future__ import annotations

from typing import Any

from lengths import Lengths
from report import Report, judged
from rounds import note
from servers import Server
from stats import Spread

from simulations.client import LINES, client
from simulations.service import WARM_LINES, flsys
from simulations.stored import Stored

RATE = 100
P95_NEEDED = 20.0
P99_NEEDED = 100.0
"""Milliseconds."""


def measure(lengths: Lengths, report: Report) -> None:
    with flsys() as service:
        warm(service)
        rounds = [_round(service, lengths) for _ in range(lengths.simulation_rounds)]
    report.heading("Latency of a line")
    report.text(
        f"{RATE} lines/s for {lengths.latency_seconds} s to one client, from `time.time_ns()` in the child to the "
        f"frame at the client, after a simulation of {WARM_LINES:,} lines; median (least..most) of rounds, ms."
    )
    p95, p99 = (Spread.of([figures[name] for figures in rounds]) for name in ("p95", "p99"))
    report.table(
        ["figure", "needed", "measured", ""],
        [
            ["p50", "", Spread.of([figures["p50"] for figures in rounds]).text(2), ""],
            ["p95", f"{P95_NEEDED:g} at most", p95.text(2), judged(p95.middle <= P95_NEEDED)],
            ["p99", f"{P99_NEEDED:g} at most", p99.text(2), judged(p99.middle <= P99_NEEDED)],
            ["most", "", Spread.of([figures["most"] for figures in rounds]).text(2), ""],
        ],
    )


def warm(service: Server) -> None:
    """Runs one simulation for the JIT."""
    figures = client("Follow", service, start={**LINES, "count": WARM_LINES, "length": 100, "block": 10})
    Stored.of(figures["id"]).remove()
    service.rest()


def _round(service: Server, lengths: Lengths) -> dict[str, Any]:
    start = {**LINES, "count": RATE * lengths.latency_seconds, "length": 100, "rate": RATE, "stamp": 1}
    figures = client("Follow", service, start=start)
    note(f"latency: {figures}")
    if figures["lost"] or figures["doubled"] or figures["latencies"] != start["count"]:
        raise RuntimeError(f"Not every line came once: {figures}")
    Stored.of(figures["id"]).remove()
    return figures
