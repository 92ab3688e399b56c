"""Numbered lines, as fast as possible or at a steady rate.

=========== =====================================================================
``count``   number of lines
``length``  of each line, without its end
``rate``    lines a second; 0 for as fast as possible
``block``   lines in one write
``stamp``   1 if each begins with the time of its write, nanoseconds
``seconds`` file that receives the total time; empty for none
=========== =====================================================================
"""

from __future__ import annotations

import os
import time
from pathlib import Path


def line(number: int, length: int) -> str:
    """The text of a line without a stamp."""
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
    """Writes in one system call, if the pipe has room."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(1, rest) :]
