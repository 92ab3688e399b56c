import os

import torch
from torch import nn

from corpus_tools import picture, png, write_expected


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 3, 3)

    def forward(self, x):
        return self.conv(x.permute(0, 3, 1, 2)).mean((2, 3))


torch.manual_seed(1)
net = Net().eval()
os.makedirs("weights")
png("picture.png", picture())
mean, std = torch.tensor([0.485, 0.456, 0.406]), torch.tensor([0.229, 0.224, 0.225])
x = ((torch.from_numpy(picture()).float() / 255 - mean) / std)[None]
torch.onnx.export(net, x, "weights/Net.onnx", input_names=["x"], output_names=["y"], dynamic_axes={"x": {0: "n"}, "y": {0: "n"}})
with torch.no_grad():
    expected = dict(zip("abc", torch.softmax(net(x).flatten(1), 1)[0].tolist()))
write_expected({"models": {"Net": {"predictions": {"picture.png": expected}}}})
