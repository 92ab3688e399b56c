"""Unusual outputs are stored unchanged and do no harm."""

from __future__ import annotations

import re
import sys
import time
import urllib.request
from typing import Any

from lengths import Lengths
from report import Report, judged
from rounds import note
from servers import Server

from simulations.service import SCRIPTS, flsys
from simulations.stored import Stored, output, unbroken
from simulations.websocket import WebSocket

sys.path.append(str(SCRIPTS))

import odd_outputs  # noqa: E402


def measure(lengths: Lengths, report: Report) -> None:
    report.heading("Odd outputs")
    report.text("The stored log against the written bytes, with U+FFFD for invalid UTF-8 (runs of it count as one).")
    with flsys() as service:
        rows = [_row(service, kind, lengths.odd_lines) for kind in odd_outputs.KINDS]
    report.table(["output", "lines", "seconds", "log", "delivered", "last event", "service", ""], rows)


def _row(service: Server, kind: str, lines: int) -> list[str]:
    begun = time.monotonic()
    with WebSocket(service.port) as client:
        simulation = client.start({"run": "odd", "kind": kind, "lines": lines})
        end = client.until_end()
        seconds = time.monotonic() - begun
        seen = client.seen
    stored = Stored.of(simulation)
    events = stored.events()
    wanted = odd_outputs.expected(kind, lines)
    same = unbroken(events) and _plain(output(events)) == _plain(wanted)
    if not same:
        note(f"{kind}: {_first_difference(output(events), wanted)}")
    elif output(events) != wanted:
        note(f"{kind}: other runs of U+FFFD: {_first_difference(output(events), wanted)}")
    delivered = seen == events
    lives = _lives(service)
    in_time = kind != "output closed early" or seconds >= odd_outputs.CLOSED_SECONDS
    stored.remove()
    good = same and delivered and lives and in_time and end["event"] == "simulation_complete"
    name = f"{kind}, {lines:,}" if kind == "short lines" else kind
    return [
        name,
        f"{len(wanted):,}",
        f"{seconds:.1f}",
        "complete" if same else "**differs**",
        "the same" if delivered else "**differs**",
        _ending(end),
        "lives" if lives else "**does not live**",
        judged(good),
    ]


def _ending(end: dict[str, Any]) -> str:
    detail = end["data"].get("detail", "")
    return f"`{end['event']}`" + (f" ({detail})" if detail else "")


def _plain(lines: list[str]) -> list[str]:
    """Joins runs of U+FFFD, because decoders differ in the number for one broken sequence."""
    return [re.sub("\ufffd+", "\ufffd", line) for line in lines]


def _first_difference(lines: list[str], wanted: list[str]) -> str:
    for number, (found, expected) in enumerate(zip(lines, wanted, strict=False)):
        if found != expected:
            return f"line {number + 1} is {found[:80]!r}, not {expected[:80]!r}"
    return f"{len(lines)} lines, not {len(wanted)}"


def _lives(service: Server) -> bool:
    try:
        with urllib.request.urlopen(service.url("/q/health/live"), timeout=5):
            return True
    except OSError:
        return False
