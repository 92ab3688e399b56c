"""Writes weights as torch and NumPy write them, and beside each file what a reader must find in it.

    python make_weights.py FOLDER

``NAME.expected.json`` has a list for each tensor of the main state dict: its name, its type, its shape, and the SHA-256
of its elements, little-endian and row-major. ``REFUSED`` in place of the list means that the file must be refused.
"""

import collections
import hashlib
import io
import json
import os
import pickle
import struct
import sys
import zipfile

import numpy
import torch

FOLDER = sys.argv[1]


def described(name, value):
    if isinstance(value, torch.Tensor):
        value = value.detach().contiguous()
        kind = str(value.dtype).partition(".")[2]
        shape = list(value.shape)
        width = value.element_size()
        raw = value.reshape(-1).view(torch.uint8).numpy().tobytes() if value.numel() else b""
        assert len(raw) == width * value.numel()
    else:
        array = numpy.ascontiguousarray(value).reshape(numpy.shape(value))
        array = array.astype(array.dtype.newbyteorder("<"))
        kind, shape, raw = array.dtype.name, list(array.shape), array.tobytes()
    return [name, kind, shape, hashlib.sha256(raw).hexdigest()]


def expect(name, tensors):
    with open(os.path.join(FOLDER, name + ".expected.json"), "w") as file:
        json.dump("REFUSED" if tensors is None else [described(*each) for each in tensors.items()], file)


def path(name):
    return os.path.join(FOLDER, name)


def saved(name, content, tensors, **options):
    torch.save(content, path(name), **options)
    expect(name, tensors)


def pickled(name, content, tensors, protocol):
    with open(path(name), "wb") as file:
        pickle.dump(content, file, protocol=protocol)
    expect(name, tensors)


def numbered(values):
    return {str(number): value for number, value in enumerate(values)}


def types():
    values = torch.arange(24).reshape(2, 3, 4)
    state = collections.OrderedDict()
    for name in "float64 float32 float16 bfloat16 int64 int32 int16 int8 uint8 bool complex64 complex128".split():
        state[f"of_{name}"] = (values - (0 if name in ("uint8", "bool") else 7)).to(getattr(torch, name))
    return state


def views():
    base = torch.arange(120, dtype=torch.float32).reshape(4, 5, 6)
    return {
        "transposed": base.transpose(0, 2),
        "permuted": base.permute(1, 2, 0),
        "step": base[::2, 1:4, ::3],
        "column": base[:, :, 2],
        "expanded": torch.arange(3.0).expand(4, 3),
        "scalar": base[1, 2, 3],
        "tail": base[3],
        "last": base.reshape(-1)[-1:],
        "channels_last": torch.arange(2 * 3 * 4 * 5.0).reshape(2, 3, 4, 5).contiguous(memory_format=torch.channels_last),
        "int_column": torch.arange(12).reshape(3, 4)[:, 1],
    }


def network():
    torch.manual_seed(7)
    return torch.nn.Sequential(
        torch.nn.Conv2d(3, 4, 3), torch.nn.BatchNorm2d(4), torch.nn.Flatten(), torch.nn.Linear(16, 5)
    )


def torch_files():
    model = network()
    state = model.state_dict()
    saved("state.pth", state, state)
    saved("state_legacy.pth", state, state, _use_new_zipfile_serialization=False)
    for protocol in (2, 3, 4, 5):
        saved(f"state_protocol_{protocol}.pth", state, state, pickle_protocol=protocol)
        saved(
            f"state_legacy_{protocol}.pth",
            state,
            state,
            pickle_protocol=protocol,
            _use_new_zipfile_serialization=False,
        )
    saved("types.pth", types(), types())
    saved("types_legacy.pth", types(), types(), _use_new_zipfile_serialization=False)
    saved("views.pth", views(), views())
    saved("views_legacy.pth", views(), views(), _use_new_zipfile_serialization=False)
    shared = torch.arange(10.0)
    tied = {"a": shared, "b": shared, "c": shared[2:5], "d": shared.view(2, 5).t()}
    saved("shared.pth", tied, tied)
    empty = {"empty": torch.empty(0), "rows": torch.empty(0, 5), "columns": torch.empty(5, 0), "one": torch.ones(1)}
    saved("empty.pth", empty, empty)
    saved("parallel.pth", torch.nn.DataParallel(model).state_dict(), torch.nn.DataParallel(model).state_dict())
    parameters = dict(model.named_parameters())
    saved("parameters.pth", parameters, parameters)
    saved("tensor.pth", torch.arange(4.0), {"0": torch.arange(4.0)})
    saved("list.pth", list(state.values()), numbered(state.values()))
    saved("tuple.pth", tuple(parameters.values()), numbered(parameters.values()))
    optimizer = torch.optim.Adam(model.parameters())
    model(torch.zeros(1, 3, 4, 4).repeat(2, 1, 1, 1)).sum().backward()
    optimizer.step()
    trained = {key: value.clone() for key, value in model.state_dict().items()}
    for key in ("state_dict", "model_state_dict", "model", "net"):
        checkpoint = {
            "epoch": 3,
            "best": numpy.float64(0.5),
            "when": numpy.datetime64("2026-11-29"),
            "name": numpy.str_("net"),
            "size": torch.Size([3, 4]),
            "device": torch.device("cpu"),
            "dtype": torch.float32,
            "history": [0.1, float("nan"), float("inf"), 2**70, -(2**70), -5, 300, 70000, None, True],
            key: trained,
            "optimizer": optimizer.state_dict(),
            "long": "x" * 100_000,
            "set": {1, 2},
            "frozen": frozenset([3]),
            "bytes": b"abc",
            "complex": 1j,
            "default": collections.defaultdict(list, {"a": [1]}),
            "counter": collections.Counter("aab"),
        }
        saved(f"checkpoint_{key}.pth", checkpoint, trained)
        saved(f"checkpoint_{key}_5.pth", checkpoint, trained, pickle_protocol=5)
    saved("deep.pth", {"a": {"b": [{"c": trained}]}}, trained)
    saved("numbers.pth", {5: torch.ones(2), (1, 2): 3, "x": torch.zeros(1)}, {"5": torch.ones(2), "x": torch.zeros(1)})
    saved("mixed_list.pth", [torch.ones(2), 3, 0.5], numbered([torch.ones(2), torch.tensor(3), torch.tensor(0.5)]))
    saved("none.pth", {"a": 1, "b": "text"}, None)
    saved("whole.pth", model, None)
    saved("module_in_dict.pth", {"model": model}, None)
    saved("sparse.pth", {"a": torch.eye(3).to_sparse()}, None)
    torch.jit.script(torch.nn.Linear(2, 2)).save(path("script.pth"))
    expect("script.pth", None)
    typed_without_class()
    big_endian()
    for protocol in (2, 3, 4, 5):
        pickled(f"state_{protocol}.pkl", state, state, protocol)
        pickled(f"types_{protocol}.pkl", types(), types(), protocol)
        pickled(f"views_{protocol}.pkl", views(), views(), protocol)
        pickled(f"shared_{protocol}.pkl", tied, tied, protocol)
        checkpoint = {"epoch": 3, "state_dict": trained, "optimizer": optimizer.state_dict(), "loss": [0.5, 0.25]}
        pickled(f"checkpoint_{protocol}.pkl", checkpoint, trained, protocol)
        pickled(f"parameters_{protocol}.pkl", list(parameters.values()), numbered(parameters.values()), protocol)
        pickled(f"whole_{protocol}.pkl", model, None, protocol)


class _Named:
    """A function of torch by its name, as later versions of torch pickle it."""

    def __init__(self, module, name):
        self.module, self.name = module, name


class _Pickler(pickle._Pickler):
    """Writes the records of later versions of torch: untyped storages, and tensors with a type of their own."""

    dispatch = dict(pickle._Pickler.dispatch)

    def save_named(self, value):
        self.write(b"c" + f"{value.module}\n{value.name}\n".encode())

    dispatch[_Named] = save_named

    def persistent_id(self, value):
        return value[1] if isinstance(value, tuple) and value[:1] == ("persistent",) else None

    def save_tuple(self, value):
        if value[:1] == ("call",):
            self.save(value[1])
            self.save(value[2])
            self.write(b"R")
            return
        pickle._Pickler.save_tuple(self, value)

    dispatch[tuple] = save_tuple


def typed_without_class():
    """float8 and unsigned types, which this version of torch does not have."""
    data = bytes(range(64))
    content = io.BytesIO()
    state = {}
    tensors = {}
    for dtype, width in (("uint16", 2), ("uint32", 4), ("uint64", 8)):
        identity = ("storage", _Named("torch.storage", "UntypedStorage"), "0", "cpu", 64)
        arguments = (("persistent", identity), 1, (2, 3), (3, 1), False, ("call", _Named("collections", "OrderedDict"), ()))
        state[dtype] = (
            "call",
            _Named("torch._utils", "_rebuild_tensor_v3"),
            (*arguments, _Named("torch", dtype)),
        )
        tensors[dtype] = numpy.frombuffer(data, dtype)[1:7].reshape(2, 3)
    _Pickler(content, 2).dump(state)
    with zipfile.ZipFile(path("untyped.pth"), "w") as file:
        file.writestr("archive/data.pkl", content.getvalue())
        file.writestr("archive/byteorder", b"little")
        file.writestr("archive/data/0", data)
    expect("untyped.pth", tensors)


def big_endian():
    content = io.BytesIO()
    values = numpy.arange(12, dtype=">f4").reshape(3, 4)
    identity = ("storage", _Named("torch", "FloatStorage"), "0", "cpu", 12)
    arguments = (("persistent", identity), 0, (4, 3), (1, 4), False, ("call", _Named("collections", "OrderedDict"), ()))
    _Pickler(content, 2).dump({"w": ("call", _Named("torch._utils", "_rebuild_tensor_v2"), arguments)})
    with zipfile.ZipFile(path("big_endian.pth"), "w") as file:
        file.writestr("archive/data.pkl", content.getvalue())
        file.writestr("archive/byteorder", b"big")
        file.writestr("archive/data/0", values.tobytes())
    expect("big_endian.pth", {"w": values.T.astype("<f4")})


def numpy_files():
    arrays = [numpy.arange(6, dtype="f4").reshape(2, 3), numpy.float32(3), numpy.arange(4, dtype=">i8"), numpy.zeros((0, 3))]
    names = {f"arr_{number}": each for number, each in enumerate(arrays)}
    numpy.savez(path("arrays.npz"), *arrays)
    expect("arrays.npz", names)
    numpy.savez_compressed(path("packed.npz"), *arrays, large=numpy.arange(100_000))
    expect("packed.npz", {**{"large": numpy.arange(100_000)}, **names})
    fortran = numpy.asfortranarray(numpy.arange(24, dtype="f8").reshape(2, 3, 4))
    numpy.savez(path("fortran.npz"), **{"layer.weight": fortran, "layer.bias": numpy.ones(2, "f2")})
    expect("fortran.npz", {"layer.weight": fortran, "layer.bias": numpy.ones(2, "f2")})
    numpy.savez_compressed(path("fortran_packed.npz"), w=fortran)
    expect("fortran_packed.npz", {"w": fortran})
    kinds = "f2 f4 f8 i1 i2 i4 i8 u1 u2 u4 u8 c8 c16 ?".split()
    typed = {f"t{number}": numpy.arange(5).astype(kind) for number, kind in enumerate(kinds)}
    numpy.savez(path("types.npz"), **typed)
    expect("types.npz", typed)
    numpy.save(path("one.npy"), fortran)
    expect("one.npy", {"0": fortran})
    numpy.savez(path("objects.npz"), numpy.array([{}, None], dtype=object))
    expect("objects.npz", None)
    numpy.savez(path("structured.npz"), numpy.zeros(2, dtype=[("a", "f4"), ("b", "i4")]))
    expect("structured.npz", None)
    numpy.savez(path("texts.npz"), numpy.array(["a", "b"]))
    expect("texts.npz", None)
    plain = [numpy.arange(6, dtype="f4").reshape(2, 3), numpy.arange(3, dtype=">f8"), numpy.ones((2, 2), order="F")]
    for protocol in (2, 3, 4, 5):
        pickled(f"arrays_{protocol}.pkl", plain, numbered(plain), protocol)
        pickled(f"dict_{protocol}.pkl", {"w": plain[0], "n": numpy.int64(5), "b": plain[1]}, {"w": plain[0], "b": plain[1]}, protocol)
    pickled("object_array.pkl", [numpy.array([{}, None], dtype=object)], None, 4)
    large = numpy.arange(300_000, dtype="f4").reshape(300, 1000)
    for protocol in (3, 4, 5):
        pickled(f"large_{protocol}.pkl", {"w": large, "t": large[:, ::2].T.copy()}, {"w": large, "t": large[:, ::2].T}, protocol)


def safetensors_files():
    names = {"F64": "f8", "F32": "f4", "F16": "f2", "I64": "i8", "I32": "i4", "I16": "i2", "I8": "i1", "U8": "u1", "BOOL": "?"}
    header, data, tensors = {"__metadata__": {"format": "pt"}}, b"", {}
    for kind, code in names.items():
        value = numpy.arange(6).astype(code).reshape(2, 3)
        header["of " + kind] = {"dtype": kind, "shape": [2, 3], "data_offsets": [len(data), len(data) + value.nbytes]}
        data += value.tobytes()
        tensors["of " + kind] = value
    header["empty"] = {"dtype": "F32", "shape": [0, 3], "data_offsets": [len(data), len(data)]}
    tensors["empty"] = numpy.zeros((0, 3), "f4")
    header["scalar"] = {"dtype": "F32", "shape": [], "data_offsets": [len(data), len(data) + 4]}
    tensors["scalar"] = numpy.float32(2.5)
    data += struct.pack("<f", 2.5)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path("types.safetensors"), "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)
    expect("types.safetensors", tensors)


torch_files()
numpy_files()
safetensors_files()
