"""Proportional memory of all processes that serve ``/api/predict/`` with the small network, and what it costs."""

from __future__ import annotations

from contextlib import ExitStack

import contenders
from build import APPLICATION
from lengths import Lengths
from places import BODIES, NETWORKS
from report import Report, judged
from rounds import Contender, compete, note
from servers import Server
from stats import ratios

NEEDED = 1.0
MIN_RATE = 0.95
"""Of the rate of a JVM without options."""


def measure(lengths: Lengths, report: Report) -> None:
    # One after the other: two JVMs at the same time would share pages, which PSS divides.
    ours, free, theirs = (
        _after_requests(server, lengths.memory_requests)
        for server in (contenders.flsys(), _without_options(), contenders.flask_pictures())
    )
    report.heading("Memory of serving pictures")
    report.text(
        f"Proportional set size of all processes after {lengths.memory_requests:,} pictures, {NETWORKS[0]}, with `java.options` and "
        "with the options that the JVM chooses itself."
    )
    ratio = ours / theirs
    report.table(
        ["FLSys MiB", "without options MiB", "Flask + torch MiB", "FLSys / Flask", "needed at most", ""],
        [[f"{ours:.0f}", f"{free:.0f}", f"{theirs:.0f}", f"{ratio:.2f}", f"{NEEDED:g}", judged(ratio <= NEEDED)]],
    )
    with ExitStack() as stack:
        pair = [_contender(contenders.flsys()), _contender(_without_options())]
        compete(pair, lengths, lengths.picture_turn, stack)
    mine, its = pair
    rate = ratios(mine.rates, its.rates)
    report.table(
        ["figure", "needed", "measured", ""],
        [
            ["rate / rate without options", f"{MIN_RATE:g}", rate.text(2), judged(rate.middle >= MIN_RATE)],
            ["CPU without options / CPU", f"{MIN_RATE:g}", ratios(its.costs, mine.costs).text(2), ""],
        ],
    )


def _without_options() -> Server:
    return contenders.flsys("FLSys without options", command=["java", "-jar", str(APPLICATION)])


def _contender(server: Server) -> Contender:
    return Contender(server.name, server, "/api/predict/", BODIES / f"{NETWORKS[0]}.json")


def _after_requests(server: Server, requests: int) -> float:
    with server:
        contender = _contender(server)
        contender.answer()
        done = 0
        while done < requests:
            done += contender.turn(5).requests
        memory = server.proportional_mb()
        note(f"{server.name}: {memory:.0f} MiB after {done} pictures")
        return memory
