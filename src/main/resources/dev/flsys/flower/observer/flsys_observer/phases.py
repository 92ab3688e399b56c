"""The common part of both APIs: wrappers of the calls that configure, aggregate and evaluate.

A wrapper gets the method of the app and its arguments. It calls the method once, with the same arguments, and returns
its result. Only a part that has to change a value changes it. Errors of the app pass through.
"""

import inspect
from collections.abc import Iterator

from .observer import guarded


class Api:
    """The differences of the APIs. See messages.py and legacy.py."""

    name = None
    adapter = None
    # Argument with the replies: position and names. The legacy API has two, results and failures.
    replies = ()

    def sent(self, messages):
        """A list of Sent."""

    def received(self, training, replies):
        """A list of Reply."""

    def aggregated(self, result, phase):
        """The arrays, or None, and the metrics of a result."""


def argument(arguments, named, position, name):
    """An argument of a call. None if there is none."""
    return arguments[position] if len(arguments) > position else named.get(name)


def replaced(arguments, named, position, name, value):
    """The arguments of a call with another value."""
    if len(arguments) > position:
        return (*arguments[:position], value, *arguments[position + 1 :]), named
    return arguments, {**named, name: value}


def configures(observer, api, loop, phase):
    """The wrapper of a call that makes the messages to clients."""

    def configure(method, arguments, named):
        training, number = _begins(observer, loop, arguments, named, phase == "train") or (None, None)
        messages = method(*arguments, **named)
        if training is None:
            return messages
        # A generator is used once. Its errors are those of the app.
        lazy = isinstance(messages, Iterator)
        if lazy:
            messages = list(messages)
        if isinstance(messages, (list, tuple)):
            messages = _configured(observer, api, training, number, phase, messages) or messages
        return iter(messages) if lazy else messages

    return configure


@guarded
def _begins(observer, loop, arguments, named, trains):
    number = argument(arguments, named, 0, "server_round")
    training = loop.training(number, trains)
    return None if training is None else (training, number)


@guarded
def _configured(observer, api, training, number, phase, messages):
    messages = observer.change("change_sent", training, messages, number, phase)
    observer.notify("sent", training, number, phase, api.sent(messages))
    return messages


def aggregates(observer, api, loop, phase):
    """The wrapper of a call that aggregates replies."""

    def aggregate(method, arguments, named):
        begun = _begins(observer, loop, arguments, named, False)
        training, number = begun or (None, None)
        if training is None or phase in training.running:
            return method(*arguments, **named)
        replies = [argument(arguments, named, position, name) for position, name in api.replies]
        lazy = [isinstance(each, Iterator) for each in replies]
        if any(lazy):
            replies = [list(each) if once else each for each, once in zip(replies, lazy)]
        if all(isinstance(each, (list, tuple)) for each in replies):
            changed = _received(observer, api, training, number, phase, replies) or replies
            for (position, name), value, once, old in zip(api.replies, changed, lazy, replies):
                if once or value is not old:
                    value = iter(value) if once else value
                    arguments, named = replaced(arguments, named, position, name, value)
        training.running.add(phase)
        try:
            result = method(*arguments, **named)
        finally:
            training.running.discard(phase)
        _aggregated(observer, api, training, number, phase, result)
        return result

    return aggregate


@guarded
def _received(observer, api, training, number, phase, replies):
    one = len(replies) == 1
    changed = observer.change("change_received", training, replies[0] if one else tuple(replies), number, phase)
    changed = [changed] if one else list(changed)
    observer.notify("received", training, number, phase, api.received(training, changed))
    return changed


@guarded
def _aggregated(observer, api, training, number, phase, result):
    arrays, metrics = api.aggregated(result, phase)
    if arrays is not None:
        training.arrays = arrays
    observer.notify("aggregated", training, number, phase, metrics)


def runs_flower(observer, training, layer, method, arguments, named):
    """Calls the loop of Flower."""
    outer = observer.training
    observer.training = training
    try:
        result = method(*arguments, **named)
        observer.notify("training_ended", training)
        return result
    finally:
        observer.training = outer
        layer.close()


def runs_app(observer, begin):
    """The wrapper of a loop of the app. `begin` returns the loop, a layer and the arguments."""

    def run(instance, method, arguments, named):
        begun = begin(observer, instance, method, arguments, named)
        if begun is None:
            return method(*arguments, **named)
        loop, layer, arguments, named = begun
        try:
            result = method(*arguments, **named)
            _ends(observer, loop)
            return result
        finally:
            layer.close()

    return run


@guarded
def _ends(observer, loop):
    loop.ended()


def bound_call(method, arguments, named):
    """The arguments of a call by their names, with defaults."""
    call = inspect.signature(method).bind(*arguments, **named)
    call.apply_defaults()
    return call
