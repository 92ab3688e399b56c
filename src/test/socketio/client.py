"""The Python client of Socket.IO against a service whose project is ``src/test/resources/projects/small``.

    python client.py ADDRESS [API_TOKEN]

Each case runs with each of the client's transports. With API_TOKEN, with which the service must have been started, only
the cases of the token and some others run. The exit status is 0 if all cases pass, else 1.

This client handles each event on a thread of its own, so events may be handled in another order than they arrived in.
Here, as in any program that uses the client, ``seq`` puts them in order.
"""

from __future__ import annotations

import functools
import importlib.metadata
import socket
import sys
import threading
import time
import urllib.parse
from collections.abc import Callable
from datetime import datetime
from typing import Any

import socketio

VERSION = importlib.metadata.version("python-socketio")
# Versions up to 4 use revision 4 of the protocol: no auth, no handler of all events, and other errors.
IS_OLD = int(VERSION.split(".")[0]) < 5

EVENTS = [
    "connected",
    *(f"simulation_{name}" for name in ["status", "started", "log", "round", "complete", "error"]),
]

TRANSPORTS = [["polling"], ["websocket"], ["polling", "websocket"]]
LIMIT_SECONDS = 60

# The connection is cut at event CUT_AT of a run with about so many events.
LINES = 5_000 if IS_OLD else 10_000
CUT_AT = LINES // 4

# The output of Flower for two rounds.
FLOWER_LINES = [
    "INFO :      Starting Flower simulation, config: num_rounds=2, no round_timeout",
    "INFO :      [ROUND 1]",
    "INFO :      fit progress: (1, 0.5, {'accuracy': 0.25}, 0.1)",
    "INFO :      [ROUND 2]",
    "INFO :      fit progress: (2, 0.125, {'accuracy': 0.75}, 0.2)",
    "INFO :      Run finished 2 round(s) in 0.3s",
]

# Events that the service rejects: name, data, and reason.
REFUSED = [
    ("start_simulation", {"--rounds": 1}, "a name with other characters than letters, digits and _"),
    ("start_simulation", {"help": True}, "a run that would start nothing"),
    ("start_simulation", {"rounds": {"a": 1}}, "a value that is an object"),
    ("start_simulation", [1], "parameters that are a list"),
    ("start_simulation", "rounds", "parameters that are a text"),
    ("stop_simulation", {"simulation_id": "../../etc"}, "an unknown simulation"),
    ("resume_simulation", {"simulation_id": "../../etc", "after": 0}, "an unknown simulation"),
]


class Failed(Exception):
    """A check of a case failed."""


def check(holds: bool, message: str) -> None:
    if not holds:
        raise Failed(message)


def check_equal(actual: Any, expected: Any, title: str) -> None:
    check(actual == expected, f"{title}: expected {expected!r}, but it is {actual!r}")


class Events:
    """The events of one or more connections, in the order of their handlers. Thread-safe."""

    def __init__(self) -> None:
        self._all: list[tuple[str, Any]] = []
        self._changed = threading.Condition()

    def add(self, name: str, data: Any = None) -> None:
        with self._changed:
            self._all.append((name, data))
            self._changed.notify_all()

    def all(self) -> list[tuple[str, Any]]:
        with self._changed:
            return list(self._all)

    def wait_for(self, name: str, wanted: Callable[[Any], bool] = lambda data: True) -> Any:
        """Waits for the first wanted event of this name and returns its data."""
        end = time.monotonic() + LIMIT_SECONDS
        searched = 0
        with self._changed:
            while True:
                for each, data in self._all[searched:]:
                    if each == name and wanted(data):
                        return data
                searched = len(self._all)
                left = end - time.monotonic()
                check(
                    left > 0,
                    f"'{name}' does not arrive; {len(self._all)} events arrived, the last are {self._all[-3:]}",
                )
                self._changed.wait(left)

    def of(self, simulation: str) -> list[tuple[str, Any]]:
        """The events of a simulation in order."""
        numbered = [(name, data) for name, data in self.all() if is_of(simulation, data)]
        return sorted(numbered, key=lambda event: event[1]["seq"])

    def wait_for_all(self, simulation: str, last: str) -> list[tuple[str, Any]]:
        """Waits for the event ``last`` and all before it, and returns the events of the simulation."""
        number = self.wait_for(last, lambda data: is_of(simulation, data))["seq"]
        end = time.monotonic() + LIMIT_SECONDS
        with self._changed:
            while sum(1 for _, data in self._all if is_of(simulation, data)) < number:
                left = end - time.monotonic()
                if left <= 0:
                    break
                self._changed.wait(left)
        return self.of(simulation)


def is_of(simulation: str, data: Any) -> bool:
    return isinstance(data, dict) and data.get("simulation_id") == simulation and "seq" in data


class Connection:
    """A connection that adds all events it gets to ``events``."""

    def __init__(
        self,
        transports: list[str],
        events: Events | None = None,
        auth: Any = None,
        query: str = "",
        headers: dict[str, str] | None = None,
        reconnection: bool = False,
    ) -> None:
        self.events = events or Events()
        self.client = socketio.Client(
            reconnection=reconnection,
            reconnection_delay=0.05,
            reconnection_delay_max=0.2,
            request_timeout=LIMIT_SECONDS,
        )
        self.client.on("connect_error", lambda data=None: self.events.add("connect_error", data))
        auth = credentials() if auth is None else auth
        options: dict[str, Any] = {"transports": transports, "headers": headers or {}}
        if IS_OLD:
            for name in EVENTS:
                self.client.on(name, functools.partial(self.events.add, name))
            self.client.connect(self._address(auth() if callable(auth) else auth, query), **options)
            if callable(auth):
                self.client.on("disconnect", lambda: self._set_address(auth(), query))
        else:
            self.client.on("*", self.events.add)
            self.client.connect(ADDRESS + query, auth=auth, wait_timeout=LIMIT_SECONDS, **options)

    @staticmethod
    def _address(auth: dict[str, str], query: str) -> str:
        more = urllib.parse.urlencode(auth)
        return ADDRESS + query + (("&" if query else "?") + more if more else "")

    def _set_address(self, auth: dict[str, str], query: str) -> None:
        self.client.connection_url = self._address(auth, query)

    def __enter__(self) -> Connection:
        return self

    def __exit__(self, *failure: object) -> None:
        if IS_OLD:
            self.client.disconnect()
        else:
            self.client.shutdown()

    def emit(self, name: str, data: Any = None) -> None:
        self.client.emit(name, data)

    def ask(self, name: str, data: Any = None) -> Any:
        """Sends an event and returns its acknowledgement."""
        try:
            return self.client.call(name, data, timeout=LIMIT_SECONDS)
        except socketio.exceptions.TimeoutError:
            raise Failed(f"'{name}' is not acknowledged; the last events are {self.events.all()[-3:]}") from None

    def start(self, parameters: dict[str, Any]) -> str:
        """Starts a simulation and returns its id."""
        answer = self.ask("start_simulation", parameters)
        check("error" not in answer, f"start_simulation is refused: {answer}")
        check_equal(answer.get("status"), "queued", "the status in the acknowledgement of start_simulation")
        check(isinstance(answer.get("simulation_id"), str), f"start_simulation is acknowledged with its id: {answer}")
        return answer["simulation_id"]


def credentials(**more: str) -> dict[str, str]:
    return more if API_TOKEN is None else {"token": API_TOKEN, **more}


def numbers(events: list[tuple[str, Any]]) -> list[int]:
    return [data["seq"] for _, data in events]


def check_once_each(events: list[int]) -> None:
    """Checks that the numbers are 1, 2, 3 and so on."""
    for index, number in enumerate(events):
        if number != index + 1:
            around = events[max(0, index - 2) : index + 3]
            raise Failed(f"event {index + 1} of {len(events)} is missing or doubled: ..., {around}, ...")


def check_refused(answer: Any, title: str) -> None:
    check(isinstance(answer, dict) and bool(answer.get("message")), f"{title}: no message in {answer}")
    check_equal(answer.get("exit_code"), -1, f"{title}: the exit code")


def all_events_from_start_to_end(transports: list[str]) -> None:
    """a simulation sends all events from its start to its end"""
    with Connection(transports) as connection:
        check_equal(connection.client.transport(), transports[-1], "the transport")
        connected = connection.events.wait_for("connected")
        check(bool(connected["session"]), "'connected' has a session")
        check_equal(connected["resumed"], False, "a client that brings no session has a new one")
        parameters = {"rounds": 2, "min_clients": 3, "lines": 100, "say": FLOWER_LINES}
        simulation = connection.start(parameters)
        events = connection.events.wait_for_all(simulation, "simulation_complete")

        check_once_each(numbers(events))
        complete = {
            "simulation_id": simulation,
            "seq": len(events),
            "message": "模拟成功完成。",
            "exit_code": 0,
        }
        check_equal(events[-1], ("simulation_complete", complete), "the last event")
        run = [(name, data) for name, data in events if name != "simulation_status"]
        check_equal(run[0][0], "simulation_started", "the first event of the run")
        check("train.py" in run[0][1]["command"], f"the command of simulation_started: {run[0][1]}")

        logs = [data for name, data in events if name == "simulation_log"]
        for log in logs:
            datetime.fromisoformat(log["timestamp"].replace("Z", "+00:00"))
        lines = [log["message"] for log in logs]
        for line in ["中文 output", "to stderr", "ready", "done, no newline at the end", *FLOWER_LINES]:
            check(line in lines, f"the line '{line}' is not sent")
        hundred = [line for line in lines if line.startswith("line ")]
        check_equal(hundred, [f"line {number} " + "x" * 80 for number in range(100)], "the hundred lines")
        rounds = [data for name, data in events if name == "simulation_round"]
        check_equal(
            [(each["round"], each["total_rounds"], each["loss"], each["accuracy"]) for each in rounds],
            [(1, 2, 0.5, 0.25), (2, 2, 0.125, 0.75)],
            "the rounds",
        )


def comes_back_after_a_cut(transports: list[str]) -> None:
    """a client that was cut off and resumes misses nothing"""
    with Connection(transports) as connection:
        session = connection.events.wait_for("connected")["session"]
        simulation = connection.start({"lines": LINES})
        connection.events.wait_for("simulation_log", lambda data: data["seq"] >= CUT_AT)
        connection.client.disconnect()
        got = without_gap(numbers(connection.events.of(simulation)))
        check(len(got) < LINES, f"the cut does not come in the middle: {len(got)} events")
    with Connection(transports, auth=credentials(session=session)) as connection:
        check_equal(connection.events.wait_for("connected")["resumed"], True, "whether the session is resumed")
        connection.emit("resume_simulation", {"simulation_id": simulation, "after": got[-1]})
        last = connection.events.wait_for("simulation_complete")["seq"]
        wait_until(lambda: len(connection.events.of(simulation)) >= last - got[-1])
        check_once_each(got + numbers(connection.events.of(simulation)))
        check(last > LINES, f"all lines are sent: {last} events")


def without_gap(some: list[int]) -> list[int]:
    """The numbers before the first missing one. After a cut, later events may already have been handled."""
    length = next((index for index, number in enumerate(some) if number != index + 1), len(some))
    return some[:length]


def wait_until(holds: Callable[[], bool]) -> None:
    """Waits for handlers that still run. The check after it finds missing events."""
    end = time.monotonic() + LIMIT_SECONDS
    while not holds() and time.monotonic() < end:
        time.sleep(0.05)


def connects_again_by_itself(transports: list[str]) -> None:
    """a client that connects again by itself misses nothing"""
    events = Events()

    def auth() -> dict[str, str]:
        sessions = [data["session"] for name, data in events.all() if name == "connected"]
        return credentials(session=sessions[0]) if sessions else credentials()

    with Connection(transports, events=events, auth=auth, reconnection=True) as connection:
        events.wait_for("connected")
        simulation = connection.start({"lines": LINES})
        events.wait_for("simulation_log", lambda data: data["seq"] >= CUT_AT)
        lose(connection.client)
        events.wait_for("connected", lambda data: data["resumed"])
        got = without_gap(numbers(events.of(simulation)))
        check(len(got) < LINES, f"the connection is not lost in the middle: {len(got)} events")
        wait_until(lambda: connection.client.connected)
        connection.emit("resume_simulation", {"simulation_id": simulation, "after": got[-1]})
        events.wait_for_all(simulation, "simulation_complete")
        # Handlers of events beyond the gap may have run before the connection was lost. Those events are sent again.
        again = sorted(set(numbers(events.of(simulation))))
        check_once_each(again)
        check(len(again) > LINES, f"all lines are sent: {len(again)} events")


def lose(client: socketio.Client) -> None:
    """Lets the client lose its connection."""
    if client.transport() == "websocket":
        client.eio.ws.sock.shutdown(socket.SHUT_RDWR)
    elif IS_OLD:
        # Nothing listens at this port, so the next request fails.
        client.eio.base_url = "http://127.0.0.1:1/?"
    else:
        # The client's reader does the same when the service does not answer.
        client.eio.queue.put(None)


def brings_its_session_in_the_query(transports: list[str]) -> None:
    """a session in the query resumes after the given event"""
    with Connection(transports) as connection:
        session = connection.events.wait_for("connected")["session"]
        simulation = connection.start({"lines": 10})
        events = connection.events.wait_for_all(simulation, "simulation_complete")
    with Connection(transports, query=f"?session={session}") as connection:
        check_equal(connection.events.wait_for("connected")["resumed"], True, "whether the session is resumed")
        answer = connection.ask("resume_simulation", {"simulation_id": simulation, "after": 7})
        check("error" not in answer, f"resume_simulation is refused: {answer}")
        connection.events.wait_for("simulation_complete")
        wait_until(lambda: len(connection.events.of(simulation)) >= len(events) - 7)
        check_equal(connection.events.of(simulation), events[7:], "the events after the seventh")


def is_stopped_by_its_session_only(transports: list[str]) -> None:
    """a simulation is stopped by its session only, and a waiting one gets its place"""
    with Connection(transports) as connection:
        running = connection.start({"sleep": 60})
        connection.events.wait_for("simulation_log", lambda data: data["message"] == "ready")
        answer = connection.ask("start_simulation", {"sleep": 60})
        waiting = answer["simulation_id"]
        check_equal(answer.get("place"), 1, "the place of a simulation that waits for another")
        connection.events.wait_for(
            "simulation_status", lambda data: data["simulation_id"] == waiting and data.get("place") == 1
        )
        with Connection(transports) as stranger:
            stranger.events.wait_for("connected")
            for name in ["stop_simulation", "resume_simulation"]:
                check_refused(stranger.ask(name, {"simulation_id": running}), f"{name} of another session's")
            check_equal(stranger.events.of(running), [], "the events of a simulation that a stranger gets")
        for simulation in [waiting, running]:
            answer = connection.ask("stop_simulation", {"simulation_id": simulation})
            # It may already have ended.
            expected = [{"simulation_id": simulation, "status": status} for status in ["stopping", "stopped"]]
            check(answer in expected, f"the acknowledgement of stop_simulation is {answer}")
            events = connection.events.wait_for_all(simulation, "simulation_error")
            check_once_each(numbers(events))
            name, stopped = events[-1]
            check_equal(name, "simulation_error", "the last event")
            check_equal(stopped.get("status"), "stopped", "the status of a stopped simulation")
            check_equal(stopped["message"], "模拟已停止。", "the message of a stopped simulation")


def answers_by_events(transports: list[str]) -> None:
    """without acknowledgements all answers are events"""
    with Connection(transports) as connection:
        connection.emit("start_simulation", {"exit_code": 3})
        failed = connection.events.wait_for("simulation_error")
        check_equal(failed["message"], "模拟失败，退出码 3。", "the message of a run that failed")
        check_equal(failed["exit_code"], 3, "the exit code of a run that failed")
        connection.emit("start_simulation")
        simulation = connection.events.wait_for("simulation_complete")["simulation_id"]
        connection.emit("resume_simulation", {"simulation_id": simulation, "after": 0})
        wait_until(lambda: numbers(connection.events.of(simulation)).count(1) == 2)
        check_equal(numbers(connection.events.of(simulation)).count(1), 2, "how often the first event was sent")


def is_refused(transports: list[str]) -> None:
    """an invalid event is refused with and without acknowledgement"""
    for name, data, reason in REFUSED:
        title = f"{name} of {reason}"
        with Connection(transports) as connection:
            answer = connection.ask(name, data)
            check_refused(answer, title)
            check(bool(answer.get("error")), f"{title}: no error in {answer}")
        with Connection(transports) as connection:
            connection.emit(name, data)
            check_refused(connection.events.wait_for("simulation_error"), f"{title}, without acknowledgement")
            check_refused(connection.ask(name, data), f"{title}, once more on the same connection")
    with Connection(transports) as connection:
        connection.emit("unheard_of", {})
        check_refused(connection.ask("unheard_of", {}), "an unknown event")


def texts_and_bytes_come_and_go(transports: list[str]) -> None:
    """texts of any characters are sent unchanged, and bytes are accepted"""
    lines = ["模拟 😀👩\u200d👧 é", 'tab\tquote"backslash\\n', "😀" * 2_000]
    with Connection(transports) as connection:
        simulation = connection.start({"say": lines})
        events = connection.events.wait_for_all(simulation, "simulation_complete")
        said = [data["message"] for name, data in events if name == "simulation_log"]
        check_equal([line for line in lines if line not in said], [], "the lines that do not come back")
        check_refused(connection.ask("unheard_of", "大" * 100_000), "an unknown event")
        check_refused(connection.ask("unheard_of", [b"\x00\x01\xfe\xff", {"a": b"b"}]), "an event with bytes")
        check_refused(connection.ask("start_simulation", {"rounds": b"\x02"}), "a value of bytes")


def keeps_its_session_without_a_namespace(transports: list[str]) -> None:
    """an unknown namespace is refused, and the connection stays"""
    events = Events()
    client = socketio.Client(reconnection=False, request_timeout=LIMIT_SECONDS)
    client.on("connected", functools.partial(events.add, "connected"))
    client.on("connect_error", lambda data=None: events.add("refused", data), namespace="/elsewhere")
    options = {"wait": False, "auth": credentials()} if not IS_OLD else {}
    client.connect(ADDRESS, transports=transports, namespaces=["/", "/elsewhere"], **options)
    try:
        refusal = events.wait_for("refused")
        message = refusal["message"] if isinstance(refusal, dict) else refusal
        check_equal(message, "Invalid namespace", "the refusal")
        events.wait_for("connected")
        check_refused(client.call("unheard_of", {}, timeout=LIMIT_SECONDS), "an unknown event")
    finally:
        client.disconnect()


def is_not_connected_without_the_token(transports: list[str]) -> None:
    """without the API token no client is connected"""
    for auth in [{}, {"token": ""}, {"token": f"{API_TOKEN}x"}]:
        events = Events()
        try:
            with Connection(transports, events=events, auth=auth):
                # Older clients do not wait until they are connected.
                check(IS_OLD, "a client without the token is connected")
                events.wait_for("connect_error")
        except socketio.exceptions.ConnectionError:
            check(not IS_OLD, "the connection fails")
        refused = events.wait_for("connect_error")
        check("token" in str(refused).lower(), f"the refusal does not name the token: {refused}")
        check_equal([name for name, _ in events.all()], ["connect_error"], "the events of a refused client")


def is_connected_with_the_token(transports: list[str]) -> None:
    """the API token is read from auth or from a header"""
    for auth, headers in [({"token": API_TOKEN}, {}), ({}, {"Authorization": f"Bearer {API_TOKEN}"})]:
        with Connection(transports, auth=auth, headers=headers) as connection:
            simulation = connection.start({})
            connection.events.wait_for_all(simulation, "simulation_complete")


CASES = [
    all_events_from_start_to_end,
    texts_and_bytes_come_and_go,
    keeps_its_session_without_a_namespace,
    comes_back_after_a_cut,
    connects_again_by_itself,
    brings_its_session_in_the_query,
    is_stopped_by_its_session_only,
    answers_by_events,
    is_refused,
]
CASES_OF_THE_TOKEN = [
    is_not_connected_without_the_token,
    is_connected_with_the_token,
    all_events_from_start_to_end,
    brings_its_session_in_the_query,
]


def main() -> int:
    failures = 0
    for case in CASES if API_TOKEN is None else CASES_OF_THE_TOKEN:
        for transports in TRANSPORTS:
            begun = time.monotonic()
            title = f"python-socketio {VERSION}, {' then '.join(transports)}: {case.__doc__}"
            try:
                case(transports)
                print(f"passed  {title} ({time.monotonic() - begun:.1f} s)", flush=True)
            except Exception as failure:
                failures += 1
                print(f"FAILED  {title}\n        {type(failure).__name__}: {failure}", flush=True)
    print("All cases passed." if failures == 0 else f"{failures} cases failed.")
    return min(failures, 1)


if __name__ == "__main__":
    ADDRESS = sys.argv[1]
    API_TOKEN = sys.argv[2] if len(sys.argv) > 2 else None
    sys.exit(main())
