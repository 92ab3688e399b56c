"""How the cost of FLSys grows with models, runs, lines of a log, connections, rows of a request, and pixels."""

from __future__ import annotations

import base64
import io
import json
import math
import os
import resource
import shutil
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import contenders
from large_project import link_models, made_project, run_id, store_run
from lengths import Lengths
from photo import QUALITY, photo
from places import PROJECT, WORK
from report import Report
from rounds import note
from servers import Server

FOLDER = WORK / "growth"
REPEAT_SECONDS = 0.5
MAX_REPEATS = 200
EXPONENT = 1.15
"""A cost that doubles with its work has the exponent 1. The rest is noise."""
LINE_TEXT = "round 1: client 7 trained for 12.5 s with learning rate 0.05, a line of usual length of a real log"


@dataclass(frozen=True)
class Cost:
    """Of one operation: processor seconds of the service, and seconds that the caller waited."""

    cpu: float
    wall: float


Row = dict[str, Cost]


def measure(lengths: Lengths, report: Report) -> None:
    report.heading("Growth")
    report.text(
        "Each figure is milliseconds of processor time of the service for one operation, which other load on the machine "
        "changes least, then milliseconds until the answer in parentheses. `growth` is the exponent between the last two "
        f"sizes: 1 if the cost grows like the work, 0 if it does not grow. It must be {EXPONENT:g} at most."
    )
    quick = lengths.growth_quick
    for title, unit, sizes, run in (
        ("Models in the folder", "models", [10, 100, 1_000, 10_000], _models),
        ("Runs in the store", "runs", [10, 100, 1_000, 10_000], _runs),
        ("Lines of a log", "lines", [1_000, 10_000, 100_000, 1_000_000, 10_000_000], _lines),
        ("Connections", "connections", [1, 10, 100, 1_000, 5_000, 10_000], _connections),
        ("Rows of a request", "rows", [1, 10, 100, 1_000, 10_000], _rows),
        ("Pixels of a picture", "megapixels", [0.1, 1, 4, 16, 64], _pictures),
    ):
        chosen = sizes[:-2] if quick else sizes
        shutil.rmtree(FOLDER, ignore_errors=True)
        FOLDER.mkdir(parents=True)
        table: dict[float, Row] = {}
        for size, row in run(chosen):
            note(f"growth: {size} {unit}: {row}")
            table[size] = row
        _table(report, title, unit, table)
        shutil.rmtree(FOLDER, ignore_errors=True)


def _table(report: Report, title: str, unit: str, table: dict[float, Row]) -> None:
    sizes = list(table)
    names = list(table[sizes[0]])
    rows = [[f"{size:,}", *(_text(table[size][name]) for name in names)] for size in sizes]
    rows.append(["**growth**", *(_growth([table[size][name] for size in sizes], sizes) for name in names)])
    report.text(f"### {title}")
    report.table([unit, *names], rows)


def _text(cost: Cost) -> str:
    return f"{1000 * cost.cpu:,.2f} ({1000 * cost.wall:,.1f})"


def _growth(costs: Sequence[Cost], sizes: Sequence[float]) -> str:
    before, last = max(costs[-2].cpu, 1e-6), max(costs[-1].cpu, 1e-6)
    exponent = math.log(last / before) / math.log(sizes[-1] / sizes[-2])
    return f"{exponent:.2f}" + ("" if exponent <= EXPONENT else " **too fast**")


def _cost(server: Server, operation: Callable[[], object]) -> Cost:
    """The mean of an operation that is repeated until the clock ticks of its processor time are many."""
    operation()
    cpu, begun, repeats = server.cpu_seconds(), time.monotonic(), 0
    while repeats < MAX_REPEATS and (repeats == 0 or time.monotonic() - begun < REPEAT_SECONDS):
        operation()
        repeats += 1
    wall = time.monotonic() - begun
    return Cost((server.cpu_seconds() - cpu) / repeats, wall / repeats)


def _once(server: Server, operation: Callable[[], object]) -> Cost:
    cpu, begun = server.cpu_seconds(), time.monotonic()
    operation()
    return Cost(server.cpu_seconds() - cpu, time.monotonic() - begun)


@contextmanager
def _service(row: Row, project: Path = PROJECT, **settings: str) -> Iterator[Server]:
    """A started service. Its start is a cost, too."""
    wanted = {"FLOWER_PROJECT_DIR": str(project), "SIMULATION_KEEP_RUNS": "1000000", **settings}
    begun = time.monotonic()
    with contenders.flsys(settings=wanted) as server:
        row["start until ready"] = Cost(server.cpu_seconds(), time.monotonic() - begun)
        yield server


def _picture(width: int, height: int) -> str:
    bytes_ = io.BytesIO()
    photo(width, height).save(bytes_, "JPEG", quality=QUALITY)
    return "data:image/jpeg;base64," + base64.b64encode(bytes_.getvalue()).decode()


def _predict(server: Server, model: str, picture: str) -> None:
    server.post("/api/predict/", json.dumps({"model_id": model, "image_data": picture}).encode())


def _models(sizes: Sequence[int]) -> Iterator[tuple[float, Row]]:
    picture = _picture(320, 240)
    for size in sizes:
        project = made_project(FOLDER / f"models-{size}")
        link_models(project, size)
        row: Row = {}
        with _service(row, project) as server:
            row["first list"] = _once(server, lambda: server.get("/api/models/"))
            row["list"] = _cost(server, lambda: server.get("/api/models/"))
            last = f"model_{size - 1}"
            row["first prediction"] = _once(server, lambda last=last: _predict(server, last, picture))
            listed = json.loads(server.get("/api/models/"))["models"]
            assert len(listed) == size, f"{len(listed)} of {size} models"
        yield size, row


def _runs(sizes: Sequence[int]) -> Iterator[tuple[float, Row]]:
    for size in sizes:
        project = made_project(FOLDER / f"runs-{size}")
        for number in range(size):
            (store_run(project, number) / "log.ndjson").write_text("", encoding="utf-8")
        row: Row = {}
        with _service(row, project) as server:
            row["first list"] = _once(server, lambda: server.get("/api/simulations/?limit=100"))
            row["list"] = _cost(server, lambda: server.get("/api/simulations/?limit=100"))
            row["filter"] = _cost(server, lambda: server.get("/api/simulations/?limit=100&filter=accuracy%20%3E%200.9"))
            row["sort"] = _cost(server, lambda: server.get("/api/simulations/?limit=100&sort=-loss"))
            row["one"] = _cost(server, lambda size=size: server.get(f"/api/simulations/{run_id(size - 1)}/"))
        yield size, row


def _lines(sizes: Sequence[int]) -> Iterator[tuple[float, Row]]:
    project = made_project(FOLDER / "lines")
    for number, size in enumerate(sizes):
        with (store_run(project, number) / "log.ndjson").open("w", encoding="utf-8") as log:
            for seq in range(1, size + 1):
                data = f'"simulation_id":"{run_id(number)}","seq":{seq},"message":"{seq:09d} {LINE_TEXT}"'
                log.write(f'{{"event":"simulation_log","data":{{{data},"timestamp":"2026-01-01T00:00:01Z"}}}}\n')
    with _service({}, project) as server:
        for number, size in enumerate(sizes):
            path = f"/api/simulations/{run_id(number)}/log?after="
            row: Row = {}
            row["last 100 lines"] = _cost(server, lambda path=path, size=size: server.get(f"{path}{size - 100}"))
            row["the run itself"] = _cost(
                server, lambda number=number: server.get(f"/api/simulations/{run_id(number)}/")
            )
            row["whole text"] = _once(server, lambda path=path: _drain(server, f"{path}0"))
            yield size, row


def _drain(server: Server, path: str) -> None:
    """Reads an answer of any length."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=120) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        first = connection.recv(1 << 20)
        assert b" 200 " in first.split(b"\r\n", 1)[0], first[:200]
        while connection.recv(1 << 20):
            pass


def _connections(sizes: Sequence[int]) -> Iterator[tuple[float, Row]]:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    for size in sizes:
        with _service({}) as server, ExitStack() as all_open:
            row: Row = {}

            def connect(server: Server = server, size: int = size, all_open: ExitStack = all_open) -> None:
                for _ in range(size):
                    all_open.enter_context(_web_socket(server))

            row["connect all"] = _once(server, connect)
            row["list of models meanwhile"] = _cost(server, lambda: server.get("/api/models/"))
            row["10 s at rest"] = _once(server, lambda: time.sleep(10))
            row["disconnect all"] = _once(server, lambda all_open=all_open: (all_open.close(), server.rest()))
        yield size, row


@contextmanager
def _web_socket(server: Server) -> Iterator[None]:
    """A connection to ``/ws`` that has received its first event."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
        key = base64.b64encode(os.urandom(16)).decode()
        head = (
            f"Host: 127.0.0.1:{server.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13"
        )
        connection.sendall(f"GET /ws HTTP/1.1\r\n{head}\r\nSec-WebSocket-Key: {key}\r\n\r\n".encode())
        received = b""
        while b'"connected"' not in received:
            part = connection.recv(65_536)
            assert part, received[:200]
            received += part
        yield


def _rows(sizes: Sequence[int]) -> Iterator[tuple[float, Row]]:
    with _service({}, DEPLOY_MODEL_PATH="deploy.onnx") as server:
        for size in sizes:
            body = json.dumps({"inputs": [[0.1 * (column + 1) for column in range(10)]] * size}).encode()
            for _ in range(3):
                server.post("/predict", body)
            yield size, {"prediction": _cost(server, lambda body=body: server.post("/predict", body))}


def _pictures(sizes: Sequence[float]) -> Iterator[tuple[float, Row]]:
    with _service({}) as server:
        for size in sizes:
            side = int(math.sqrt(size * 1e6))
            picture = _picture(side, side)
            for _ in range(3):
                _predict(server, "SmallCnn", picture)
            yield size, {"prediction": _cost(server, lambda picture=picture: _predict(server, "SmallCnn", picture))}
