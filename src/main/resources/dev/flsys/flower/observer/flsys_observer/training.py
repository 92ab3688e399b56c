"""One training: a call of the loop over the rounds of Flower."""

import builtins
import itertools
import sys
import time

_numbers = itertools.count(1)


class Training:
    """A training and its loop.

    `first` and `last` are the numbers of its rounds. A part may set them before the loop begins, and may call `stop`.
    """

    def __init__(self, observer, api, strategy, last, loop):
        self.observer = observer
        self.number = next(_numbers)
        self.api = api
        self.strategy = strategy
        self.first = 1
        self.last = last
        self.round = 0
        self.began = time.monotonic()
        # The adapter of the API: reads and makes arrays. See messages.py and legacy.py.
        self.adapter = None
        # The newest global arrays, in the type of the API.
        self.arrays = None
        # The number of clients, if the server has it.
        self.population = int
        self._loop = loop
        self._taken = False
        self._stopped = False

    @property
    def stopped(self):
        """Whether no further round starts."""
        return self._stopped

    def stop(self, rule, detail=None):
        """Lets no further round start."""
        if not self._stopped:
            self._stopped = True
            self.observer.events.write("stopped", training=self.number, round=self.round, rule=rule, detail=detail)

    def takes(self, code, arguments):
        """Whether a call of `range` is the loop over the rounds."""
        return not self._taken and code is self._loop and arguments[:1] == (1,) and len(arguments) == 2

    def rounds(self):
        """The numbers of the rounds. The code between two of them is one round."""
        self._taken = True
        for number in builtins.range(self.first, self.last + 1):
            if self._stopped:
                return
            self.round = number
            self.observer.notify("round_starts", self, number)
            yield number
            self.observer.notify("round_ended", self, number)


def replace_range(module, observer):
    """Replaces `range` in a module of Flower: the loop over the rounds can start later and end earlier."""

    def flower_range(*arguments):
        training = observer.training
        if training is not None and training.takes(sys._getframe(1).f_code, arguments):
            return training.rounds()
        return builtins.range(*arguments)

    module.range = flower_range


class Reply:
    """The reply of one client, in the same form for both APIs.

    `metrics` and `examples` are None if there are none. `arrays()` gives names and NumPy arrays of a training reply; it
    copies nothing that can be large if the API allows it. `error` is None for a reply with results.
    """

    def __init__(self, node, examples=None, metrics=None, arrays=None, size=None, error=None):
        self.node = node
        self.examples = examples
        self.metrics = metrics
        self.size = size
        self.error = error
        self._arrays = arrays

    def arrays(self):
        return None if self._arrays is None else self._arrays()


class Sent:
    """A message to one client: its node and the bytes of its arrays."""

    def __init__(self, node, size):
        self.node = node
        self.size = size


def wrap_calls(observed, kind, wrappers):
    """Wraps methods of the class of one object until the returned function is called.

    Only calls on this object are observed. Calls of an overridden method in a base class are not.
    """
    changed = []
    for name, wrapper in wrappers.items():
        original = getattr(kind, name, None)
        if original is None:
            continue
        own = kind.__dict__.get(name)
        setattr(kind, name, _only_for(observed, original, wrapper))
        changed.append((name, own))

    def restore():
        for name, own in changed:
            if own is None:
                delattr(kind, name)
            else:
                setattr(kind, name, own)

    return restore


def _only_for(observed, original, wrapper):
    def method(self, *arguments, **named):
        if self is not observed:
            return original(self, *arguments, **named)
        return wrapper(original, self, *arguments, **named)

    method.__name__ = getattr(original, "__name__", "method")
    method.__doc__ = getattr(original, "__doc__", None)
    method.__wrapped__ = original
    return method
