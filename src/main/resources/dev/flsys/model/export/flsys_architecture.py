"""Writes a form whose weights can be replaced without Python: ONNX, or TorchScript. Part of ``export_model.py``.

The form is exported twice with random weights. It is used only if every tensor in the two files that depends on the
weights has exactly the bytes of one tensor of the state dict, and all other bytes of the files are equal. Then the form
of any weights of these names, types and shapes is the same file with their bytes in these places. A TorchScript archive
also has checksums of these bytes.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import struct
import warnings
import zipfile

from flsys_weights import Fit, is_counter, load

ENDS_LIKE_A_RUN = re.compile(r"(?:round[0-9]+|final|best|[0-9]{6,}z?)$")
"""Names of classes and functions, in letters, that the ending of an id could belong to."""

MAX_HOLES = 20_000
"""Places of weights in one file."""


MAX_GRAPH = 32 << 20
"""Bytes of a file without its weights."""


class NoArchitecture(Exception):
    """The reason why the weights of this export cannot be replaced, for readers of the cache."""


def require_traced(how):
    """Raises NoArchitecture for a scripted model: its ONNX form has the branches that its weights chose."""
    if not how.startswith("trace"):
        raise NoArchitecture("the model is scripted, so its weights may decide which operators run")


def require_replaceable(alone, made, torch):
    """Raises NoArchitecture if the export depends on more of the file than the values of its tensors.

    :param alone: whether the file has only one dict of tensors
    :param made: the network, with the weights and the arguments that it was made from
    """
    if not alone:
        raise NoArchitecture("the file holds several dicts of tensors")
    if made.saved:
        raise NoArchitecture("the file has arguments of the network")
    if not all(isinstance(value, torch.Tensor) for value in made.fitted.weights.tensors.values()):
        raise NoArchitecture("the file holds values that are not tensors")


def write(export, model, fitted, path, torch):
    """Writes the ONNX form of the fitted weights to ``path`` and returns its places of weights.

    :param export: writes the ONNX form of ``model`` with its current weights, unfolded, to a path. Returns the reason
        if it cannot
    :raises NoArchitecture: if the weights cannot be replaced in it; there is no file then, and ``model`` has its own
        weights
    """
    graph, holes = _replaceable(export, model, fitted, path, initializers, torch)
    with open(path, "wb") as file:
        done = written = 0
        for start, _, key, *_ in holes:
            graph_bytes = start - written
            file.write(graph[done : done + graph_bytes])
            done += graph_bytes
            written = start + file.write(_bytes(fitted.tensors[key], torch))
        file.write(graph[done:])
    return _described(holes, fitted, torch)


def write_torchscript(export, model, fitted, path, graph_path, torch):
    """Writes the TorchScript form of the fitted weights to ``path``, and the same without weights to ``graph_path``.

    Returns the places of weights. The parameters and failures are those of ``write``.
    """
    graph, holes = _replaceable(export, model, fitted, path, archived, torch)
    if len(graph) > MAX_GRAPH:
        raise NoArchitecture("its constants are too large")
    reason = export(path)
    if reason:
        raise NoArchitecture(reason)
    with open(path, "rb") as file:
        whole = bytearray(file.read())
    digest = hashlib.sha256(whole).hexdigest()
    for start, length, key, *_ in holes:
        if whole[start : start + length] != _bytes(fitted.tensors[key], torch):
            raise NoArchitecture("the network keeps other weights than those in the file")
    if _cut(whole, holes) != graph:
        raise NoArchitecture("constants of the graph depend on the weights")
    with open(graph_path, "wb") as file:
        file.write(graph)
    return {**_described(holes, fitted, torch), "form": "torchscript", "sha256": digest}


def _replaceable(export, model, fitted, path, places, torch):
    """``(graph, holes)`` of the form, the same for all weights; see ``_probe``."""
    if len({id(value) for value in fitted.weights.tensors.values()}) != len(fitted.weights.tensors):
        raise NoArchitecture("the file names one tensor twice")
    try:
        graph, holes = _probe(export, model, fitted, path, 1, places, torch)
        if _probe(export, model, fitted, path, 2, places, torch) != (graph, holes):
            raise NoArchitecture("constants of the graph depend on the weights")
    finally:
        if os.path.exists(path):
            os.remove(path)
        load(model, fitted)
    if len(holes) > MAX_HOLES:
        raise NoArchitecture("the graph has too many places of weights")
    sizes = {key: value.numel() * value.element_size() for key, value in fitted.tensors.items()}
    if any(sizes[key] != length for _, length, key, *_ in holes):
        raise NoArchitecture("the weights are of another type than those of the network")
    return graph, holes


def _described(holes, fitted, torch):
    names = {id(value): key for key, value in fitted.weights.tensors.items()}
    return {
        "holes": [[start, length, names[id(fitted.tensors[key])], *sums] for start, length, key, *sums in holes],
        "fixed": {
            names[id(value)]: hashlib.sha256(_bytes(value, torch)).hexdigest()
            for key, value in sorted(fitted.tensors.items())
            if not value.is_floating_point() and not is_counter(key)
        },
    }


def _probe(export, model, fitted, path, seed, places, torch):
    """``(graph, holes)`` of the form with random weights: its bytes without those of the weights, and
    ``(start, length, key)`` of the weights. The positions of checksums follow the key."""
    tensors = _random(fitted.tensors, seed, torch)
    load(model, Fit(fitted.weights, tensors, [], 1.0))
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        reason = export(path)
    if reason:
        raise NoArchitecture(f"it has no form with weights that are not folded: {reason}")
    if any(issubclass(warning.category, torch.jit.TracerWarning) for warning in warned):
        raise NoArchitecture("Python code of the model may depend on the values of the weights")
    with open(path, "rb") as file:
        whole = bytearray(file.read())
    keys = {}
    for key, value in tensors.items():
        raw = _bytes(value, torch)
        if (value.is_floating_point() or is_counter(key)) and len(raw):
            if raw in keys:
                raise NoArchitecture("two tensors have the same random values")
            keys[raw] = key
    holes = []
    for start, end, *sums in places(whole):
        key = keys.get(bytes(whole[start:end]))
        if key is not None:
            holes.append((start, end - start, key, *sums))
    return _cut(whole, holes), holes


def _cut(whole, holes):
    """The bytes of a file without its weights, with zeros in place of their checksums. Changes ``whole``."""
    for _, _, _, *sums in holes:
        for position in sums:
            whole[position : position + 4] = bytes(4)
    graph = bytearray()
    done = 0
    for start, length, *_ in holes:
        graph += whole[done:start]
        done = start + length
    return bytes(graph + whole[done:])


def _random(tensors, seed, torch):
    """Other weights of the same shapes. All are above zero, because variances are. No two counters are equal."""
    generator = torch.Generator().manual_seed(seed)
    made = {}
    for number, (key, value) in enumerate(tensors.items()):
        if value.is_floating_point():
            made[key] = (torch.rand(value.shape, generator=generator) + 0.5).to(value.dtype)
        else:
            made[key] = torch.full_like(value, seed * 1_000_000_007 + number) if is_counter(key) else value
    return made


def _bytes(value, torch):
    """The values of a tensor as ONNX and safetensors store them: row by row, little-endian."""
    flat = value.contiguous().reshape(-1)
    return flat.view(torch.uint8).numpy().tobytes() if flat.numel() else b""


# ------------------------------------------------------------------------------------------------ the file

_GRAPH, _NODE, _INITIALIZER, _ATTRIBUTE, _RAW = "graph", "node", "initializer", "attribute", "raw"

_FIELDS = {
    "model": {7: _GRAPH},
    _GRAPH: {1: _NODE, 5: _INITIALIZER},
    _NODE: {5: _ATTRIBUTE},
    _ATTRIBUTE: {5: _INITIALIZER, 6: _GRAPH, 10: _INITIALIZER, 11: _GRAPH},
    _INITIALIZER: {9: _RAW},
}
"""The messages of ``onnx.proto`` (ONNX 1.19) that lead to the raw values of tensors, by field number."""


def initializers(whole):
    """``(start, end)`` of the raw values of all tensors of an ONNX file, in the order of the file."""
    found = []
    open_messages = [("model", 0, len(whole))]
    while open_messages:
        kind, at, end = open_messages.pop()
        while at < end:
            tag, at = _varint(whole, at)
            field, wire = tag >> 3, tag & 7
            if wire == 2:
                length, at = _varint(whole, at)
                inner = _FIELDS[kind].get(field)
                if inner == _RAW:
                    found.append((at, at + length))
                elif inner:
                    open_messages.append((inner, at, at + length))
                at += length
            elif wire == 0:
                _, at = _varint(whole, at)
            else:
                at += {1: 8, 5: 4}[wire]
    return sorted(found)


def _varint(whole, at):
    value = shift = 0
    while True:
        byte = whole[at]
        at += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, at


# ------------------------------------------------------------------------------------------------ TorchScript


def archived(whole):
    """``(start, end, position, position)`` of all stored files of a zip archive, in their order, and of their checksums
    in the header and in the directory."""
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        entries = archive.infolist()
        at = archive.start_dir
    found = []
    for entry in entries:
        names = sum(struct.unpack_from("<HH", whole, entry.header_offset + 26))
        start = entry.header_offset + 30 + names
        if entry.compress_type == zipfile.ZIP_STORED and not entry.flag_bits & 8:
            found.append((start, start + entry.file_size, entry.header_offset + 14, at + 16))
        at += 46 + sum(struct.unpack_from("<HHH", whole, at + 28))
    return sorted(found)


# ------------------------------------------------------------------------------------------------ ids


def ids(request, names, id_is_value, letters, shorter_and_shorter):
    """The other ids for which the same weights would give the same network.

    ``any_ending``: ids that differ in the endings that runs add. ``any_id``: all ids, if neither they nor the names of
    their files and folders name one of ``taken``. Then the weights alone choose among the classes and functions, or
    ``flsys.toml`` does.

    :param names: of all classes and functions that an id can name
    :param id_is_value: whether the id was a value of a parameter
    """
    written = bool(request["class"])
    named = {letters(each) for name in [request["id"], *request["names"]] for each in shorter_and_shorter(name)}
    return {
        "any_ending": not any(ENDS_LIKE_A_RUN.search(letters(name)) for name in names),
        "any_id": not id_is_value and (written or named.isdisjoint(map(letters, names))),
        "taken": [] if written else sorted(set(names)),
    }
