"""Makes the TorchScript and the ONNX file in saved_models/ from the state dicts there.

python tools/make_other_formats.py
"""

import io
import sys
import zipfile
from pathlib import Path

import torch
from onnx_export import write_onnx
from torch import nn

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

import digits  # noqa: E402
import model  # noqa: E402

MODELS = PROJECT / "saved_models"


def trained(network: nn.Module) -> nn.Module:
    """The network in evaluation mode, with the weights of the file named after its class."""
    path = MODELS / f"{type(network).__name__}.pth"
    network.load_state_dict(torch.load(path, map_location="cpu", weights_only=True))
    return network.eval()


def write_torchscript(network: nn.Module, path: Path) -> None:
    """Saves the scripted network without its debug records.

    They hold absolute paths of source files on the machine that made them. Only stack traces need them.
    """
    whole = io.BytesIO()
    torch.jit.save(torch.jit.script(network), whole)
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(path, "w") as target:
        for entry in source.infolist():
            if not entry.filename.endswith(".debug_pkl"):
                target.writestr(zipfile.ZipInfo(entry.filename), source.read(entry))


if __name__ == "__main__":
    write_torchscript(trained(model.LeNet()), MODELS / "LeNet_scripted.pt")
    example = torch.zeros(2, 3, digits.SIDE, digits.SIDE)
    write_onnx(trained(model.TinyResNet()), example, MODELS / "TinyResNet_onnx.onnx", "pictures", "logits")
