"""Reads the weights in a file without running anything in it. Part of ``export_model.py``.

Formats: torch's zip archives and its older pickles, plain pickles of arrays, ``.npz`` and ``.npy`` of NumPy, and
safetensors. Pickles are read by an unpickler that creates tensors and plain values. Classes that it does not know become
inert :class:`Record` objects, and a call of any other function is refused.

Sources of the formats: torch/serialization.py and torch/_utils.py (storages and tensors), numpy/lib/format.py, and the
specification in the README of huggingface/safetensors.
"""

from __future__ import annotations

import ast
import collections
import datetime
import functools
import io
import json
import math
import os
import pickle
import re
import struct
import zipfile
from collections.abc import Mapping

from flsys_messages import SHOWN, Failure, listed

HOW_TO_SAVE = "Save the state dict instead: torch.save(model.state_dict(), PATH)."

DAMAGED = "The file is damaged:"
WRITE_AGAIN = "Write or download it again."

TABLE_MODELS = ("sklearn.", "xgboost.", "lightgbm.", "catboost.", "joblib.")
"""Packages whose pickled models are no networks."""

MAX_DEPTH = 5
"""Nested containers below the content of a file that are searched for weights."""

MAX_DICTS = 2_000
"""Containers of a file that are searched for weights."""

MAX_HEADER = 64 << 20
"""Bytes of a safetensors header."""

MAX_TENSORS = 65_536
"""Tensors of a safetensors file, as many as the reader in Java allows."""

MAX_HEADER_VALUES = 12 * MAX_TENSORS
"""Values of a safetensors header. Each tensor has 8 with two dimensions."""

MAX_TIMES = 8
"""The factor by which a file may expand. Weights are hardly compressible: archives of them expand by 10 %."""

FREE_BYTES = 64 << 20
"""Bytes to which any file may expand."""

MAX_DIMENSIONS = 64
"""Dimensions of a tensor; some operations of torch take no more."""

STORAGES = {
    "DoubleStorage": "float64",
    "FloatStorage": "float32",
    "HalfStorage": "float16",
    "BFloat16Storage": "bfloat16",
    "LongStorage": "int64",
    "IntStorage": "int32",
    "ShortStorage": "int16",
    "CharStorage": "int8",
    "ByteStorage": "uint8",
    "BoolStorage": "bool",
    "ComplexFloatStorage": "complex64",
    "ComplexDoubleStorage": "complex128",
    "UntypedStorage": "uint8",
    "_UntypedStorage": "uint8",
}
"""Names of storage types and of the types of their values."""

NUMPY_TYPES = {
    "f2": "float16",
    "f4": "float32",
    "f8": "float64",
    "i1": "int8",
    "i2": "int16",
    "i4": "int32",
    "i8": "int64",
    "u1": "uint8",
    "b1": "bool",
    "c8": "complex64",
    "c16": "complex128",
}

SAFETENSORS_TYPES = {
    "F64": "float64",
    "F32": "float32",
    "F16": "float16",
    "BF16": "bfloat16",
    "I64": "int64",
    "I32": "int32",
    "I16": "int16",
    "I8": "int8",
    "U8": "uint8",
    "BOOL": "bool",
}


MAGIC = 0x1950A86A20F9469CFC6C
"""The number at the start of torch's older format."""

STORAGE_IN_BYTES = "torch.storage._load_from_bytes"
"""The function that ``pickle.dump`` calls for each storage."""


class Refused(Exception):
    """The file asks for something that is not data; the argument is its name."""


# ------------------------------------------------------------------------------------------------ formats


def read_content(path, torch):
    """The content of a file: containers, tensors and plain values. Nothing in the file is run."""
    try:
        return _read(path, torch)
    except Refused as refused:
        raise Failure(_refusal(str(refused))) from refused
    except MemoryError:
        raise
    except Failure as failure:
        if str(failure).startswith(DAMAGED):
            raise Failure(f"{failure} {WRITE_AGAIN}") from failure
        raise
    except Exception as broken:
        if isinstance(broken, (EOFError, struct.error)) or "truncated" in str(broken):
            raise Failure(f"{DAMAGED} it ends too early. {WRITE_AGAIN}") from broken
        text = re.sub(r"\s+", " ", f"{type(broken).__name__}: {broken}")[:300]
        raise Failure(f"The weights cannot be read, the file may be damaged: {text}") from broken


def _read(path, torch):
    size = os.path.getsize(path)
    with open(path, "rb") as file:
        start = file.read(16)
        file.seek(0)
        if not start:
            raise Failure("The file is empty.")
        if start.startswith(b"PK\x03\x04"):
            return _read_zip(path, torch)
        if start.startswith(b"\x93NUMPY"):
            return _read_npy(file.read(), "the file", torch)
        if len(start) > 9 and start[8:9] == b"{" and struct.unpack("<Q", start[:8])[0] <= size - 8:
            return _read_safetensors(file, size, torch)
        if start[:1] == b"\x80":
            return _read_pickles(file, torch)
    if start.startswith(b"\x89HDF"):
        raise Failure(f"The file is HDF5, as Keras writes it; FLSys reads weights of PyTorch. {HOW_TO_SAVE}")
    raise Failure(
        "The file is not one that torch.save wrote; FLSys also reads .npz, .safetensors, TorchScript and ONNX. "
        + HOW_TO_SAVE
    )


def _read_zip(path, torch):
    try:
        archive = zipfile.ZipFile(path)
    except zipfile.BadZipFile as damaged:
        raise Failure("The file is damaged: its archive is incomplete.") from damaged
    with archive:
        require_sizes(archive, os.path.getsize(path))
        names = archive.namelist()
        if any(name.endswith("/constants.pkl") for name in names):
            raise Failure("The file is a TorchScript archive, not a state dict.")
        pickles = [name for name in names if name == "data.pkl" or name.endswith("/data.pkl")]
        if pickles:
            folder = min(pickles, key=len)[: -len("data.pkl")]
            if folder + "byteorder" in names and archive.read(folder + "byteorder").strip() == b"big":
                raise Failure(f"The file is of a machine with another byte order. {HOW_TO_SAVE}")
            storages = {}

            def storage(key, dtype, count):
                if key not in storages:
                    storages[key] = _tensor(archive.read(f"{folder}data/{key}"), "uint8", torch)
                return storages[key]

            reader = _Reader(io.BytesIO(archive.read(folder + "data.pkl")), storage, torch)
            return reader.values(reader.load())
        arrays = [name for name in names if name.endswith(".npy")]
        if arrays and len(arrays) == len(names):
            return {name[:-4]: _read_npy(archive.read(name), f"the array {name[:-4]}", torch) for name in arrays}
    raise Failure(f"The file is an archive that holds no weights. {HOW_TO_SAVE}")


def require_sizes(archive, size):
    """Refuses an archive by the sizes that it declares, before an entry is read. An entry is not read beyond its size."""
    declared = sum(entry.file_size for entry in archive.infolist())
    if declared > max(FREE_BYTES, MAX_TIMES * size):
        raise Failure(
            f"The entries of the archive expand to {declared >> 20:,} MiB, far more than its {size >> 20:,} MiB. It was "
            "refused before they were read. Save it without compression: torch.save or numpy.savez."
        )


def _read_pickles(file, torch):
    """torch's older format, or a plain pickle."""
    first = _Reader(file, _no_storage, torch)
    content = first.load()
    if content != MAGIC:
        return first.values(content)
    reader, content, _ = _read_older(file, os.fstat(file.fileno()).st_size, torch)
    return reader.values(content)


def _read_older(file, size, torch, inside=False):
    """torch's older format after its first number: several pickles, and then the storages.

    :param inside: whether it is inside of a pickle
    """
    for _ in range(2):  # the protocol and the system
        _Reader(file, _no_storage, torch, inside).load()
    storages = {}
    reader = _Reader(file, lambda key, dtype, count: storages[key], torch, inside)
    content = reader.load()
    keys = _Reader(file, _no_storage, torch, inside).load()
    types = reader.storage_types
    if not isinstance(keys, list) or any(key not in types for key in keys):
        raise Failure("The file is damaged: its list of storages is incomplete.")
    for key in keys:
        count = struct.unpack("<q", file.read(8))[0]
        width = torch.empty(0, dtype=getattr(torch, types[key])).element_size()
        if not 0 <= count * width <= size:
            raise Failure("The file is damaged: a storage is longer than the file.")
        storages[key] = _tensor(file.read(count * width), "uint8", torch)
    return reader, content, storages


def _no_storage(key, dtype, count):
    raise Refused("a storage")


def _read_npy(data, what, torch):
    if not data.startswith(b"\x93NUMPY") or len(data) < 12:
        raise Failure(f"The file is damaged: {what} is no NumPy array.")
    wide = data[6] > 1
    length = struct.unpack("<I", data[8:12])[0] if wide else struct.unpack("<H", data[8:10])[0]
    start = 12 if wide else 10
    header = ast.literal_eval(data[start : start + length].decode("latin1").strip())
    kind, shape = header["descr"], tuple(header["shape"])
    if not isinstance(kind, str) or kind.lstrip("<>|=").startswith("O"):
        begin = data[:1000]
        raise Failure(_flower_array(what) if b"flwr." in begin and b"Parameters" in begin else _object_array(what))
    return _array(data[start + length :], kind, shape, header["fortran_order"], what, torch)


def _flower_array(what):
    """From Flower 1.0 on, ``aggregate_fit`` returns a pair of parameters and metrics."""
    return (
        f"The file holds Parameters of Flower and no arrays ({what}). It was refused, and nothing in it was run. In "
        "aggregate_fit, save their arrays: parameters, metrics = super().aggregate_fit(server_round, results, failures), "
        "then np.savez(PATH, *flwr.common.parameters_to_ndarrays(parameters))."
    )


def _object_array(what):
    return (
        f"The file holds an array of Python objects ({what}). It was refused, and nothing in it was run. Save arrays of "
        "numbers: np.savez(PATH, *[value.cpu().numpy() for value in model.state_dict().values()])."
    )


def _array(data, kind, shape, fortran, what, torch):
    plain = kind.lstrip("<>|=")
    if plain in ("u2", "u4", "u8"):
        # torch 1 has no unsigned types; signed ones have the same bits
        flat = _tensor(_little(data, kind, torch), "int" + str(8 * int(plain[1])), torch).to(torch.int64)
        if plain != "u8":
            flat = flat & ((1 << 8 * int(plain[1])) - 1)
        elif flat.numel() and int(flat.min()) < 0:
            raise Failure(f"FLSys cannot read {what}: it has integers above 2^63. Save float32.")
    else:
        if plain not in NUMPY_TYPES:
            raise Failure(f"FLSys cannot read {what}: its type is {kind}. Save float32.")
        flat = _tensor(_little(data, kind, torch), NUMPY_TYPES[plain], torch)
    count = math.prod(shape)
    if flat.numel() < count:
        raise Failure(f"The file is damaged: {what} is incomplete.")
    flat = flat[:count]
    if fortran and len(shape) > 1:
        return flat.reshape(shape[::-1]).permute(*reversed(range(len(shape)))).contiguous()
    return flat.reshape(shape)


def _little(data, kind, torch):
    """``data`` in the byte order of this machine's torch."""
    width = int(kind.lstrip("<>|=")[1:])
    if kind.startswith(">") and width > 1:
        return _tensor(data, "uint8", torch).reshape(-1, width).flip(1).contiguous().numpy().tobytes()
    return data


def _read_safetensors(file, size, torch):
    length = struct.unpack("<Q", file.read(8))[0]
    if length > MAX_HEADER:
        raise Failure(f"The file is damaged, or its safetensors header is larger than {MAX_HEADER >> 20} MiB.")
    text = file.read(length)
    # Counted before the values exist: 18 MB of short entries take 350 MB as dicts.
    if sum(text.count(each) for each in (b",", b"{", b"[")) > MAX_HEADER_VALUES:
        raise Failure(f"The safetensors header of the file has more than {MAX_HEADER_VALUES} values.")
    header = json.loads(text.decode("utf-8"))
    if len(header) - ("__metadata__" in header) > MAX_TENSORS:
        raise Failure(f"The file has more than {MAX_TENSORS} tensors.")
    start = 8 + length
    state = {}
    before = 0
    for name, entry in sorted(header.items(), key=lambda each: each[1].get("data_offsets", [0])):
        if name == "__metadata__":
            continue
        if entry["dtype"] not in SAFETENSORS_TYPES:
            raise Failure(f"FLSys cannot read the type {entry['dtype']} of {name}. Save float32.")
        first, end = entry["data_offsets"]
        if not 0 <= first <= end <= size - start:
            raise Failure(f"The file is damaged: {name} is incomplete.")
        if first < before:
            raise Failure(f"The file is damaged: {name} overlaps another tensor.")
        before = end
        file.seek(start + first)
        flat = _tensor(file.read(end - first), SAFETENSORS_TYPES[entry["dtype"]], torch)
        if flat.numel() != math.prod(entry["shape"]):
            raise Failure(f"The file is damaged: {name} has not as many values as its shape.")
        state[name] = flat.reshape(entry["shape"])
    return state


def _tensor(data, dtype, torch):
    dtype = getattr(torch, dtype)
    if not data:
        return torch.empty(0, dtype=dtype)
    width = torch.empty(0, dtype=dtype).element_size()
    return torch.frombuffer(bytearray(data), dtype=dtype, count=len(data) // width)


# ------------------------------------------------------------------------------------------------ pickles


class _Call:
    """A function that a pickle may call. It has no attributes that a pickle could set."""

    __slots__ = ("_function",)

    def __init__(self, function):
        object.__setattr__(self, "_function", function)

    def __call__(self, *arguments):
        return self._function(*arguments)

    def __setattr__(self, name, value):
        raise Refused(f"an attribute {name}")


class _RecordType(type):
    def __call__(cls, *arguments, **named):
        if not cls.__dict__.get("callable_", False):
            raise Refused(cls.__name__)
        return cls.__new__(cls, *arguments)

    def __setattr__(cls, name, value):
        raise Refused(f"{cls.__name__}.{name}")


class Record(metaclass=_RecordType):
    """An object of a class that was not loaded. Its content is dropped."""

    __slots__ = ()

    def __new__(cls, *arguments, **named):
        return object.__new__(cls)

    def __setstate__(self, state):
        pass

    def __setitem__(self, key, value):
        pass

    def append(self, value):
        pass

    def extend(self, values):
        pass

    def add(self, value):
        pass

    def update(self, values):
        pass


class _Dtype:
    __slots__ = ("kind",)

    def __init__(self, kind="O", *_):
        self.kind = kind if isinstance(kind, str) else "O"

    def __setstate__(self, state):
        order = state[1] if isinstance(state, tuple) and len(state) > 1 else "|"
        if order == ">":
            self.kind = ">" + self.kind.lstrip("<>|=")


class _Array:
    """A NumPy array or scalar of a pickle."""

    __slots__ = ("shape", "kind", "fortran", "data", "scalar")

    def __init__(self, *_):
        self.shape, self.kind, self.fortran, self.data, self.scalar = (), "O", False, b"", False

    def __setstate__(self, state):
        _, shape, dtype, fortran, data = state
        if not isinstance(dtype, _Dtype) or not isinstance(data, (bytes, bytearray, str)):
            raise Failure(_object_array("in the pickle"))
        self.shape, self.kind, self.fortran = shape, dtype.kind, fortran
        self.data = data.encode("latin1") if isinstance(data, str) else data


class _Lazy:
    """A tensor of a pickle whose storage may not be read yet."""

    __slots__ = ("storage", "dtype", "offset", "shape", "stride")

    def __init__(self, storage, dtype, offset, shape, stride):
        self.storage, self.dtype, self.offset, self.shape, self.stride = storage, dtype, offset, shape, stride

    def __setstate__(self, state):
        pass


class _Storage:
    __slots__ = ("key", "dtype", "count", "offset", "own")

    def __init__(self, key, dtype, count, offset):
        self.key, self.dtype, self.count, self.offset = key, dtype, count, offset
        self.own = None
        """The bytes as a tensor, if the pickle itself has them."""


class _Type:
    """A type of values, or a type of storages."""

    __slots__ = ("name",)

    def __init__(self, name):
        self.name = name


def _rebuild(storage, offset, shape, stride, *_):
    if not isinstance(storage, _Storage):
        raise Refused("a tensor without storage")
    return _Lazy(storage, storage.dtype, offset, tuple(shape), tuple(stride))


def _rebuild_typed(storage, offset, shape, stride, grad, hooks, dtype, *_):
    if not isinstance(storage, _Storage) or not isinstance(dtype, _Type):
        raise Refused("a tensor without storage")
    return _Lazy(storage, dtype.name, offset, tuple(shape), tuple(stride))


def _first(value, *_):
    return value


def _of_type(function, kind, arguments, state=None):
    if not isinstance(function, _Call):
        raise Refused("a tensor subclass")
    return function(*arguments)


def _scalar(dtype, data=b"", *_):
    array = _Array()
    if not isinstance(dtype, _Dtype):
        raise Refused("numpy scalar")
    array.kind = dtype.kind
    array.data = data.encode("latin1") if isinstance(data, str) else data
    array.scalar = True
    return array


def _from_buffer(data, dtype, shape, order="C", *_):
    array = _Array()
    array.__setstate__((1, shape, dtype, order == "F", bytes(data)))
    return array


def _encode(text, encoding="utf-8", *_):
    if encoding not in ("latin1", "latin-1", "utf-8", "ascii"):
        raise Refused("_codecs.encode")
    return text.encode(encoding)


def _default_dict(factory=None, *values):
    return dict(*values)


_CALLS = {
    "torch._utils._rebuild_tensor": _rebuild,
    "torch._utils._rebuild_tensor_v2": _rebuild,
    "torch._utils._rebuild_tensor_v3": _rebuild_typed,
    "torch._utils._rebuild_parameter": _first,
    "torch._utils._rebuild_parameter_with_state": _first,
    "torch._tensor._rebuild_from_type_v2": _of_type,
    "torch._tensor._rebuild_from_type": _of_type,
    "torch.Size": lambda *values: tuple(*values),
    "torch.device": lambda *values: ":".join(str(value) for value in values),
    "numpy.dtype": _Dtype,
    "numpy.core.multiarray.scalar": _scalar,
    "numpy._core.multiarray.scalar": _scalar,
    "numpy.core.multiarray._reconstruct": _Array,
    "numpy._core.multiarray._reconstruct": _Array,
    "numpy.core.numeric._frombuffer": _from_buffer,
    "numpy._core.numeric._frombuffer": _from_buffer,
    "_codecs.encode": _encode,
    "collections.defaultdict": _default_dict,
    "collections.Counter": lambda *values: dict(*values),
    "builtins.complex": complex,
    "builtins.slice": lambda *values: values,
    "builtins.range": lambda *values: values,
}
"""The functions that a pickle may call, and the functions that are called instead."""

_TYPES = {
    "collections.OrderedDict": collections.OrderedDict,
    "builtins.set": set,
    "builtins.frozenset": frozenset,
    "builtins.bytearray": bytearray,
    "builtins.list": list,
    "builtins.dict": dict,
    "builtins.tuple": tuple,
    "builtins.int": int,
    "builtins.float": float,
    "builtins.bool": bool,
    "builtins.str": str,
    "builtins.bytes": bytes,
    "builtins.object": object,
    "datetime.datetime": datetime.datetime,
    "datetime.date": datetime.date,
    "datetime.time": datetime.time,
    "datetime.timedelta": datetime.timedelta,
    "datetime.timezone": datetime.timezone,
}
"""Immutable types of Python, which cannot run code of the file."""

_RECORDS = re.compile(
    r"argparse\.Namespace|types\.SimpleNamespace|pathlib\.\w*Path|pathlib\._local\.\w*Path|uuid\.UUID|decimal\.Decimal"
    r"|omegaconf\.[\w.]+|enum\.\w+|torch\.nn\.parameter\.(?:Parameter|Buffer)|torch\.Tensor|typing\.\w+|numpy\.ndarray"
)
"""Classes that may be called: calls give empty records."""


@functools.lru_cache(maxsize=1)
def _dtypes(torch):
    """The names of the types that a torch knows."""
    return frozenset(name for name in vars(torch) if isinstance(getattr(torch, name), torch.dtype))


class _Reader(pickle.Unpickler):
    """Creates containers, plain values and tensors only. ``find_class`` never imports anything.

    :param inside: whether the pickle is inside of another one. It has no storage inside of it then.
    """

    def __init__(self, file, storage, torch, inside=False):
        super().__init__(file, encoding="utf-8", errors="surrogateescape")
        self._storage = storage
        self._torch = torch
        self._inside = inside
        self._dtypes = _dtypes(torch)
        self._known = {}
        self._made = {}
        self.storage_types = {}
        self.alien = []

    def find_class(self, module, name):
        if module.startswith("joblib."):
            raise Refused(f"{module}.{name}")  # what follows its arrays is no pickle
        full = f"{'builtins' if module == '__builtin__' else module}.{name}"
        if full in _TYPES:
            return _TYPES[full]
        if full not in self._known:
            self._known[full] = self._stand_in(module, name, full)
        return self._known[full]

    def _stand_in(self, module, name, full):
        if full in _CALLS:
            return _Call(_CALLS[full])
        if full == STORAGE_IN_BYTES and not self._inside:
            return _Call(self._storage_in_bytes)
        if module in ("torch", "torch.storage", "torch.cuda") and name in STORAGES:
            return _Type(STORAGES[name])
        if module == "torch" and name in self._dtypes:
            return _Type(name)
        return _RecordType(full, (Record,), {"__slots__": (), "callable_": bool(_RECORDS.fullmatch(full))})

    def _storage_in_bytes(self, data, *_):
        """The storage in bytes of torch's older format, as ``pickle.dump`` writes the storages of tensors.

        Source: ``TypedStorage.__reduce__`` in torch/storage.py.
        """
        if not isinstance(data, (bytes, bytearray)):
            raise Refused(STORAGE_IN_BYTES)
        file = io.BytesIO(data)
        if _Reader(file, _no_storage, self._torch, True).load() != MAGIC:
            raise Failure("The file is damaged: a storage in its pickle has an unknown form.")
        _, content, storages = _read_older(file, len(data), self._torch, True)
        if not isinstance(content, _Storage) or content.key not in storages:
            raise Failure("The file is damaged: a storage in its pickle is incomplete.")
        content.own = storages[content.key]
        return content

    def persistent_load(self, identity):
        if not isinstance(identity, tuple) or len(identity) < 5 or identity[0] != "storage":
            named = identity[1] if isinstance(identity, tuple) and len(identity) > 1 else None
            raise Refused(named.__name__ if isinstance(named, type) else "a persistent id")
        kind, key, _, count = identity[1:5]
        if not isinstance(kind, _Type):
            raise Refused("a storage of an unknown type")
        view = identity[5] if len(identity) > 5 else None
        offset = 0
        if view:
            _, offset, count = view
        self.storage_types[key] = kind.name
        return _Storage(key, kind.name, count, offset)

    def values(self, content, depth=0):
        """The content with tensors in place of their descriptions. A value that the pickle names twice is made once: a
        few containers that hold each other many times describe more values than any memory has."""
        if not isinstance(content, (_Lazy, _Array, Mapping, list, tuple)):
            return content
        made = self._made.get(id(content))
        if made is None:
            made = self._made[id(content)] = (
                self._value(content, depth),
                content,
            )  # an id is unique while its owner is
        return made[0]

    def _value(self, content, depth):
        if isinstance(content, _Lazy):
            return self._tensor(content)
        if isinstance(content, _Array):
            plain = content.kind.lstrip("<>|=")
            if plain[:1] in "SUV":
                return content.data.decode("utf-8", "replace")
            if plain[:1] not in "fiubc":
                if plain[:1] in "Mm" or content.scalar:
                    return None
                raise Failure(_object_array("in the pickle"))
            value = _array(content.data, content.kind, tuple(content.shape), content.fortran, "an array", self._torch)
            return value.item() if content.scalar else value
        if depth > 50:
            raise Failure("The file nests its values too deeply.")
        if isinstance(content, Mapping):
            return {key: self.values(value, depth + 1) for key, value in content.items()}
        return [self.values(value, depth + 1) for value in content]

    def _tensor(self, lazy):
        torch = self._torch
        if lazy.dtype not in self._dtypes:
            raise Failure(f"This torch does not know the type {lazy.dtype}. Save float32.")
        storage = lazy.storage.own
        if storage is None:
            storage = self._storage(lazy.storage.key, lazy.storage.dtype, lazy.storage.count)
        dtype = getattr(torch, lazy.dtype)
        width = torch.empty(0, dtype=dtype).element_size()
        values = math.prod(lazy.shape)
        if values > max(storage.numel() // width, FREE_BYTES // width) or (values and not storage.numel()):
            raise Failure(f"The file is damaged: a tensor has {values:,} values, and its storage has fewer.")
        if storage.numel() == 0:
            return torch.empty(lazy.shape, dtype=dtype)
        flat = storage[: storage.numel() // width * width].view(dtype)
        offset = lazy.offset + lazy.storage.offset
        require_inside(lazy.shape, lazy.stride, offset, flat.numel())
        return flat.as_strided(lazy.shape, lazy.stride, offset)


def require_inside(shape, stride, offset, count):
    """Refuses a view beyond its storage of ``count`` values. Torch's own check can overflow, after which torch reads any
    memory."""
    last = offset + sum(step * (size - 1) for size, step in zip(shape, stride))
    dimensions = len(shape)
    if not len(stride) == dimensions <= MAX_DIMENSIONS or offset < 0 or any(each < 0 for each in (*shape, *stride)):
        raise Failure("The file is damaged: a tensor has an impossible shape.")
    if 0 not in shape and last >= count:
        raise Failure("The file is damaged: a tensor is outside of its storage.")


def _refusal(name):
    if name.startswith("flwr."):
        return (
            f"The file is a pickled object of Flower ({name}), not a state dict. It was refused, and nothing in it was run. "
            f"{_how_to_save(name)}"
        )
    if name.startswith(TABLE_MODELS):
        kind = "was written by joblib.dump" if name.startswith("joblib.") else f"is a model of another library ({name})"
        return (
            f"The file {kind}. It was refused, and nothing in it was run. FLSys runs PyTorch and ONNX models. Save arrays "
            "of PyTorch with torch.save(model.state_dict(), PATH). Export a model of scikit-learn to ONNX with "
            "skl2onnx.to_onnx(model, rows), and write DEPLOY_MODEL_PATH=model.onnx in .env to predict rows with /predict."
        )
    return (
        f"The file holds more than weights: something else ({name}), as a whole pickled model does. It was refused, and "
        f"nothing in it was run. {HOW_TO_SAVE}"
    )


def _how_to_save(name):
    """The line that saves the arrays of an object of Flower."""
    kind = name.rpartition(".")[2]
    if kind == "Parameters":
        return "Save its arrays instead: numpy.savez(PATH, *flwr.common.parameters_to_ndarrays(parameters))."
    if kind in ("ArrayRecord", "ParametersRecord"):
        return "Save the state dict instead: torch.save(arrays.to_torch_state_dict(), PATH)."
    return HOW_TO_SAVE


# ------------------------------------------------------------------------------------------------ state dicts


class Weights:
    """One possible state dict of a file.

    ``path`` names its place in the file; empty for the whole file. ``tensors`` are by key; the keys are numbers if the
    file gives an order only.
    """

    def __init__(self, path, tensors, ordered):
        self.path = path
        self.tensors = tensors
        self.ordered = ordered

    def __len__(self):
        return len(self.tensors)


def find_weights(content, torch):
    """All dicts and lists of tensors in a file, the outer ones first."""
    found = []
    alien = []
    queue = [("", content, 0)]
    seen = 0
    while queue and seen < MAX_DICTS:
        path, value, depth = queue.pop(0)
        seen += 1
        children = []
        if isinstance(value, Record):
            alien.append(type(value).__name__)
        elif isinstance(value, Mapping):
            tensors = {
                str(key): each
                for key, each in value.items()
                if isinstance(each, torch.Tensor) or str(key).endswith("_extra_state")
            }
            if any(isinstance(each, torch.Tensor) for each in tensors.values()):
                found.append(Weights(path, tensors, _counted(tensors)))
            children = [(str(key), each) for key, each in value.items()]
        elif isinstance(value, (list, tuple)):
            numbers = [each for each in value if isinstance(each, (int, float))]
            tensors = [each for each in value if isinstance(each, torch.Tensor)]
            if tensors and len(tensors) + len(numbers) == len(value):
                whole = [each if isinstance(each, torch.Tensor) else torch.tensor(each) for each in value]
                found.append(Weights(path, {str(number): each for number, each in enumerate(whole)}, True))
            children = [(str(number), each) for number, each in enumerate(value[:SHOWN])]
        if depth < MAX_DEPTH:
            queue += [
                (f"{path}.{key}" if path else key, each, depth + 1)
                for key, each in children
                if isinstance(each, (Mapping, list, tuple, Record))
            ]
    if found:
        return found
    if isinstance(content, torch.Tensor):
        return [Weights("", {"0": content}, True)]
    if alien:
        raise Failure(_refusal(alien[0]))
    raise Failure(f"The file holds no state dict but {_described(content)}. {HOW_TO_SAVE}")


def saved_arguments(content):
    """The arguments of the constructor that ``save_hyperparameters`` of PyTorch Lightning wrote beside the weights.

    Source: ``lightning.pytorch.core.saving``. Values of other types than those of JSON are left out.
    """
    saved = content.get("hyper_parameters") if isinstance(content, Mapping) else None
    if not isinstance(saved, Mapping):
        return {}
    plain = {name: value for name, value in saved.items() if isinstance(name, str) and _is_plain(value)}
    parameter = content.get("hparams_name", "kwargs")  # of the constructor, if all arguments are in one
    return plain if parameter == "kwargs" else {str(parameter): plain}


def _is_plain(value, depth=0):
    if isinstance(value, (list, tuple)):
        return depth < MAX_DEPTH and all(_is_plain(each, depth + 1) for each in value)
    if isinstance(value, Mapping):
        return depth < MAX_DEPTH and all(
            isinstance(name, str) and _is_plain(each, depth + 1) for name, each in value.items()
        )
    return value is None or isinstance(value, (bool, int, float, str))


def _counted(tensors):
    """Whether the keys are numbers from 0 or 1, alone or after one common word, as in ``arr_0``: an order only."""
    numbers = []
    words = set()
    for key in tensors:
        match = re.fullmatch(
            r"(|arr_|array_|param_|params_|parameter_|parameters_|layer_|weight_|weights_)([0-9]+)", str(key)
        )
        if not match:
            return False
        words.add(match.group(1))
        numbers.append(int(match.group(2)))
    return len(words) == 1 and sorted(numbers) in (
        list(range(len(numbers))),
        list(range(1, len(numbers) + 1)),
    )


def _described(content):
    if isinstance(content, Mapping):
        return f"a dict with the keys {listed([str(key) for key in content], SHOWN)}" if content else "an empty dict"
    return f"a {type(content).__name__}"


# ------------------------------------------------------------------------------------------------ the fit

COUNTER = "num_batches_tracked"
"""The counters of batch normalisation, which take no part in ``eval()``."""

SEGMENTS = ("_orig_mod", "_fsdp_wrapped_module", "_checkpoint_wrapped_module")
"""Parts of keys that wrappers of torch add anywhere."""


WRAPPERS = ("module", "_module", *SEGMENTS)
"""Prefixes of wrappers, which are never the name of a layer."""


ASIDE = re.compile(r"n_averaged|(?:criterion|loss)(?:_?(?:fn|func|function))?\.(?:weight|pos_weight)")
"""Keys beside those of the network that never take part in its answers: the counter of ``torch.optim.swa_utils``, and
the weights of classes in a loss of torch."""


class Fit:
    """How weights fit a network: the tensors by its keys, or the differences.

    ``plain`` is false if a prefix was removed that may be the name of a layer. ``score`` is near 1 for weights that
    almost fit, and 0 for weights that share no key.
    """

    def __init__(self, weights, tensors, problems, score):
        self.weights = weights
        self.tensors = tensors
        self.problems = problems
        self.score = score
        self.plain = True

    @property
    def exact(self):
        return not self.problems

    def __str__(self):
        return "; ".join(self.problems)


def fit(weights, expected):
    """The best interpretation of ``weights`` as the state dict of a network.

    :param expected: shapes by key, in the order of the network; None for an entry that is not a tensor
    """
    best = None
    for tensors, plain in _views(weights, expected):
        found = _compared(weights, tensors, expected)
        found.plain = plain
        if found.exact:
            return found
        if best is None or found.score > best.score:
            best = found
    return best


def _views(weights, expected):
    """``(tensors, plain)``: the tensors under the keys that the network may have for them."""
    tensors = weights.tensors
    yield tensors, True
    if weights.ordered:
        values = [tensors[key] for key in sorted(tensors, key=lambda key: int(re.search("[0-9]+$", key).group()))]
        for keys in (list(expected), [key for key in expected if not is_counter(key)]):
            if len(keys) == len(values):
                yield dict(zip(keys, values)), True
        return
    beside = [key for key in tensors if ASIDE.fullmatch(key)]
    if beside and not any(key in expected for key in beside):
        weights = Weights(weights.path, {key: tensors[key] for key in tensors if key not in beside}, False)
        tensors = weights.tensors
        yield tensors, True
    for remove in (False, True):
        if remove:
            plain = {_without_segments(key): value for key, value in tensors.items()}
            if len(plain) != len(tensors) or plain.keys() == tensors.keys():
                return
            tensors = plain
            yield tensors, True
        only_wrappers = True
        while tensors:
            first = next(iter(tensors))
            prefix, dot, _ = first.partition(".")
            if not dot or not all(key.startswith(prefix + dot) for key in tensors):
                break
            only_wrappers = only_wrappers and prefix in WRAPPERS
            tensors = {key[len(prefix) + 1 :]: value for key, value in tensors.items()}
            yield tensors, only_wrappers
        tensors = weights.tensors


def _without_segments(key):
    return ".".join(part for part in key.split(".") if part not in SEGMENTS)


def is_counter(key):
    return key == COUNTER or key.endswith("." + COUNTER)


def _compared(weights, tensors, expected):
    missing = [key for key in expected if key not in tensors and not is_counter(key)]
    unexpected = [key for key in tensors if key not in expected and not is_counter(key)]
    shapes = []
    matching = 0
    for key, shape in expected.items():
        if key not in tensors or is_counter(key):
            continue
        if shape is None or tuple(tensors[key].shape) == tuple(shape):
            matching += 1
        else:
            shapes.append(f"{key} has the shape {list(tensors[key].shape)}, not {list(shape)}")
    problems = []
    if weights.ordered and tensors is weights.tensors and missing and unexpected:
        without = sum(not is_counter(key) for key in expected)
        problems.append(
            f"the file has {len(tensors)} arrays in order, the state dict has {len(expected)}"
            + (f" ({without} without {COUNTER})" if without != len(expected) else "")
            + "; save the values of model.state_dict(), all and in their order"
        )
    else:
        if missing:
            problems.append(f"missing {listed(missing, SHOWN)}")
        if unexpected:
            problems.append(f"unexpected {listed(unexpected, SHOWN)}")
        if shapes:
            problems.append(listed(shapes, SHOWN))
    score = (2 * matching + len(shapes)) / (len(expected) + len(tensors) + 1)
    return Fit(weights, tensors, problems, score)


def shapes_of(model):
    """The shapes of a network's state dict by key; None for entries that are not tensors or have no shape yet."""
    shapes = {}
    for key, value in model.state_dict().items():
        try:
            shapes[key] = tuple(value.shape)
        except Exception:  # a lazy parameter has no shape yet
            shapes[key] = None
    return shapes


def best_fit(found, expected):
    """The only weights of the file that fit; the nearest ones with their differences otherwise."""
    fits = [fit(weights, expected) for weights in found]
    exact = [each for each in fits if each.exact]
    if not exact:
        return max(fits, key=lambda each: (each.score, len(each.weights)))
    first = exact[0]
    for other in exact[1:]:
        if not same_values(first, other):
            raise Failure(
                f"The file holds two state dicts that fit and differ: '{first.weights.path or 'the file itself'}' and "
                f"'{other.weights.path}'. Keep one of them in a file of its own: "
                f"torch.save(torch.load(PATH)['{other.weights.path.replace('.', chr(39) + '][' + chr(39))}'], NEW_PATH)."
            )
    return first


def same_values(one, other):
    """Whether two fits give the network the same weights; NaN equals NaN."""
    for key, value in one.tensors.items():
        if is_counter(key) or not hasattr(value, "shape"):
            continue
        twin = other.tensors.get(key)
        if twin is None or value.shape != twin.shape:
            return False
        if not bool(((value == twin) | ((value != value) & (twin != twin))).all()):
            return False
    return True


def load(model, fitted):
    """Loads weights that fit. Half precision becomes the type of the network's entry."""
    current = model.state_dict()
    state = collections.OrderedDict()
    state._metadata = getattr(current, "_metadata", None)
    for key, value in current.items():
        tensor = fitted.tensors.get(key)
        if tensor is None or (is_counter(key) and tensor.shape != value.shape):
            tensor = value
        state[key] = tensor
    model.load_state_dict(state, strict=True)
    return model.float().eval().requires_grad_(False)
