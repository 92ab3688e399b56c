"""Measures each call of a ClientApp, in the process that runs it."""

import functools
import time

from .what_if import delay


def wrap(module, observer):
    """Wraps `ClientApp.__call__`."""
    app = getattr(module, "ClientApp", None)
    if app is None or app.__module__ != module.__name__:
        return
    original = app.__call__

    @functools.wraps(original)
    def call(self, message, context):
        began, used = time.perf_counter(), time.process_time()
        error = None
        _delay(observer, message, context)
        try:
            return original(self, message, context)
        except BaseException as raised:
            error = f"{type(raised).__name__}: {raised}"[:500]
            raise
        finally:
            _write(observer, message, context, time.perf_counter() - began, time.process_time() - used, error)

    app.__call__ = call


def _delay(observer, message, context):
    try:
        delay(observer, message, context)
    except Exception as error:
        observer.broke("WhatIf", "delay", error)


def _write(observer, message, context, seconds, cpu, error):
    try:
        metadata = message.metadata
        observer.events.write(
            "client_ran",
            round=metadata.group_id,
            phase=metadata.message_type,
            node=str(context.node_id),
            partition=context.node_config.get("partition-id"),
            seconds=round(seconds, 6),
            cpu_seconds=round(cpu, 6),
            error=error,
        )
    except Exception:
        pass
