"""The console with a long log in a real Chromium: whether the page stays responsive."""

from __future__ import annotations

import sys
from dataclasses import dataclass

from lengths import Lengths
from places import SOURCES
from playwright.sync_api import Browser
from report import Report, judged
from rounds import note
from servers import Server
from simulations.latency import warm
from simulations.service import flsys
from simulations.stored import Stored
from stats import Spread

from console.chromium import LONG_TASK, Seen, WatchedPage, chromium
from console.reader import PLANTED_MILLIS, Reader

sys.path.append(str(SOURCES / "simulations"))
import mixed  # noqa: E402 - the output of the child

TASK_NEEDED = 200.0
"""Milliseconds."""


@dataclass(frozen=True)
class Visit:
    """The figures of one reader.

    :param phases: by name, in order
    :param planted: a phase with a task that is too long
    :param heap_mb: MiB of the page's JavaScript heap in the end
    """

    phases: dict[str, Seen]
    planted: Seen
    heap_mb: float


def measure(lengths: Lengths, report: Report) -> None:
    count = lengths.console_lines
    with flsys() as service, chromium() as browser:
        version = browser.version
        warm(service)
        visits = [_visit(service, browser, count, number + 1) for number in range(lengths.console_rounds)]
    report.heading("Console")
    report.text(
        f"A log of {count:,} mixed lines in headless Chromium {version}: followed while a child prints it as fast as it "
        f"can, from the click on Start to the last line in the view; sent again after a reload; scrolled and searched. "
        f"Median (least..most) of {len(visits)} visits; a long task is one over {LONG_TASK:g} ms, 0 means none."
    )
    phases = {name: [visit.phases[name] for visit in visits] for name in visits[0].phases}
    report.table(
        ["phase", "seconds", "long tasks", "longest task, ms", "longest gap between frames, ms"],
        [[name, *_figures(phase)] for name, phase in phases.items()],
    )
    longest = max(seen.longest_task for phase in phases.values() for seen in phase)
    caught = all(visit.planted.longest_task >= PLANTED_MILLIS for visit in visits)
    report.table(
        ["figure", "needed", "measured", ""],
        [
            ["longest task of all, ms", f"{TASK_NEEDED:g} at most", f"{longest:.0f}", judged(longest <= TASK_NEEDED)],
            [
                f"a task of {PLANTED_MILLIS} ms on purpose",
                "seen",
                Spread.of([visit.planted.longest_task for visit in visits]).text(0),
                "caught" if caught else "**missed**",
            ],
            ["lines/s shown, followed", "", _rate(count, phases["follow"]), ""],
            ["lines/s shown, after the reload", "", _rate(count, phases["reload"]), ""],
            ["JavaScript heap in the end, MiB", "", Spread.of([visit.heap_mb for visit in visits]).text(0), ""],
        ],
    )


def _figures(phase: list[Seen]) -> list[str]:
    return [
        Spread.of([seen.seconds for seen in phase]).text(1),
        Spread.of([seen.long_tasks for seen in phase]).text(0),
        Spread.of([seen.longest_task for seen in phase]).text(0),
        Spread.of([seen.longest_gap for seen in phase]).text(0),
    ]


def _rate(count: int, phase: list[Seen]) -> str:
    return Spread.of([count / seen.seconds for seen in phase]).text(0)


def _visit(service: Server, browser: Browser, count: int, number: int) -> Visit:
    watched = WatchedPage(browser, f"visit-{number}")
    try:
        reader = Reader(watched, service, count, f"{count - 1:09d}")
        simulation = reader.start()
        reader.reload()
        reader.look_around()
        reader.search(mixed.RARE, mixed.RARE_LINES, mixed.COMMON, _having(mixed.COMMON, count))
        reader.very_long_lines(mixed.LONGEST_WORD, _having(mixed.LONGEST_WORD, count))
        visit = Visit(reader.seen, reader.planted(), watched.heap_mb())
    finally:
        watched.close()
    note(f"visit {number}: {visit}")
    Stored.of(simulation).remove()
    return visit


def _having(word: str, count: int) -> int:
    """The number of lines that contain ``word``."""
    return sum(word in line for line in mixed.lines(count))
