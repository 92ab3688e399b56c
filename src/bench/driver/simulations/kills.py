"""Killed children and killed services."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from lengths import Lengths
from report import Report, judged
from rounds import note
from stats import Spread

from simulations.processes import Process, wait_gone
from simulations.service import flsys
from simulations.stopping import pids_folder, running, tree
from simulations.stored import Stored, unbroken
from simulations.websocket import WebSocket

REPORTED_WITHIN = 1.0
GONE_WITHIN = 5.0
"""Seconds after the next service is ready."""
RATE = 500


def measure(lengths: Lengths, report: Report) -> None:
    report.heading("Killed")
    _children(lengths.kills, report)
    _services(lengths.kills, report)


def _children(kills: int, report: Report) -> None:
    seconds, named, survivors = [], 0, 0
    with flsys() as service:
        for number in range(kills):
            with WebSocket(service.port) as client, pids_folder() as pids:
                simulation = client.start(tree(pids, number, RATE))
                client.until_line("line 100")
                processes = running(pids)
                child = Stored.of(simulation).record()["process"]["pid"]
                begun = time.monotonic()
                os.kill(child, signal.SIGKILL)
                end = client.until_end()
                seconds.append(time.monotonic() - begun)
                named += "SIGKILL" in end["data"].get("detail", "")
                survivors += len(_left(processes, REPORTED_WITHIN)[1])
                Stored.of(simulation).remove()
    note(f"killed children: {seconds}")
    report.text(f"{kills} times `kill -9` of a child with heirs as above that prints {RATE} lines/s.")
    report.table(
        ["figure", "needed", "measured", ""],
        [
            [
                "seconds to its last event, the most",
                f"{REPORTED_WITHIN:g} at most",
                Spread.of(seconds).text(2),
                judged(max(seconds) <= REPORTED_WITHIN),
            ],
            ["the last event names SIGKILL", str(kills), str(named), judged(named == kills)],
            [f"survivors after {REPORTED_WITHIN:g} s", "0", str(survivors), judged(not survivors)],
        ],
    )


@dataclass
class Killed:
    """The figures after a service was killed and the next one was ready."""

    orphans: int
    """Processes of the killed service before the next one started."""
    seconds: float
    survivors: int
    state: str
    seen: int
    missing: int
    whole: bool
    last: str


def _services(kills: int, report: Report) -> None:
    found = [_service(number) for number in range(kills)]
    note(f"killed services: {found}")
    survivors, missing = sum(each.survivors for each in found), sum(each.missing for each in found)
    interrupted = sum(each.state.lower() == "interrupted" for each in found)
    ended = sum(each.last == "simulation_error" and each.whole for each in found)
    report.text(
        f"{kills} times `kill -9` of the service while such a child prints {RATE} lines/s; the client had seen "
        f"{sum(each.seen for each in found):,} events."
    )
    report.table(
        ["figure", "needed", "measured", ""],
        [
            ["processes left before the next service starts", "", str(sum(each.orphans for each in found)), ""],
            [
                f"survivors {GONE_WITHIN:g} s after the next service is ready",
                "0",
                str(survivors),
                judged(not survivors),
            ],
            ["seconds from ready to none left", "", Spread.of([each.seconds for each in found]).text(2), ""],
            ["state `interrupted`", str(kills), str(interrupted), judged(interrupted == kills)],
            ["events that the client saw and the log lacks", "0", str(missing), judged(not missing)],
            ["logs that are whole and end with `simulation_error`", str(kills), str(ended), judged(ended == kills)],
        ],
    )


def _service(number: int) -> Killed:
    with pids_folder() as pids:
        simulation, processes, seen = _until_killed(number, pids)
        orphans = sum(process.alive() for process in processes)
        try:
            with flsys():
                seconds, left = _left(processes, GONE_WITHIN)
                stored = Stored.of(simulation)
                # If the service is ready, the record must be final.
                state = stored.record()["state"]
                events = stored.events()
        finally:
            for process in processes:
                if process.alive():
                    os.kill(process.pid, signal.SIGKILL)
        by_seq = {event["data"]["seq"]: event for event in events}
        missing = sum(by_seq.get(event["data"]["seq"]) != event for event in seen)
        stored.remove()
        return Killed(orphans, seconds, len(left), state, len(seen), missing, unbroken(events), events[-1]["event"])


def _until_killed(number: int, pids: Path) -> tuple[str, list[Process], list[dict[str, object]]]:
    """The simulation of a service that was killed, its processes, and the events that its client saw."""
    with flsys() as service, WebSocket(service.port) as client:
        simulation = client.start(tree(pids, number, RATE))
        client.until_line("all are there")
        processes = running(pids)
        client.read_for(0.5 + number * 0.037)
        os.kill(service.pid, signal.SIGKILL)
        client.drain()
        return simulation, processes, client.seen


def _left(processes: list[Process], seconds: float) -> tuple[float, list[object]]:
    return wait_gone(lambda: [process for process in processes if process.alive()], seconds)
