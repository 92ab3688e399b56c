"""Maps the devices that a definition asks for to the CPU. Part of ``export_model.py``."""

from __future__ import annotations

import re
import sys

GPU = re.compile(r"(cuda|mps|xpu|hip)(:[0-9]+)?")


class Downloaded(dict):
    """Pretrained weights that are not downloaded: the file has all weights."""


def prepare(torch):
    """Makes calls of CUDA and of downloads that have no effect on a network do nothing."""
    for name in (
        "set_device",
        "empty_cache",
        "synchronize",
        "manual_seed",
        "manual_seed_all",
        "init",
        "reset_peak_memory_stats",
    ):
        if hasattr(torch.cuda, name):
            setattr(torch.cuda, name, lambda *_, **__: None)
    torch.cuda.is_available = lambda: False
    torch.cuda.device_count = lambda: 0
    import torch.hub

    torch.hub.load_state_dict_from_url = lambda *_, **__: Downloaded()
    load = torch.nn.Module.load_state_dict

    def load_state_dict(self, state_dict, *arguments, **named):
        return None if isinstance(state_dict, Downloaded) else load(self, state_dict, *arguments, **named)

    torch.nn.Module.load_state_dict = load_state_dict


def on_cpu(torch):
    """A context in which ``cuda`` means the CPU."""
    from torch.overrides import TorchFunctionMode

    def mapped(value):
        if isinstance(value, torch.device) and value.type != "cpu" and value.type != "meta":
            return torch.device("cpu")
        return "cpu" if isinstance(value, str) and GPU.fullmatch(value) else value

    class Cpu(TorchFunctionMode):
        def __torch_function__(self, function, types, arguments=(), named=None):
            if getattr(function, "__name__", "") == "cuda" and arguments and isinstance(arguments[0], torch.Tensor):
                return arguments[0]
            named = {name: mapped(value) for name, value in (named or {}).items()}
            if "map_location" in named:
                named["map_location"] = "cpu"
            return function(*[mapped(value) for value in arguments], **named)

    return Cpu()


def move(model, torch):
    """Replaces devices that are attributes of the network's modules."""
    for module in model.modules():
        for name, value in list(vars(module).items()):
            if (isinstance(value, torch.device) and value.type != "cpu") or (
                isinstance(value, str) and GPU.fullmatch(value) and "device" in name.lower()
            ):
                vars(module)[name] = torch.device("cpu") if isinstance(value, torch.device) else "cpu"


def move_globals(is_of_project, torch):
    """Replaces devices that are variables of the project's modules, such as ``DEVICE``."""
    for module in list(sys.modules.values()):
        if not is_of_project(module):
            continue
        for name, value in list(vars(module).items()):
            if isinstance(value, torch.device) and value.type != "cpu":
                setattr(module, name, torch.device("cpu"))
            elif isinstance(value, str) and GPU.fullmatch(value) and "device" in name.lower():
                setattr(module, name, "cpu")
