"""Lines like those of frameworks, as fast as possible: plain, coloured, CJK, some long and a few very long.

========= =========
``count`` of lines
========= =========
"""

from __future__ import annotations

import os
from collections.abc import Iterator

RARE, RARE_LINES = "needle", 5
COMMON = "loss"
BLOCK = 100
"""Lines in one write."""
LONG = 200
LONGEST = 16_000
LONGEST_EVERY = 50_000
LONGEST_WORD = "tensor"
"""A word that only the longest lines contain, many times."""
WORDS = "客户端 训练 完成 聚合 权重 模型 精度 損失 を集約しました 서버 라운드"


def line(number: int, count: int) -> str:
    """The line ``number``, counted from 0. Each line contains its number."""
    key = f"{number:09d}"
    if number % (count // RARE_LINES) == count // (2 * RARE_LINES) + 1:
        return f"{key} a {RARE} in the haystack"
    if number % LONGEST_EVERY == LONGEST_EVERY // 2:
        part = f"{WORDS} \x1b[3{number // LONGEST_EVERY % 8}m{LONGEST_WORD}({number / 7:.6f})\x1b[0m, "
        return f"{key} {part * LONGEST}"[: LONGEST - 4] + "\x1b[0m"
    kind = number % 10
    if kind < 2:
        return f"\x1b[92mINFO \x1b[0m: {key} \x1b[1;36mclient {number % 97}\x1b[0m fit: {COMMON} \x1b[33m{1 / (number + 1):.6f}\x1b[0m"
    if kind == 2:
        return f"{key} {WORDS} {number % 97}"
    if kind == 3:
        return f"{key} parameters ".ljust(LONG, "0123456789abcdef "[number % 17])
    if kind == 4:
        return f"\x1b[38;5;{number % 256}m{key}\x1b[0m \x1b[48;2;{number % 200};60;90m evaluate \x1b[0m accuracy {number % 1000 / 1000}"
    return f"{key} epoch {number // 1000} batch {number % 1000}: {COMMON} {1 / (number + 1):.6f}, accuracy {number % 1000 / 1000:.3f}"


def lines(count: int) -> Iterator[str]:
    return (line(number, count) for number in range(count))


def run(options: dict[str, str]) -> None:
    count = int(options["count"])
    for first in range(0, count, BLOCK):
        text = "".join(line(number, count) + "\n" for number in range(first, min(first + BLOCK, count)))
        rest = memoryview(text.encode())
        while rest:
            rest = rest[os.write(1, rest) :]
