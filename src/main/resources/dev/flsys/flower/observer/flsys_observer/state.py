"""State of a training beside the global arrays: attributes of the strategy, and states of random numbers.

Two kinds of attributes of a strategy are kept: those that have arrays, bytes or generators of random numbers (also in
lists, tuples and dictionaries), and numbers that changed since the start of the training. Text is not kept: it can name
a folder of the old run. Strategies inside a strategy are read in the same way.
"""

import json
import random
import sys

from . import tensors

MAX_DEPTH = 6
MAX_VALUES = 20_000
# Flower's FedOpt sets this attribute again before each use.
_SET_EACH_ROUND = {("flwr.serverapp.strategy.fedopt", "current_arrays")}


class TooLarge(Exception):
    """The state has more bytes than allowed."""


class _NotKept(Exception):
    """A value of a type that is not kept."""


class State:
    """The state at one moment: its tensors, and a document that names them."""

    def __init__(self, tensors_, document):
        self.tensors = tensors_
        self.document = document


def numbers(strategy):
    """The attributes of a strategy that have numbers only, as JSON. They are compared at each checkpoint."""
    return _Writer(0).plain(strategy)


def capture(strategy, before, limit):
    """The state of this moment. Arrays that can change later are copied. `before` comes from `numbers`."""
    writer = _Writer(limit)
    document = {
        "class": _class(strategy),
        "strategy": writer.strategy(strategy, before),
        "random": writer.generators(),
    }
    return State(writer.tensors, document)


def restore(strategy, document, arrays):
    """Restores the attributes of a strategy. Raises ValueError if the strategy is of another class."""
    if document["class"] != _class(strategy):
        raise ValueError(f"the strategy was {document['class']}, and is {_class(strategy)} now")
    _restore(strategy, document["strategy"], arrays)


def capture_random():
    """The states of random numbers of this moment, for `restore_random`."""
    import numpy

    writer = _Writer(1 << 20)
    saved = writer.generators()
    return saved, {tensor.name: numpy.frombuffer(tensor.data, tensors.numpy_type(tensor)) for tensor in writer.tensors}


def restore_random(saved, arrays):
    """Restores the states of `random`, `numpy.random` and, if it is imported, `torch`."""
    import numpy

    version, name, gauss = saved["python"]
    random.setstate((version, tuple(int(each) for each in arrays[name]), gauss))
    kind, name, position, has_gauss, gauss = saved["numpy"]
    numpy.random.set_state((kind, arrays[name], position, has_gauss, gauss))
    torch = sys.modules.get("torch")
    if torch is not None and "torch" in saved:
        torch.set_rng_state(torch.from_numpy(arrays[saved["torch"]].copy()))


def _class(strategy):
    return type(strategy).__name__


def _is_strategy(value):
    return hasattr(type(value), "aggregate_fit") or hasattr(type(value), "aggregate_train")


def _skips(strategy, name):
    return any((kind.__module__, name) in _SET_EACH_ROUND for kind in type(strategy).__mro__)


class _Writer:
    def __init__(self, limit):
        self.tensors = []
        self._left = limit
        self._values = 0

    def plain(self, strategy, depth=0):
        found = {}
        for name, value in vars(strategy).items():
            if _is_strategy(value) and depth < MAX_DEPTH:
                found[name] = self.plain(value, depth + 1)
            elif _only_numbers(value):
                found[name] = json.dumps(self._node(value, 0))
        return found

    def strategy(self, strategy, before, depth=0):
        nodes = {}
        for name, value in vars(strategy).items():
            if _skips(strategy, name):
                continue
            if _is_strategy(value):
                if depth < MAX_DEPTH and value is not strategy:
                    nodes[name] = {"strategy": self.strategy(value, before.get(name) or {}, depth + 1)}
                continue
            count = len(self.tensors)
            try:
                node = self._node(value, 0)
            except _NotKept:
                del self.tensors[count:]
                continue
            plain = len(self.tensors) == count and not _has_generator(node)
            if not plain or (_only_numbers(value) and json.dumps(node) != before.get(name)):
                nodes[name] = node
        return nodes

    def generators(self):
        import numpy

        version, values, gauss = random.getstate()
        kind, keys, position, has_gauss, cached = numpy.random.get_state()
        saved = {
            "python": [version, self._add(numpy.array(values, numpy.uint32)), gauss],
            "numpy": [kind, self._add(keys), int(position), int(has_gauss), float(cached)],
        }
        torch = sys.modules.get("torch")
        if torch is not None and hasattr(torch, "get_rng_state"):
            saved["torch"] = self._add(torch.get_rng_state().numpy())
        return saved

    def _add(self, array):
        return self._keep(tensors.from_array(str(len(self.tensors)), array.copy()))

    def _keep(self, tensor):
        self._left -= len(tensor.data)
        if self._left < 0:
            raise TooLarge
        self.tensors.append(tensor)
        return tensor.name

    def _node(self, value, depth):
        import numpy

        self._values += 1
        if depth > MAX_DEPTH or self._values > MAX_VALUES:
            raise _NotKept
        if isinstance(value, numpy.generic):
            return {"scalar": self._add(numpy.asarray(value))}
        if value is None or isinstance(value, (bool, int, float)):
            return {"value": value}
        if isinstance(value, numpy.ndarray):
            if value.dtype.hasobject:
                raise _NotKept
            return {"array": self._add(value)}
        if isinstance(value, (bytes, bytearray)):
            data = bytes(value)
            return {type(value).__name__: self._keep(tensors.from_bytes(str(len(self.tensors)), data))}
        if type(value) in (list, tuple):
            return {type(value).__name__: [self._node(each, depth + 1) for each in value]}
        kind = type(value).__name__
        if kind == "ArrayRecord" or kind == "ParametersRecord":
            return {"record": [[name, self._array(array)] for name, array in value.items()]}
        if isinstance(value, dict):
            if type(value) is not dict or not all(isinstance(key, (str, int)) for key in value):
                raise _NotKept
            return {"dict": [[key, self._node(each, depth + 1)] for key, each in value.items()]}
        if kind == "Parameters" and hasattr(value, "tensor_type"):
            names = [self._keep(tensors.from_bytes(str(len(self.tensors)), each)) for each in value.tensors]
            return {"parameters": names, "type": value.tensor_type}
        if isinstance(value, random.Random):
            version, state, gauss = value.getstate()
            return {"random": [version, self._add(numpy.array(state, numpy.uint32)), gauss]}
        if isinstance(value, numpy.random.Generator):
            return {"generator": _json_state(value.bit_generator.state)}
        if isinstance(value, numpy.random.RandomState):
            return {"random_state": _json_state(value.get_state(legacy=False))}
        torch = sys.modules.get("torch")
        if torch is not None and type(value) is torch.Tensor and not value.requires_grad:
            return {"tensor": self._add(value.detach().cpu().numpy()), "device": str(value.device)}
        raise _NotKept

    def _array(self, array):
        data = array.data
        name = self._keep(tensors.from_bytes(str(len(self.tensors)), data))
        return {"data": name, "dtype": array.dtype, "shape": list(array.shape), "stype": array.stype}


def _json_state(state):
    def plain(value):
        if isinstance(value, dict):
            return {key: plain(each) for key, each in value.items()}
        return {"uint": [int(each) for each in value]} if hasattr(value, "tolist") and value.shape else value

    return plain(state)


def _numpy_state(state):
    import numpy

    if isinstance(state, dict) and set(state) == {"uint"}:
        return numpy.array(state["uint"], numpy.uint64 if max(state["uint"], default=0) >> 32 else numpy.uint32)
    return {key: _numpy_state(each) for key, each in state.items()} if isinstance(state, dict) else state


def _has_generator(node):
    return "generator" in node or "random_state" in node


def _only_numbers(value, depth=0):
    """Whether a value is a number, or a list, tuple or dictionary of such values."""
    if value is None or type(value) in (bool, int, float):
        return True
    if depth > MAX_DEPTH:
        return False
    if type(value) in (list, tuple):
        return len(value) <= MAX_VALUES and all(_only_numbers(each, depth + 1) for each in value)
    if type(value) is dict:
        return len(value) <= MAX_VALUES and all(
            isinstance(key, (str, int)) and _only_numbers(each, depth + 1) for key, each in value.items()
        )
    return False


def _restore(strategy, nodes, arrays):
    for name, node in nodes.items():
        if "strategy" in node:
            _restore(getattr(strategy, name), node["strategy"], arrays)
        elif "generator" in node:
            getattr(strategy, name).bit_generator.state = _numpy_state(node["generator"])
        elif "random_state" in node:
            getattr(strategy, name).set_state(_numpy_state(node["random_state"]))
        elif "random" in node:
            version, state, gauss = node["random"]
            getattr(strategy, name).setstate((version, tuple(int(each) for each in arrays[state]), gauss))
        else:
            setattr(strategy, name, _value(node, arrays))


def _value(node, arrays):
    kind = next(iter(node))
    content = node[kind]
    if kind == "value":
        return content
    if kind == "array":
        return arrays[content].copy()
    if kind == "scalar":
        return arrays[content][()]
    if kind == "bytes":
        return arrays[content]
    if kind == "bytearray":
        return bytearray(arrays[content])
    if kind == "list":
        return [_value(each, arrays) for each in content]
    if kind == "tuple":
        return tuple(_value(each, arrays) for each in content)
    if kind == "dict":
        return {key: _value(each, arrays) for key, each in content}
    if kind == "record":
        from flwr.common import Array, ArrayRecord

        return ArrayRecord(
            {
                name: Array(each["dtype"], tuple(each["shape"]), each["stype"], arrays[each["data"]])
                for name, each in content
            }
        )
    if kind == "parameters":
        from flwr.common import Parameters

        return Parameters([arrays[each] for each in content], node["type"])
    if kind == "tensor":
        import torch

        return torch.from_numpy(arrays[content].copy()).to(node["device"])
    raise ValueError(f"the state has a value of the unknown kind {kind}")
