"""The limits of the export's process. Part of ``export_model.py``."""

from __future__ import annotations

import os
import signal
import sys

FREE_BYTES = 256 << 20
"""Private memory that reading any file may use, in addition to what torch uses."""

MAX_TIMES = 6
"""Multiples of the file's size that reading it may use in addition: the content, its copy, and the tensors."""

FREE_SECONDS = 2
"""Processor time that reading any file may use."""

BYTES_PER_SECOND = 16 << 20
"""Bytes that even a slow machine reads in a second of processor time."""


def limit_resources(seconds, memory_bytes):
    """Bounds this process before any code of the project runs.

    RLIMIT_DATA counts private writable memory, so it does not count the gigabytes of a CUDA build's libraries.
    RLIMIT_AS bounds shared memory. The alarm ends this process if its service was killed.
    """
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds + 10)
    if hasattr(os, "nice"):
        os.nice(5)  # predictions have priority
    try:
        import resource
    except ImportError:
        return
    for name, value in (
        ("RLIMIT_DATA", memory_bytes),
        ("RLIMIT_AS", memory_bytes + (64 << 30)),
        ("RLIMIT_FSIZE", memory_bytes),
        ("RLIMIT_CORE", 0),
    ):
        try:
            kind = getattr(resource, name)
            hard = resource.getrlimit(kind)[1]
            value = value if hard == resource.RLIM_INFINITY else min(value, hard)
            resource.setrlimit(kind, (value, value))
        except (AttributeError, ValueError, OSError):
            pass  # this system has no such limit


class Reading:
    """Bounds memory and processor time while a file of weights is read: a pickle of a few bytes can describe content
    that is larger than any memory.

    Too much memory is a MemoryError. Too much time ends the process with SIGPROF, because one call of the interpreter
    may take all of it; ``ExportProcess`` of FLSys reports that. Memory is bounded on Linux only.
    """

    def __init__(self, size):
        self._size = size
        self._before = None
        self.bytes = FREE_BYTES + MAX_TIMES * size

    def __enter__(self):
        if hasattr(signal, "ITIMER_PROF"):
            signal.signal(signal.SIGPROF, signal.SIG_DFL)
            signal.setitimer(signal.ITIMER_PROF, FREE_SECONDS + self._size / BYTES_PER_SECOND)
        used = _private_bytes()
        if used:
            import resource

            self._before = resource.getrlimit(resource.RLIMIT_DATA)
            soft = min(used + self.bytes, *(value for value in self._before if value != resource.RLIM_INFINITY))
            resource.setrlimit(resource.RLIMIT_DATA, (soft, self._before[1]))
        return self

    def __exit__(self, *failure):
        if self._before:
            import resource

            resource.setrlimit(resource.RLIMIT_DATA, self._before)
        if hasattr(signal, "ITIMER_PROF"):
            signal.setitimer(signal.ITIMER_PROF, 0)


def _private_bytes():
    """The memory of this process that RLIMIT_DATA counts; 0 where the system does not report it."""
    if not sys.platform.startswith("linux"):
        return 0
    try:
        with open("/proc/self/status", encoding="utf-8") as status:
            return next((int(line.split()[1]) << 10 for line in status if line.startswith("VmData:")), 0)
    except OSError:
        return 0
