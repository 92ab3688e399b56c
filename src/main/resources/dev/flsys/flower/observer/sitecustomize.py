"""Starts the observer of FLSys. Python imports this module at its start, because its folder is first on PYTHONPATH.

The sitecustomize that Python would have imported without this folder runs first. Its errors are those of Python.
"""

import os
import sys


def _run_shadowed():
    from importlib.machinery import PathFinder

    here = os.path.realpath(os.path.dirname(os.path.abspath(__file__)))
    spec = PathFinder.find_spec("sitecustomize", [path for path in sys.path if os.path.realpath(path) != here])
    if spec is None or spec.loader is None:
        return
    # As importlib.util has it, without the modules that importlib.util imports.
    from importlib._bootstrap import module_from_spec

    module = module_from_spec(spec)
    sys.modules["sitecustomize"] = module
    spec.loader.exec_module(module)


try:
    _run_shadowed()
finally:
    try:
        import flsys_observer

        flsys_observer.install()
    except Exception:  # The app runs without the observer.
        pass
