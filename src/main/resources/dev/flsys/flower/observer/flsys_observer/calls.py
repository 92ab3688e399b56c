"""Observes calls of methods on single objects, without a change that the app can see.

A `Method` replaces a method in a class until the process ends. As long as an object of this class is not observed, the
object and its class return the method of the app. So threads, subclasses and several objects of one class do not
disturb each other. A class that is pickled by value, as cloudpickle does for Ray, has its own methods again.
"""

import functools
import operator

_ABSENT = object()

# The observed objects by id. Each has a list of dictionaries from name to wrapper, of which the last one is used.
_observed = {}


class Method:
    """A method of a class that can be observed on single objects."""

    def __init__(self, owner, name):
        self.owner = owner
        self.name = name
        self.own = owner.__dict__.get(name, _ABSENT)

    def original(self):
        """The method of the class without this object: its own, or that of a base class."""
        if self.own is not _ABSENT:
            return self.own
        for base in self.owner.__mro__[1:]:
            found = base.__dict__.get(self.name, _ABSENT)
            if found is not _ABSENT:
                return found.original() if isinstance(found, Method) else found
        return None

    def bound(self, instance, kind):
        """The value of an access without this object."""
        if self.own is _ABSENT:
            return getattr(super(self.owner, kind if instance is None else instance), self.name)
        get = getattr(type(self.own), "__get__", None)
        return self.own if get is None else get(self.own, instance, kind)

    def __get__(self, instance, kind=None):
        method = self.bound(instance, kind)
        # A call by super() is for another class than that of the object, and is not the call of the loop.
        if instance is None or type(instance) is not self.owner:
            return method
        layers = _observed.get(id(instance))
        wrapper = layers[-1].get(self.name) if layers else None
        return method if wrapper is None else wrapped(method, wrapper)

    @property
    def __isabstractmethod__(self):
        return getattr(self.original(), "__isabstractmethod__", False)

    def __reduce__(self):
        return operator.itemgetter(0), ((self.original(),),)


class Entry(Method):
    """A method that is always wrapped, if it is the outermost call of its name on its object."""

    def __init__(self, owner, name, wrapper):
        super().__init__(owner, name)
        self._wrapper = wrapper

    def __get__(self, instance, kind=None):
        method = self.bound(instance, kind)
        if instance is None or type(instance) is not self.owner:
            return method
        return wrapped(method, functools.partial(self._wrapper, instance))


def wrapped(method, wrapper):
    """A function that calls `wrapper(method, arguments, named)`."""

    def call(*arguments, **named):
        return wrapper(method, arguments, named)

    try:
        return functools.update_wrapper(call, method)
    except Exception:
        return call


def prepare(kind, names):
    """Makes methods of a class observable."""
    for name in names:
        if not isinstance(kind.__dict__.get(name), Method) and callable(getattr(kind, name, None)):
            setattr(kind, name, Method(kind, name))


class Layer:
    """Observes calls on objects, until it is closed. `wrappers` is a list of pairs: object, and names with wrappers."""

    def __init__(self, wrappers):
        self._wrappers = wrappers
        for instance, calls in wrappers:
            prepare(type(instance), calls)
        for instance, calls in wrappers:
            _observed.setdefault(id(instance), []).append(calls)

    def close(self):
        for instance, calls in self._wrappers:
            layers = _observed.get(id(instance), [])
            for index in range(len(layers) - 1, -1, -1):
                if layers[index] is calls:
                    del layers[index]
                    break
            if not layers:
                _observed.pop(id(instance), None)


def follow_subclasses(base, name, wrapper):
    """Calls `wrapper(instance, method, arguments, named)` for `name` in subclasses that override it."""
    original = base.__dict__[name]
    before = base.__dict__.get("__init_subclass__")

    def __init_subclass__(cls, **named):
        if before is None:
            super(base, cls).__init_subclass__(**named)
        else:
            before.__get__(None, cls)(**named)
        try:
            found = next(each.__dict__[name] for each in cls.__mro__ if name in each.__dict__)
            if found is not original:
                setattr(cls, name, Entry(cls, name, wrapper))
        except Exception:  # This class is not observed.
            pass

    base.__init_subclass__ = classmethod(__init_subclass__)
