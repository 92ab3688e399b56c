"""The queue before the workers: job queues, which run the waiting requests as one batch, against a plain thread pool."""

from __future__ import annotations

from statistics import median

import jmh
from lengths import Lengths
from report import Report
from rounds import note
from stats import Spread, ratios

WORK = {"0": "nothing", "2000": "a call of about 4 µs, and 0.4 µs a row"}


def measure(lengths: Lengths, report: Report) -> None:
    """Measures in rounds of a fresh JVM, which compiles again."""
    times: dict[tuple[str, str], list[float]] = {}
    for number in range(lengths.forks):
        for result in jmh.run(r"QueueBenchmark", lengths.iterations):
            times.setdefault((result.parameters["call"], result.method), []).append(median(result.scores))
        note(f"queue: round {number + 1} done")
    report.heading("The queue")
    report.text(
        "Nanoseconds a request, 2 threads with 8 pending requests each, 2 workers: median (least..most) of the rounds."
    )
    rows = []
    for call, work in WORK.items():
        queues, pool = times[call, "queues"], times[call, "threadPool"]
        faster = ratios(pool, queues)
        rows.append([work, Spread.of(queues).text(0), Spread.of(pool).text(0), faster.text(2)])
    report.table(["work", "job queues", "thread pool", "thread pool / job queues"], rows)
