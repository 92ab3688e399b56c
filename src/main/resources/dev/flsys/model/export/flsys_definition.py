"""Imports the definition module and finds the classes and functions that can make its network.

Part of ``export_model.py``.
"""

from __future__ import annotations

import ast
import difflib
import functools
import hashlib
import importlib
import importlib.util
import inspect
import os
import re
import sys
import textwrap
import types
import unicodedata
import urllib.error

from flsys_absent import Needed, import_without_absent, require_no_factory
from flsys_messages import SHOWN, Failure, install_hint, left, listed, short

_DATE = r"[0-9]{4}[-_]?[0-9]{2}[-_]?[0-9]{2}"
_TIME = r"[0-9]{2}[-_:.]?[0-9]{2}(?:[-_:.]?[0-9]{2}(?:[-_.,][0-9]{1,9})?)?"
_STAMP = rf"{_DATE}(?:[-_T ]?{_TIME}(?:Z|[+-][0-9]{{2}}:?[0-9]{{2}})?)?|[0-9]{{6}}[-_][0-9]{{4,6}}|[0-9]{{10}}(?:\.[0-9]+)?|[0-9]{{13}}"
ENDING = re.compile(rf"[-_](?:round[-_]?[0-9]+|final|best|{_STAMP})$", re.IGNORECASE)
"""The ending that a run adds to the name of its model: a round, ``final``, ``best``, a time (date, ISO 8601, Unix)."""

MAX_INPUTS = 1_000
"""Files of the project that an entry of the cache depends on."""

MAX_TEXT = 4 << 20
"""Bytes of the largest file in which each line end counts as one line feed."""

NO_FACTORY = re.compile(
    r"_*(?:(?:train|test|main|eval|evaluate|validate|fit|run|start|load(?!(?:\w*_)?(?:model|net|network)$)|save|export|predict|infer"
    r"|plot|download|parse|log|set|count|print|apply|aggregate|weighted|client|server)(?:_|s?$|(?=[A-Z]))"
    r"|get_(?:param|weight|data|eval|loader|device|on_|fit)|init_weight)"
)
"""Names of functions that are never called to get a network."""

LIBRARIES = ("torch.nn", "torchvision", "timm", "segmentation_models_pytorch", "efficientnet_pytorch", "transformers")
"""Libraries whose calls may make networks."""


# ------------------------------------------------------------------------------------------------ the import


def import_definition(request):
    """The definition module.

    It is imported as from the project's folder. If a module that it imports is missing there but is beside its file, it
    is imported again as ``python nets/model.py`` would find its modules: the file's folder comes first. The same holds for
    the folders between the file's folder and the project's folder, such as ``src``.
    """
    name, project, file = request["module"], request["project"], request["file"]
    folder = os.path.dirname(file)
    folders = _up_to(folder, project)
    sys.path.insert(0, project)
    sys.argv = [file]
    before = set(sys.modules)

    def forget():
        """Makes the next import execute the project's modules again."""
        for each in set(sys.modules) - before:
            own = _is_in(getattr(sys.modules[each], "__file__", None), project)
            if own or each.split(".")[0] == name.split(".")[0]:
                del sys.modules[each]
        importlib.invalidate_caches()

    def without_absent(load):
        return import_without_absent(load, forget, lambda top: any(_has_module(each, top) for each in folders))

    try:
        if _is_shadowed(name, project):
            sys.path.insert(0, folder)
            return without_absent(lambda: _load(name, file))
        module = without_absent(lambda: _import(name))
        _require_one_neighbour(module, folder, project)
    except Failure as failure:
        missing = _missing(failure.__cause__)
        found = [each for each in folders if each != project and missing and _has_module(each, missing)]
        if not found:
            raise
        forget()
        sys.path.insert(0, found[0])
        own = os.path.splitext(os.path.relpath(file, found[0]))[0].split(os.sep)
        if own[0] == missing:  # its own package, of which there must not be a second copy
            name = ".".join(own).removesuffix(".__init__")
        module = without_absent(lambda: _import(name))
    require_no_factory(lambda each: may_be_factory(each.__name__) and makes_network(each, sys.modules["torch"]))
    found = getattr(module, "__file__", None)
    if not found or os.path.realpath(found) != os.path.realpath(file):
        raise Failure(f"Python has a module {name} of its own; rename the project's.")
    return module


def _is_shadowed(name, project):
    """Whether Python has a module of its own with the name of the project's folder, such as ``code`` or ``test``."""
    first, _, rest = name.partition(".")
    folder = os.path.join(project, first)
    if not rest or not os.path.isdir(folder) or os.path.exists(os.path.join(folder, "__init__.py")):
        return False
    try:
        spec = importlib.util.find_spec(first)
    except (ImportError, ValueError):
        return True  # a module without a specification, which is Python's own
    return spec is not None and spec.origin is not None


def _load(name, file):
    """The file as a module, as ``python code/model.py`` runs it: its folder is no package."""
    spec = importlib.util.spec_from_file_location(name, file)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    return _import(name, lambda _: spec.loader.exec_module(module) or module)


def _import(name, load=importlib.import_module):
    try:
        return load(name)
    except (MemoryError, Needed):
        raise
    except SystemExit as leaving:
        raise left(f"The definition module {name}", leaving, " when it is imported") from leaving
    except BaseException as failed:
        text = f"The definition module {name} cannot be imported: {short(failed)}.{_hint(name, failed)}"
        raise Failure(text) from failed


def download_hint(failed):
    """The next step for a module that loads a data set when it is imported, as a script of a training does."""
    offline = isinstance(failed, (urllib.error.URLError, ConnectionError, TimeoutError))
    loads = offline or "Dataset not found" in str(failed)
    return (
        ' It loads data when it is imported: move that below if __name__ == "__main__":, or name another module in '
        "MODEL_DEFINITION_MODULE."
        if loads
        else ""
    )


def _hint(name, failed):
    """The remedy for a definition module that is not there, or for a module that it needs."""
    if isinstance(failed, ModuleNotFoundError) and failed.name and f"{name}.".startswith(f"{failed.name}."):
        return " Put it into the project, or correct MODEL_DEFINITION_MODULE, or class in flsys.toml if that names it."
    return install_hint(failed) + download_hint(failed)


def _missing(failed):
    """The top-level module that an import did not find, or that lacks the imported name."""
    return failed.name.split(".")[0] if isinstance(failed, ImportError) and failed.name else None


def _up_to(folder, project):
    """A folder and those above it up to the project's, the inner ones first."""
    inside = os.path.relpath(folder, project)
    parts = [] if inside == os.curdir else inside.split(os.sep)
    return [os.path.join(project, *parts[:count]) for count in range(len(parts), -1, -1)]


def _has_module(folder, name):
    return os.path.isfile(os.path.join(folder, name + ".py")) or os.path.isdir(os.path.join(folder, name))


def _require_one_neighbour(module, folder, project):
    """Refuses a module that the project's folder and the file's folder both have, with other content."""
    if folder == project or os.path.exists(os.path.join(folder, "__init__.py")):
        return
    for name in sorted(_imported(module)):
        file = getattr(sys.modules.get(name), "__file__", None)
        beside = os.path.join(folder, name + ".py")
        if (
            not file
            or not os.path.isfile(beside)
            or os.path.realpath(os.path.dirname(file)) != os.path.realpath(project)
        ):
            continue
        if content_hash(file) != content_hash(beside):
            here, there = (os.path.relpath(each, project) for each in (file, beside))
            raise Failure(
                f"The definition module imports {name}, and the project has {here} and {there}, which differ. Rename one "
                "of them."
            )


def _imported(module):
    """The top-level names that the module's file imports absolutely."""
    try:
        tree = ast.parse(inspect.getsource(module))
    except Exception:
        return set()
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.add(node.module.split(".")[0])
    return names


def _is_in(file, folder):
    if not file:
        return False
    relative = os.path.relpath(os.path.realpath(file), os.path.realpath(folder))
    parts = relative.split(os.sep)
    return not relative.startswith(os.pardir) and not parts[0].startswith(".") and "site-packages" not in parts


# ------------------------------------------------------------------------------------------------ its inputs


class Inputs:
    """The files of the project that the definition opens, with their hashes at that moment."""

    def __init__(self, project, weights):
        self._project = os.path.realpath(project)
        self._weights = os.path.realpath(weights)
        self._busy = False
        self._on = True
        self.hashes = {}
        sys.addaudithook(self._heard)

    def stop(self):
        """Records the imported modules, because Python does not open the source of a compiled module. Then it stops."""
        self._on = False
        for module in list(sys.modules.values()):
            file = getattr(module, "__file__", None)
            if isinstance(file, str):
                self._record(file)

    def _heard(self, event, arguments):
        if event != "open" or not self._on or self._busy:
            return
        path, mode, flags = arguments
        writes = isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR)
        if not isinstance(path, (str, bytes)) or writes or (isinstance(mode, str) and set(mode) & set("wax+")):
            return
        self._busy = True
        try:
            self._record(os.fsdecode(path))
        finally:
            self._busy = False

    def _record(self, path):
        try:
            file = os.path.realpath(path)
            name = os.path.relpath(file, self._project).replace(os.sep, "/")
            parts = name.split("/")
            if (
                parts[0] == os.pardir
                or any(part in ("site-packages", "__pycache__", ".venv", ".flsys", ".git") for part in parts)
                or file == self._weights
                or name in self.hashes
                or len(self.hashes) >= MAX_INPUTS
                or not os.path.isfile(file)
            ):
                return
            self.hashes[name] = content_hash(file)
        except (OSError, ValueError):
            pass  # the project's code gets the same error


def content_hash(path):
    """The SHA-256 of a file. In a text, each line end counts as one line feed. The same as in Java's FileHashes."""
    with open(path, "rb") as file:
        if os.fstat(file.fileno()).st_size <= MAX_TEXT:
            content = file.read()
            if b"\0" not in content:
                content = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
            return hashlib.sha256(content).hexdigest()
        digest = hashlib.sha256()
        for part in iter(lambda: file.read(1 << 20), b""):
            digest.update(part)
        return digest.hexdigest()


# ------------------------------------------------------------------------------------------------ candidates


class Candidate:
    """A class or function that may make the network, with all names that the module has for it."""

    def __init__(self, name, target, kind):
        self.names = [name]
        self.target = target
        self.kind = kind

    @property
    def name(self):
        return self.names[0]

    def __str__(self):
        return self.name


def candidates(module, project, torch):
    """``(classes, functions, networks)`` of the module: its nn.Module classes, functions that return one, and networks
    that it made itself. Those of the module's own file come first, in the order of their definition."""
    classes, functions, networks = {}, {}, {}
    for name, value in list(vars(module).items()):
        if isinstance(value, type) and issubclass(value, torch.nn.Module):
            if value.__module__ == module.__name__ or _is_of_project(value, project):
                _add(classes, value.__name__ if value.__module__ == module.__name__ else name, name, value, "class")
        elif isinstance(value, torch.nn.Module):
            _add(networks, name, name, value, "network")
        elif _is_function(value, module, project):
            _add(functions, name, name, value, "function")
    return tuple(
        sorted(each.values(), key=lambda found: _module_of(found.target) != module.__name__)
        for each in (classes, functions, networks)
    )


def imported(module, project, torch):
    """The classes and functions that the module imports from packages, such as ``torchvision.models``. Only an id can
    name one of them, because packages have many. Parts of torch itself are no networks."""
    found = {}
    for name, value in list(vars(module).items()):
        of_torch = str(_module_of(value)).partition(".")[0] == "torch"
        if of_torch or _is_of_project(value, project):
            continue
        if isinstance(value, type) and issubclass(value, torch.nn.Module):
            _add(found, name, value.__name__, value, "class")
        elif isinstance(value, types.FunctionType) and may_be_factory(name):
            _add(found, name, value.__name__, value, "function")
    return [*found.values()]


def _add(found, name, alias, value, kind):
    candidate = found.setdefault(id(value), Candidate(name, value, kind))
    candidate.names += [each for each in (name, alias) if each not in candidate.names]


def _module_of(target):
    return getattr(target.func if isinstance(target, functools.partial) else target, "__module__", None)


def _is_function(value, module, project):
    if isinstance(value, functools.partial):
        return _is_of_project(value.func, project) or isinstance(value.func, type)
    if not isinstance(value, types.FunctionType):
        return False
    return value.__module__ == module.__name__ or _is_of_project(value, project)


def _is_of_project(value, project):
    return _is_in(getattr(sys.modules.get(_module_of(value)), "__file__", None), project)


def chosen(written, module, torch):
    """The candidate that the user named: ``Name`` of the definition module or ``module:Name``."""
    place, colon, name = written.rpartition(":")
    owner = _import(place) if colon else module
    value = getattr(owner, name, None)
    if isinstance(value, torch.nn.Module):
        return Candidate(name, value, "network")
    if isinstance(value, type):
        if issubclass(value, torch.nn.Module):
            return Candidate(name, value, "class")
        raise Failure(f'The class of class = "{written}" does not derive from torch.nn.Module.')
    if callable(value):
        return Candidate(name, value, "function")
    names = [
        each
        for each, other in vars(owner).items()
        if not each.startswith("_") and (isinstance(other, type) or callable(other))
    ]
    near = difflib.get_close_matches(name, names, n=1)
    raise Failure(
        f'The module {owner.__name__} has no class or function {name}, which class = "{written}" names'
        + (f'. Did you mean class = "{(place + colon) + near[0]}"?' if near else f"; it has {listed(names, SHOWN)}.")
    )


def named(model_id, found):
    """The candidates that the id names: by their exact name, without separators, or ignoring case."""
    for candidate in shorter_and_shorter(model_id):
        for same in (_normalised, _without_separators, letters):
            matching = [each for each in found if any(same(name) == same(candidate) for name in each.names)]
            if matching:
                return matching
    return []


def nearest(model_id, names):
    """The name that is most similar to the id, or to the id without its endings; None if no name is similar."""
    by_letters = {letters(name): name for name in reversed(names)}
    for candidate in shorter_and_shorter(model_id):
        found = difflib.get_close_matches(letters(candidate), by_letters, n=1, cutoff=0.65)
        if found:
            return by_letters[found[0]]
    return None


def shorter_and_shorter(model_id):
    """The id, then the id with one ending removed after the other."""
    while model_id:
        yield model_id
        shorter = ENDING.sub("", model_id)
        if shorter == model_id:
            return
        model_id = shorter


def _normalised(name):
    """Normalises like Python's identifiers. File systems may use another form."""
    return unicodedata.normalize("NFKC", name)


def _without_separators(name):
    return _normalised(name).replace("_", "").replace("-", "")


def letters(name):
    return _without_separators(name).casefold()


# ------------------------------------------------------------------------------------------------ functions


def may_be_factory(name):
    return not NO_FACTORY.match(name)


def makes_network(function, torch, depth=0):
    """Whether the source of a function, or its annotation, shows that it returns an nn.Module. Nothing is called."""
    if isinstance(function, functools.partial):
        function = function.func
    if isinstance(function, type):
        return issubclass(function, torch.nn.Module)
    if _is_library(function):
        return True
    if not isinstance(function, types.FunctionType) or depth > 4:
        return False
    tree = _source(function)
    if tree is None:
        return False
    scope = _Scope(function, tree, torch, depth)
    returns = function.__annotations__.get("return")
    if isinstance(returns, str):
        try:
            returns = scope.value(ast.parse(returns, mode="eval").body)
        except SyntaxError:
            returns = None
    if isinstance(returns, type):
        return issubclass(returns, torch.nn.Module)
    return any(scope.is_network(value) for value in _returned(tree))


def _source(function):
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    except Exception:
        return None
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.Lambda)):
            return node
    return None


def _returned(tree):
    if isinstance(tree, ast.Lambda):
        return [tree.body]
    found = []
    nodes = list(tree.body)
    while nodes:
        node = nodes.pop()
        if isinstance(node, ast.Return) and node.value is not None:
            found.append(node.value)
        elif not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)):
            nodes += ast.iter_child_nodes(node)
    return found


class _Scope:
    """The names in a function."""

    def __init__(self, function, tree, torch, depth):
        self._function = function
        self._torch = torch
        self._depth = depth
        self._locals = {}
        self._classes = {}
        self._imports = {}
        for node in ast.walk(tree):
            if isinstance(node, (ast.Assign, ast.AnnAssign, ast.NamedExpr)) and node.value is not None:
                for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                    if isinstance(target, ast.Name):
                        self._locals.setdefault(target.id, []).append(node.value)
            elif isinstance(node, ast.ClassDef):
                self._classes[node.name] = node
            elif isinstance(node, ast.Import):
                for alias in node.names:
                    self._imports[alias.asname or alias.name.split(".")[0]] = alias.name
            elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
                for alias in node.names:
                    self._imports[alias.asname or alias.name] = f"{node.module}.{alias.name}"

    def value(self, node):
        """The object that a name or a chain of attributes means outside the function; None if it is not known."""
        if isinstance(node, ast.Name):
            return self._function.__globals__.get(node.id)
        if isinstance(node, ast.Attribute):
            owner = self.value(node.value)
            return getattr(owner, node.attr, None) if isinstance(owner, types.ModuleType) else None
        return None

    def is_network(self, node, seen=()):
        if isinstance(node, ast.IfExp):
            return self.is_network(node.body, seen) or self.is_network(node.orelse, seen)
        if isinstance(node, ast.Name):
            if node.id in seen:
                return False
            return any(self.is_network(value, (*seen, node.id)) for value in self._locals.get(node.id, ()))
        if not isinstance(node, ast.Call):
            return False
        called = node.func
        if isinstance(called, ast.Attribute) and self.is_network(called.value, seen):
            return True  # Net().to(device)
        return self._is_maker(called, seen)

    def _is_maker(self, node, seen):
        if isinstance(node, ast.Subscript):  # {"cnn": CNN}[name]()
            return any(
                self._is_maker(each, seen)
                for each in ast.walk(self._resolved(node.value))
                if isinstance(each, ast.Name)
            )
        if isinstance(node, ast.Call):  # getattr(models, name)(), MODELS.get(name)()
            if isinstance(node.func, ast.Name) and node.func.id == "getattr" and node.args:
                return self._library(node.args[0]) or _is_library(self.value(node.args[0]))
            return isinstance(node.func, ast.Attribute) and self._holds_classes(node.func.value)
        if isinstance(node, ast.Name) and node.id in self._classes and node.id not in seen:
            return any(self._is_maker(base, (*seen, node.id)) for base in self._classes[node.id].bases)
        if isinstance(node, ast.Name) and node.id in self._locals and node.id not in seen:
            return any(self._is_maker(value, (*seen, node.id)) for value in self._locals[node.id])
        if self._library(node):
            return True
        if isinstance(node, ast.Attribute) and self._is_constructor(self.value(node.value), node.attr):
            return True
        value = self.value(node)
        if isinstance(value, dict):
            return self._has_maker(value)
        return value is not None and makes_network(value, self._torch, self._depth + 1)

    def _is_constructor(self, cls, name):
        """Whether ``cls.name`` is a class method of a network, such as ``from_config``."""
        if not isinstance(cls, type) or not (issubclass(cls, self._torch.nn.Module) or _is_library(cls)):
            return False
        return isinstance(inspect.getattr_static(cls, name, None), classmethod)

    def _has_maker(self, registry):
        return any(callable(each) and makes_network(each, self._torch, self._depth + 1) for each in registry.values())

    def _resolved(self, node):
        values = self._locals.get(node.id, ()) if isinstance(node, ast.Name) else ()
        return values[0] if values else node

    def _holds_classes(self, node):
        value = self.value(node)
        return isinstance(value, dict) and self._has_maker(value)

    def _library(self, node):
        """Whether a name was imported in the function from a library of networks."""
        parts = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name) or node.id not in self._imports:
            return False
        return (self._imports[node.id] + ".").startswith(tuple(each + "." for each in LIBRARIES))


def _is_library(value):
    place = value.__name__ if isinstance(value, types.ModuleType) else getattr(value, "__module__", None)
    return isinstance(place, str) and (place + ".").startswith(
        tuple(each + "." for each in LIBRARIES if each != "torch.nn")
    )


def keys_read(target, parameter):
    """The keys and attributes that a function, or the constructor of a class, reads from a parameter in any case, in
    their order: ``hidden`` for ``args.hidden`` and ``cfg["hidden"]``, ``model.hidden`` for ``cfg.model.hidden``.

    Empty if the source is not known, or if it calls the parameter. Methods of the parameter, such as ``get``, are no keys.
    """
    function = target.__init__ if isinstance(target, type) else target
    tree = _source(function) if isinstance(function, types.FunctionType) else None
    if tree is None:
        return []
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    inner = {id(node.value) for node in ast.walk(tree) if isinstance(node, (ast.Attribute, ast.Subscript))}
    places = {parameter}
    if any(isinstance(node, ast.Call) and _is_name(node.func, parameter) for node in ast.walk(tree)):
        return []
    for node in ast.walk(tree):  # self.args = args
        if isinstance(node, ast.Assign) and _is_name(node.value, parameter):
            places |= {ast.unparse(each) for each in node.targets if isinstance(each, (ast.Name, ast.Attribute))}
    found = {}
    for node in ast.walk(tree):
        if not isinstance(node, (ast.Attribute, ast.Subscript)) or id(node) in inner:
            continue
        key = _key(node.value if id(node) in called else node, places)
        if key and isinstance(node.ctx, ast.Load):
            found[key] = (node.lineno, node.col_offset)
    return [key for key in sorted(found, key=found.get) if not any(other.startswith(key + ".") for other in found)]


def _is_name(node, name):
    return isinstance(node, ast.Name) and node.id == name


def _key(node, places):
    """The key that an expression reads from one of some places; empty if it reads the place itself or anything else."""
    if isinstance(node, (ast.Name, ast.Attribute)) and ast.unparse(node) in places:
        return ""
    if isinstance(node, ast.Attribute):
        name = node.attr
    elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str):
        name = node.slice.value
    else:
        return _key(node.value, places) if isinstance(node, ast.Subscript) else None  # cfg.sizes[0]
    before = _key(node.value, places) if name.isidentifier() else None
    return None if before is None else f"{before}.{name}" if before else name


def compared_texts(function, parameter=None):
    """The strings that a function, or the constructor of a class, compares with or uses as keys: possible values of a
    parameter such as ``name``. With ``parameter``, only those that it compares with this parameter."""
    function = function.__init__ if isinstance(function, type) else function
    tree = _source(function) if isinstance(function, types.FunctionType) else None
    if tree is None:
        return []
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            if parameter and not any(ast.unparse(side) == parameter for side in sides):
                continue
            inner = [
                each
                for side in sides
                for each in (side.elts if isinstance(side, (ast.Tuple, ast.List, ast.Set)) else [side])
            ]
        elif parameter:
            continue
        elif isinstance(node, ast.Dict):
            inner = node.keys
        elif isinstance(node, ast.MatchValue):
            inner = [node.value]
        elif isinstance(node, ast.Name) and isinstance(function.__globals__.get(node.id), dict):
            found += [key for key in function.__globals__[node.id] if isinstance(key, str)]
            continue
        else:
            continue
        found += [each.value for each in inner if isinstance(each, ast.Constant) and isinstance(each.value, str)]
    return list(dict.fromkeys(text for text in found if text.strip()))[:20]
