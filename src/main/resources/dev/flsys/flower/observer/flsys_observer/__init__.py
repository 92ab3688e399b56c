"""Observes Flower in the processes of one run, and writes what it sees to the folder of the run.

`install` only registers an import hook. Until a module of Flower is imported, nothing else happens. The parts that
`selection.py` names do the work. No error of a part reaches the app: the part is turned off, and the error is written
down.

For Flower 1.8 to 1.42. Other versions are not observed.
"""

import os
import sys

FOLDER = "FLSYS_OBSERVER"


def install():
    """Registers the import hook, if the environment names the folder of a run."""
    folder = os.environ.get(FOLDER)
    if not folder or not os.path.isdir(folder):
        return
    from .hook import Watcher

    if not any(isinstance(finder, Watcher) for finder in sys.meta_path):
        sys.meta_path.insert(0, Watcher(folder))
