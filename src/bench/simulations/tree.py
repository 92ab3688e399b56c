"""A child that prints until it is ended, with a grandchild and a daemon that ignore TERM.

========== ===============================================================
``deaf``   1 if the child ignores TERM, too
``pids``   folder that gets a file for each process, named by its id
``rate``   lines a second of the child
``heirs``  1 if the others keep the child's output open
========== ===============================================================
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

READY = "all are there"
PROCESSES = 4


def run(options: dict[str, str]) -> None:
    folder, heirs = Path(options["pids"]), options.get("heirs") == "1"
    _fork(lambda: _grandchild(folder, heirs))
    _fork(lambda: _daemon(folder, heirs))
    if options.get("deaf") == "1":
        _ignore()
    _known(folder)
    while len(list(folder.iterdir())) < PROCESSES:
        time.sleep(0.005)
    print(READY, flush=True)
    number = 0
    while True:
        number += 1
        print(f"line {number}", flush=True)
        time.sleep(1 / int(options["rate"]))


def _grandchild(folder: Path, heirs: bool) -> None:
    """A process and its child that stay in the group of the first child."""
    _fork(lambda: _stay(folder, heirs))
    _stay(folder, heirs)


def _daemon(folder: Path, heirs: bool) -> None:
    """A process that leaves session, group and parent."""
    os.setsid()
    if os.fork() == 0:
        _stay(folder, heirs)
    os._exit(0)


def _stay(folder: Path, heirs: bool) -> None:
    _ignore()
    if not heirs:
        sys.stdout.flush()
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, 1)
        os.dup2(nothing, 2)
    _known(folder)
    while True:
        time.sleep(60)


def _ignore() -> None:
    for ignored in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(ignored, signal.SIG_IGN)


def _known(folder: Path) -> None:
    (folder / str(os.getpid())).touch()


def _fork(work: Callable[[], None]) -> None:
    if os.fork() == 0:
        try:
            work()
        finally:
            os._exit(1)
