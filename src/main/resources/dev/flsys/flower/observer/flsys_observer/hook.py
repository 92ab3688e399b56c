"""Import hook that wraps modules of Flower directly after they were imported."""

from importlib.machinery import PathFinder

# Module of Flower, and the module of this package with its function `wrap`.
WRAPPED = {
    "flwr.server.server": "legacy",
    "flwr.server.workflow.default_workflows": "legacy",
    "flwr.serverapp.strategy.strategy": "messages",
    "flwr.server.superlink.fleet.vce.vce_api": "nodes",
    "flwr.client.client_app": "worker",
    "flwr.clientapp.client_app": "worker",
}


class Watcher:
    """A finder that finds only the modules in WRAPPED, as the path-based finder of Python does."""

    def __init__(self, folder):
        self.folder = folder

    def find_spec(self, name, path=None, target=None):
        wrapper = WRAPPED.get(name)
        if wrapper is None:
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = _Loader(spec.loader, wrapper, self.folder)
        return spec


class _Loader:
    """The loader of a module, which wraps the module after it was loaded."""

    def __init__(self, loader, wrapper, folder):
        self._loader = loader
        self._wrapper = wrapper
        self._folder = folder

    def create_module(self, spec):
        return self._loader.create_module(spec)

    def exec_module(self, module):
        self._loader.exec_module(module)
        try:
            from .observer import Refusal, observer
            from .plan import read_plan

            watching = observer(self._folder)
            if watching.knows_flower():
                from importlib import import_module

                import_module(f"flsys_observer.{self._wrapper}").wrap(module, watching)
            elif read_plan(self._folder).get("resume"):
                raise Refusal("FLSys cannot resume a training of this version of Flower.")
        except Refusal:
            raise
        except Exception:  # The app runs without the observer.
            pass

    def __getattr__(self, name):
        return getattr(self._loader, name)
