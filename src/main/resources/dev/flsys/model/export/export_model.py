"""Exports the weights of a model to forms that run without Python: TorchScript, and ONNX if that works.

    python export_model.py FOLDER

FLSys runs this script with the Python of the Flower project, as a short-lived process. It copies this file and the
modules ``flsys_*.py`` into ``FOLDER``. ``FOLDER`` also holds ``request.json``::

    {"project": "/abs/project", "module": "nets.cnn", "file": "/abs/project/nets/cnn.py",
     "weights": "/abs/project/saved/LeNet.pth", "id": "LeNet_round_3", "class": null, "arguments": {},
     "image_size": 32, "labels": 10, "mean_values": null,
     "seconds": 180, "memory_bytes": 8589934592, "identity": {...}}

``class`` is ``Name`` of the definition module or ``module:Name``. ``mean_values`` is the number of values of the
normalisation, 1 or 3, if the user set it.

The script writes ``entry/`` (``model.pt``, sometimes ``model.onnx``, ``export.json``) or
``failure.json`` (``{"kind": "model" | "python", "error": "..."}``). ``stage`` holds the current step,
in case the project's code ends the process. Standard output belongs to the project's code, so the
script prints nothing. It needs the standard library and torch 1.13 or newer.

The modules: ``flsys_definition`` imports the project's module and finds classes and functions, ``flsys_absent`` replaces
imports that fail, ``flsys_arguments`` makes networks, ``flsys_selection`` selects one, ``flsys_weights`` reads the
file, ``flsys_shapes`` finds input and output, ``flsys_kinds`` names what cannot be used, ``flsys_cpu`` maps devices,
``flsys_limits`` bounds the process, ``flsys_messages`` has the failures. They are imported before the project's folder is
on the path, and their names begin with ``flsys_``, so no module of the project replaces them.
"""

from __future__ import annotations

import gc
import hashlib
import importlib
import inspect
import io
import json
import math
import os
import re
import shutil
import sys
import traceback
import types
import warnings
import zipfile

import flsys_absent
import flsys_architecture
import flsys_cpu
import flsys_kinds
import flsys_messages
from flsys_architecture import NoArchitecture
from flsys_arguments import Known
from flsys_definition import Inputs, candidates, import_definition, imported, letters, shorter_and_shorter
from flsys_limits import Reading, limit_resources
from flsys_messages import SHOWN, Failure, NoTorch, listed, listen, short
from flsys_selection import select
from flsys_shapes import find_form
from flsys_weights import HOW_TO_SAVE, find_weights, read_content, saved_arguments

# ------------------------------------------------------------------------------------------------ the export


PROBES = (2, 1, 4, 4, 1)
"""The sizes of the batches of pictures whose answers are stored in the entry."""


def probes(channels, side, torch):
    """Twelve fixed pictures in batches, the same as in Java's ``ExportProbe``. Large pictures come one by one."""
    most = max(1, (1 << 20) // (side * side))
    first = 0
    for wanted in PROBES:
        end = first + wanted
        while first < end:
            batch = min(most, end - first)
            yield torch.stack([picture(number, channels, side, torch) for number in range(first, first + batch)])
            first += batch


def picture(number, channels, side, torch):
    """0, 1: uniform from -2 to 2; 2 to 6: nearly normal; 7: black; 8: white; 9: zero; 10: dots; 11: normal, times 50."""
    values = channels * side * side
    first = 4 * number * values
    if number in (7, 8, 9):
        flat = torch.full((values,), {7: -2.5, 8: 2.5, 9: 0.0}[number])
    elif number in (0, 1, 10):
        flat = noise(torch.arange(first, first + values))
        flat = torch.where(flat < 0, -2.5, 2.5) if number == 10 else flat
    else:
        flat = sum(noise(torch.arange(first + part, first + 4 * values, 4)) for part in range(4)) * (math.sqrt(3) / 4)
    flat = flat.float() * 50 if number == 11 else flat.float()
    return flat.reshape(channels, side, side)


def noise(index):
    """Doubles from -2 to 2: a hash of the index, the first rounds of xxHash32's finisher."""
    mixed = (index * 2654435761) & 0xFFFFFFFF
    mixed = ((mixed ^ (mixed >> 15)) * 2246822519) & 0xFFFFFFFF
    mixed = mixed ^ (mixed >> 13)
    return mixed.double() / 2**30 - 2


def more_inputs(channels, side, torch):
    """Noise of other ranges and means, to check a trace that may be right for its example only."""
    generator = torch.Generator().manual_seed(1)
    return [
        torch.randn(1, channels, side, side, generator=generator) * scale + shift
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
        if not isinstance(output, torch.Tensor) or output.dim() != 2 or output.shape[0] != shape[0]:
            raise Failure(
                f"For an input of shape {shape} the model returns another number of rows; it must return one each."
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
                more = more_inputs(inputs[0].shape[1], inputs[0].shape[-1], torch)
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


def drops_out(model, example, torch):
    """Whether the model applies dropout although it is in evaluation mode, as ``F.dropout(x)`` does. The answers of a
    small rate may agree by chance, so the operators of a trace decide. False if the model cannot be traced."""
    try:
        module, _ = traced(model, example, torch)
    except MemoryError:
        raise
    except Exception:
        return False
    for node in module.inlined_graph.nodes():
        if node.kind().startswith("aten::") and "dropout" in node.kind():
            _, rate, training = (value.toIValue() for value in list(node.inputs())[:3])
            if training and rate != 0:
                return True
    return False


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
    """Whether all names that torch would write into TorchScript are ASCII, and those of modules are identifiers."""
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
        if not all(part.isidentifier() for part in str(cls.__module__).split(".")):
            return False
    return True


def give_plain_names(model):
    """Makes torch use ASCII names for the project's classes and functions."""
    named = {type(module) for module in model.modules()}
    for module in list(sys.modules.values()):
        if str(getattr(module, "__file__", None)).startswith(flsys_messages.PROJECT + os.sep):
            named |= {
                value
                for value in list(vars(module).values())
                if isinstance(value, (type, types.FunctionType)) and value.__module__ == module.__name__
            }
    for number, each in enumerate(sorted(named, key=lambda each: (str(each.__module__), each.__qualname__))):
        place = str(each.__module__)
        if not (each.__name__.isascii() and place.isascii() and all(part.isidentifier() for part in place.split("."))):
            each._jit_override_qualname = f"__torch__.project.Named{number}"
            if isinstance(each, types.FunctionType):
                each.__name__ = f"Named{number}"  # torch requires that a function's two names agree


def save_torchscript(module, path, torch, left_out=(".debug_pkl",), rename=None):
    """Saves without the debug records. They hold absolute paths of source files, and only stack traces need them.

    :param left_out: the endings of the entries that are left out
    :param rename: changes the names of classes in a text
    """
    whole = io.BytesIO()
    torch.jit.save(module, whole)
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(path, "w") as target:
        for entry in source.infolist():
            name, content = entry.filename, source.read(entry)
            if name.endswith(left_out):
                continue
            if rename and name.endswith((".py", ".pkl")):
                # One character for each byte. Names in pickles of TorchScript end at a line feed, so they have no length.
                content = rename(content.decode("latin-1")).encode("latin-1")
            target.writestr(zipfile.ZipInfo(rename(name) if rename else name), content)


MANGLED = re.compile(r"___torch_mangle_([0-9]+)")
"""A part of the name of a class that has the same name as another one. The number counts all such classes so far."""


def save_reproducible(module, path, torch):
    """Saves an archive that depends on nothing but code and weights: also without the record of a random number, and with
    other numbers in the names of classes."""
    numbers = {}

    def renamed(text):
        return MANGLED.sub(lambda name: f"___torch_mangle_{numbers.setdefault(name.group(1), len(numbers))}", text)

    save_torchscript(module, path, torch, (".debug_pkl", "/.data/serialization_id"), renamed)


def save_onnx(source, example, path, torch):
    """Writes ONNX for batches of any size: input ``input``, output ``output``, weights inside.

    Returns the reason if that is not possible, else None. Java checks the answers later, with its own onnxruntime.
    """
    reason = None
    for options in onnx_exporters(torch):
        failed = try_onnx(source, example, path, options, torch)
        if failed is None:
            return None
        reason = reason or failed  # users know the first exporter best
    return reason


def save_architecture(source, made, how, alone, example, path, torch):
    """Writes ONNX whose weights can be replaced without Python, see ``flsys_architecture``.

    Returns ``(architecture, None)``, or ``(None, reason)`` and writes nothing. Weights are not folded into others then:
    onnxruntime does that when it loads the file.
    """
    unfolded = {"training": torch.onnx.TrainingMode.PRESERVE, "do_constant_folding": False}
    options = {**next(onnx_exporters(torch)), **unfolded}

    def write():
        flsys_architecture.require_traced(how)
        flsys_architecture.require_replaceable(alone, made, torch)
        return flsys_architecture.write(
            lambda to: try_onnx(source, example, to, options, torch), made.model, made.fitted, path, torch
        )

    return found_architecture(write, path)


def found_architecture(write, path):
    """``(architecture, None)``, or ``(None, reason)`` and no file at ``path``."""
    try:
        return write(), None
    except NoArchitecture as failed:
        reason = str(failed)
    except MemoryError:
        gc.collect()
        reason = "the comparison of two exports needs too much memory"
    except Exception as failed:
        reason = short(failed, 300)  # the usual export may do
    if os.path.exists(path):
        os.remove(path)
    return None, reason


def save_script_architecture(model, made, how, alone, probe_batches, answers, entry, torch):
    """Writes the graph of TorchScript whose weights can be replaced without Python, see ``flsys_architecture``.

    It is not frozen: freezing folds weights into others. Returns the same as ``save_architecture``.
    """
    convert = traced if how.startswith("trace") else scripted
    whole = os.path.join(entry, "replaceable.pt")

    def export_to(path):
        forget_script_classes(torch)
        module, doubtful = convert(model, probe_batches[0], torch)
        if doubtful:
            return "Python code of the model may depend on the values of the weights"
        save_reproducible(module, path, torch)
        return None

    def write():
        flsys_architecture.require_replaceable(alone, made, torch)
        if not has_plain_names(model):
            raise NoArchitecture("names of the model are not ASCII")
        found = flsys_architecture.write_torchscript(
            export_to, made.model, made.fitted, whole, os.path.join(entry, "graph.bin"), torch
        )
        saved = torch.jit.load(whole, map_location="cpu")
        expected = torch.split(answers, [len(batch) for batch in probe_batches])
        if difference(lambda pictures: saved(pictures).float(), probe_batches, expected, torch) > 1e-4:
            os.remove(os.path.join(entry, "graph.bin"))
            raise NoArchitecture("the form that is not frozen gives other answers")
        return found

    found, reason = found_architecture(write, whole)
    if found:
        os.remove(whole)
    return found, reason


def forget_script_classes(torch):
    """Makes torch give the classes of the next TorchScript the same names as those of the previous one."""
    torch._C._jit_clear_class_registry()
    torch.jit._recursive.concrete_type_store = torch.jit._recursive.ConcreteTypeStore()
    torch.jit._state._clear_class_state()


def prepare_onnx(torch):
    if hasattr(torch.backends, "mha"):
        torch.backends.mha.set_fastpath_enabled(False)  # ONNX has no operator for its fused attention
    do_without_onnx_package()


def try_onnx(source, example, path, options, torch):
    """Writes ONNX by one exporter. Returns the reason if that is not possible, else None."""
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
        return short(failed, 300)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


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


def export(request, folder, stage):
    stage("importing torch")
    torch = import_torch()
    flsys_cpu.prepare(torch)
    stage("reading the weights")
    with Reading(os.path.getsize(request["weights"])) as limits:
        try:
            content = read_content(request["weights"], torch)
            found = find_weights(content, torch)
            saved = saved_arguments(content)
            del content
        except MemoryError:
            gc.collect()
            raise Failure(
                f"Reading the weights needs more than {limits.bytes >> 20:,} MiB of memory, far more than their file has. "
                f"{HOW_TO_SAVE}"
            ) from None
    flsys_kinds.require_complete(found, request["weights"])
    stage(f"importing {request['module']}")
    inputs = Inputs(request["project"], request["weights"])
    with flsys_cpu.on_cpu(torch):
        try:
            model, form, made, note, ids = network(request, found, saved, stage, torch)
        except Failure as failure:
            seen = flsys_kinds.seen_in(found)
            if not seen or flsys_kinds.SERVED in str(failure) or "/predict" in str(failure):
                raise
            reason = str(failure)
            raise Failure(f"{reason if len(reason) < 550 else reason[:547] + '...'} {seen}") from failure
    inputs.stop()
    alone = len(found) == 1
    del found
    gc.collect()
    name = made.class_name
    entry = os.path.join(folder, "entry")
    os.mkdir(entry)
    side, channels = request["image_size"], form.channels
    with torch.no_grad():
        stage(f"running {name}")
        probe_batches = list(probes(channels, side, torch))
        batches = [torch.stack([picture(number, channels, side, torch) for number in (0, 1)]), *probe_batches]
        outputs = eager_outputs(model, batches, torch)
        require_finite(model, outputs[0], torch)
        if drops_out(model, batches[0], torch):
            raise Failure(
                f"{name} drops values out in eval() too, so it answers the same input differently each time. "
                "Write F.dropout(..., training=self.training), or use nn.Dropout."
            )
        if difference(model, batches, outputs, torch) > 1e-4:
            raise Failure(f"{name} answers the same input differently each time, in eval() too.")
        stage(f"exporting {name}")
        script, how, source = to_torchscript(model, batches, outputs, torch)
        save_torchscript(script, os.path.join(entry, "model.pt"), torch)
        del script
        saved = torch.jit.load(os.path.join(entry, "model.pt"), map_location="cpu")
        answers = torch.cat([saved(pictures) for pictures in probe_batches]).float()
        del saved
        stage(f"exporting {name} to ONNX")
        onnx = os.path.join(entry, "model.onnx")
        prepare_onnx(torch)
        architecture, no_architecture = save_architecture(source, made, how, alone, batches[0], onnx, torch)
        no_onnx = None if architecture else save_onnx(source, batches[0], onnx, torch)
        if no_onnx:
            architecture, no_architecture = save_script_architecture(
                model, made, how, alone, probe_batches, answers, entry, torch
            )
    flsys_absent.require_no_use()
    return {
        "class_name": name,
        "channels": channels,
        "outputs": outputs[0].shape[1],
        "made_by": f"torch {torch.__version__} ({how})",
        "note": note or None,
        "pillow": pillow_version(),
        "no_onnx": no_onnx,
        "no_architecture": no_architecture,
        "answers": [[_number(value) for value in row] for row in answers.tolist()],
        "files": {name: _sha256(os.path.join(entry, name)) for name in sorted(os.listdir(entry))},
        "inputs": dict(sorted(inputs.hashes.items())),
        "identity": request["identity"],
        "architecture": architecture and {**ids, **architecture},
    }


def network(request, found, saved, stage, torch):
    """``(model, form, made, note, ids)``: the network for pictures with its weights. ``ids`` are the other ids for
    which the weights would give the same network, see ``flsys_architecture.ids``."""
    project, labels, side = request["project"], request["labels"], request["image_size"]
    module = import_definition(request)
    torch.set_default_dtype(torch.float32)
    groups = candidates(module, project, torch)
    model_id, mean_values = request["id"], request["mean_values"]
    known = Known(model_id, found, labels, side, mean_values, request["arguments"], groups[0], torch, saved)
    stage(f"making the network of {model_id}")
    try:
        made, note = select(model_id, request["names"], module, project, request["class"], known, *groups)
    except Failure as failure:
        raise Failure(f"{failure}{flsys_absent.hint(str(failure))}") from failure
    flsys_absent.forget_uses()
    flsys_cpu.move(made.model, torch)
    flsys_cpu.move_globals(lambda each: str(getattr(each, "__file__", None)).startswith(project + os.sep), torch)
    with torch.no_grad():
        form = find_form(made.model, side, labels, mean_values, known, torch)
    notes = " ".join(each for each in (note, flsys_absent.note()) if each)
    named = [name for group in (*groups, imported(module, project, torch)) for each in group for name in each.names]
    ids = flsys_architecture.ids(request, named, known.id_is_value, letters, shorter_and_shorter)
    return form.around(made.model, torch), form, made, notes, ids


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


# ------------------------------------------------------------------------------------------------ files


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
    flsys_messages.PROJECT = request["project"]
    flsys_messages.MODEL_ID = request["id"]
    limit_resources(request["seconds"], request["memory_bytes"])
    warnings.simplefilter("ignore")
    # Remove the folder of this script; the project's folder is inserted later.
    sys.path.pop(0)

    def stage(text):
        with open(os.path.join(folder, "stage"), "w", encoding="utf-8") as file:
            file.write(text)

    listen()
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
