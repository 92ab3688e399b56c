"""From a complete file of weights to the first prediction with it, and a swap in each round.

Without Python; and under the id of a running simulation, to which the file belongs.
"""

from __future__ import annotations

import base64
import io
import json
import shutil
import statistics
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import contenders
import torch
from lengths import Lengths
from photo import photo
from places import SOURCES, WORK
from report import Report, judged
from rounds import note
from servers import Server, peak_mb, resident_mb

SIDE = 32
LABELS = 10
SECONDS_NEEDED = 0.3
SWAP_NEEDED = 1.0
PEAK_NEEDED = 2.5
P99_NEEDED = 1.5
CONNECTIONS = 32
ROUND_SECONDS = 0.5
"""The time between two rounds under load, and from the answer of a running simulation to its next round."""

PROJECT = WORK / "weights"

NO_PYTHON = "/usr/bin/false"
"""An interpreter that fails: a prediction that needed Python would fail, too."""

WIDTHS = {"Small": 48, "Medium": 1_200, "Large": 12_000, "Huge": 24_000}
"""State dicts of 0.25, 5, 50 and 100 MB."""

DEFINITION = """
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(3, 16, 3, padding=1, bias=False), nn.BatchNorm2d(16), nn.ReLU(), nn.MaxPool2d(4))
        self.wide = nn.Linear(16 * 8 * 8, width)
        self.head = nn.Linear(width, 10)

    def forward(self, x):
        return self.head(torch.relu(self.wide(torch.flatten(self.body(x), 1))))
"""


@dataclass(frozen=True)
class First:
    """Seconds until the first prediction with new weights: from the end of the write, and of the export by Python."""

    name: str
    megabytes: float
    seconds: list[float]
    by_python: float
    peak_mb: float

    @property
    def p95(self) -> float:
        return sorted(self.seconds)[int(0.95 * (len(self.seconds) - 1) + 0.5)]


def measure(lengths: Lengths, report: Report) -> None:
    _make()
    firsts = []
    exported = {}
    with _service(python=True) as service:
        for name in WIDTHS:
            started = time.monotonic()
            _predict(service, name)
            exported[name] = time.monotonic() - started
            note(f"{name}: exported by Python in {exported[name]:.1f} s")
    with _service(python=False) as service:
        for name in WIDTHS:
            firsts.append(_rounds(service, name, lengths.weight_rounds, exported[name]))
    with _service(python=False) as service:
        steady, swapped, failed, rounds = _under_load(service, lengths)
    with _service(python=True) as service:
        live = _live(service, lengths.weight_rounds, exported)
    _report(report, firsts, live, steady, swapped, failed, rounds)


def _make() -> None:
    """The project, the weights of ten rounds of each network, and no export."""
    shutil.rmtree(PROJECT, ignore_errors=True)
    (PROJECT / "saved_models").mkdir(parents=True)
    (PROJECT / "rounds").mkdir()
    classes = "".join(
        f"\n\nclass {name}(Net):\n    def __init__(self):\n        super().__init__({width})\n"
        for name, width in WIDTHS.items()
    )
    (PROJECT / "model.py").write_text(DEFINITION + classes, encoding="utf-8")
    (PROJECT / "run_flower.py").write_text("import time\n\ntime.sleep(3_600)\n", encoding="utf-8")
    made: dict[str, object] = {}
    exec(compile(DEFINITION + classes, "model.py", "exec"), made)
    for name in WIDTHS:
        torch.manual_seed(1)
        network = made[name]()  # type: ignore[operator]
        for number in range(LABELS):
            with torch.no_grad():
                network.head.bias.zero_()
                network.head.bias[number] = 100.0  # the answer names the round
            torch.save(network.state_dict(), _round(name, number))
        shutil.copyfile(_round(name, 0), _served(name))
    picture = io.BytesIO()
    photo(SIDE, SIDE).save(picture, format="PNG")
    data = base64.b64encode(picture.getvalue()).decode()
    for name in WIDTHS:
        _body(name).write_text(json.dumps(_asked(name, data)), encoding="utf-8")


def _asked(model: str, data: str) -> dict[str, str]:
    return {"model_id": model, "image_data": f"data:image/png;base64,{data}"}


def _round(name: str, number: int) -> Path:
    return PROJECT / "rounds" / f"{name}_{number}.weights"


def _served(name: str) -> Path:
    return PROJECT / "saved_models" / f"{name}.pth"


def _body(name: str) -> Path:
    return PROJECT / f"{name}.json"


@contextmanager
def _service(*, python: bool) -> Iterator[Server]:
    """FLSys on the project; without Python also without its cache of exports."""
    if not python:
        shutil.rmtree(PROJECT / ".flsys" / "cache")
    settings = {
        "FLOWER_PROJECT_DIR": str(PROJECT),
        "IMG_SIZE": str(SIDE),
        "CLASS_LABELS": ",".join(str(number) for number in range(LABELS)),
        **({} if python else {"FLOWER_PYTHON": NO_PYTHON}),
    }
    with contenders.flsys("FLSys with Python" if python else "FLSys without Python", settings) as service:
        yield service


def _predict(service: Server, name: str) -> int:
    """The label that the model gives, which is the round modulo ten."""
    answer = json.loads(service.post("/api/predict/", _body(name).read_bytes()))
    best = max(answer["predictions"], key=lambda entry: entry["probability"])
    return int(best["label"])


def _write(name: str, number: int) -> float:
    """Writes the weights of a round as torch.save does, over the file before; returns the time of the end."""
    content = _round(name, number).read_bytes()
    with _served(name).open("wb") as file:
        for start in range(0, len(content), 1 << 20):
            file.write(content[start : start + (1 << 20)])
    return time.monotonic()


def _rounds(service: Server, name: str, rounds: int, by_python: float) -> First:
    seconds = []
    for number in range(3):  # the JIT
        _await(service, name, number + 1, _write(name, number + 1))
    before = resident_mb(service.pid)
    reset_peak = Path(f"/proc/{service.pid}/clear_refs")
    reset_peak.write_text("5", encoding="ascii")  # proc(5): resets VmHWM
    for number in range(4, 4 + rounds):
        seconds.append(_await(service, name, number % LABELS, _write(name, number % LABELS)))
    peak = peak_mb(service.pid) - before
    megabytes = _served(name).stat().st_size / 1e6
    note(f"{name}: {megabytes:.2f} MB, median {statistics.median(seconds):.3f} s, peak +{peak:.0f} MiB")
    return First(name, megabytes, seconds, by_python, peak)


def _await(service: Server, name: str, label: int, since: float) -> float:
    deadline = since + 30
    while _predict(service, name) != label:
        if time.monotonic() > deadline:
            raise RuntimeError(f"{name} does not serve the weights of its file")
    return time.monotonic() - since


def _live(service: Server, rounds: int, exported: dict[str, float]) -> list[First]:
    """The same for the id that means the newest round of a running simulation. Each file counts as one of it."""
    run = json.loads(service.post("/api/simulations/", b"{}"))["simulation_id"]
    _await_running(service, run)
    firsts = []
    for name in WIDTHS:
        picture = json.loads(_body(name).read_bytes())["image_data"].partition(",")[2]
        live = f"{name}@{run}"
        _body(live).write_text(json.dumps(_asked(live, picture)), encoding="utf-8")
        _write(name, 0)
        deadline = time.monotonic() + 30
        while live not in service.get("/api/models/?runs=true").decode():
            if time.monotonic() > deadline:
                raise RuntimeError(f"{live} is not listed")
            time.sleep(0.1)
        for number in range(3):
            _await(service, live, number + 1, _write(name, number + 1))
        seconds = []
        for number in range(4, 4 + rounds):
            # A round of a simulation takes longer than this. FLSys pauses between the copies of rounds.
            time.sleep(ROUND_SECONDS)
            seconds.append(_await(service, live, number % LABELS, _write(name, number % LABELS)))
        note(f"{live}: median {statistics.median(seconds):.3f} s")
        firsts.append(First(name, _served(name).stat().st_size / 1e6, seconds, exported[name], 0.0))
    return firsts


def _await_running(service: Server, run: str) -> None:
    """Waits for the start of the script: a file that was written before it is no model of the simulation."""
    deadline = time.monotonic() + 60
    while json.loads(service.get(f"/api/simulations/{run}"))["state"] != "running":
        if time.monotonic() > deadline:
            raise RuntimeError("the simulation does not start")
        time.sleep(0.1)


def _under_load(service: Server, lengths: Lengths) -> tuple[list[dict[str, float]], list[dict[str, float]], int, int]:
    """Turns of steady load and of load with rounds, in pairs; the failed requests, and the rounds."""
    name = "Medium"
    _predict(service, name)
    _load(service, name, lengths.warm_up)
    steady, swapped = [], []
    written = 0
    pairs = 4
    for _ in range(pairs):
        turn = int(lengths.weight_swaps / pairs * ROUND_SECONDS)
        steady.append(_load(service, name, turn))
        ended = threading.Event()

        def rounds(ended: threading.Event = ended) -> None:
            nonlocal written
            while not ended.wait(ROUND_SECONDS):
                written += 1
                _write(name, written % LABELS)

        writer = threading.Thread(target=rounds)
        writer.start()
        try:
            swapped.append(_load(service, name, turn))
        finally:
            ended.set()
            writer.join()
    return steady, swapped, int(sum(load["failed"] for load in [*steady, *swapped])), written


def _load(service: Server, name: str, seconds: int) -> dict[str, float]:
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "30s"]
    command += ["-s", str(SOURCES / "wrk" / "post.lua"), service.url("/api/predict/"), "--", str(_body(name))]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    figures: dict[str, float] = json.loads(printed.partition("FIGURES ")[2])
    return figures


def _report(
    report: Report,
    firsts: list[First],
    live: list[First],
    steady: list[dict[str, float]],
    swapped: list[dict[str, float]],
    failed: int,
    rounds: int,
) -> None:
    report.heading("New weights without Python")
    report.text(
        "Each network was exported once by Python. Then FLSys runs without Python and without its cache of exports. A "
        "file is written over the one before, as torch.save does. The time is that from the end of the write to the "
        "first answer of `/api/predict/` with the new weights; one client asks all the time. The peak is that of VmHWM "
        "above VmRSS before the rounds, in sizes of the file."
    )
    report.table(
        ["network", "MB", "median s", "p95 s", "export by Python s", "Python / median", "peak / file"],
        [
            [
                first.name,
                f"{first.megabytes:.2f}",
                f"{statistics.median(first.seconds):.3f}",
                f"{first.p95:.3f}",
                f"{first.by_python:.1f}",
                f"{first.by_python / statistics.median(first.seconds):.0f}",
                f"{first.peak_mb * 2**20 / 1e6 / first.megabytes:.1f}",
            ]
            for first in firsts
        ],
    )
    report.text(
        "While a simulation runs, `<name>@<run>` means its newest round. FLSys copies each version before it serves the "
        f"version. The next round is written {ROUND_SECONDS:g} s after the answer."
    )
    report.table(
        ["network", "MB", "median s", "p95 s"],
        [
            [each.name, f"{each.megabytes:.2f}", f"{statistics.median(each.seconds):.3f}", f"{each.p95:.3f}"]
            for each in live
        ],
    )
    ratio = statistics.median(b["p99"] / a["p99"] for a, b in zip(steady, swapped, strict=True))
    worst = max(first.p95 for first in firsts if first.megabytes < 60)
    newest = max(first.p95 for first in live if first.megabytes < 60)
    huge = firsts[-1]
    peak = huge.peak_mb * 2**20 / 1e6 / huge.megabytes
    rows = [
        ["p95 up to 50 MB", f"{SECONDS_NEEDED} s", f"{worst:.3f} s", judged(worst <= SECONDS_NEEDED)],
        [
            "p95 of a running simulation, up to 50 MB",
            f"{SECONDS_NEEDED} s",
            f"{newest:.3f} s",
            judged(newest <= SECONDS_NEEDED),
        ],
        ["p95 of 100 MB", f"{SWAP_NEEDED} s", f"{huge.p95:.3f} s", judged(huge.p95 <= SWAP_NEEDED)],
        ["peak of 100 MB / file", f"{PEAK_NEEDED}", f"{peak:.1f}", judged(peak <= PEAK_NEEDED)],
        [f"failed requests in {rounds} rounds", "0", str(failed), judged(failed == 0)],
        ["p99 with rounds / steady", f"{P99_NEEDED}", f"{ratio:.2f}", judged(ratio <= P99_NEEDED)],
    ]
    report.table(["figure", "needed", "measured", ""], rows)
