"""
From the start of the process to the first answers: on each JDK of the machine, with a start cache and without, and of the native
executable of ``./mvnw package -Dnative`` or ``FLSYS_NATIVE``, if there is one.
"""

from __future__ import annotations

import http.client
import os
import re
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

import build
from lengths import Lengths
from places import JAVA_OPTIONS_FILE, LOGS, REPOSITORY, SAMPLE, WORK
from report import Report, judged
from rounds import note
from servers import cpu_seconds, free_port, resident_mb
from stats import Spread, ratios

FOLDER = WORK / "start"
OLDEST = 17
NEEDED_SECONDS = 1.5
NEEDED_NATIVE_SECONDS = 0.3
POLL_SECONDS = 0.002
LIMIT_SECONDS = 120
TRIALS = 1
"""Starts of each that are not counted, because the first one reads the jars from the disk."""


@dataclass(frozen=True)
class Start:
    """Seconds since the start of the process, and, after the first list, processor seconds and resident MiB."""

    ready: float
    listed: float
    cpu: float
    resident: float


@dataclass
class Contender:
    name: str
    command: list[str]
    needed: float = NEEDED_SECONDS
    starts: list[Start] = field(default_factory=list)

    def of(self, figure: Callable[[Start], float]) -> list[float]:
        return [figure(start) for start in self.starts]


def measure(lengths: Lengths, report: Report) -> None:
    for folder in ("saved_models", "results"):
        (FOLDER / "project" / folder).mkdir(parents=True, exist_ok=True)
    for name in ("model.py", "run_flower.py"):
        (FOLDER / "project" / name).write_bytes((SAMPLE / name).read_bytes())
    settings = (REPOSITORY / ".env.example").read_text(encoding="utf-8")
    text = re.sub(r"(?m)^FLOWER_PROJECT_DIR=.*", "FLOWER_PROJECT_DIR=project", settings)
    text = re.sub(r"(?m)^FLASK_SECRET_KEY=.*", "FLASK_SECRET_KEY=only-for-the-benchmark", text)
    (FOLDER / ".env").write_text(text, encoding="utf-8")
    groups = [*(_pair(version, java) for version, java in jdks()), *_native()]
    before = os.getloadavg()[0]
    for number in range(-TRIALS, lengths.starts):
        for contender in [each for group in groups for each in group]:
            start = _start(contender.command)
            if number >= 0:
                contender.starts.append(start)
            note(f"{contender.name}: ready in {start.ready:.2f} s, the list at {start.listed:.2f} s")
    _report(groups, lengths.starts, (before, os.getloadavg()[0]), report)


def jdks() -> list[tuple[int, Path]]:
    """The version and ``java`` of one JDK of each version, the oldest first."""
    found: dict[int, Path] = {}
    for compiler in sorted(Path("/usr/lib/jvm").glob("*/bin/javac")):
        java = compiler.with_name("java").resolve()
        output = subprocess.run([java, "-version"], capture_output=True, text=True, check=True).stderr
        version = re.search(r'version "(\d+)', output)
        if version and int(version[1]) >= OLDEST:
            found.setdefault(int(version[1]), java)
    return sorted(found.items())


def with_cache(java: Path) -> list[str]:
    """Makes a start cache of the package of ``-Dstart-cache``. Returns the command that starts it with that cache."""
    options = f"@{JAVA_OPTIONS_FILE}"
    trainer = [
        REPOSITORY / "docker/start-cache",
        build.CACHED_APPLICATION,
        SAMPLE,
        REPOSITORY / ".env.example",
        options,
    ]
    environment = {**os.environ, "JAVA_HOME": str(java.parents[1])}
    output = subprocess.run(trainer, capture_output=True, text=True, check=True, env=environment).stdout
    return [str(java), options, output.split()[-1], "-jar", str(build.CACHED_APPLICATION)]


def _pair(version: int, java: Path) -> tuple[Contender, ...]:
    """The package as ``./mvnw package`` makes it, and the one of ``-Dstart-cache`` with a cache of this JDK."""
    return (
        Contender(f"JDK {version}", [str(java), f"@{JAVA_OPTIONS_FILE}", "-jar", str(build.APPLICATION)]),
        Contender(f"JDK {version}, start cache", with_cache(java)),
    )


def _native() -> list[tuple[Contender, ...]]:
    built = sorted((REPOSITORY / "target").glob("flsys-*-runner"))
    named = os.environ.get("FLSYS_NATIVE")
    executables = [Path(named)] if named else built
    return [(Contender("native executable", [str(each)], NEEDED_NATIVE_SECONDS),) for each in executables[-1:]]


def _start(command: list[str]) -> Start:
    port = free_port()
    address = {"QUARKUS_HTTP_HOST": "127.0.0.1", "QUARKUS_HTTP_PORT": str(port)}
    LOGS.mkdir(parents=True, exist_ok=True)
    with (LOGS / "start.txt").open("wb") as log:
        begin = time.monotonic()
        process = subprocess.Popen(
            command, cwd=FOLDER, env={**os.environ, **address}, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            while _status(port, "/q/health/ready") != 200:
                if process.poll() is not None or time.monotonic() - begin > LIMIT_SECONDS:
                    raise RuntimeError(f"FLSys did not start: see {LOGS.name}/start.txt")
                time.sleep(POLL_SECONDS)
            ready = time.monotonic() - begin
            if _status(port, "/api/models/") != 200:
                raise RuntimeError("no list of models")
            listed = time.monotonic() - begin
            return Start(ready, listed, cpu_seconds(process.pid), resident_mb(process.pid))
        finally:
            process.send_signal(signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                process.wait(15)
            process.kill()
            process.wait()


def _status(port: int, path: str) -> int:
    """The status; 0 if the connection is refused."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except OSError:
            return 0


def _times_faster(first: Contender, contender: Contender) -> str:
    return ratios(first.of(lambda start: start.ready), contender.of(lambda start: start.ready)).text(2)


def _report(groups: list[tuple[Contender, ...]], rounds: int, loads: tuple[float, float], report: Report) -> None:
    report.heading("Start")
    report.text(
        "Seconds from the start of the process to the first 200 of `/q/health/ready`, polled every 2 ms, and to the first answer of "
        f"`GET /api/models/`; then processor time and VmRSS. No model is deployed. Median (least..most) of {rounds} starts each, "
        "in turns, after one that is not counted; a ratio is that of one turn. The load was "
        f"{loads[0]:.1f} before and {loads[1]:.1f} after."
    )
    rows = []
    for group in groups:
        for contender in group:
            first = group[0] if len(group) > 1 else groups[0][0]
            rows.append(
                [
                    contender.name,
                    Spread.of(contender.of(lambda start: start.ready)).text(2),
                    Spread.of(contender.of(lambda start: start.listed)).text(2),
                    Spread.of(contender.of(lambda start: start.cpu)).text(2),
                    Spread.of(contender.of(lambda start: start.resident)).text(0),
                    "" if contender is first else _times_faster(first, contender),
                ]
            )
    report.table(
        ["service", "ready s", "first list s", "CPU s", "VmRSS MiB", "faster than without, or than the first"], rows
    )
    best = [(group[-1], Spread.of(group[-1].of(lambda start: start.ready))) for group in groups]
    report.table(
        ["figure", "needed", "measured", ""],
        [
            [f"{each.name}: ready", f"under {each.needed} s", spread.text(2), judged(spread.middle < each.needed)]
            for each, spread in best
        ],
    )
