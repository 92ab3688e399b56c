"""Replaces the imports of a definition that the project's Python does not have. Part of ``export_model.py``.

Definitions import packages for data, plots and Flower that their network does not need. The import statement that fails
gets placeholders, and the definition is imported again. A placeholder can be an annotation, a decorator, a base class
and a function while the definition is imported. Every use that could decide something raises :class:`Needed`, and so
does every use while the network is made or runs. These uses are recorded too, so a definition that catches the exception
is refused as well.

Statements inside ``try`` that handle their failure never reach this module. Modules of the project and torch are never
replaced. Libraries do not see placeholders.
"""

from __future__ import annotations

import builtins
import sys
import types

import flsys_messages
from flsys_messages import SHOWN, Failure, listed, short

MAX_STATEMENTS = 50
"""Import statements of a definition that may fail."""

NEVER = ("torch",)
"""Packages whose parts the network itself needs."""

OLDER = (
    "Change the requirement to a version that has it, or move the network to a module that does not import it and set "
    "MODEL_DEFINITION_MODULE to that module."
)

_reasons = []
_uses = []
_decorated = []
_importing = False


class Reason:
    """Why an import statement fails, and the remedy."""

    def __init__(self, fact, remedy, whole=True):
        self.fact = fact
        self.remedy = remedy
        self.whole = whole


class Needed(Failure):
    """The network or its definition needs something that is absent."""


class Absent:
    """A placeholder for a module or a part of it."""

    def __init__(self, name, reason):
        vars(self).update(_name=name, _reason=reason)

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return self._part(f"{self._name}.{name}")

    def __call__(self, *arguments, **_):
        if any(_is_network(each) for each in arguments):
            self._use()
        _decorated.extend((each, self) for each in arguments if isinstance(each, types.FunctionType))
        return self._part(f"{self._name}()")

    def __getitem__(self, key):
        return self._part(f"{self._name}[]")

    def __or__(self, other):
        return self._part(self._name)

    __ror__ = __or__

    def __setattr__(self, name, value):
        self._part(name)

    def __setitem__(self, key, value):
        self._part(str(key))

    def __mro_entries__(self, bases):
        if any(_is_network(each) for each in bases):
            self._use()
        return (type("Base", (Base,), {"absent": self}),)

    def __eq__(self, other):
        return self is other or (not _is_typing(sys._getframe(1)) and self._use())

    def __ne__(self, other):
        return self is not other and (_is_typing(sys._getframe(1)) or self._use())

    __hash__ = object.__hash__

    def __repr__(self):
        return f"<absent {self._name}>"

    def _part(self, name):
        part = Absent(name, self._reason)
        return part if _importing else Absent._use(part)

    def _use(self, *_, **__):
        _uses.append(f"The definition uses {self._name}, but {self._reason.fact}. {self._reason.remedy}")
        raise Needed(_uses[-1])


for _operator in (
    "bool len iter next int index float complex str format bytes contains enter exit delitem instancecheck subclasscheck "
    "lt le gt ge add radd sub rsub mul rmul truediv rtruediv floordiv rfloordiv mod rmod pow rpow matmul rmatmul and rand "
    "xor neg pos abs invert iadd"
).split():
    setattr(Absent, f"__{_operator}__", Absent._use)


class Base:
    """The base of classes that derive from something absent."""

    absent = None

    def __init_subclass__(cls):
        if "absent" not in vars(cls) and ("forward" in vars(cls) or _is_network(cls)):
            cls.absent._use()  # a network of which only parts would be found

    def __new__(cls, *_, **__):
        return cls.absent._part(f"{cls.absent._name}()")


def _is_typing(frame):
    """Whether Python's ``typing`` compares an annotation with its own forms."""
    return frame.f_globals.get("__name__") == "typing"


def _is_network(value):
    module = sys.modules["torch"].nn.Module
    return isinstance(value, module) or (isinstance(value, type) and issubclass(value, module))


class _View:
    """A module with some absent names."""

    def __init__(self, module, absent):
        vars(self).update(vars(module))
        vars(self).update(absent)


# ------------------------------------------------------------------------------------------------ the import


def import_without_absent(load, forget, is_of_project):
    """Runs ``load``. Import statements of the project that fail get placeholders.

    :param forget: makes the next import execute the project's modules again
    :param is_of_project: whether the project has the top-level module of a name
    """
    global _importing
    failing, replaced = {}, {}
    original = builtins.__import__

    def importing(name, globals=None, locals=None, fromlist=(), level=0):
        frame = sys._getframe(1)
        file, top = frame.f_code.co_filename, name.partition(".")[0]
        if level or not flsys_messages.in_project(file) or top in NEVER or is_of_project(top):
            return original(name, globals, locals, fromlist, level)
        place = (file, frame.f_lineno)
        known = replaced.get((place, name))
        if known and known.whole:
            return Absent(name if fromlist else top, known)
        try:
            module = original(name, globals, locals, fromlist, level)
        except Exception as failed:
            failing[place] = (name, _not_imported(name, failed))
            raise
        missing = [each for each in fromlist or () if each != "*" and not hasattr(module, each)]
        if missing and known:
            return _View(module, {each: Absent(f"{name}.{each}", known) for each in missing})
        if missing:
            failing[place] = (name, _lacks(name, missing))
        return module

    builtins.__import__ = importing
    _importing = True
    try:
        while True:
            try:
                module = load()
                break
            except Failure as failure:
                place = _last_place(failure.__cause__)
                name, reason = failing.get(place, (None, None))
                if not name or (place, name) in replaced or len(replaced) >= MAX_STATEMENTS:
                    raise
                replaced[place, name] = reason
                _uses.clear()
                _decorated.clear()
                forget()
    finally:
        builtins.__import__ = original
        _importing = False
    _reasons.extend(replaced.values())
    require_no_use()
    return module


def _last_place(failed):
    """The last line of the project's code that an exception passed."""
    trace, place = getattr(failed, "__traceback__", None), None
    while trace:
        if flsys_messages.in_project(trace.tb_frame.f_code.co_filename):
            place = (trace.tb_frame.f_code.co_filename, trace.tb_lineno)
        trace = trace.tb_next
    return place


def _not_imported(name, failed):
    top = name.partition(".")[0]
    package = _installed(top)
    if not isinstance(failed, ModuleNotFoundError) or not f"{failed.name}.".startswith(f"{top}."):
        return Reason(
            f"{package or top} cannot be imported: {short(failed, 200)}", "Repair or change its installation."
        )
    if package:
        return Reason(f"{package} has no {failed.name}", OLDER)
    return Reason(f"{top} is not installed", f"Install it in the project's Python.{flsys_messages.not_installed()}")


def _lacks(name, missing):
    package = _installed(name.partition(".")[0]) or name
    return Reason(f"{package} has no {listed([f'{name}.{each}' for each in missing], SHOWN)}", OLDER, whole=False)


def _installed(top):
    """``flwr 1.41.0`` for the module ``flwr``; None if no installed package has it."""
    from importlib import metadata

    try:
        names = metadata.packages_distributions().get(top) if hasattr(metadata, "packages_distributions") else [top]
        return f"{names[0]} {metadata.version(names[0])}" if names else None
    except Exception:
        return None


# ------------------------------------------------------------------------------------------------ afterwards


def forget_uses():
    """Forgets the uses by candidates that were not selected."""
    _uses.clear()


def uses():
    """The number of uses so far."""
    return len(_uses)


def require_no_use(before=0):
    """Refuses a use that the project's code caught."""
    if len(_uses) > before:
        raise Needed(_uses[before])


def require_no_factory(makes_network):
    """Refuses a function that makes networks and that something absent decorates."""
    for function, decorator in _decorated:
        if makes_network(function):
            decorator._use()


def note():
    """A sentence for users about the absent imports; empty if there are none."""
    facts = "; ".join(dict.fromkeys(reason.fact for reason in _reasons))
    return f"The definition imports more than the network needs: {facts}." if facts else ""


def hint(message):
    """The absent imports that a message does not have yet, as its continuation."""
    other = dict.fromkeys(f"{reason.fact}. {reason.remedy}" for reason in _reasons if reason.fact not in message)
    return " Not all imports of the definition work: " + " ".join(other) if other else ""
