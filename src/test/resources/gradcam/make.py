"""Makes small networks as ONNX files, and their Grad-CAM by PyTorch's own gradients, for GradCamTest.

Run it in this folder with a Python that has torch: python make.py
"""

import json
import math
import warnings

import torch
from torch import nn
from torch.nn import functional as F

SIDE = 16
CLASSES = 4
FOLDED = torch.onnx.TrainingMode.EVAL
UNFOLDED = torch.onnx.TrainingMode.PRESERVE


class Net(nn.Module):
    """Keeps the maps whose gradient is wanted."""

    def keep(self, maps):
        self.maps = maps
        if maps.requires_grad:
            maps.retain_grad()
        return maps


class Residual(Net):
    """The head of ResNet: global average pool, dropout, one linear layer."""

    def __init__(self):
        super().__init__()
        self.first = nn.Sequential(nn.Conv2d(3, 6, 3, padding=1, stride=2), nn.BatchNorm2d(6), nn.ReLU())
        self.second = nn.Sequential(nn.Conv2d(6, 6, 3, padding=1), nn.BatchNorm2d(6))
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.drop = nn.Dropout(0.5)
        self.fc = nn.Linear(6, CLASSES)

    def forward(self, x):
        x = self.first(x)
        x = self.keep(F.relu(x + self.second(x)))
        return self.fc(self.drop(torch.flatten(self.pool(x), 1)))


class Mean(Net):
    """A mean instead of a pool, and weights without bias: ReduceMean and MatMul."""

    def __init__(self, keepdim=False):
        super().__init__()
        self.conv = nn.Conv2d(3, 5, 3)
        self.fc = nn.Linear(5, CLASSES, bias=False)
        self.keepdim = keepdim

    def forward(self, x):
        x = self.keep(self.conv(x))
        x = x.mean([2, 3], keepdim=self.keepdim)
        x = x.reshape(x.shape[0], -1).unsqueeze(1).squeeze(1)
        return self.fc(x) + torch.tensor([0.5, 0.25, 0.0, -1.0])


class Window(Net):
    """An average pool of the size of the maps, and probabilities."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 5, 3, stride=2, padding=1)
        self.fc = nn.Linear(5, CLASSES)

    def forward(self, x):
        x = self.keep(F.leaky_relu(self.conv(x)))
        return torch.softmax(self.fc(F.avg_pool2d(x, 8).view(-1, 5)), 1)

    def scores(self, probabilities):
        # A softmax has no inverse; up to a constant, which has no gradient, the scores are the logarithms.
        return torch.log(probabilities)


class LeNet(Net):
    """Max pools and three linear layers after the last convolution."""

    def __init__(self, activation=torch.relu):
        super().__init__()
        self.one = nn.Conv2d(3, 4, 3)
        self.two = nn.Conv2d(4, 5, 3)
        self.fc1 = nn.Linear(20, 12)
        self.fc2 = nn.Linear(12, 8)
        self.fc3 = nn.Linear(8, CLASSES)
        self.activation = activation

    def forward(self, x):
        x = F.max_pool2d(torch.relu(self.one(x)), 2)
        x = self.keep(torch.relu(self.two(x)))
        x = F.max_pool2d(x, 2)
        x = x.view(-1, 20)
        return self.fc3(self.activation(self.fc2(self.activation(self.fc1(x)))))


class Overlapping(Net):
    """A max pool whose windows overlap and are padded, and one output for two labels."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 5, 3, stride=2)
        self.fc = nn.Linear(5 * 4 * 4, 1)

    def forward(self, x):
        x = self.keep(torch.relu(self.conv(x)))
        x = F.max_pool2d(x, 3, stride=2, padding=1)
        return torch.sigmoid(self.fc(torch.flatten(x, 1)))

    def scores(self, probabilities):
        return torch.logit(probabilities)


class Squeeze(Net):
    """Classes by a convolution, then a global average pool, as SqueezeNet has them."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 5, 3)
        self.classes = nn.Conv2d(5, CLASSES, 1)

    def forward(self, x):
        x = self.keep(torch.relu(self.classes(torch.relu(self.conv(x)))))
        return torch.flatten(F.adaptive_avg_pool2d(x, 1), 1)


class Normalised(Net):
    """A normalisation after the pool, for which there is no rule."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 5, 3)
        self.norm = nn.BatchNorm1d(5)
        self.fc = nn.Linear(5, CLASSES)

    def forward(self, x):
        return self.fc(self.norm(torch.flatten(F.adaptive_avg_pool2d(self.conv(x), 1), 1)))


class Flat(Net):
    """No convolution."""

    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3 * SIDE * SIDE, CLASSES)

    def forward(self, x):
        return self.fc(torch.flatten(x, 1))


class Parts(Net):
    """An average pool of parts of the maps."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3, padding=1)
        self.fc = nn.Linear(4 * 4 * 4, CLASSES)

    def forward(self, x):
        return self.fc(torch.flatten(F.avg_pool2d(self.keep(torch.relu(self.conv(x))), 4), 1))


def picture():
    values = [round(math.sin(0.37 * i) + math.cos(0.011 * i * i), 4) for i in range(3 * SIDE * SIDE)]
    return torch.tensor(values).reshape(1, 3, SIDE, SIDE)


def grad_cam(net, wanted):
    """Selvaraju et al. 2017, equations 1 and 2, by the gradients that PyTorch computes."""
    output = net(picture())
    scores = net.scores(output) if hasattr(net, "scores") else output
    net.zero_grad()
    if hasattr(net, "scores") and output.shape[1] > 1:
        # The gradient of log(softmax) at a seed whose sum is 0 is that of the scores before it.
        seed = -torch.ones_like(scores) / (scores.shape[1] - 1)
        seed[0, wanted] = 1
    else:
        seed = torch.zeros_like(scores)
        seed[0, wanted] = 1
    scores.backward(seed)
    maps, gradients = net.maps.detach(), net.maps.grad
    weights = gradients.mean((2, 3), keepdim=True)
    return seed[0].tolist(), torch.relu((weights * maps).sum(1))[0].double().tolist()


def export(net, name, opset=17, training=FOLDED):
    for parameter in net.parameters():
        parameter.data = parameter.data * 1.5
    torch.onnx.export(
        net,
        picture(),
        name + ".onnx",
        opset_version=opset,
        training=training,
        do_constant_folding=training == FOLDED,
        input_names=["x"],
        output_names=["y"],
        dynamic_axes={"x": {0: "n"}, "y": {0: "n"}},
    )


def trained(net):
    """With statistics of its normalisations that are not the initial ones."""
    net.train()
    for _ in range(3):
        net(torch.cat([picture(), 0.5 * picture().flip(2)]))
    return net.eval()


def main():
    warnings.filterwarnings("ignore")
    torch.manual_seed(7)
    expected = {}
    networks = {
        "residual": (Residual, 17, FOLDED),
        "residual_unfolded": (Residual, 13, UNFOLDED),
        "mean": (Mean, 17, FOLDED),
        "mean_keepdims": (lambda: Mean(True), 11, FOLDED),
        "window": (Window, 17, FOLDED),
        "lenet": (LeNet, 17, FOLDED),
        "lenet_tanh": (lambda: LeNet(torch.tanh), 11, FOLDED),
        "lenet_sigmoid": (lambda: LeNet(torch.sigmoid), 13, UNFOLDED),
        "overlapping": (Overlapping, 16, FOLDED),
        "squeeze": (Squeeze, 17, FOLDED),
        "parts": (Parts, 17, FOLDED),
        "parts_old": (Parts, 11, FOLDED),
    }
    for name, (make, opset, training) in networks.items():
        net = trained(make())
        export(net, name, opset, training)
        outputs = net(picture()).shape[1]
        expected[name] = [
            {"seed": seed, "map": values} for seed, values in (grad_cam(net, wanted) for wanted in range(outputs))
        ]
    export(trained(Normalised()), "normalised", training=UNFOLDED)
    export(trained(Flat()), "flat")
    export(trained(Overlapping()), "overlapping_old", opset=13)
    export(trained(Mean()), "old", opset=9)
    with open("expected.json", "w") as file:
        json.dump({"input": picture().flatten().tolist(), "maps": expected}, file)


main()
