"""A small client of ``/ws`` for measurements that need no speed."""

from __future__ import annotations

import json
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

PATIENCE_SECONDS = 300
"""The longest wait for a message: to make a Python environment takes minutes."""
LAST = ("simulation_complete", "simulation_error")

Event = dict[str, Any]


class WebSocket:
    """A connection that follows the simulation that it starts."""

    def __init__(self, port: int) -> None:
        self._connection = connect(
            f"ws://127.0.0.1:{port}/ws", proxy=None, max_size=None, compression=None, ping_interval=None
        )
        self._events: deque[Event] = deque()
        self.seen: list[Event] = []
        """All events of simulations, in the order of their arrival."""
        self.session: str = self.next()["data"]["session"]

    def __enter__(self) -> WebSocket:
        return self

    def __exit__(self, *failure: object) -> None:
        # A closing handshake would wait for a service that was killed.
        self._connection.socket.close()

    def start(self, parameters: dict[str, Any]) -> str:
        """Starts a simulation and returns its id."""
        self.send("start_simulation", parameters)
        event = self.next()
        while event["event"] != "ack":
            event = self.next()
        if "simulation_id" not in event["data"]:
            raise RuntimeError(f"Refused: {event}")
        simulation: str = event["data"]["simulation_id"]
        return simulation

    def send(self, event: str, data: dict[str, Any]) -> None:
        self._connection.send(json.dumps({"event": event, "id": 1, "data": data}))

    def next(self) -> Event:
        """The next event of any kind; raises :class:`OSError` if none comes or the connection ends."""
        while not self._events:
            try:
                message = json.loads(self._connection.recv(timeout=PATIENCE_SECONDS))
            except ConnectionClosed as closed:
                raise ConnectionError("closed by the server") from closed
            self._events.extend(message if isinstance(message, list) else [message])
        event = self._events.popleft()
        if "seq" in event["data"]:
            self.seen.append(event)
        return event

    def until(self, wanted: Callable[[Event], bool]) -> Event:
        """Reads up to an event; raises if the simulation ends before."""
        while True:
            event = self.next()
            if wanted(event):
                return event
            if event["event"] in LAST:
                raise RuntimeError(f"It ended too early: {event}")

    def until_line(self, part: str) -> None:
        """Reads up to a line of output that contains ``part``."""
        self.until(lambda event: event["event"] == "simulation_log" and part in event["data"]["message"])

    def until_end(self) -> Event:
        return self.until(lambda event: event["event"] in LAST and "seq" in event["data"])

    def read_for(self, seconds: float) -> None:
        """Reads all events for this time."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self.next()

    def drain(self) -> None:
        """Reads until the server closes the connection."""
        try:
            while True:
                self.next()
        except OSError:
            return
