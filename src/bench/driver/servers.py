"""Server processes: started in their own session, paused while another one is measured, ended with all children."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from places import LOGS, REPOSITORY

START_SECONDS = 180
KIB_PER_MB = 1024
REST_SECONDS = 0.25
REST_SHARE = 0.2
"""The most that a resting server uses of one core."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Server:
    """A measured server.

    :param ready: path that answers 2xx once the server is ready
    """

    name: str
    port: int
    command: Sequence[str]
    ready: str
    environment: Mapping[str, str] = field(default_factory=dict)
    directory: Path = REPOSITORY
    _process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Server:
        LOGS.mkdir(parents=True, exist_ok=True)
        with (LOGS / f"{self.name}.txt").open("wb") as log:
            self._process = subprocess.Popen(
                self.command,
                cwd=self.directory,
                env={**os.environ, **self.environment},
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            self._wait()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _wait(self) -> None:
        assert self._process is not None
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                raise RuntimeError(f"{self.name} ended at its start: see {LOGS.name}/{self.name}.txt")
            try:
                with urllib.request.urlopen(self.url(self.ready), timeout=5):
                    return
            except OSError:
                time.sleep(0.2)
        raise RuntimeError(f"{self.name} was not ready after {START_SECONDS} s")

    def __exit__(self, *failure: object) -> None:
        assert self._process is not None
        self.resume()
        self._signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(15)
        self._signal(signal.SIGKILL)
        self._process.wait()

    def wait(self, seconds: float = 60) -> int:
        """Waits for its end and returns the exit status; negative for a signal."""
        assert self._process is not None
        return self._process.wait(seconds)

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def post(self, path: str, body: bytes) -> bytes:
        """The body of a 2xx answer; raises for other answers."""
        request = urllib.request.Request(self.url(path), body, {"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                content: bytes = answer.read()
                return content
        except urllib.error.HTTPError as refused:
            raise RuntimeError(f"{self.name}{path}: {refused.code} {refused.read()[:300]!r}") from refused

    def get(self, path: str) -> bytes:
        """The body of a 2xx answer; raises for other answers."""
        with urllib.request.urlopen(self.url(path), timeout=120) as answer:
            content: bytes = answer.read()
            return content

    def pause(self) -> None:
        """Stops it until :meth:`resume`, so that it takes no CPU time from the others."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        assert self._process is not None
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, number)

    def rest(self, seconds: float = 5) -> None:
        """Waits until it has finished the requests of clients that are gone, for some seconds at most."""
        deadline = time.monotonic() + seconds
        busy = True
        while busy and time.monotonic() < deadline:
            before = self.cpu_seconds()
            time.sleep(REST_SECONDS)
            busy = self.cpu_seconds() - before > REST_SHARE * REST_SECONDS

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def resident_mb(self) -> float:
        """VmRSS of the first process, MiB."""
        return resident_mb(self.pid)

    def proportional_mb(self) -> float:
        """PSS of all processes, MiB. A shared page is divided among its processes."""
        return sum(_kib(Path(f"/proc/{pid}/smaps_rollup"), "Pss") for pid in self._group()) / KIB_PER_MB

    def cpu_seconds(self) -> float:
        """Processor time of all processes so far."""
        return sum(cpu_seconds(pid) for pid in self._group())

    def _group(self) -> list[int]:
        pids = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
        return [pid for pid in pids if _group_of(pid) == self.pid]


def _group_of(pid: int) -> int | None:
    try:
        return os.getpgid(pid)
    except ProcessLookupError:
        return None


def resident_mb(pid: int) -> float:
    """VmRSS, MiB."""
    return _kib(Path(f"/proc/{pid}/status"), "VmRSS") / KIB_PER_MB


def peak_mb(pid: int) -> float:
    """VmHWM, MiB."""
    return _kib(Path(f"/proc/{pid}/status"), "VmHWM") / KIB_PER_MB


def cpu_seconds(pid: int) -> float:
    """User and system time: fields 14 and 15 of stat in proc(5), counted after the name, which may contain anything."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except FileNotFoundError:
        return 0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _kib(file: Path, key: str) -> int:
    found = re.search(rf"^{key}:\s+(\d+) kB", file.read_text(encoding="utf-8"), re.MULTILINE)
    assert found, f"no {key} in {file}"
    return int(found[1])
