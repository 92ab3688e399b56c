"""Starts the observer in this process, and reads its events. Imported before Flower by each test."""

import json
import os
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
PACKAGE = os.path.join(HERE, "..", "..", "..", "main", "resources", "dev", "flsys", "flower", "observer")
FOLDER = os.environ.get("FLSYS_OBSERVER") or tempfile.mkdtemp(prefix="flsys-observer-")
os.environ["FLSYS_OBSERVER"] = FOLDER
sys.path.insert(0, os.path.normpath(PACKAGE))
sys.dont_write_bytecode = True

import flsys_observer  # noqa: E402

flsys_observer.install()

try:
    import flwr
except ImportError:
    flwr = None

needs_flower = unittest.skipIf(flwr is None, "Flower is not installed for this Python.")


def has(module):
    """Whether a module of this version of Flower exists."""
    try:
        __import__(module)
        return True
    except ImportError:
        return False


needs_messages = unittest.skipUnless(flwr and has("flwr.serverapp.strategy"), "This Flower has no Message API.")


def the_observer():
    from flsys_observer.observer import observer

    return observer(FOLDER)


class ObserverTest(unittest.TestCase):
    """A test that sees only its own events."""

    def setUp(self):
        self.addCleanup(self._reset)
        self._reset()
        path = os.path.join(FOLDER, "events.ndjson")
        self._start = os.path.getsize(path) if os.path.exists(path) else 0

    @staticmethod
    def _reset():
        observer = the_observer()
        observer._broken.clear()
        observer._parts = None
        for name in ("control.json", "plan.json"):
            if os.path.exists(os.path.join(FOLDER, name)):
                os.remove(os.path.join(FOLDER, name))

    def events(self, event=None):
        path = os.path.join(FOLDER, "events.ndjson")
        if not os.path.exists(path):
            return []
        with open(path, "rb") as file:
            file.seek(self._start)
            events = [json.loads(line) for line in file]
        return [each for each in events if event in (None, each["event"])]

    def write(self, name, content):
        """Writes a control file as the service does."""
        path = os.path.join(FOLDER, name)
        with open(path + ".new", "w") as file:
            file.write(content if isinstance(content, str) else json.dumps(content))
        os.replace(path + ".new", path)
