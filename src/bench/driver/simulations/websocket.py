"""A small client of ``/ws`` for what needs no speed."""

from __future__ import annotations

import base64
import json
import os
import socket
import struct
import time
from collections import deque
from collections.abc import Callable
from typing import Any

TEXT, CLOSE, PING, PONG = 0x1, 0x8, 0x9, 0xA
PATIENCE_SECONDS = 300
"""Without a word from the service: an environment of Python takes minutes to make."""
FINAL = MASKED = 0x80
LAST = ("simulation_complete", "simulation_error")

Event = dict[str, Any]


class WebSocket:
    """A connection that follows what it starts. Reads nothing unless it is asked to."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS)
        self._bytes = bytearray()
        self._events: deque[Event] = deque()
        key = base64.b64encode(os.urandom(16)).decode()
        self._socket.sendall(
            f"GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        while b"\r\n\r\n" not in self._bytes:
            self._fill()
        head, _, rest = self._bytes.partition(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 101"):
            raise RuntimeError(f"The handshake was answered {head!r}")
        self._bytes = rest
        self.session: str = self.next()["data"]["session"]
        self.seen: list[Event] = []
        """All events of simulations, as they came."""

    def __enter__(self) -> WebSocket:
        return self

    def __exit__(self, *failure: object) -> None:
        self._socket.close()

    def start(self, parameters: dict[str, Any]) -> str:
        """Starts a simulation and gives its id."""
        self.send("start_simulation", parameters)
        event = self.next()
        while event["event"] != "ack":
            event = self.next()
        if "simulation_id" not in event["data"]:
            raise RuntimeError(f"Refused: {event}")
        simulation: str = event["data"]["simulation_id"]
        return simulation

    def send(self, event: str, data: dict[str, Any]) -> None:
        self._send_frame(TEXT, json.dumps({"event": event, "id": 1, "data": data}).encode())

    def next(self) -> Event:
        """The next event of any kind; raises :class:`OSError` if none comes or the connection ends."""
        while not self._events:
            message = json.loads(self._message())
            self._events.extend(message if isinstance(message, list) else [message])
        event = self._events.popleft()
        if "seq" in event["data"]:
            self.seen.append(event)
        return event

    def until(self, wanted: Callable[[Event], bool]) -> Event:
        """Reads on to an event; raises if the simulation ends before."""
        while True:
            event = self.next()
            if wanted(event):
                return event
            if event["event"] in LAST:
                raise RuntimeError(f"It ended too early: {event}")

    def until_line(self, part: str) -> None:
        """Reads on to a line of output that holds ``part``."""
        self.until(lambda event: event["event"] == "simulation_log" and part in event["data"]["message"])

    def until_end(self) -> Event:
        return self.until(lambda event: event["event"] in LAST and "seq" in event["data"])

    def read_for(self, seconds: float) -> None:
        """Reads whatever comes for so long."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self.next()

    def drain(self) -> None:
        """Reads until the other side is gone."""
        try:
            while True:
                self.next()
        except OSError:
            return

    def _message(self) -> bytes:
        message = b""
        while True:
            first, size = self._take(2)
            size &= 0x7F
            if size == 126:
                (size,) = struct.unpack(">H", self._take(2))
            elif size == 127:
                (size,) = struct.unpack(">Q", self._take(8))
            payload = self._take(size)
            kind = first & 0xF
            if kind == CLOSE:
                raise ConnectionError("closed by the server")
            if kind == PING:
                self._send_frame(PONG, payload)
            elif kind != PONG:
                message += payload
                if first & FINAL:
                    return message

    def _take(self, size: int) -> bytes:
        while len(self._bytes) < size:
            self._fill()
        taken = bytes(self._bytes[:size])
        del self._bytes[:size]
        return taken

    def _fill(self) -> None:
        received = self._socket.recv(1 << 16)
        if not received:
            raise ConnectionError("closed by the server")
        self._bytes += received

    def _send_frame(self, kind: int, payload: bytes) -> None:
        """Masked by zeros, which leaves the payload as it is."""
        size = len(payload)
        head = struct.pack(">BB", FINAL | kind, MASKED | size) if size < 126 else b""
        if size >= 126:
            head = struct.pack(">BBH", FINAL | kind, MASKED | 126, size)
        self._socket.sendall(head + bytes(4) + payload)
