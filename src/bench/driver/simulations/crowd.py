"""Many clients of one session, some of which never read."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from lengths import Lengths
from report import Report, judged
from rounds import note
from servers import Server
from stats import Spread, ratios

from simulations.client import LINES, child_seconds, command, seconds_file, wait_seconds
from simulations.latency import warm
from simulations.service import Heap, flsys
from simulations.stored import Stored

READERS = 180
IDLERS = 20
RATE = 100
P99_NEEDED = 250.0
"""Milliseconds."""
HEAP_NEEDED = 1.0
"""MiB a client."""
SLOW_NEEDED, FAST_NEEDED = 1.02, 1.1
"""Time with the crowd, in multiples of the time without it."""
LENGTH = 200
CLIENT_OPTIONS = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]
"""A short life needs no C2: its compilation would take the cores of the child and the service."""


def measure(lengths: Lengths, report: Report) -> None:
    paced = {**LINES, "count": RATE * lengths.crowd_seconds, "length": LENGTH, "rate": RATE, "stamp": 1}
    fast = {**LINES, "count": lengths.crowd_lines, "length": LENGTH, "block": 100, "stamp": 1}
    with flsys() as service:
        warm(service)
        for _ in range(lengths.crowd_warm_up):
            _crowded(service, fast, whole=False, nice=False)
            service.rest()
            child_seconds(service, fast)
            Stored.remove_all()
        slow_runs = _pairs(service, paced, lengths.crowd_pairs, whole=True)
        fast_runs = _pairs(service, fast, lengths.crowd_fast_pairs, whole=False)
        polite_runs = _pairs(service, fast, lengths.crowd_fast_pairs, whole=False, nice=True)
    report.heading("A crowd of clients")
    report.text(
        f"{READERS} clients that read and {IDLERS} that never read, all of one session. The child prints {RATE} lines/s "
        f"for {lengths.crowd_seconds} s, or {lengths.crowd_lines:,} lines as fast as it can, after "
        f"{lengths.crowd_warm_up} runs of each kind that warm up the JVM. Pairs with and without the crowd, in turns, by "
        f"the child's own clock. Live objects are counted right after the child ended, with all "
        f"clients still connected. The largest value of the pairs is shown. The clients run on the same cores; those of "
        f"the last line run with `nice`."
    )
    p99 = Spread.of([run["figures"]["p99"] for run in slow_runs])
    wrong = sum(run["figures"]["lost"] + run["figures"]["doubled"] for run in [*slow_runs, *fast_runs, *polite_runs])
    ended = all(run["figures"]["ended"] == READERS for run in slow_runs)
    report.table(
        ["figure", "needed", "measured", ""],
        [
            ["p99 of the readers, ms", f"{P99_NEEDED:g} at most", p99.text(1), judged(p99.middle <= P99_NEEDED)],
            ["events lost or doubled", "0", f"{wrong:,}", judged(not wrong)],
            ["every reader got the last event of the slow child", "yes", "yes" if ended else "no", judged(ended)],
            _heap_row("slow child", slow_runs),
            _heap_row("fast child", fast_runs),
            _time_row("slow child", slow_runs, SLOW_NEEDED),
            _time_row("fast child", fast_runs, FAST_NEEDED),
            _time_row("fast child, polite clients", polite_runs, FAST_NEEDED),
        ],
    )


def _heap_row(name: str, runs: list[dict[str, Any]]) -> list[str]:
    grown = max(run["heap"] for run in runs) / (READERS + IDLERS)
    resident = max(run["peak"] for run in runs)
    return [
        f"{name}: live objects on the heap, MiB a client",
        f"{HEAP_NEEDED:g} at most",
        f"{grown:.3f} (peak of the resident memory {resident:+.0f} MiB in all)",
        judged(grown <= HEAP_NEEDED),
    ]


def _time_row(name: str, runs: list[dict[str, Any]], needed: float) -> list[str]:
    alone, crowded = [run["alone"] for run in runs], [run["seconds"] for run in runs]
    longer = ratios(crowded, alone)
    return [
        f"{name}: time with the crowd / without",
        f"{needed:g} at most",
        f"{longer.text(3)}; {Spread.of(alone).text(2)} s without",
        judged(longer.middle <= needed),
    ]


def _pairs(service: Server, start: dict[str, Any], pairs: int, whole: bool, nice: bool = False) -> list[dict[str, Any]]:
    runs = []
    for number in range(pairs):
        service.rest()
        # The order of the two alternates.
        alone = child_seconds(service, start) if number % 2 else 0.0
        service.rest()
        run = _crowded(service, start, whole, nice)
        service.rest()
        run["alone"] = alone or child_seconds(service, start)
        note(f"crowd: {run}")
        Stored.remove_all()
        runs.append(run)
    return runs


def _crowded(service: Server, start: dict[str, Any], whole: bool, nice: bool) -> dict[str, Any]:
    """:param whole: whether the clients stay until all readers have all events"""
    heap, finished = Heap(service), seconds_file()
    before, resident = heap.live_mb(), heap.resident_mb()
    with _clients(service, {**start, "seconds": str(finished)}, nice) as crowd:
        _stage(crowd, "connected")
        _continue(crowd)
        seconds = wait_seconds(finished)
        if whole:
            _stage(crowd, "ended")
        peak, live = heap.peak_mb(), heap.live_mb()
        _continue(crowd)
        figures = _stage(crowd, "figures")
    return {"seconds": seconds, "heap": live - before, "peak": peak - resident, "figures": figures}


@contextmanager
def _clients(service: Server, start: dict[str, Any], nice: bool) -> Iterator[subprocess.Popen[str]]:
    words = command("Crowd", service, {"start": start, "readers": READERS, "idlers": IDLERS}, CLIENT_OPTIONS)
    crowd = subprocess.Popen(
        ["nice", "-n", "19", *words] if nice else words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with crowd:
        try:
            yield crowd
        except BaseException:
            crowd.kill()
            raise


def _stage(crowd: subprocess.Popen[str], name: str) -> dict[str, Any]:
    """Waits for a stage and returns its figures. The readers of the fast child may or may not reach ``ended``."""
    assert crowd.stdout is not None
    for line in crowd.stdout:
        figures: dict[str, Any] = json.loads(line)
        if figures["stage"] == name:
            return figures
    raise RuntimeError(f"The clients ended before they were {name}")


def _continue(crowd: subprocess.Popen[str]) -> None:
    assert crowd.stdin is not None
    crowd.stdin.write("\n")
    crowd.stdin.flush()
