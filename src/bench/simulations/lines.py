"""Numbered lines, as fast as they go or at an even pace.

=========== =====================================================================
``count``   how many
``length``  of each, without its end
``rate``    lines a second; 0 for as fast as they go
``block``   lines that are written at once
``stamp``   1 if each begins with the time at which it is written, nanoseconds
``seconds`` file that gets how long all of it took; empty for none
=========== =====================================================================
"""

from __future__ import annotations

import os
import time
from pathlib import Path


def line(number: int, length: int) -> str:
    """What a line without a stamp says."""
    return f"{number:09d} ".ljust(length, "x")


def run(options: dict[str, str]) -> None:
    count, length = int(options["count"]), int(options["length"])
    rate, block = int(options.get("rate", 0)), int(options.get("block", 1))
    stamp = options.get("stamp") == "1"
    start = time.monotonic()
    for first in range(0, count, block):
        if rate:
            time.sleep(max(0.0, start + first / rate - time.monotonic()))
        numbers = range(first, min(first + block, count))
        if stamp:
            text = "".join(f"{time.time_ns()} {line(number, length - 20)}\n" for number in numbers)
        else:
            text = "".join(line(number, length) + "\n" for number in numbers)
        _write(text.encode())
    if options.get("seconds"):
        finished = Path(options["seconds"])
        part = finished.with_suffix(".part")
        part.write_text(str(time.monotonic() - start), encoding="utf-8")
        part.rename(finished)


def _write(data: bytes) -> None:
    """In one system call, if the pipe takes it."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(1, rest) :]
