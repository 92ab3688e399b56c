"""The stored files of a simulation."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from places import PROJECT


@dataclass(frozen=True)
class Stored:
    """A simulation's folder."""

    folder: Path

    @staticmethod
    def of(simulation: str, project: Path = PROJECT) -> Stored:
        return Stored(project / ".flsys" / "simulations" / simulation)

    def record(self) -> dict[str, Any]:
        record: dict[str, Any] = json.loads((self.folder / "simulation.json").read_text(encoding="utf-8"))
        return record

    def lines(self) -> list[bytes]:
        """The log, one event in each line."""
        return (self.folder / "log.ndjson").read_bytes().split(b"\n")[:-1]

    def events(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.lines()]

    def remove(self) -> None:
        """Frees disk space. Call it after the end of the simulation."""
        shutil.rmtree(self.folder, ignore_errors=True)

    @staticmethod
    def remove_all() -> None:
        """Frees disk space. Call it when no simulation runs."""
        for folder in (PROJECT / ".flsys" / "simulations").iterdir():
            Stored(folder).remove()


def unbroken(events: list[dict[str, Any]]) -> bool:
    """Whether the events are numbered from 1 without a gap."""
    return [event["data"]["seq"] for event in events] == list(range(1, len(events) + 1))


def output(events: list[dict[str, Any]]) -> list[str]:
    """The lines of output in their last state, with joined pieces."""
    lines, pieces = [], []
    for event in events:
        if event["event"] == "simulation_log":
            if event["data"].get("replaces"):
                lines.pop()
            pieces.append(event["data"]["message"])
            if not event["data"].get("continues"):
                lines.append("".join(pieces))
                pieces = []
    assert not pieces, "the last piece announces another one"
    return lines
