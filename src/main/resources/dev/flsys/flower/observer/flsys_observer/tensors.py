"""Files of the format safetensors, written and read with NumPy alone.

A file has 8 bytes with the length of the header, the header in JSON, and the data. The header keeps the order of the
names; the data is in the order of the item sizes, so each array starts at a multiple of its item size.
See https://github.com/huggingface/safetensors.
"""

import io
import json
import math
import os

MAX_HEADER = 100 << 20
BYTES = "bytes"
NPY = "npy"

_TYPES = {
    "<f2": "F16",
    "<f4": "F32",
    "<f8": "F64",
    "|V2": "BF16",  # NumPy has no bfloat16. With ml_dtypes, .npy files have this type.
    "|i1": "I8",
    "<i2": "I16",
    "<i4": "I32",
    "<i8": "I64",
    "|u1": "U8",
    "<u2": "U16",
    "<u4": "U32",
    "<u8": "U64",
    "|b1": "BOOL",
}
_DESCRIPTIONS = {name: description for description, name in _TYPES.items()}


class Tensor:
    """An array of a file.

    `form` is None for an array, BYTES for other bytes, and NPY for an array of a type that safetensors does not have,
    in the form of a .npy file. The forms are in the metadata of the file.
    """

    __slots__ = ("data", "form", "item", "name", "shape", "type")

    def __init__(self, name, type_name, shape, data, item, form=None):
        self.name = name
        self.type = type_name
        self.shape = tuple(shape)
        self.data = data
        self.item = item
        self.form = form


def from_array(name, array):
    """The tensor of a NumPy array. It may share the memory of the array."""
    import numpy

    array = numpy.asarray(array)
    if array.dtype.name == "bfloat16":
        array = array.view("V2")
    elif array.dtype.byteorder == ">" or (array.dtype.byteorder == "=" and not _little()):
        array = array.astype(array.dtype.newbyteorder("<"))
    if array.dtype.str not in _TYPES:
        return from_bytes(name, to_npy(array), NPY)
    if not array.flags.c_contiguous:
        array = array.copy(order="C")
    data = array.reshape(-1).view(numpy.uint8).data
    return Tensor(name, _TYPES[array.dtype.str], array.shape, data, array.dtype.itemsize)


def from_npy(name, data):
    """The tensor of the bytes of a .npy file. The bytes are not copied if their order is that of safetensors."""
    import numpy

    stream = io.BytesIO(memoryview(data)[: 12 + (1 << 16)])
    try:
        version = numpy.lib.format.read_magic(stream)
    except ValueError:
        return from_bytes(name, data)
    if version == (1, 0):
        shape, fortran, kind = numpy.lib.format.read_array_header_1_0(stream)
        rest = memoryview(data)[stream.seek(0, io.SEEK_CUR) :]
        if not fortran and kind.str in _TYPES and len(rest) == math.prod(shape) * kind.itemsize:
            return Tensor(name, _TYPES[kind.str], shape, rest, kind.itemsize)
    array = numpy.load(io.BytesIO(data), allow_pickle=False)
    if array.dtype.str not in _TYPES and array.dtype.newbyteorder("<").str not in _TYPES:
        return from_bytes(name, data, NPY)
    return from_array(name, array)


def from_bytes(name, data, form=BYTES):
    """A tensor with bytes that are no array, for example a model of XGBoost."""
    return Tensor(name, "U8", (len(data),), memoryview(data), 1, form)


def numpy_type(tensor):
    """The type of the values of a tensor in NumPy."""
    import numpy

    return numpy.dtype(_DESCRIPTIONS[tensor.type])


def to_npy(array):
    """The bytes of a .npy file with an array, as Flower has them."""
    import numpy

    stream = io.BytesIO()
    numpy.save(stream, array, allow_pickle=False)
    return stream.getvalue()


def write(path, tensors, metadata):
    """Writes a file under a temporary name and renames it. `metadata` has texts only. Returns the bytes of the file."""
    places, end = {}, 0
    ordered = sorted(tensors, key=lambda tensor: -tensor.item)
    for tensor in ordered:
        places[tensor.name] = [end, end + len(tensor.data)]
        end += len(tensor.data)
    if len(places) != len(tensors):
        raise ValueError("two arrays have the same name")
    forms = {tensor.name: tensor.form for tensor in tensors if tensor.form is not None}
    if forms:
        metadata = {**metadata, "flsys_forms": json.dumps(forms)}
    header = {"__metadata__": metadata}
    for tensor in tensors:
        header[tensor.name] = {
            "dtype": tensor.type,
            "shape": list(tensor.shape),
            "data_offsets": places[tensor.name],
        }
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    temporary = f"{path}.{os.getpid()}.tmp"
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW
    try:
        with open(os.open(temporary, flags, 0o600), "wb", buffering=0) as file:
            _write_all(file, len(text).to_bytes(8, "little") + text)
            for tensor in ordered:
                _write_all(file, tensor.data)
        os.replace(temporary, path)
    except BaseException:
        if os.path.exists(temporary):
            os.remove(temporary)
        raise
    return 8 + len(text) + end


def _write_all(file, data):
    rest = memoryview(data)
    while len(rest):
        rest = rest[file.write(rest) :]


def read(path):
    """The metadata, and the names and values of a file in the order of the header. Checks the whole header.

    A value is a NumPy array, or bytes for a tensor with the form BYTES.
    """
    import numpy

    size = os.path.getsize(path)
    with open(path, "rb") as file:
        length = int.from_bytes(file.read(8), "little")
        if size < 8 or length > min(size - 8, MAX_HEADER):
            raise ValueError("the file is incomplete")
        header = json.loads(file.read(length))
        metadata = header.pop("__metadata__", {})
        forms = json.loads(metadata.get("flsys_forms", "{}"))
        arrays = {}
        for name, entry in header.items():
            kind = numpy.dtype(_DESCRIPTIONS[entry["dtype"]])
            begin, end = entry["data_offsets"]
            shape = tuple(entry["shape"])
            if not 0 <= begin <= end <= size - 8 - length or end - begin != math.prod(shape) * kind.itemsize:
                raise ValueError(f"the file is incomplete or damaged at the array {name}")
            file.seek(8 + length + begin)
            data = bytearray(end - begin)
            if file.readinto(data) != len(data):
                raise ValueError("the file is incomplete")
            arrays[name] = _formed(forms.get(name), data, kind, shape)
    return metadata, arrays


def _formed(form, data, kind, shape):
    import numpy

    if form == BYTES:
        return bytes(data)
    if form == NPY:
        return numpy.load(io.BytesIO(data), allow_pickle=False)
    return numpy.frombuffer(data, kind).reshape(shape)


def _little():
    import sys

    return sys.byteorder == "little"
