"""Exports a state dict to models that run without Python: TorchScript, and ONNX if that works.

    python export_model.py FOLDER

FLSys runs this script with the Python of the Flower project, as a short-lived process. It copies one
file into ``FOLDER``, so the script is one file. ``FOLDER`` holds ``request.json``::

    {"project": "/abs/project", "module": "nets.cnn", "file": "/abs/project/nets/cnn.py",
     "weights": "/abs/project/saved/LeNet.pth", "id": "LeNet_round_3", "image_size": 32, "labels": 10,
     "seconds": 180, "memory_bytes": 8589934592, "identity": {...}}

The script writes ``entry/`` (``model.pt``, sometimes ``model.onnx``, ``export.json``) or
``failure.json`` (``{"kind": "model" | "python", "error": "..."}``). ``stage`` holds the current step,
in case the project's code ends the process. Standard output belongs to the project's code, so the
script prints nothing. It needs the standard library and torch 1.13 or newer.
"""

from __future__ import annotations

import difflib
import gc
import hashlib
import importlib
import inspect
import io
import json
import math
import os
import pickle
import pickletools
import re
import shutil
import signal
import sys
import traceback
import types
import unicodedata
import warnings
import zipfile
from collections.abc import Mapping

WRAPPERS = ("state_dict", "model_state_dict", "model", "weights", "net", "network")
"""Keys under which checkpoints carry their state dict."""

PREFIXES = ("module.", "_orig_mod.", "model.")
"""Prefixes that DataParallel, torch.compile and Lightning add to every key."""

CLASS_COUNTS = frozenset(
    "numclasses nclasses classes numclass nclass classnum classcount nbclasses numlabels nlabels labels numoutputs "
    "noutputs outputs outputdim outdim outputsize outsize outfeatures outputfeatures nout numout ncls numcls".split()
)
"""Names of constructor parameters for the number of classes, in lower case and without underscores."""

_DATE = r"[0-9]{4}[-_]?[0-9]{2}[-_]?[0-9]{2}"
_TIME = r"[0-9]{2}[-_:.]?[0-9]{2}(?:[-_:.]?[0-9]{2}(?:[-_.,][0-9]{1,9})?)?"
_STAMP = rf"{_DATE}(?:[-_T ]?{_TIME}(?:Z|[+-][0-9]{{2}}:?[0-9]{{2}})?)?|[0-9]{{6}}[-_][0-9]{{4,6}}|[0-9]{{10}}(?:\.[0-9]+)?|[0-9]{{13}}"
ENDING = re.compile(rf"[-_](?:round[-_]?[0-9]+|final|best|{_STAMP})$", re.IGNORECASE)
"""The ending that a run adds to the name of its model: a round, ``final``, ``best``, a time (date, ISO 8601, Unix)."""

SHOWN = 5
"""The number of names that a message shows of a long list."""

PROJECT = os.devnull
"""The project's folder; set when the request is read."""


class Failure(Exception):
    """The model or its definition cannot be used; the message is for the user."""

    kind = "model"


class NoTorch(Failure):
    """The interpreter is the cause, not the model."""

    kind = "python"


# ------------------------------------------------------------------------------------------------ which class


def choose(model_id, names, sole):
    """The class for an id.

    :param names: classes that an id may name
    :param sole: if this has one class, it fits any id
    """
    for candidate in shorter_and_shorter(model_id):
        for same in (_normalised, _without_separators, _letters):
            matching = [name for name in names if same(name) == same(candidate)]
            if len(matching) == 1:
                return matching[0]
            if matching:
                raise Failure(f"Several classes fit the model id '{model_id}': {listed(matching, len(matching))}.")
    if len(sole) == 1:
        return sole[0]
    if not names:
        raise Failure("The definition module has no class that derives from torch.nn.Module.")
    near = nearest(model_id, names)
    raise Failure(
        f"No class of the definition module fits the model id '{model_id}'; it has {listed(names, 20)}."
        + (f" Did you mean {near}?" if near else "")
        + f" Name the file like its class, for example {near or names[0]}.pth."
    )


def nearest(model_id, names):
    """The class whose name is most similar to the id, or to the id without its endings; None if no name is similar."""
    by_letters = {_letters(name): name for name in reversed(names)}
    for candidate in shorter_and_shorter(model_id):
        found = difflib.get_close_matches(_letters(candidate), by_letters, n=1, cutoff=0.65)
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


def _letters(name):
    return _without_separators(name).casefold()


def model_classes(module, project, torch):
    """``(names, sole, by_name)`` of the module's nn.Module classes, in the order of their definition.

    An id may also name classes that the module imports from the project's own files. They count as the
    module's own if it is a package, or defines no class itself.
    """
    by_name = {}
    own = []
    for name, value in list(vars(module).items()):
        if not (isinstance(value, type) and issubclass(value, torch.nn.Module)):
            continue
        if value.__module__ == module.__name__:
            own.append(value.__name__)
            by_name[value.__name__] = value
        elif _is_of_project(value, project):
            by_name.setdefault(name, value)
    names = own + [name for name in by_name if name not in own]
    sole = names if hasattr(module, "__path__") or not own else own
    return names, sole, by_name


def _is_of_project(cls, project):
    file = getattr(sys.modules.get(cls.__module__), "__file__", None)
    if not file:
        return False
    relative = os.path.relpath(os.path.realpath(file), project)
    return not relative.startswith((os.pardir, ".")) and "site-packages" not in relative


# ------------------------------------------------------------------------------------------------ weights


def read_weights(path, torch):
    """The state dict in a file. Only tensors and plain values are unpickled."""
    _require_known_format(path)
    if "weights_only" not in inspect.signature(torch.load).parameters:
        raise NoTorch(f"torch {torch.__version__} cannot read weights safely; 1.13 or newer is needed.")
    try:
        try:
            content = torch.load(path, map_location="cpu", weights_only=True)
        except pickle.UnpicklingError as refused:
            # torch 1.13 refuses floats (opcode 71), but checkpoints hold losses and learning rates.
            if "operand 71" not in str(refused) or not zipfile.is_zipfile(path):
                raise
            content = torch.load(_without_floats(path), map_location="cpu", weights_only=True)
    except pickle.UnpicklingError as refused:
        raise Failure(_refusal(str(refused))) from refused
    except MemoryError:
        raise
    except Exception as broken:
        if "nsupported" in str(broken):
            raise Failure(_refusal(str(broken))) from broken
        raise Failure(f"The weights cannot be read, the file may be damaged: {short(broken)}") from broken
    state = find_state_dict(content, torch)
    if state is None:
        raise Failure(f"The file holds no state dict but {_described(content)}; save model.state_dict().")
    return state


def _require_known_format(path):
    """Accepts only torch's zip format and its older pickle. torch.load of its tar format was not safe up to torch 2.5
    (CVE-2025-32434)."""
    with open(path, "rb") as file:
        start = file.read(4)
    if start == b"PK\x03\x04":
        try:
            with zipfile.ZipFile(path) as archive:
                if any(name.endswith("/constants.pkl") for name in archive.namelist()):
                    raise Failure("The file is a TorchScript archive, not a state dict.")
        except zipfile.BadZipFile as damaged:
            raise Failure("The file is damaged: its archive is incomplete.") from damaged
    elif start[:1] != b"\x80":
        raise Failure("The file is " + ("empty." if not start else "not one that torch.save wrote."))


def _without_floats(path):
    """The archive with None in place of each float in its pickle. The pickle does not run."""
    whole = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(whole, "w") as target:
        for entry in source.infolist():
            data = source.read(entry)
            if entry.filename.endswith("/data.pkl"):
                starts = [at for opcode, _, at in pickletools.genops(data) if opcode.name == "BINFLOAT"]
                for at in reversed(starts):
                    data = data[:at] + b"N" + data[at + 9 :]
            target.writestr(zipfile.ZipInfo(entry.filename), data)
    whole.seek(0)
    return whole


def _refusal(message):
    found = re.search(r"(?:GLOBAL|class) ([\w.]+)", message)
    what = f"something else ({found.group(1)})" if found else "something else"
    return (
        f"The file holds more than weights: {what}, as a whole pickled model does. It was refused, and nothing in it "
        "was run; save model.state_dict() instead."
    )


def find_state_dict(content, torch, depth=0):
    """The state dict in ``content``, possibly nested; None if there is none."""
    if not isinstance(content, Mapping):
        return None
    tensors = sum(isinstance(value, torch.Tensor) for value in content.values())
    if tensors and all(isinstance(key, str) for key in content):
        others = [key for key, value in content.items() if not isinstance(value, torch.Tensor)]
        if all(key.endswith("_extra_state") for key in others):
            return content
    if depth < 3:
        for key in WRAPPERS:
            state = find_state_dict(content.get(key), torch, depth + 1)
            if state is not None:
                return state
    return None


def _described(content):
    if isinstance(content, Mapping):
        return f"a dict with the keys {listed([str(key) for key in content], SHOWN)}" if content else "an empty dict"
    return f"a {type(content).__name__}"


# ------------------------------------------------------------------------------------------------ the model


def build(cls, state, labels):
    """An instance with all weights loaded. Tries the constructor's default number of classes first, then the number of
    labels."""
    first = None
    for arguments in constructor_arguments(cls, labels):
        try:
            return load(construct(cls, arguments), state)
        except Failure as failure:
            first = first or failure
    raise first


def constructor_arguments(cls, labels):
    """The arguments to try, in this order."""
    parameters = [
        parameter
        for parameter in inspect.signature(cls).parameters.values()
        if parameter.kind not in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
    ]
    required = [parameter.name for parameter in parameters if parameter.default is parameter.empty]
    unknown = [name for name in required if _letters(name) not in CLASS_COUNTS]
    if unknown:
        raise Failure(
            f"The constructor of {cls.__name__} needs {listed(unknown, SHOWN)}; FLSys calls it without arguments, or "
            "with num_classes. Give the parameters defaults."
        )
    arguments = {name: labels for name in required}
    counts = {
        parameter.name: labels
        for parameter in parameters
        if parameter.name not in arguments and _letters(parameter.name) in CLASS_COUNTS and parameter.default != labels
    }
    return [arguments, {**arguments, **counts}] if counts else [arguments]


def construct(cls, arguments):
    try:
        return cls(**arguments)
    except MemoryError:
        raise
    except Exception as failed:
        shown = ", ".join(f"{name}={value}" for name, value in arguments.items())
        raise Failure(f"{cls.__name__}({shown}) failed: {short(failed)}") from failed


def load(model, state):
    """The model with the weights; every key and shape is checked."""
    from torch.nn.modules.utils import consume_prefix_in_state_dict_if_present

    expected = model.state_dict()
    state = state.copy()  # keeps torch's _metadata
    for prefix in PREFIXES * 2:
        if all(key.startswith(prefix) for key in state) and not all(key.startswith(prefix) for key in expected):
            consume_prefix_in_state_dict_if_present(state, prefix)
    try:
        model.load_state_dict(state, strict=True)
    except MemoryError:
        raise
    except Exception as failed:
        differences = "; ".join(_differences(state, expected)) or short(failed)
        raise Failure(f"The weights do not fit {type(model).__name__}: {differences}.") from failed
    return model.float().eval().requires_grad_(False)


def _differences(state, expected):
    missing = [key for key in expected if key not in state]
    unexpected = [key for key in state if key not in expected]
    shapes = [
        f"{key} has the shape {_shape(state[key])}, not {_shape(expected[key])}"
        for key in expected
        if key in state and _shape(state[key]) != _shape(expected[key])
    ]
    if missing:
        yield f"missing {listed(missing, SHOWN)}"
    if unexpected:
        yield f"unexpected {listed(unexpected, SHOWN)}"
    if shapes:
        yield listed(shapes, SHOWN)


def _shape(value):
    try:
        return list(value.shape)
    except Exception:  # a lazy parameter has no shape yet
        return None


# ------------------------------------------------------------------------------------------------ the export


PROBES = (2, 1, 4, 4, 1)
"""The sizes of the batches of pictures whose answers are stored in the entry."""


def probes(side, torch):
    """Twelve fixed pictures in batches, the same as in Java's ``ExportProbe``. Large pictures come one by one."""
    most = max(1, (1 << 20) // (side * side))
    first = 0
    for wanted in PROBES:
        end = first + wanted
        while first < end:
            batch = min(most, end - first)
            yield torch.stack([picture(number, side, torch) for number in range(first, first + batch)])
            first += batch


def picture(number, side, torch):
    """0, 1: uniform from -2 to 2; 2 to 6: nearly normal; 7: black; 8: white; 9: zero; 10: dots; 11: normal, times 50."""
    values = 3 * side * side
    first = 4 * number * values
    if number in (7, 8, 9):
        flat = torch.full((values,), {7: -2.5, 8: 2.5, 9: 0.0}[number])
    elif number in (0, 1, 10):
        flat = noise(torch.arange(first, first + values))
        flat = torch.where(flat < 0, -2.5, 2.5) if number == 10 else flat
    else:
        flat = sum(noise(torch.arange(first + part, first + 4 * values, 4)) for part in range(4)) * (math.sqrt(3) / 4)
    flat = flat.float() * 50 if number == 11 else flat.float()
    return flat.reshape(3, side, side)


def noise(index):
    """Doubles from -2 to 2: a hash of the index, the first rounds of xxHash32's finisher."""
    mixed = (index * 2654435761) & 0xFFFFFFFF
    mixed = ((mixed ^ (mixed >> 15)) * 2246822519) & 0xFFFFFFFF
    mixed = mixed ^ (mixed >> 13)
    return mixed.double() / 2**30 - 2


def more_inputs(side, torch):
    """Noise of other ranges and means, to check a trace that may be right for its example only."""
    generator = torch.Generator().manual_seed(1)
    return [
        torch.randn(1, 3, side, side, generator=generator) * scale + shift
        for scale in (0.1, 1, 3)
        for shift in (-2, 0, 2)
        for _ in range(2)
    ]


def eager_outputs(model, inputs, torch):
    """The answers of the model itself, each ``[N, C]``."""
    outputs = []
    for pictures in inputs:
        shape = list(pictures.shape)
        try:
            output = model(pictures)
        except MemoryError:
            raise
        except Exception as failed:
            raise Failure(f"The model does not take an input of shape {shape}: {short(failed)}") from failed
        if not isinstance(output, torch.Tensor):
            raise Failure(
                f"The model returns a {type(output).__name__}; it must return one tensor [batch, classes] in eval()."
            )
        if output.dim() != 2 or output.shape[0] != shape[0] or not output.is_floating_point():
            raise Failure(
                f"For an input of shape {shape} the model returns {str(output.dtype).replace('torch.', '')} of shape "
                f"{list(output.shape)}; it must return floats [{shape[0]}, classes]."
            )
        outputs.append(output.float())
    return outputs


def require_finite(model, output, torch):
    if bool(torch.isfinite(output).all()):
        return
    bad = [
        name
        for name, value in model.state_dict().items()
        if value.is_floating_point() and not bool(torch.isfinite(value).all())
    ]
    reason = f"its weights {listed(bad, SHOWN)} are not, so training diverged" if bad else "though all its weights are"
    raise Failure(f"The model's answers are not finite numbers: {reason}.")


def difference(run, inputs, outputs, torch):
    """The largest difference from the outputs, relative to the largest output of each batch if that is above 1. Values
    that are not finite must be equal."""
    largest = 0.0
    for pictures, expected in zip(inputs, outputs):
        actual = run(pictures)
        if not isinstance(actual, torch.Tensor) or actual.shape != expected.shape:
            return float("inf")
        finite = torch.isfinite(expected)
        if not torch.equal(actual[~finite].nan_to_num(7.0), expected[~finite].nan_to_num(7.0)):
            return float("inf")
        if bool(finite.any()):
            scale = max(1.0, float(expected[finite].abs().max()))
            found = float((actual[finite] - expected[finite]).abs().max()) / scale
            largest = max(largest, found if found == found else float("inf"))
    return largest


def to_torchscript(model, inputs, outputs, torch):
    """``(module, how, source)`` with the model's answers: traced, else scripted; frozen if that changes no answer.
    ``source`` is the model to export as ONNX."""
    reasons = []
    plain = has_plain_names(model)
    if not plain:
        give_plain_names(model)
    for how, convert in (
        ("trace", traced if plain else traced_without_names),
        ("script", scripted if plain else scripted_without_names),
    ):
        try:
            module, doubtful = convert(model, inputs[0], torch)
            off = difference(module, inputs, outputs, torch)
            if doubtful and off <= 1e-4:
                more = more_inputs(inputs[0].shape[-1], torch)
                off = difference(module, more, [model(pictures) for pictures in more], torch)
        except MemoryError:
            raise
        except Exception as failed:
            reasons.append(f"{how}: {short(failed, 300)}")
            continue
        if off > 1e-4:
            reasons.append(f"{how}: its answers differ from the model's")
            continue
        source = model if how == "trace" else module
        try:
            frozen = torch.jit.freeze(module)
            if difference(frozen, inputs, outputs, torch) <= 1e-5:
                return frozen, how + ", frozen", source
        except MemoryError:
            raise
        except Exception:
            pass  # freezing is only an optimisation
        return module, how, source
    raise Failure("The model cannot be exported as TorchScript. " + "; ".join(reasons))


def traced(model, example, torch):
    """``(module, doubtful)``: doubtful if tracing warned that values became constants, for example in a branch."""
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        module = torch.jit.trace(model, (example,), check_trace=False)
    return module, any(issubclass(warning.category, torch.jit.TracerWarning) for warning in warned)


def scripted(model, example, torch):
    return torch.jit.script(model), False


# TorchScript allows only ASCII names. Torch writes the names of classes, attributes and parameters of forward into it
# unchanged. Neither torch nor libtorch can read the result if one of them is not ASCII. So the saved module has none of
# these names. The model and its state dict keep theirs.


def traced_without_names(model, example, torch):
    """Like ``traced``, for a function around the model: weights become constants, and the result has no names."""
    function, doubtful = traced(lambda input: model(input), example, torch)
    return reloaded(function, torch), doubtful


def scripted_without_names(model, example, torch):
    """Like ``scripted``, inside a module with plain names. Freezing removes all other modules."""

    class Model(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.model = model

        def forward(self, input: torch.Tensor) -> torch.Tensor:
            return self.model(input)

    Model.__qualname__ = Model.__name__
    try:
        frozen = torch.jit.freeze(torch.jit.script(Model().eval()))
    except MemoryError:
        raise
    except Exception as failed:
        raise Failure(f"{short(failed, 300)}; names of ASCII letters may help") from failed
    return reloaded(frozen, torch), False


def reloaded(script, torch):
    """The module as libtorch will load it. Fails if a name remains that TorchScript does not allow."""
    whole = io.BytesIO()
    torch.jit.save(script, whole)
    whole.seek(0)
    return torch.jit.load(whole, map_location="cpu").eval()


def has_plain_names(model):
    """Whether all names that torch would write into TorchScript are ASCII."""
    for module in model.modules():
        cls = type(module)
        parts = (module._parameters, module._buffers, module._modules, vars(module))
        names = [cls.__name__, str(cls.__module__), *(name for part in parts for name in part)]
        try:
            names += inspect.signature(module.forward).parameters
        except (TypeError, ValueError):
            pass  # a forward that is not a Python function has no names
        if not all(str(name).isascii() for name in names):
            return False
    return True


def give_plain_names(model):
    """Makes torch use ASCII names for the project's classes and functions."""
    named = {type(module) for module in model.modules()}
    for module in list(sys.modules.values()):
        if str(getattr(module, "__file__", None)).startswith(PROJECT + os.sep):
            named |= {
                value
                for value in list(vars(module).values())
                if isinstance(value, (type, types.FunctionType)) and value.__module__ == module.__name__
            }
    for number, each in enumerate(sorted(named, key=lambda each: (str(each.__module__), each.__qualname__))):
        if not (each.__name__.isascii() and str(each.__module__).isascii()):
            each._jit_override_qualname = f"__torch__.project.Named{number}"
            if isinstance(each, types.FunctionType):
                each.__name__ = f"Named{number}"  # torch requires that a function's two names agree


def save_torchscript(module, path, torch):
    """Saves without the debug records. They hold absolute paths of source files, and only stack traces need them."""
    whole = io.BytesIO()
    torch.jit.save(module, whole)
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(path, "w") as target:
        for entry in source.infolist():
            if not entry.filename.endswith(".debug_pkl"):
                target.writestr(zipfile.ZipInfo(entry.filename), source.read(entry))


def save_onnx(source, example, path, torch):
    """Writes ONNX for batches of any size: input ``input``, output ``output``, weights inside.

    Returns the reason if that is not possible, else None. Java checks the answers later, with its own onnxruntime.
    """
    reason = None
    if hasattr(torch.backends, "mha"):
        torch.backends.mha.set_fastpath_enabled(False)  # ONNX has no operator for its fused attention
    do_without_onnx_package()
    for options in onnx_exporters(torch):
        folder = path + ".parts"
        shutil.rmtree(folder, ignore_errors=True)
        os.mkdir(folder)
        written = os.path.join(folder, "model.onnx")
        try:
            torch.onnx.export(
                source,
                (example,),
                written,
                input_names=["input"],
                output_names=["output"],
                dynamic_axes={"input": {0: "batch"}, "output": {0: "batch"}},
                **options,
            )
            if options.get("dynamo"):
                remove_traces(written)
            if os.listdir(folder) != ["model.onnx"]:
                raise Failure("torch.onnx.export writes the weights beside the graph.")
            os.replace(written, path)
            return None
        except MemoryError:
            raise
        except Exception as failed:
            reason = reason or short(failed, 300)  # users know the first exporter best
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    return reason


def onnx_exporters(torch):
    """Options of ``torch.onnx.export``, the best first.

    The tracing exporter needs no other package. Opset 17 is the newest of torch 1.13, but torch writes some operators
    wrongly for it; others need 20. Torch's newer exporter comes last: it can export more models, but needs packages.
    """
    known = inspect.signature(torch.onnx.export).parameters
    tracing = {"dynamo": False} if "dynamo" in known else {}
    yield {"opset_version": 17, **tracing}
    yield {"opset_version": 13, **tracing}
    if _version(torch) >= (2, 1):
        yield {"opset_version": 20, **tracing}
    if "dynamo" in known and "external_data" in known:
        yield {"opset_version": 18, "dynamo": True, "external_data": False}


def do_without_onnx_package():
    """Skips a step that needs the package onnx, if the project does not have it.

    Torch 2.0 and newer reads its own export with that package to add functions of onnxscript. A project without the
    package has no such functions.
    """
    try:
        import onnx  # noqa: F401
    except ImportError:
        for place in ("torch.onnx._internal.torchscript_exporter", "torch.onnx._internal"):
            try:
                writer = importlib.import_module(place + ".onnx_proto_utils")
            except ImportError:
                continue
            if hasattr(writer, "_add_onnxscript_fn"):
                writer._add_onnxscript_fn = lambda model_bytes, custom_opsets: model_bytes


def _version(torch):
    return tuple(int(part) for part in re.findall(r"[0-9]+", str(torch.__version__))[:2])


def remove_traces(path):
    """Removes the source positions that the newer exporter stores for each operator: absolute paths of source files."""
    import onnx

    whole = onnx.load(path)

    def clean(nodes):
        for node in nodes:
            del node.metadata_props[:]
            node.doc_string = ""
            for attribute in node.attribute:
                for graph in [attribute.g, *attribute.graphs]:
                    clean(graph.node)

    clean(whole.graph.node)
    for function in whole.functions:
        clean(function.node)
    onnx.save(whole, path)


# ------------------------------------------------------------------------------------------------ the process


def limit_resources(seconds, memory_bytes):
    """Bounds this process before any code of the project runs.

    RLIMIT_DATA counts private writable memory, so it does not count the gigabytes of a CUDA build's libraries.
    RLIMIT_AS bounds shared memory. The alarm ends this process if its service was killed.
    """
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds + 10)
    if hasattr(os, "nice"):
        os.nice(5)  # predictions have priority
    try:
        import resource
    except ImportError:
        return
    for name, value in (
        ("RLIMIT_DATA", memory_bytes),
        ("RLIMIT_AS", memory_bytes + (64 << 30)),
        ("RLIMIT_FSIZE", memory_bytes),
        ("RLIMIT_CORE", 0),
    ):
        try:
            kind = getattr(resource, name)
            hard = resource.getrlimit(kind)[1]
            value = value if hard == resource.RLIM_INFINITY else min(value, hard)
            resource.setrlimit(kind, (value, value))
        except (AttributeError, ValueError, OSError):
            pass  # this system has no such limit


def import_torch():
    """Imports torch before the project's folder is on the path: a random.py there must not replace Python's."""
    try:
        import torch
    except MemoryError:
        raise
    except Exception as failed:
        raise NoTorch(f"The project's Python cannot import torch: {short(failed)}") from failed
    torch.set_num_threads(1)
    return torch


def import_definition(request):
    name, project = request["module"], request["project"]
    sys.path.insert(0, project)
    sys.argv = [request["file"]]
    try:
        module = importlib.import_module(name)
    except MemoryError:
        raise
    except SystemExit as left:
        raise Failure(f"The definition module {name} calls sys.exit({left.code!r}) when it is imported.") from left
    except BaseException as failed:
        hint = " Install it in the project's Python." if isinstance(failed, ModuleNotFoundError) else ""
        raise Failure(f"The definition module {name} cannot be imported: {short(failed)}.{hint}") from failed
    file = getattr(module, "__file__", None)
    if not file or os.path.realpath(file) != os.path.realpath(request["file"]):
        raise Failure(f"Python has a module {name} of its own; rename the project's.")
    return module


def export(request, folder, stage):
    stage("importing torch")
    torch = import_torch()
    stage(f"importing {request['module']}")
    module = import_definition(request)
    torch.set_default_dtype(torch.float32)
    names, sole, by_name = model_classes(module, request["project"], torch)
    cls = by_name[choose(request["id"], names, sole)]
    stage("reading the weights")
    state = read_weights(request["weights"], torch)
    stage(f"making {cls.__name__}")
    model = build(cls, state, request["labels"])
    del state
    gc.collect()
    entry = os.path.join(folder, "entry")
    os.mkdir(entry)
    with torch.no_grad():
        stage(f"running {cls.__name__}")
        asked = list(probes(request["image_size"], torch))
        inputs = [torch.stack([picture(number, request["image_size"], torch) for number in (0, 1)]), *asked]
        outputs = eager_outputs(model, inputs, torch)
        require_finite(model, outputs[0], torch)
        if difference(model, inputs, outputs, torch) > 1e-4:
            raise Failure(f"{cls.__name__} answers the same input differently each time, in eval() too.")
        stage(f"exporting {cls.__name__}")
        script, how, source = to_torchscript(model, inputs, outputs, torch)
        save_torchscript(script, os.path.join(entry, "model.pt"), torch)
        del script
        saved = torch.jit.load(os.path.join(entry, "model.pt"), map_location="cpu")
        answers = torch.cat([saved(pictures) for pictures in asked]).float()
        del saved
        stage(f"exporting {cls.__name__} to ONNX")
        no_onnx = save_onnx(source, inputs[0], os.path.join(entry, "model.onnx"), torch)
    return {
        "class_name": cls.__name__,
        "outputs": outputs[0].shape[1],
        "made_by": f"torch {torch.__version__} ({how})",
        "pillow": pillow_version(),
        "no_onnx": no_onnx,
        "answers": [[_number(value) for value in row] for row in answers.tolist()],
        "files": {name: _sha256(os.path.join(entry, name)) for name in sorted(os.listdir(entry))},
        "identity": request["identity"],
    }


def pillow_version():
    """The version of the project's Pillow, which decides how pictures are resized; None without Pillow."""
    try:
        import PIL

        return str(PIL.__version__)
    except MemoryError:
        raise
    except Exception:
        return None


def _number(value):
    """The shortest text that identifies the float; None if it is not finite, as JSON has no number for that."""
    return float(f"{value:.9g}") if math.isfinite(value) else None


def _sha256(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        for part in iter(lambda: file.read(1 << 20), b""):
            digest.update(part)
    return digest.hexdigest()


# ------------------------------------------------------------------------------------------------ messages


def listed(names, most):
    names = [str(name) for name in names]
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")


def short(error, most=500):
    """An exception in one line, with the line of the project's code that raised it."""
    if isinstance(error, Failure):
        text = str(error)
    else:
        text = without_internals(str(error))
        text = f"{type(error).__name__}: {text}" if text else f"{type(error).__name__} without a message"
    text = re.sub(r"\s+", " ", text).strip()
    text = text if len(text) <= most else text[: most - 3] + "..."
    place = _place(error)
    return f"{text} ({place})" if place and place not in text else text


def without_internals(text):
    """The message of an exception without C++ stack traces and lists of overloads."""
    text = re.split(
        r"\s*(?:Exception raised from |frame #0|C\+\+ CapturedTraceback|The following argument types are supported)",
        text,
    )[0]
    text = re.sub(r",? but expected one of:.*", "", text, flags=re.DOTALL)
    return text.strip()


def _place(error):
    project = PROJECT + os.sep
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if not frame.filename.startswith(project) or "site-packages" in frame.filename:
            continue
        relative = frame.filename[len(project) :]
        if not relative.startswith(".flsys" + os.sep):
            return f"{relative}, line {frame.lineno}"
    return None


def write_json(path, content):
    """Writes a file atomically."""
    text = json.dumps(content, ensure_ascii=False, indent=1)
    # one line for each row of numbers
    text = re.sub(r"\[[-+.,0-9eEnul\s]*\]", lambda row: re.sub(r"\s+", " ", row.group()), text)
    with open(path + ".part", "w", encoding="utf-8", newline="\n") as file:
        file.write(text + "\n")
    os.replace(path + ".part", path)


def main(folder):
    with open(os.path.join(folder, "request.json"), encoding="utf-8") as file:
        request = json.load(file)
    global PROJECT
    PROJECT = request["project"]
    limit_resources(request["seconds"], request["memory_bytes"])
    warnings.simplefilter("ignore")
    # Remove the folder of this script; the project's folder is inserted later.
    sys.path.pop(0)

    def stage(text):
        with open(os.path.join(folder, "stage"), "w", encoding="utf-8") as file:
            file.write(text)

    failure = None
    try:
        write_json(os.path.join(folder, "entry", "export.json"), export(request, folder, stage))
    except Failure as failed:
        failure = {"kind": failed.kind, "error": str(failed)}
    except MemoryError:
        gc.collect()
        failure = {
            "kind": "model",
            "error": f"The model needs more than {request['memory_bytes'] >> 20} MiB of memory.",
        }
    except BaseException as failed:
        traceback.print_exc()
        failure = {"kind": "model", "error": f"The model cannot be exported: {short(failed)}"}
    if failure:
        write_json(os.path.join(folder, "failure.json"), failure)
    sys.stdout.flush()
    sys.stderr.flush()
    # Not sys.exit: threads and exit handlers of the project's code could keep the process alive.
    os._exit(3 if failure else 0)


if __name__ == "__main__":
    main(sys.argv[1])
