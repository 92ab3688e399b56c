"""A client whose connection is cut many times gets every event once and in order."""

from __future__ import annotations

import json

from lengths import Lengths
from places import WORK
from report import Report, judged
from rounds import note

from simulations.client import LINES, client
from simulations.latency import warm
from simulations.service import flsys
from simulations.stored import Stored

CUTS = 50
COUNT = 100_000
RATE = 20_000
"""Lines a second, slow enough that the cuts happen while lines arrive."""


def measure(lengths: Lengths, report: Report) -> None:
    record = WORK / "events.ndjson"
    lost = doubled = wrong = cuts = 0
    with flsys() as service:
        warm(service)
        for number in range(lengths.simulation_rounds):
            start = {**LINES, "count": COUNT, "length": 100, "rate": RATE, "block": 20}
            figures = client("Reconnect", service, start=start, record=str(record), cuts=CUTS, lines=COUNT, seed=number)
            note(f"reconnects: {figures}")
            stored = Stored.of(figures["id"])
            received, kept = record.read_bytes().split(b"\n")[:-1], stored.lines()
            lost += figures["lost"]
            doubled += figures["doubled"] + figures["afterEnd"]
            cuts += figures["cuts"]
            wrong += _different(received, kept, COUNT + 2)
            stored.remove()
    report.heading("Reconnects")
    report.text(
        f"{CUTS} times in {COUNT:,} lines at {RATE:,} a second the connection is reset after a random event, "
        f"a fifth of them among the first and a fifth among the last. The client connects again and resumes after "
        f"that event. {lengths.simulation_rounds} rounds, {cuts} reconnects."
    )
    report.table(
        ["figure", "needed", "measured", ""],
        [
            ["events lost", "0", f"{lost:,}", judged(not lost)],
            ["events doubled or after the end", "0", f"{doubled:,}", judged(not doubled)],
            ["events that differ from the stored log", "0", f"{wrong:,}", judged(not wrong)],
        ],
    )


def _different(received: list[bytes], kept: list[bytes], needed: int) -> int:
    """The number of events that differ in order or content, or are missing."""
    pairs = zip(received, kept, strict=False)
    different = sum(1 for ours, theirs in pairs if ours != theirs and json.loads(ours) != json.loads(theirs))
    return different + abs(len(received) - len(kept)) + max(0, needed - len(kept))
