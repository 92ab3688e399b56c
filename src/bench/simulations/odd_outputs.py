"""Unusual outputs.

========== ====================================
``kind``   one of :data:`KINDS`
``lines``  number of ``short lines``
========== ====================================
"""

from __future__ import annotations

import os
import re
import sys
import time

KINDS = [
    "one line of 10 MB",
    "short lines",
    "no final newline",
    "invalid UTF-8",
    "NUL bytes",
    "progress bar",
    "output closed early",
]
CLOSED_SECONDS = 2
"""The time for which the child lives after it closed its output."""
BLOCK = 1 << 16


def content(kind: str, lines: int) -> bytes:
    """The whole output."""
    if kind == "one line of 10 MB":
        return b"".join(b"%09d " % number for number in range(1_000_000)) + b"\n"
    if kind == "short lines":
        return b"".join(b"%d\n" % number for number in range(lines))
    if kind == "no final newline":
        return "erste Zeile\n\nohne Ende 猫".encode()
    if kind == "invalid UTF-8":
        # A lone continuation, invalid first bytes, and a sequence cut by a letter, by a line end and by the end.
        broken = b"a\x80b\xff\xfec\n\xc3(\n\xe2\x82\n\xf0\x9f\x98\xe7\x8c\xab\n"
        return broken + b"\xfe\xff\x00\n" * 5_000 + b"end \xe2\x82"
    if kind == "NUL bytes":
        return b"a\0b\n\0\n\n\0\0\0\r\n" + b"\0" * 40_000 + b"\n"
    if kind == "progress bar":
        steps = "".join(f"\r{percent:3d}% {'█' * (percent // 5):<20}" for percent in range(101))
        return (steps + "\r\ndone\r\rtwice\n\rafter\r\n").encode()
    if kind == "output closed early":
        return b"one\ntwo\nthree"
    raise ValueError(kind)


def expected(kind: str, lines: int) -> list[str]:
    """The lines on a terminal: text after a carriage return replaces the text before."""
    parts = re.split("\r\n|\n", content(kind, lines).decode("utf-8", "replace"))
    shown = [([text for text in part.split("\r") if text] or [""])[-1] for part in parts]
    return shown if parts[-1] else shown[:-1]


def run(options: dict[str, str]) -> None:
    kind = options["kind"]
    data = content(kind, int(options["lines"]))
    # A progress bar is written in small pieces that do not end with a line.
    block = 7 if kind == "progress bar" else BLOCK
    out = sys.stdout.buffer
    for start in range(0, len(data), block):
        out.write(data[start : start + block])
        out.flush()
    if kind == "output closed early":
        os.close(1)
        os.close(2)
        time.sleep(CLOSED_SECONDS)
        os._exit(0)
