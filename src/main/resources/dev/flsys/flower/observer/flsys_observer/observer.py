"""The observer of a process: its events, its parts, and the training that a thread runs."""

import functools
import re
import threading
import time

from .events import Events
from .refusal import Refusal

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


class Observer:
    """Passes the events in Flower to the parts. No error of a part reaches the caller, except a Refusal."""

    def __init__(self, folder):
        self.folder = folder
        self.events = Events(folder)
        # Seconds that this observer has taken in this process, in calls that have ended.
        self.seconds = 0.0
        self.flower = None
        # Partitions of the data by the text of the node, in a simulation.
        self.partitions = {}
        self._known = None
        self._parts = None
        self._broken = set()
        self._current = threading.local()

    def __reduce__(self):
        # An object that refers to this one may be sent to another process of the run.
        return observer, (self.folder,)

    def knows_flower(self):
        """Whether FLSys supports this version of Flower. If not, an event reports it, once per process."""
        if self._known is None:
            self.flower = _version()
            found = re.match(r"1\.(\d+)(\.|$)", self.flower)
            self._known = bool(found) and OLDEST <= int(found.group(1)) <= NEWEST
            if not self._known:
                self.events.write("flower", version=self.flower, known=False)
        return self._known

    def parts(self):
        if self._parts is None:
            try:
                from .selection import make

                self._parts = make(self)
            except Exception as error:
                self._parts = []
                self.report("core", "make", error)
        return self._parts

    def timed(self, function, *arguments, **named):
        """Calls a function, and adds its time to the seconds of this observer."""
        if getattr(self._current, "began", None) is not None:
            return function(*arguments, **named)
        self._current.began = time.perf_counter()
        try:
            return function(*arguments, **named)
        finally:
            self.seconds = self.taken()
            self._current.began = None

    def taken(self):
        """Seconds that this observer has taken so far, including the current call."""
        began = getattr(self._current, "began", None)
        return self.seconds + (0.0 if began is None else time.perf_counter() - began)

    def notify(self, method, *arguments):
        """Calls a method of all parts."""
        try:
            self.timed(self._notify, method, arguments)
        except Refusal:
            raise
        except Exception as error:
            self.report("core", method, error)

    def _notify(self, method, arguments):
        for part in self.parts():
            self._call(part, method, arguments)

    def change(self, method, training, value, *arguments):
        """Calls a method of all parts that may return another value. None keeps the value."""
        try:
            return self.timed(self._change, method, training, value, arguments)
        except Refusal:
            raise
        except Exception as error:
            self.report("core", method, error)
            return value

    def _change(self, method, training, value, arguments):
        for part in self.parts():
            changed = self._call(part, method, (training, value, *arguments))
            if changed is not None:
                value = changed
        return value

    def _call(self, part, method, arguments):
        name = type(part).__name__
        if name in self._broken:
            return None
        try:
            return getattr(part, method)(*arguments)
        except Refusal:
            raise
        except Exception as error:
            self.broke(name, method, error)
            return None

    def broke(self, name, method, error):
        """Turns a part off after an error."""
        self._broken.add(name)
        self.report(name, method, error)

    def report(self, name, method, error):
        """Writes an error down."""
        try:
            text = f"{type(error).__name__}: {error}"[:500]
        except Exception:  # The class of the error makes the text, and may fail.
            text = type(error).__name__
        self.events.write("failed", part=name, method=method, error=text)

    @property
    def training(self):
        """The training that this thread runs; None if there is none."""
        return getattr(self._current, "training", None)

    @training.setter
    def training(self, training):
        self._current.training = training


def _version():
    from importlib.metadata import PackageNotFoundError, version

    for name in ("flwr", "flwr-nightly"):
        try:
            return version(name)
        except PackageNotFoundError:
            pass
    return "unknown"


def guarded(function):
    """A function whose errors are written to the events of the observer, its first argument.

    After an error it returns None. Its time is added to the seconds of the observer.
    """

    @functools.wraps(function)
    def call(watching, *arguments, **named):
        try:
            return watching.timed(function, watching, *arguments, **named)
        except Refusal:
            raise
        except Exception as error:
            watching.report("core", function.__name__, error)
            return None

    return call
