"""The file with the events of a run: one JSON object per line, written by all processes of the run.

Each write is one call of the system to a file in append mode, so lines of several processes do not mix.
"""

import json
import math
import os
import sys
import time

MAX_LINE = 60_000
MAX_FILE = 256 << 20
MAX_TEXT = 1000
# Larger integers are text: a reader in another language has 64 bits.
MAX_INTEGER = 1 << 63
FLAGS = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0)


class Events:
    """Appends events to `events.ndjson`. An event that cannot be written is dropped."""

    def __init__(self, folder):
        self._path = os.path.join(folder, "events.ndjson")
        # (descriptor, device, inode). A tuple is replaced at once, so threads need no lock. A lock could be locked for
        # ever in a forked process.
        self._file = None

    def write(self, event, **members):
        """Writes an event. Members that are None are left out."""
        try:
            self._append(_line(event, members))
        except Exception:
            pass

    def write_all(self, event, rows):
        """Writes an event per row (a dict), with as few calls of the system as possible."""
        try:
            block = []
            size = 0
            for row in rows:
                line = _line(event, row)
                if size + len(line) > MAX_LINE:
                    self._append(b"".join(block))
                    block, size = [], 0
                block.append(line)
                size += len(line)
            self._append(b"".join(block))
        except Exception:
            pass

    def _append(self, block):
        if not block:
            return
        file, status = self._open()
        if status.st_size + len(block) <= MAX_FILE:
            os.write(file, block)

    def _open(self):
        """The open file and its status. The app may have closed the file, and its number may be another file now."""
        if self._file is not None:
            file, device, inode = self._file
            try:
                status = os.fstat(file)
                if (status.st_dev, status.st_ino) == (device, inode):
                    return file, status
            except OSError:
                pass
        file = os.open(self._path, FLAGS, 0o600)
        status = os.fstat(file)
        self._file = (file, status.st_dev, status.st_ino)
        return file, status


def _line(event, members):
    record = {"event": event, "time": round(time.time(), 3)}
    for name, value in members.items():
        if value is not None:
            record[name] = plain(value)
    line = _encoded(record)
    if len(line) > MAX_LINE and "metrics" in record:
        record["metrics"] = {}
        record["left_out"] = "metrics"
        line = _encoded(record)
    return line if len(line) <= MAX_LINE else b""


def _encoded(record):
    return json.dumps(record, allow_nan=False, separators=(",", ":")).encode() + b"\n"


def plain(value):
    """A value as JSON has it. Numbers that JSON does not have are text: "NaN", "Infinity", "-Infinity"."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return value if len(value) <= MAX_TEXT else value[: MAX_TEXT - 3] + "..."
    if isinstance(value, int):
        return int(value) if -MAX_INTEGER <= value < MAX_INTEGER else f"{value:.17g}"
    if isinstance(value, float):
        return _number(float(value))
    if isinstance(value, dict):
        return {str(key)[:MAX_TEXT]: plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if isinstance(value, (bytes, bytearray, memoryview)):
        return f"{len(value)} bytes"
    numpy = sys.modules.get("numpy")
    if numpy is not None and isinstance(value, (numpy.generic, numpy.ndarray)) and value.ndim == 0:
        item = value.item()
        return plain(item) if isinstance(item, (bool, int, float, str)) else type(value).__name__
    torch = sys.modules.get("torch")
    if torch is not None and isinstance(value, torch.Tensor) and value.dim() == 0:
        return plain(value.detach().item())
    return f"a value of the type {type(value).__name__}"


def _number(number):
    if math.isfinite(number):
        return number
    return "NaN" if math.isnan(number) else "Infinity" if number > 0 else "-Infinity"
