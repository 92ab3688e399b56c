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


class Grey(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 4, 3)
        self.out = nn.Linear(4, 3)

    def forward(self, x):
        return self.out(torch.relu(self.conv(x)).mean([2, 3]))


class GreyRows(nn.Module):
    """Takes three channels for three pictures, as view does."""

    def __init__(self):
        super().__init__()
        self.out = nn.Linear(64, 3)

    def forward(self, x):
        return self.out(x.view(-1, 64))


class Flat(nn.Module):
    def __init__(self, features: int):
        super().__init__()
        self.out = nn.Linear(features, 3)

    def forward(self, x):
        return self.out(x)


class Softmax(nn.Module):
    def __init__(self, loud: float):
        super().__init__()
        self.net = tiny(1)
        self.loud = loud

    def forward(self, x):
        return torch.softmax(self.net(x) * self.loud, 1)


class Sigmoids(nn.Module):
    def __init__(self, outputs: int):
        super().__init__()
        self.out = nn.Linear(3, outputs)

    def forward(self, x):
        return torch.sigmoid(self.out(x.mean([2, 3])))


class Small(nn.Module):
    """Logits between 0 and 1 for all inputs, without a sigmoid."""

    def __init__(self, outputs: int):
        super().__init__()
        self.out = nn.Linear(3, outputs)
        nn.init.constant_(self.out.weight, 0.05)
        nn.init.constant_(self.out.bias, 0.5)

    def forward(self, x):
        return self.out(torch.tanh(x.mean([2, 3])))


class Tuple(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = tiny(1)

    def forward(self, x):
        return x.mean([2, 3, 1]), self.net(x), x


class Dict(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = tiny(1)

    def forward(self, x):
        y = self.net(x)
        return {"probabilities": torch.softmax(y, 1), "logits": y, "hidden": x.mean(1)}


class TwoHeads(nn.Module):
    def forward(self, x):
        return x.mean([2, 3]), x.amax([2, 3])


class Labels(nn.Module):
    def forward(self, x):
        return x.mean([2, 3]).argmax(1)


class ChannelsLast(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = tiny(1)

    def forward(self, x):
        return self.net(x.permute(0, 3, 1, 2))


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

    torch.manual_seed(3)
    grey = Grey()
    rows, flat_grey, flat_rgb = GreyRows(), Flat(64), Flat(192)
    for name, model in (
        ("grey", grey),
        ("grey_rows", rows),
        ("flat_grey", flat_grey),
        ("flat_rgb", flat_rgb),
        ("softmax", Softmax(1.0)),
        ("loud_softmax", Softmax(1000.0)),
        ("one_sigmoid", Sigmoids(1)),
        ("three_sigmoids", Sigmoids(3)),
        ("one_small", Small(1)),
        ("three_small", Small(3)),
        ("tuple", Tuple()),
        ("dict", Dict()),
        ("two_heads", TwoHeads()),
        ("labels", Labels()),
    ):
        torch.jit.script(model.eval()).save(str(HERE / f"{name}.pt"))
    onnx(ChannelsLast(), "channels_last.onnx", torch.zeros(1, 8, 8, 3))
    onnx(Softmax(1.0), "softmax.onnx", x)
    onnx(Sigmoids(3), "three_sigmoids.onnx", x)
    onnx(Small(3), "three_small.onnx", x)
    onnx(flat_rgb.double(), "flat_float64.onnx", torch.zeros(1, 192).double())
    onnx(tiny(1), "batch_of_four.onnx", torch.zeros(4, 3, 8, 8), batch=False)
    onnx(grey, "grey.onnx", torch.zeros(1, 1, 8, 8))

    sample = torch.tensor([(i * 7919 % 1000) / 500 - 1 for i in range(3 * 8 * 8)]).reshape(1, 3, 8, 8)
    with torch.no_grad():
        for name, seed in (("tiny", 1), ("other", 2)):
            print(name, tiny(seed).eval()(sample).tolist())
        for name in ("grey", "grey_rows", "flat_grey", "flat_rgb"):
            model = torch.jit.load(str(HERE / f"{name}.pt"))
            shape = {"grey": (1, 1, 8, 8), "grey_rows": (1, 64), "flat_grey": (1, 64), "flat_rgb": (1, 192)}[name]
            count = 192 if name == "flat_rgb" else 64
            print(name, model(sample.flatten()[:count].reshape(shape)).tolist())
        for name in ("softmax", "one_sigmoid", "three_sigmoids", "one_small"):
            print(name, torch.jit.load(str(HERE / f"{name}.pt"))(sample).tolist())


main()
