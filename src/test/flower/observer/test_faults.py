"""An observer that fails in each of its calls leaves the training untouched."""

import itertools
import pkgutil
import unittest
from unittest import mock

from observed import ObserverTest, needs_flower, needs_messages, the_observer

# isort: split
from flsys_observer.parts import Part

try:
    import legacy_app
except ImportError:
    legacy_app = None
try:
    import message_app
except ImportError:
    message_app = None


METHODS = [name for name, value in vars(Part).items() if callable(value) and not name.startswith("_")]
# Functions of the core that are called while a training runs: module and name.
CORE = [
    ("messages.bound_call",),
    ("legacy.bound_call",),
    ("calls.prepare",),
    ("phases.argument",),
    ("training.FlowerLoop.training",),
    ("training.FlowerLoop.evaluated",),
    ("training.Training.notes",),
    ("observer.Observer.parts",),
    ("observer.Observer._call",),
    ("events.Events._append",),
    ("events.plain",),
    ("arrays.Views.names",),
    ("arrays.Views.other_shape",),
    ("arrays.View.__init__",),
    ("updates.Comparison.compare",),
    ("worker._peak_memory",),
]


def failing(*arguments, **named):
    raise RuntimeError("a fault of the observer")


class Faults:
    """Tests for one API: `train` returns the digest of a training."""

    own = ()

    def test_each_method_of_each_part_can_fail(self):
        expected = self.train()
        self.assertEqual([], self.events("failed"))
        names = [type(part).__name__ for part in the_observer().parts()]
        self.assertIn("Clients", names)
        for part, method in itertools.product(names, METHODS):
            with self.subTest(part=part, method=method):
                self._reset()
                before = len(self.events("failed"))
                (broken,) = [each for each in the_observer().parts() if type(each).__name__ == part]
                with mock.patch.object(broken, method, failing):
                    self.assertEqual(expected, self.train())
                failed = [each for each in self.events("failed")[before:] if each["part"] == part]
                called = method != "initial_arrays" or self.initial_arrays
                self.assertEqual([method] if called else [], [each["method"] for each in failed])

    def test_the_core_can_fail(self):
        expected = self.train()
        for (name,) in (*CORE, *self.own):
            with self.subTest(name=name):
                self._reset()
                with mock.patch("flsys_observer." + name, failing):
                    self.assertEqual(expected, self.train())

    def test_the_core_can_fail_after_some_calls(self):
        expected = self.train()
        for (name,), working in itertools.product((*CORE, *self.own), (1, 4, 13)):
            with self.subTest(name=name, working=working):
                self._reset()
                kind, attribute = ("flsys_observer." + name).rsplit(".", 1)
                original = getattr(pkgutil.resolve_name(kind), attribute)
                calls = itertools.count()

                def late(*arguments, original=original, calls=calls, working=working, **named):
                    return (original if next(calls) < working else failing)(*arguments, **named)

                with mock.patch("flsys_observer." + name, late):
                    self.assertEqual(expected, self.train())

    def test_a_full_or_lost_folder_is_no_error(self):
        expected = self.train()
        with mock.patch("os.write", side_effect=OSError(28, "No space left on device")):
            self.assertEqual(expected, self.train())
        events = the_observer().events
        with (
            mock.patch.object(events, "_path", "/does/not/exist/events.ndjson"),
            mock.patch.object(events, "_file", None),
        ):
            self.assertEqual(expected, self.train())


@needs_messages
class MessageFaultsTest(Faults, ObserverTest):
    own = (("messages._sent",), ("messages._reply",), ("messages._size",), ("messages.Messages.aggregated",))
    initial_arrays = True

    def train(self):
        return message_app.digest(message_app.train_all())


@needs_flower
class LegacyFaultsTest(Faults, ObserverTest):
    own = (("legacy._sent",), ("legacy._reply",), ("legacy._size",), ("legacy.Legacy.aggregated",))
    initial_arrays = True

    def train(self):
        return legacy_app.digest(*legacy_app.train_all())


if __name__ == "__main__":
    unittest.main()
