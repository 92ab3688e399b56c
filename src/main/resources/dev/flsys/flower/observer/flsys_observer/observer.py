"""The observer of a process: its events, its parts, and the training that a thread runs."""

import functools
import re
import threading
import time

from .events import Events

NEWEST = 42
OLDEST = 8

_observer = None
_making = threading.Lock()


def observer(folder):
    """The only observer of this process."""
    global _observer
    with _making:
        if _observer is None:
            _observer = Observer(folder)
        return _observer


class Refusal(Exception):
    """Ends a training. Only for a training that would give a wrong result without a word."""


class Observer:
    """Gives what happens in Flower to the parts. No error of a part reaches the caller, but a Refusal."""

    def __init__(self, folder):
        self.folder = folder
        self.events = Events(folder)
        self.seconds = 0.0
        # Partitions of the data by the text of the node, in a simulation.
        self.partitions = {}
        self._known = None
        self._parts = None
        self._broken = set()
        self._current = threading.local()

    def knows_flower(self):
        """Whether this version of Flower is one that was examined. The answer is an event, once per process."""
        if self._known is None:
            from importlib.metadata import version

            flower = version("flwr")
            found = re.match(r"1\.(\d+)\.", flower)
            self._known = bool(found) and OLDEST <= int(found.group(1)) <= NEWEST
            if not self._known:
                self.events.write("flower", version=flower, known=False)
        return self._known

    def parts(self):
        if self._parts is None:
            from .parts import make

            self._parts = make(self)
        return self._parts

    def notify(self, method, *arguments):
        """Calls a method of all parts."""
        for part in self.parts():
            self._call(part, method, arguments)

    def change(self, method, training, value, *arguments):
        """Calls a method of all parts that may return another value. None keeps the value."""
        for part in self.parts():
            changed = self._call(part, method, (training, value, *arguments))
            if changed is not None:
                value = changed
        return value

    def _call(self, part, method, arguments):
        name = type(part).__name__
        if name in self._broken:
            return None
        start = time.perf_counter()
        try:
            return getattr(part, method)(*arguments)
        except Refusal:
            raise
        except Exception as error:
            self.broke(name, method, error)
            return None
        finally:
            self.seconds += time.perf_counter() - start

    def broke(self, name, method, error):
        """Turns a part off after an error."""
        self._broken.add(name)
        self.events.write("failed", part=name, method=method, error=f"{type(error).__name__}: {error}"[:500])

    @property
    def training(self):
        """The training that this thread runs; None if there is none."""
        return getattr(self._current, "training", None)

    @training.setter
    def training(self, training):
        self._current.training = training


def guarded(function):
    """A function whose errors end in the events of the observer, its first argument. It returns None then."""

    @functools.wraps(function)
    def call(watching, *arguments, **named):
        try:
            return function(watching, *arguments, **named)
        except Refusal:
            raise
        except Exception as error:
            watching.events.write(
                "failed", part="core", method=function.__name__, error=f"{type(error).__name__}: {error}"[:500]
            )
            return None

    return call
