"""1,000 swaps under load with every answer checked, and the memory after swaps and predictions."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import contenders
from build import java
from lengths import Lengths
from places import BODIES
from report import Report, judged
from rounds import note
from servers import Server

P99_NEEDED = 2.0
GROWTH_NEEDED = 10.0
"""MiB of resident memory."""
COLUMNS = ["phase", "seconds", "answers", "requests/s", "p50 ms", "p99 ms", "p99.9 ms", "swaps", "swap p50", "swap p99"]
LEAK_MB = 32
"""MiB of the planted leak, over all swaps; 32 KiB at each of 1,000."""


@dataclass(frozen=True)
class Phase:
    """A part of a run of the client, in the format of ``dev.flsys.bench.load.Phase``."""

    name: str
    seconds: int = 0
    requests: int = 0
    swaps: int = 0
    leak_kilobytes: int = 0

    def argument(self) -> str:
        return f"{self.name}:{self.seconds}:{self.requests}:{self.swaps}:{self.leak_kilobytes}"


def measure(lengths: Lengths, report: Report) -> None:
    """Compares the swaps with the faster of the steady loads directly before and after them, by the same client.

    The load before alone could be slow without swaps, too, because the JVM is not warm or the machine is busy.
    """
    steady = max(lengths.swap_seconds // 3, 5)
    phases = [
        Phase("warm-up", seconds=lengths.warm_up, swaps=lengths.warm_up * 2),
        Phase("steady before", seconds=steady),
        Phase("swaps", seconds=lengths.swap_seconds, swaps=lengths.swaps),
        Phase("steady after", seconds=steady),
    ]
    with contenders.flsys() as service:
        figures = list(_run(service, phases))[1:]
    report.heading("Swaps under load")
    report.text(
        "32 keep-alive connections; every answer is compared with both models (1e-6), with its `model_path`, "
        "and with the models that may serve between the acknowledgement of one swap and the sending of the next."
    )
    report.table(
        COLUMNS,
        [_row(phase) for phase in figures],
    )
    wrong = {kind: count for phase in figures for kind, count in phase["verdicts"].items() if kind != "GOOD"}
    slower = figures[1]["p99"] / min(figures[0]["p99"], figures[2]["p99"])
    report.table(
        ["figure", "needed", "measured", ""],
        [
            ["answers that are not good", "0", str(wrong or 0), judged(not wrong)],
            [
                "p99 with swaps / lower steady one",
                f"{P99_NEEDED:g} at most",
                f"{slower:.2f}",
                judged(slower <= P99_NEEDED),
            ],
        ],
    )


def measure_memory(lengths: Lengths, report: Report) -> None:
    """Resident memory after a warm-up, after swaps, after predictions, and after swaps with a planted leak."""
    warm = Phase("warm-up", seconds=10, requests=lengths.memory_warm_up, swaps=lengths.swaps // 5 * 2)
    swaps = Phase("swaps", seconds=lengths.swap_seconds, swaps=lengths.swaps)
    predictions = Phase("predictions", requests=lengths.predictions)
    leak = Phase(
        "swaps and a leak",
        seconds=lengths.swap_seconds,
        swaps=lengths.swaps,
        leak_kilobytes=LEAK_MB * 1024 // lengths.swaps,
    )
    rows, grown = [], {}
    with contenders.flsys() as service:
        resident = _resident_after(service, warm)
        rows.append([warm.name, f"{resident:.1f}", "", ""])
        for phase in (swaps, predictions, leak):
            now = _resident_after(service, phase)
            grown[phase] = now - resident
            resident = now
            done = f"{phase.swaps or phase.requests:,} {phase.name}"
            rows.append([done, f"{resident:.1f}", f"{grown[phase]:+.1f}", judged(grown[phase] <= GROWTH_NEEDED)])
    rows[-1][-1] = _caught(grown[swaps], grown[leak])
    report.heading("Memory")
    report.text(
        f"VmRSS in MiB; at most {GROWTH_NEEDED:g} more each. {leak.leak_kilobytes} KiB are leaked on purpose at each "
        f"swap of the last line ({LEAK_MB} MiB), which the check must see."
    )
    report.table(["after", "resident", "more", ""], rows)


def _caught(without: float, with_leak: float) -> str:
    """Checks the check: it proves something only if the same swaps pass without a leak."""
    if without > GROWTH_NEEDED:
        return "**proves nothing**: without the leak it grew as well"
    return "caught" if with_leak > GROWTH_NEEDED else "**not caught**"


def _resident_after(service: Server, phase: Phase) -> float:
    for figures in _run(service, [phase]):
        if set(figures["verdicts"]) != {"GOOD"}:
            raise RuntimeError(f"Wrong answers: {figures['verdicts']}")
    service.rest()
    return service.resident_mb()


def _run(service: Server, phases: list[Phase]) -> Iterator[dict[str, Any]]:
    """The figures of each phase, when it ends."""
    arguments = [str(service.port), str(BODIES / "cases.json"), *(phase.argument() for phase in phases)]
    client = subprocess.Popen(java("dev.flsys.bench.load.SwapLoad", arguments), stdout=subprocess.PIPE, text=True)
    assert client.stdout is not None
    with client:
        for line in client.stdout:
            note(line.strip())
            yield json.loads(line)
    if client.returncode:
        raise RuntimeError(f"The client ended with status {client.returncode}")


def _row(figures: dict[str, Any]) -> list[str]:
    swapped = bool(figures["swaps"])
    return [
        figures["phase"],
        f"{figures['seconds']:.0f}",
        f"{figures['answers']:,}",
        f"{figures['rate']:,.0f}",
        f"{figures['p50']:.2f}",
        f"{figures['p99']:.2f}",
        f"{figures['p999']:.2f}",
        f"{figures['swaps']:,}",
        f"{figures['swapP50']:.1f}" if swapped else "",
        f"{figures['swapP99']:.1f}" if swapped else "",
    ]
