"""The start of Python with the observer, and the file of events."""

import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

from observed import HERE, PACKAGE, flwr, needs_flower

# isort: split
from flsys_observer.events import Events, plain


def python(code, folder, *options, path=PACKAGE, **environment):
    """The result of a Python process with the observer."""
    environment = {**os.environ, "PYTHONPATH": path, "FLSYS_OBSERVER": folder, **environment}
    command = [sys.executable, *options, "-c", code]
    return subprocess.run(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True
    )


class StartTest(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = temporary.name

    def test_a_process_without_flower_is_silent_and_writes_nothing(self):
        for folder in (self.folder, "/does/not/exist", ""):
            result = python("pass", folder, "-X", "dev")
            self.assertEqual((0, "", ""), (result.returncode, result.stdout, result.stderr))
        self.assertEqual([], os.listdir(self.folder))

    def test_nothing_heavy_is_imported(self):
        code = "import sys; print(*sorted(sys.modules))"
        observed = set(python(code, self.folder).stdout.split())
        plain_modules = set(python(code, self.folder, path=HERE).stdout.split())
        own = {"flsys_observer", "flsys_observer.hook", "flsys_observer.refusal"}
        allowed = own | {"sitecustomize", "importlib", "importlib.machinery"}
        more = {name for name in observed - plain_modules if not name.startswith(("importlib", "_frozen"))}
        self.assertLessEqual(more, allowed | {"warnings", "_warnings", "importlib._bootstrap"})

    def test_the_sitecustomize_that_was_there_runs_first(self):
        other = os.path.join(self.folder, "other")
        os.mkdir(other)
        with open(os.path.join(other, "sitecustomize.py"), "w") as file:
            file.write("import sys\nsys.seen = 'flsys_observer' in sys.modules, __file__\nVALUE = 3\n")
        both = os.pathsep.join([PACKAGE, other])
        result = python(
            "import sys, sitecustomize as s; print(sys.seen, s.VALUE, len(sys.meta_path))", self.folder, path=both
        )
        self.assertIn(f"(False, '{other}{os.sep}sitecustomize.py') 3", result.stdout)
        with open(os.path.join(other, "sitecustomize.py"), "w") as file:
            file.write("raise ValueError('wrong')\n")
        code = "import sys; print('flsys_observer' in sys.modules)"
        result = python(code, self.folder, path=both)
        alone = python(code, self.folder, path=other)
        self.assertEqual((0, "True\n"), (result.returncode, result.stdout))
        self.assertIn("ValueError: wrong", result.stderr)
        self.assertEqual(alone.stderr.splitlines()[0], result.stderr.splitlines()[0])

    @needs_flower
    def test_modules_of_flower_keep_their_loaders(self):
        code = "import flwr.server.server as s; print(type(s.__loader__).__name__, type(s.__spec__.loader).__name__, s.Server.fit.__module__, s.range)"
        result = python(code, self.folder)
        self.assertEqual("SourceFileLoader SourceFileLoader flwr.server.server", result.stdout.split(" <")[0])
        self.assertIn("flower_range", result.stdout)

    @needs_flower
    def test_an_observer_that_cannot_be_imported_leaves_the_app_running(self):
        damaged = os.path.join(self.folder, "package")
        shutil.copytree(PACKAGE, damaged)
        with open(os.path.join(damaged, "flsys_observer", "observer.py"), "w") as file:
            file.write("raise ImportError('damaged')\n")
        result = python("import flwr.server.server as s; print(s.Server.__name__)", self.folder, path=damaged)
        self.assertEqual((0, "Server\n"), (result.returncode, result.stdout), result.stderr)

    @needs_flower
    def test_an_unknown_version_is_not_observed(self):
        code = (
            "import importlib.metadata as m; m.version = lambda name: '1.99.0'\n"
            "import flwr.server.server as s; print(hasattr(s, 'range'))"
        )
        result = python(code, self.folder)
        self.assertEqual("False\n", result.stdout, result.stderr)
        with open(os.path.join(self.folder, "events.ndjson")) as file:
            events = [json.loads(line) for line in file]
        self.assertEqual([("flower", "1.99.0", False)], [(e["event"], e["version"], e["known"]) for e in events])
        self.assertIsNotNone(flwr)


class EventsTest(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = temporary.name
        self.path = os.path.join(self.folder, "events.ndjson")

    def test_values_are_json(self):
        self.assertEqual(["NaN", "Infinity", "-Infinity"], plain([math.nan, math.inf, -math.inf]))
        self.assertEqual("4 bytes", plain(b"1234"))
        self.assertEqual("1.8446744073709552e+19", plain(1 << 64))
        self.assertEqual("a value of the type object", plain(object()))
        self.assertEqual(1000, len(plain("x" * 5000)))

    def test_lines_are_short_and_private(self):
        events = Events(self.folder)
        events.write("client", metrics={f"m{number}": "x" * 900 for number in range(100)}, node="1")
        events.write("client", note=["x" * 999] * 100)
        events.write_all("client", ({"node": str(number), "metrics": {"a": "y" * 900}} for number in range(200)))
        with open(self.path) as file:
            lines = [json.loads(line) for line in file]
        self.assertEqual(("metrics", {}, "1"), (lines[0]["left_out"], lines[0]["metrics"], lines[0]["node"]))
        self.assertEqual([str(number) for number in range(200)], [line["node"] for line in lines[1:]])
        self.assertEqual(0o600, os.stat(self.path).st_mode & 0o777)

    def test_a_file_that_the_app_closed_is_opened_again(self):
        events = Events(self.folder)
        events.write("a")
        file = events._file[0]
        os.close(file)
        other = os.open(os.path.join(self.folder, "other"), os.O_CREAT | os.O_RDWR)
        self.assertEqual(file, other)
        events.write("b")
        self.assertEqual(0, os.fstat(other).st_size)
        os.close(other)
        with open(self.path) as lines:
            self.assertEqual(["a", "b"], [json.loads(line)["event"] for line in lines])

    def test_a_forked_process_writes_to_the_same_file(self):
        events = Events(self.folder)
        events.write("parent")
        process = os.fork()
        if process == 0:
            events.write("child")
            os._exit(0)
        os.waitpid(process, 0)
        events.write("parent")
        with open(self.path) as lines:
            self.assertEqual(["parent", "child", "parent"], [json.loads(line)["event"] for line in lines])


if __name__ == "__main__":
    unittest.main()
