"""Rounds with a turn of each contender, so that changes on the machine affect all of them equally."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from lengths import Lengths
from servers import Server
from stats import Spread, ratios
from wrk import Load, drive

COLUMNS = ["server", "requests/s", "p50 ms", "p99 ms", "CPU µs/request"]
"""The columns of :meth:`Contender.row`, except the last one, which compares."""


@dataclass
class Contender:
    """A path of a server, and the body of the requests."""

    name: str
    server: Server
    path: str
    body: Path
    loads: list[Load] = field(default_factory=list)
    costs: list[float] = field(default_factory=list)
    """Processor time of the server in microseconds a request, by round."""

    def answer(self) -> bytes:
        return self.server.post(self.path, self.body.read_bytes())

    def turn(self, seconds: int) -> Load:
        return drive(self.server.url(self.path), self.body, seconds)

    def counted_turn(self, seconds: int) -> Load:
        """A turn whose figures are kept."""
        before = self.server.cpu_seconds()
        load = self.turn(seconds)
        if not load.requests:
            raise RuntimeError(f"{self.name} answered nothing in {seconds} s")
        self.costs.append((self.server.cpu_seconds() - before) / load.requests * 1e6)
        self.loads.append(load)
        return load

    @property
    def rates(self) -> list[float]:
        return [load.rate for load in self.loads]

    @property
    def p99s(self) -> list[float]:
        return [load.p99 for load in self.loads]

    def row(self, first: Contender) -> list[str]:
        """The row of a table: rate, latencies, cost, and the ratio of the rate of ``first`` to this one."""
        return [
            self.name,
            Spread.of(self.rates).text(0),
            Spread.of([load.p50 for load in self.loads]).text(2),
            Spread.of(self.p99s).text(2),
            Spread.of(self.costs).text(0),
            "" if self is first else ratios(first.rates, self.rates).text(2),
        ]


def compete(contenders: Sequence[Contender], lengths: Lengths, turn: int, stack: ExitStack) -> None:
    """Starts the servers on ``stack``, warms every path, and measures in rounds. Fills ``loads`` and ``costs``.

    :param turn: seconds of each contender in a round
    """
    started: list[Server] = []
    for contender in contenders:
        if contender.server not in started:
            started.append(stack.enter_context(contender.server))
        contender.server.resume()
        note(f"warming {contender.name}")
        contender.answer()
        contender.turn(lengths.warm_up)
        contender.server.rest()
        contender.server.pause()
    for number in range(lengths.rounds):
        for contender in contenders:
            contender.server.resume()
            contender.turn(lengths.settle)
            contender.server.rest()
            load = contender.counted_turn(turn)
            contender.server.rest()
            contender.server.pause()
            note(f"round {number + 1}: {contender.name} {load.rate:.0f} requests/s, p99 {load.p99:.2f} ms")
    for server in started:
        server.resume()


def note(text: str) -> None:
    """Prints progress to standard error."""
    print(text, file=sys.stderr, flush=True)
