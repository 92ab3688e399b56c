"""Import hook that wraps modules of Flower directly after they were imported."""

import sys

from .refusal import Refusal

# Module of Flower, and the module of this package with its function `wrap`.
WRAPPED = {
    "flwr.server.server": "legacy",
    "flwr.server.workflow.default_workflows": "workflow",
    "flwr.serverapp.strategy.strategy": "messages",
    "flwr.server.superlink.fleet.vce.vce_api": "nodes",
    "flwr.client.client_app": "worker",
    "flwr.clientapp.client_app": "worker",
}


class Watcher:
    """A finder that finds only the modules in WRAPPED, as the finders after it do."""

    def __init__(self, folder):
        self.folder = folder

    def find_spec(self, name, path=None, target=None):
        wrapper = WRAPPED.get(name)
        if wrapper is None:
            return None
        for finder in list(sys.meta_path):
            find = None if isinstance(finder, Watcher) else getattr(finder, "find_spec", None)
            spec = None if find is None else find(name, path, target)
            if spec is not None:
                if hasattr(spec.loader, "exec_module"):
                    spec.loader = _Loader(spec.loader, wrapper, self.folder)
                return spec
        return None


class _Loader:
    """Loads a module by its own loader, then wraps it. The module keeps no reference to this loader."""

    def __init__(self, loader, wrapper, folder):
        self._loader = loader
        self._wrapper = wrapper
        self._folder = folder

    def create_module(self, spec):
        create = getattr(self._loader, "create_module", None)
        return None if create is None else create(spec)

    def exec_module(self, module):
        module.__spec__.loader = self._loader
        module.__loader__ = self._loader
        self._loader.exec_module(module)
        try:
            from importlib import import_module

            from .observer import observer
            from .plan import read_plan

            watching = observer(self._folder)
            if watching.knows_flower():
                import_module("flsys_observer." + self._wrapper).wrap(module, watching)
            elif read_plan(self._folder).get("resume"):
                raise Refusal("FLSys cannot resume a training of this version of Flower.")
        except Refusal:
            raise
        except Exception as error:  # The app runs without the observer.
            _report(self._folder, module.__name__, error)


def _report(folder, module, error):
    try:
        from .events import Events

        Events(folder).write("failed", part="core", method=f"wrap {module}", error=f"{type(error).__name__}: {error}")
    except Exception:
        pass
