"""Pictures a second in the first seconds after a start with a start cache, against the rate once it is steady."""

from __future__ import annotations

from pathlib import Path

import contenders
import start
from lengths import Lengths
from places import BODIES, NETWORKS
from report import Report, judged
from rounds import Contender, note
from stats import Spread

NEEDED = 0.7
JUDGED = 25
"""The first JDK whose cache has profiles of methods."""
FIRST_SECONDS = 10


def measure(lengths: Lengths, report: Report) -> None:
    found = start.jdks()
    spreads: dict[int, tuple[list[float], list[float], list[float]]] = {version: ([], [], []) for version, _ in found}
    for _ in range(lengths.warm_ups):
        for version, java in found:
            # The cache is made each time, because the cache of another JDK may have replaced it.
            first, steady, cost = _rates(version, java, lengths)
            for values, value in zip(spreads[version], (first, steady, cost), strict=True):
                values.append(value)
    report.heading("Warm-up")
    report.text(
        f"Requests a second on `/api/predict/` ({NETWORKS[0]}) in the first {FIRST_SECONDS} s after the service is ready, started with "
        f"a start cache, and after {lengths.until_steady} s of load; wrk, 1 thread, 16 connections; median (least..most) of "
        f"{lengths.warm_ups} starts. The ratio of processor time does not depend on other load of the machine."
    )
    rows = []
    for version, (firsts, steadies, costs) in spreads.items():
        ratio = Spread.of([first / steady for first, steady in zip(firsts, steadies, strict=True)])
        rows.append(
            [
                f"JDK {version}",
                Spread.of(firsts).text(0),
                Spread.of(steadies).text(0),
                ratio.text(2),
                Spread.of(costs).text(2),
                f"{NEEDED:g}" if version >= JUDGED else "",
                judged(ratio.middle >= NEEDED) if version >= JUDGED else "",
            ]
        )
    report.table(
        ["service", f"first {FIRST_SECONDS} s", "steady", "ratio of rates", "steady CPU / first CPU", "needed", ""],
        rows,
    )


def _rates(version: int, java: Path, lengths: Lengths) -> tuple[float, float, float]:
    """The first and the steady rate, and the steady processor time of a request divided by the first."""
    with contenders.flsys(f"FLSys on JDK {version}", command=start.with_cache(java)) as server:
        contender = Contender(server.name, server, "/api/predict/", BODIES / f"{NETWORKS[0]}.json")
        contender.counted_turn(FIRST_SECONDS)
        contender.turn(lengths.until_steady)
        contender.counted_turn(FIRST_SECONDS)
        first, steady = contender.rates
        note(f"{server.name}: {first:.0f} requests/s at first, {steady:.0f} when steady")
        return first, steady, contender.costs[1] / contender.costs[0]
