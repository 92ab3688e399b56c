"""The file with the events of a run: one JSON object per line, written by all processes of the run.

Each event is one write to a file in append mode, so lines of several processes do not mix.
"""

import json
import math
import os
import time

MAX_LINE = 60_000
MAX_FILE = 256 << 20


class Events:
    """Appends events to `events.ndjson`. An event that cannot be written is dropped."""

    def __init__(self, folder):
        self._path = os.path.join(folder, "events.ndjson")
        self._file = None
        self._process = None

    def write(self, event, **members):
        """Writes an event. Members that are None are left out."""
        try:
            line = _line(event, members)
            if line is None:
                return
            if self._process != os.getpid():  # A forked process has its own position and its own end.
                flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
                self._file = os.open(self._path, flags, 0o600)
                self._process = os.getpid()
            if os.fstat(self._file).st_size + len(line) <= MAX_FILE:
                os.write(self._file, line)
        except Exception:
            pass


def _line(event, members):
    record = {"event": event, "time": round(time.time(), 3)}
    record.update((name, plain(value)) for name, value in members.items() if value is not None)
    line = json.dumps(record, allow_nan=False, separators=(",", ":")).encode() + b"\n"
    if len(line) <= MAX_LINE:
        return line
    if "metrics" in record:
        record["metrics"] = {}
        record["left_out"] = "metrics"
        return _line_if_short(record)
    return None


def _line_if_short(record):
    line = json.dumps(record, separators=(",", ":")).encode() + b"\n"
    return line if len(line) <= MAX_LINE else None


def plain(value):
    """A value as JSON has it. Numbers that JSON does not have are text: "NaN", "Infinity", "-Infinity"."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if isinstance(value, int):
        return value
    if isinstance(value, float) or hasattr(value, "__float__"):
        number = float(value)
        if math.isfinite(number):
            return number
        return "NaN" if math.isnan(number) else "Infinity" if number > 0 else "-Infinity"
    return str(value)
