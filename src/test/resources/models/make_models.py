"""Makes the model files beside it, for tests: `python3 make_models.py` with torch 1.13 or later.

All take float32 [n, 3, 8, 8] and answer [n, 3] unless their name says otherwise.
"""

from pathlib import Path

import torch
from torch import nn

HERE = Path(__file__).parent


class Tiny(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3)
        self.drop = nn.Dropout(0.5)
        self.out = nn.Linear(4, 3)

    def forward(self, x):
        x = torch.relu(self.conv(x)).mean([2, 3])
        return self.out(self.drop(x))


class TwoInputs(nn.Module):
    def forward(self, x, y):
        return (x + y).mean([2, 3])


class TwoOutputs(nn.Module):
    def forward(self, x):
        return x.mean([2, 3]), x


class FourDimensions(nn.Module):
    def forward(self, x):
        return x.mean([2, 3], keepdim=True)


class OneByOne(nn.Module):
    """Mixes the items of a batch: only batches of one are right."""

    def forward(self, x):
        return (x - x.mean()).mean([2, 3])


def tiny(seed):
    torch.manual_seed(seed)
    return Tiny()


def onnx(model, name, *inputs, batch=True):
    names = ["x", "y"][: len(inputs)]
    axes = {n: {0: "n"} for n in names + ["out"]} if batch else None
    torch.onnx.export(
        model.eval(), inputs, str(HERE / name), input_names=names, output_names=["out"], dynamic_axes=axes
    )


def main():
    x = torch.zeros(1, 3, 8, 8)
    for name, seed in (("tiny", 1), ("other", 2)):
        # saved in training mode: an engine that does not switch to evaluation drops half of the features
        torch.jit.script(tiny(seed).train()).save(str(HERE / f"{name}.pt"))
        onnx(tiny(seed), f"{name}.onnx", x)
    torch.save(tiny(1).state_dict(), HERE / "state_dict.pth")
    torch.save(tiny(1).state_dict(), HERE / "legacy_state_dict.pth", _use_new_zipfile_serialization=False)
    onnx(tiny(1), "batch_of_one.onnx", x, batch=False)
    onnx(tiny(1), "sixteen_pixels.onnx", torch.zeros(1, 3, 16, 16))
    onnx(OneByOne(), "float64.onnx", x.double())
    onnx(TwoInputs(), "two_inputs.onnx", x, x)
    torch.jit.script(TwoOutputs()).save(str(HERE / "two_outputs.pt"))
    torch.jit.script(FourDimensions()).save(str(HERE / "four_dimensions.pt"))
    torch.jit.script(OneByOne()).save(str(HERE / "one_by_one.pt"))

    sample = torch.tensor([(i * 7919 % 1000) / 500 - 1 for i in range(3 * 8 * 8)]).reshape(1, 3, 8, 8)
    with torch.no_grad():
        for name, seed in (("tiny", 1), ("other", 2)):
            print(name, tiny(seed).eval()(sample).tolist())


main()
