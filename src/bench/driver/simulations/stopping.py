"""A simulation that is stopped leaves no process behind."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import contenders
from lengths import Lengths
from places import SAMPLE, WORK
from report import Report, judged
from rounds import note
from servers import Server
from stats import Spread

from simulations.processes import Process, everything, marked, named_by_files, wait_gone
from simulations.service import flsys
from simulations.stored import Stored
from simulations.websocket import WebSocket

GONE_WITHIN = 10.0
"""Seconds after the request to stop."""
GRACE = "500ms"
RAY_PROJECT = WORK / "ray-project"
RAY_START = {"rounds": 200}
RAY_DELAYS = [4, 0, 1, 2, 8]
"""Seconds after the first line of a round, in which Ray starts its processes."""
PROCESSES = 4


def measure(lengths: Lengths, report: Report) -> None:
    report.heading("Stopped simulations")
    _trees(lengths.stops, report)
    _ray(lengths.ray_stops, report)


@contextmanager
def pids_folder() -> Iterator[Path]:
    """A folder in which the processes of a tree write their ids."""
    with tempfile.TemporaryDirectory(dir=WORK, prefix="pids-") as folder:
        yield Path(folder)


def tree(pids: Path, number: int, rate: int = 100, deaf: bool = False) -> dict[str, Any]:
    """The parameters of ``tree.py``. Every second time, the others keep the child's output open."""
    return {"run": "tree", "pids": str(pids), "rate": rate, "heirs": number % 2, "deaf": int(deaf)}


def running(pids: Path) -> list[Process]:
    processes = named_by_files(pids)
    if len(processes) != PROCESSES:
        raise RuntimeError(f"{len(processes)} processes of {PROCESSES} run")
    return processes


def _trees(stops: int, report: Report) -> None:
    times: dict[bool, list[float]] = {False: [], True: []}
    endings, survivors = [], 0
    with flsys({"SIMULATION_STOP_GRACE": GRACE}) as service:
        for number in range(stops):
            deaf = number % 4 >= 2
            with WebSocket(service.port) as client, pids_folder() as pids:
                simulation = client.start(tree(pids, number, deaf=deaf))
                client.until_line("all are there")
                processes = running(pids)
                client.send("stop_simulation", {"simulation_id": simulation})
                seconds, left = wait_gone(lambda processes=processes: [p for p in processes if p.alive()], GONE_WITHIN)
                times[deaf].append(seconds)
                survivors += len(left)
                end = client.until_end()
                endings.append(end["data"].get("status"))
                Stored.of(simulation).remove()
    note(f"stops: {times}")
    report.text(
        f"{stops} times a child with a grandchild, a child of that, and a daemon in its own session. These three ignore "
        f"TERM, and every second time they keep the child's output open; SIMULATION_STOP_GRACE {GRACE}."
    )
    report.table(
        ["figure", "needed", "measured", ""],
        [
            [f"survivors after {GONE_WITHIN:g} s", "0", str(survivors), judged(not survivors)],
            ["seconds until none is left, the child ends by TERM", "", Spread.of(times[False]).text(2), ""],
            ["seconds until none is left, the child ignores TERM", "", Spread.of(times[True]).text(2), ""],
            ["reported as stopped", str(stops), str(endings.count("stopped")), judged(endings.count("stopped") == stops)],
        ],
    )


def _ray(stops: int, report: Report) -> None:
    times, counts, survivors = [], [], 0
    with _sample() as service:
        for number in range(stops):
            with WebSocket(service.port) as client:
                simulation = client.start(RAY_START)
                client.until_line("[ROUND 1/")
                time.sleep(RAY_DELAYS[number % len(RAY_DELAYS)])
                marker = Stored.of(simulation, RAY_PROJECT).record()["marker"]
                known = _family(marker, set(), set())
                groups = {everything()[p].group for p in known if p in everything()}
                client.send("stop_simulation", {"simulation_id": simulation})
                seconds, left = wait_gone(lambda: _family(marker, known, groups), GONE_WITHIN)
                note(f"Ray: {len(known)} processes in {len(groups)} groups gone after {seconds:.2f} s, left: {left}")
                times.append(seconds)
                counts.append(len(known))
                survivors += len(left)
                client.until_end()
    report.text(
        f"{stops} times `run_flower.py` of the sample, Flower's engine with Ray, stopped up to "
        f"{max(RAY_DELAYS)} s after its first round began; {Spread.of(counts).text(0)} processes; the default "
        f"SIMULATION_STOP_GRACE. A survivor is a marked process, a descendant of one, or a process in the group of one."
    )
    report.table(
        ["figure", "needed", "measured", ""],
        [
            [f"Ray: survivors after {GONE_WITHIN:g} s", "0", str(survivors), judged(not survivors)],
            ["Ray: seconds until none is left", "", Spread.of(times).text(2), ""],
        ],
    )


def _family(marker: str, known: set[Process], groups: set[int]) -> set[Process]:
    """The processes of a simulation: known ones, marked ones, those in its groups, and descendants of all these."""
    processes = everything()
    family = {
        process
        for process, state in processes.items()
        if process in known or state.group in groups or marked(process.pid, marker)
    }
    while True:
        pids = {process.pid for process in family}
        children = {process for process, state in processes.items() if state.parent in pids} - family
        if not children:
            return family
        family |= children


@contextmanager
def _sample() -> Iterator[Server]:
    """FLSys with a copy of the sample, which may be in use. It uses the sample's ``.venv``, or a new one in the copy."""
    skipped = shutil.ignore_patterns(".flsys", ".venv", "__pycache__", "global_models", "final_models")
    shutil.copytree(SAMPLE, RAY_PROJECT, ignore=skipped, dirs_exist_ok=True)
    settings = {"FLOWER_PROJECT_DIR": str(RAY_PROJECT), "FLOWER_START_SCRIPT": "run_flower.py"}
    interpreter = SAMPLE / ".venv" / "bin" / "python"
    settings["FLOWER_PYTHON"] = str(interpreter) if interpreter.exists() else ""
    with contenders.flsys(settings=settings) as service:
        if not interpreter.exists() and not (RAY_PROJECT / ".venv").exists():
            _make_environment(service)
        yield service


def _make_environment(service: Server) -> None:
    """Runs a first simulation, for which the service makes the project's ``.venv``. That takes minutes."""
    begun = time.monotonic()
    with WebSocket(service.port) as client:
        simulation = client.start({"rounds": 1})
        client.until_line("[ROUND 1/")
        client.send("stop_simulation", {"simulation_id": simulation})
        client.until_end()
    note(f"The environment of the sample exists after {time.monotonic() - begun:.0f} s")
