"""SIGTERM under load: the time until readiness is down, the lost requests, the exit."""

from __future__ import annotations

import http.client
import json
import os
import signal
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from lengths import Lengths
from places import BODIES
from report import Report, judged
from rounds import note
from servers import Server
from simulations.service import flsys
from simulations.stopping import PROCESSES, pids_folder, tree
from stats import Spread

CLIENTS = 8
"""Half of them keep their connection until an answer closes it. The others make one for each request."""
RATE = 200
LOAD_SECONDS = 2.0
"""Load before the signal."""
READY_MS = 100.0
GRANTED = 30.0
"""Seconds that Kubernetes grants by default."""
WITHOUT, WITH = "no simulation", "a simulation that ignores TERM"


@dataclass
class Run:
    """The figures of one service that was ended."""

    ready_ms: float = 0.0
    seconds: float = 0.0
    status: int = -1
    answers: Counter[str] = field(default_factory=Counter)
    lost: list[float] = field(default_factory=list)
    """The times at which the connections of lost requests were made."""
    lock: threading.Lock = field(default_factory=threading.Lock)
    refused: list[float] = field(default_factory=list)
    """The times at which connections of clients were refused."""

    def lost_before_refused_ms(self) -> list[float]:
        return [(min(self.refused) - made) * 1e3 for made in self.lost]


def measure(lengths: Lengths, report: Report) -> None:
    report.heading("SIGTERM under load")
    report.text(
        f"{CLIENTS} clients send {RATE} requests a second in all to `/predict` and `/api/predict/` in turns. Half of them use "
        "keep-alive connections until an answer closes them. They ignore readiness and continue until a connection is refused. "
        "A request is lost if its connection was made and it got no whole answer, or another status than 200. Each check of "
        "readiness makes a new connection. SHUTDOWN_DELAY and SIMULATION_STOP_GRACE have their defaults."
    )
    rows = []
    for name in (WITHOUT, WITH):
        runs = [_run(name == WITH, number) for number in range(lengths.ends)]
        rows += _rows(name, runs)
    report.table(["figure", "needed", "measured", ""], rows)


def _rows(name: str, runs: list[Run]) -> list[list[str]]:
    ready = Spread.of([run.ready_ms for run in runs])
    seconds = Spread.of([run.seconds for run in runs])
    answers: Counter[str] = sum((run.answers for run in runs), Counter())
    lost = {kind: count for kind, count in answers.items() if kind not in ("answered", "answered while draining")}
    statuses = sorted({run.status for run in runs})
    draining = f"{answers['answered while draining']:,} of them after the signal"
    return [
        [f"{name}: ms until `ready` is 503, {len(runs)} times", f"{READY_MS:g} at most", ready.text(1), judged(ready.most <= READY_MS)],
        [f"{name}: requests answered", "", f"{answers['answered'] + answers['answered while draining']:,}, {draining}", ""],
        [f"{name}: requests lost", "0", _lost(lost, runs), judged(not lost)],
        [f"{name}: exit status", "0", ", ".join(map(str, statuses)), judged(statuses == [0])],
        [f"{name}: seconds until the process has ended", f"{GRANTED:g} at most", seconds.text(2), judged(seconds.most <= GRANTED)],
    ]


def _lost(lost: dict[str, int], runs: list[Run]) -> str:
    if not lost:
        return "0"
    before = ", ".join(f"{ms:.1f}" for run in runs for ms in run.lost_before_refused_ms())
    kinds = ", ".join(f"{count} ({kind})" for kind, count in lost.items())
    return f"{kinds}, on connections made {before} ms before the first one was refused"


def _run(simulation: bool, number: int) -> Run:
    run = Run()
    with ExitStack() as stack:
        pids = stack.enter_context(pids_folder())
        service = stack.enter_context(flsys())
        bodies = [("/predict", (BODIES / "predict.json").read_bytes()), ("/api/predict/", (BODIES / "SmallCnn.json").read_bytes())]
        for path, body in bodies:
            service.post(path, body)
        if simulation:
            _start(service, number, pids)
        ending = threading.Event()
        clients = [
            threading.Thread(target=_client, args=(service, bodies, which, which % 2 == 0, ending, run))
            for which in range(CLIENTS)
        ]
        for client in clients:
            client.start()
        time.sleep(LOAD_SECONDS)
        ending.set()
        begun = time.monotonic()
        os.kill(service.pid, signal.SIGTERM)
        run.ready_ms = _until_not_ready(service, begun)
        run.status = service.wait()
        run.seconds = time.monotonic() - begun
        for client in clients:
            client.join()
    note(f"ended: {run}")
    return run


def _start(service: Server, number: int, pids: Path) -> None:
    service.post("/api/simulations/", json.dumps(tree(pids, number, deaf=True)).encode())
    while len(os.listdir(pids)) < PROCESSES:
        time.sleep(0.05)


def _until_not_ready(service: Server, begun: float) -> float:
    while True:
        try:
            urllib.request.urlopen(service.url("/q/health/ready"), timeout=5).close()
        except urllib.error.HTTPError as down:
            down.close()
            return (time.monotonic() - begun) * 1e3
        time.sleep(0.002)


def _client(
    service: Server,
    bodies: list[tuple[str, bytes]],
    which: int,
    keep_alive: bool,
    ending: threading.Event,
    run: Run,
) -> None:
    """Sends requests until a connection is refused."""
    connection = None
    made = 0.0
    due = time.monotonic() + which / RATE
    number = which
    while True:
        time.sleep(max(0.0, due - time.monotonic()))
        due += CLIENTS / RATE
        number += 1
        path, body = bodies[number % len(bodies)]
        if connection is None:
            connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=30)
            try:
                connection.connect()
            except OSError:
                run.refused.append(time.monotonic())
                return
            made = time.monotonic()
        draining = ending.is_set()
        try:
            headers = {"Content-Type": "application/json", "Connection": "keep-alive" if keep_alive else "close"}
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            answer.read()
            kind = f"status {answer.status}" if answer.status != 200 else "answered"
            closes = answer.will_close
        except (OSError, http.client.HTTPException) as broken:
            kind, closes = type(broken).__name__, True
            run.lost.append(made)
        with run.lock:
            run.answers[kind + (" while draining" if draining else "")] += 1
        if closes or not keep_alive:
            connection.close()
            connection = None
