"""Proportional memory of all processes that serve ``/api/predict/`` with the small network."""

from __future__ import annotations

import contenders
from lengths import Lengths
from places import BODIES, NETWORKS
from report import Report, judged
from rounds import Contender, note
from servers import Server

NEEDED = 1.0


def measure(lengths: Lengths, report: Report) -> None:
    ours = _after_requests(contenders.flsys(), lengths.memory_requests)
    theirs = _after_requests(contenders.flask_pictures(), lengths.memory_requests)
    report.heading("Memory of serving pictures")
    report.text(f"Proportional set size of all processes after {lengths.memory_requests:,} pictures, {NETWORKS[0]}.")
    ratio = ours / theirs
    report.table(
        ["FLSys MiB", "Flask + torch MiB", "FLSys / it", "needed at most", ""],
        [[f"{ours:.0f}", f"{theirs:.0f}", f"{ratio:.2f}", f"{NEEDED:g}", judged(ratio <= NEEDED)]],
    )


def _after_requests(server: Server, requests: int) -> float:
    with server:
        contender = Contender(server.name, server, "/api/predict/", BODIES / f"{NETWORKS[0]}.json")
        contender.answer()
        done = 0
        while done < requests:
            done += contender.turn(5).requests
        memory = server.proportional_mb()
        note(f"{server.name}: {memory:.0f} MiB after {done} pictures")
        return memory
