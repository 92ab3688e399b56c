"""Names weights and networks that FLSys cannot use, with the next step. Part of ``export_model.py``.

These are the adapters of PEFT without their base model, and networks for texts, signals and series.
"""

from __future__ import annotations

import inspect
import json
import os
import re
import time
from collections.abc import Mapping

from flsys_messages import SHOWN, Failure, listed

SERVED = "FLSys predicts pictures and rows of numbers."

ADAPTER = re.compile(
    r"(.*\.)(?:lora_(?:embedding_)?[ABE]|lora_magnitude_vector|ia3_l|hada_w[12]_[ab]|lokr_w[12](?:_[ab])?)(?:\..*)?"
)
"""Keys of the weights that PEFT adds to the layers of a network (``peft/tuners``)."""

PEFT = "base_model."
"""The start of all keys of a ``PeftModel``."""

TEXT_TASKS = ("CAUSAL_LM", "SEQ_2_SEQ_LM", "SEQ_CLS", "TOKEN_CLS", "QUESTION_ANS")
"""Values of ``task_type`` for networks of texts (``peft.TaskType``)."""

MAX_CONFIG = 1 << 20
"""Bytes of an ``adapter_config.json`` that is read."""

EMBEDDING = re.compile(r"(?:.*[._])?(?:emb|embed|embeds|embedding|embeddings|embed_tokens|wte|shared)\d*\.weight")
"""Keys of the weights of an embedding, whose rows belong to the ids of tokens, users or categories."""

NO_IDS = re.compile(r"pos|patch|time|type|segment|class|cls")
"""Parts of keys of embeddings that do not belong to ids of the input."""

LENGTHS = (16, 28, 30, 32, 48, 50, 64, 96, 100, 128, 140, 150, 187, 200, 250, 256, 300, 500, 512, 561, 1000, 1024, 2048)
"""Lengths of texts, signals and series that are tried, among them those of common data sets."""

SECONDS = 5.0
"""The time after which no further length is tried."""

ANY = "LENGTH"
"""The name in a message for a length that is not known."""


# ------------------------------------------------------------------------------------------------ adapters


def require_complete(found, path):
    """Refuses a file that has only the weights that PEFT adds to a network, without those of the network."""
    keys = [key for weights in found for key in weights.tensors]
    added = [key for key in keys if ADAPTER.fullmatch(key)]
    if not added:
        return
    owners = {ADAPTER.fullmatch(key).group(1) for key in added}
    config = _config(path)
    of_peft = bool(config.get("peft_type")) or all(key.startswith(PEFT) for key in keys)
    if not of_peft or any(_is_of(owners, key) for key in keys if not ADAPTER.fullmatch(key)):
        return
    kind = config.get("peft_type") or ("LoRA" if "lora_" in added[0] else "PEFT")
    base = config.get("base_model_name_or_path")
    what = (
        f"The file holds only an adapter of PEFT ({kind}; such as {added[0]}), not a complete model: the weights of the base "
        f"model{f' {base}' if base else ''} are not in it."
    )
    if config.get("task_type") in TEXT_TASKS:
        raise Failure(
            f"{what} It belongs to a network for texts (task_type {config['task_type']}). {SERVED} It has no tokenizer and "
            "writes no text, so use this model in Python: peft.PeftModel.from_pretrained(base_model, FOLDER)."
        )
    raise Failure(
        f"{what} Save the complete model in Python, where model is the PeftModel: "
        "torch.save(model.merge_and_unload().state_dict(), PATH). Its class is that of the base model."
    )


def _is_of(owners, key):
    """Whether a key begins with the name of one of some layers. The names end with a dot."""
    at = key.find(".")
    while at >= 0:
        if key[: at + 1] in owners:
            return True
        at = key.find(".", at + 1)
    return False


def _config(path):
    """The texts in the configuration that PEFT writes beside an adapter; empty if there is none."""
    file = os.path.join(os.path.dirname(path), "adapter_config.json")
    try:
        if not os.path.isfile(file) or os.path.getsize(file) > MAX_CONFIG:
            return {}
        with open(file, encoding="utf-8") as text:
            config = json.load(text)
    except (OSError, ValueError, RecursionError):
        return {}
    found = config if isinstance(config, dict) else {}
    return {key: value[:100] for key, value in found.items() if isinstance(value, str)}


# ------------------------------------------------------------------------------------------------ weights


def seen_in(found):
    """The kind of network that weights show and the next step, in sentences; empty if it may take pictures."""
    main = max(found, key=len)
    shapes = {key: tuple(value.shape) for key, value in main.tensors.items() if hasattr(value, "shape")}
    first = next(((key, shape) for key, shape in shapes.items() if len(shape) >= 2), None)
    if not first or any(len(shape) in (4, 5) for shape in shapes.values()):
        return ""
    ids = next((key for key, shape in shapes.items() if len(shape) == 2 and _is_of_ids(key, shapes)), None)
    if ids:
        return (
            f"The weights seem to be of a network for texts or other ids: {ids} has {shapes[ids][0]:,} rows, as an embedding. "
            f"{SERVED} For rows of ids, export to ONNX a module whose forward(rows) returns model(rows.long()), and write "
            "DEPLOY_MODEL_PATH=model.onnx in .env."
        )
    key, shape = first
    if len(shape) == 3 and key.endswith("weight"):
        return (
            f"The weights seem to be of a network for signals: {key} is that of a Conv1d for {shape[1]} channels. {SERVED} "
            f"For rows, export to ONNX a module whose forward(rows) returns model(rows.reshape(-1, {shape[1]}, {ANY})), and "
            "write DEPLOY_MODEL_PATH=model.onnx in .env."
        )
    return ""


def _is_of_ids(key, shapes):
    layer = key.rpartition(".")[0]
    return (
        EMBEDDING.fullmatch(key)
        and not NO_IDS.search(layer.rpartition(".")[2])
        and layer + ".bias" not in shapes  # which a linear layer has
    )


# ------------------------------------------------------------------------------------------------ trials


def taken_by(model, torch):
    """The input of a network that takes no picture and the next step, in sentences; empty if it is not found."""
    needed = _required(model)
    if len(needed) > 1:
        return (
            f"The forward of {type(model).__name__} takes {len(needed)} inputs ({listed(needed, SHOWN)}), and FLSys gives it "
            "one: a picture or a row of numbers. For predictions of rows, export to ONNX a module whose forward(rows) takes "
            f"these inputs from the columns of rows. {_served_from_onnx()}"
        )
    nn = torch.nn
    kinds = (nn.Embedding, nn.EmbeddingBag, nn.Conv1d, nn.RNNBase)
    layers = [each for each in model.modules() if isinstance(each, kinds)]
    if not layers or any(isinstance(each, (nn.Conv2d, nn.Conv3d)) for each in model.modules()):
        return ""
    ids = next((each for each in layers if isinstance(each, (nn.Embedding, nn.EmbeddingBag))), None)
    if ids is not None:
        lengths = _lengths(model, lambda length: torch.zeros(2, length, dtype=torch.long), torch)
        return (
            f"The model takes whole numbers {_shape(lengths)}, such as the ids of the tokens of a text: its embedding has "
            f"{ids.num_embeddings:,} rows. {SERVED} {_rows_of_ids(_only(lengths))}"
            if lengths
            else ""
        )
    first = layers[0]
    width = first.in_channels if isinstance(first, nn.Conv1d) else first.input_size
    for what, make, about, steps in (
        ("signals", lambda length: torch.zeros(2, width, length), lambda text: f"[n, {width}, {text}]", _rows),
        ("series", lambda length: torch.zeros(2, length, width), lambda text: f"[n, {text}, {width}]", _rows_of_steps),
    ):
        if what == "signals" and not isinstance(first, nn.Conv1d):
            continue
        lengths = _lengths(model, make, torch)
        if lengths:
            only = _only(lengths)
            return f"The model takes {what} {about(only)}, not pictures. {SERVED} {steps(width, only)}"
    lengths = _lengths(model, lambda length: torch.zeros(2, length), torch)
    if not lengths:
        return ""
    return f"The model takes rows {_shape(lengths)}, such as those of signals, not pictures. {steps_of_rows(_only(lengths))}"


def _required(model):
    """The names of the inputs that a network needs."""
    try:
        parameters = inspect.signature(model.forward).parameters.values()
    except (TypeError, ValueError):
        return []
    one = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    return [each.name for each in parameters if each.default is each.empty and each.kind in one]


def _lengths(model, make, torch):
    """The lengths of two inputs for which a network gives two answers."""
    found = []
    end = time.monotonic() + SECONDS
    for length in LENGTHS:
        if time.monotonic() > end:
            return found + found  # there may be others
        try:
            output = model(make(length))
        except MemoryError:
            raise
        except Exception:
            continue
        inner = output.values() if isinstance(output, Mapping) else output
        values = list(inner) if isinstance(output, (Mapping, tuple, list)) else [output]
        if any(isinstance(each, torch.Tensor) and each.shape[:1] == (2,) for each in values):
            found.append(length)
    return found


def _only(lengths):
    return str(lengths[0]) if len(lengths) == 1 else ANY


def _shape(lengths):
    return f"[n, {_only(lengths)}]"


# ------------------------------------------------------------------------------------------------ steps


def steps_of_rows(length):
    """The steps to predict rows with a network for ``[n, length]``."""
    return f"For predictions of rows, export it to ONNX in Python: {_export('model.eval()', length)}. {_served_from_onnx()}"


def _rows(channels, length):
    """The steps to predict rows with a network for ``[n, channels, length]``."""
    return _rows_as(f"{channels}, {length}", channels, length)


def _rows_of_steps(width, length):
    """The steps to predict rows with a network for ``[n, length, width]``."""
    return _rows_as(f"{length}, {width}", width, length)


def _rows_as(shape, width, length):
    values = str(width * int(length)) if length != ANY else f"{width} * {length}" if width > 1 else length
    return (
        f"For predictions of rows of {values} values, export to ONNX a module whose forward(rows) returns "
        f"model(rows.reshape(-1, {shape})): {_export('module.eval()', values)}. {_served_from_onnx()}"
    )


def _rows_of_ids(length):
    return (
        "It has no tokenizer. For predictions of rows of ids, export to ONNX a module whose forward(rows) returns "
        f"model(rows.long()): {_export('module.eval()', length)}. {_served_from_onnx()}"
    )


def _export(module, length):
    return (
        f'torch.onnx.export({module}, torch.zeros(1, {length}), "model.onnx", input_names=["rows"], '
        'dynamic_axes={"rows": {0: "n"}})'
    )


def _served_from_onnx():
    return 'Then write DEPLOY_MODEL_PATH=model.onnx in .env, and send {"inputs": [[...]]} to /predict.'
