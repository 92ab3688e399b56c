"""Measures each call of a ClientApp, in the process that runs it."""

import functools
import sys
import time

from .observer import guarded
from .what_if import delay


def wrap(module, observer):
    """Wraps `ClientApp.__call__`."""
    app = getattr(module, "ClientApp", None)
    if app is None or app.__module__ != module.__name__:
        return
    original = app.__call__

    @functools.wraps(original)
    def call(self, *arguments, **named):
        began, used = time.perf_counter(), time.process_time()
        error = None
        _delay(observer, arguments, named)
        try:
            return original(self, *arguments, **named)
        except BaseException as raised:
            error = raised
            raise
        finally:
            seconds, cpu = time.perf_counter() - began, time.process_time() - used
            _write(observer, arguments, named, seconds, cpu, error)
            error = None

    app.__call__ = call


@guarded
def _delay(observer, arguments, named):
    message = arguments[0] if arguments else named["message"]
    delay(observer, message, arguments[1] if len(arguments) > 1 else named.get("context"))


@guarded
def _write(observer, arguments, named, seconds, cpu, error):
    message = arguments[0] if arguments else named["message"]
    context = arguments[1] if len(arguments) > 1 else named.get("context")
    metadata = message.metadata
    number = str(metadata.group_id)
    partition = getattr(context, "node_config", {}).get("partition-id", getattr(metadata, "partition_id", None))
    observer.events.write(
        "client_ran",
        message=metadata.message_id or None,
        round=int(number) if number.isdigit() else None,
        phase=str(metadata.message_type),
        node=str(metadata.dst_node_id),
        partition=int(partition) if str(partition).isdigit() else partition,
        seconds=round(seconds, 6),
        cpu_seconds=round(cpu, 6),
        peak_memory_bytes=_peak_memory(),
        error=None if error is None else f"{type(error).__name__}: {error}"[:500],
    )


def _peak_memory():
    """The peak memory of this process so far, in bytes. None on systems that do not report it."""
    try:
        import resource
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
